"""Article pages saved as plain text."""
