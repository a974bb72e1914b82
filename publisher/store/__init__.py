"""Databases: connect, lock, and bring the schema forward. Knows no words of the trade.

SQLite by default, PostgreSQL by URL. Statements are written once, in the subset both share, with `?` for a
value; each database translates what differs.
"""

from publisher.store.database import Database, Rows
from publisher.store.migrations import migrate
from publisher.store.opening import database, is_there, open_database

__all__ = ["Database", "Rows", "database", "is_there", "migrate", "open_database"]
