"""Databases: connect, and bring the schema forward. Knows no words of the trade."""
