"""Tables: spreadsheets as CSV."""
