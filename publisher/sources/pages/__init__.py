"""Article pages in HTML."""
