"""From a URL to a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.errors import ConfigError
from publisher.store.database import Database
from publisher.store.sqlite import SqliteDatabase

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")


@contextmanager
def database(url: str, root: Path) -> Iterator[Database]:
    """Open a database for the length of a block."""
    db = open_database(url, root)
    try:
        yield db
    finally:
        db.close()


def is_there(url: str, root: Path) -> bool:
    """Say whether there is a database: an SQLite file is made by opening it, a server is always asked."""
    return not url.startswith(_SQLITE) or (root / url.removeprefix(_SQLITE)).is_file()


def open_database(url: str, root: Path) -> Database:
    """Open the database that a URL names; the path of an SQLite file is relative to `root`.

    Raises ConfigError for another URL, StorageError when the disk or the server refuses.
    """
    if url.startswith(_SQLITE):
        return SqliteDatabase(root / url.removeprefix(_SQLITE))
    if url.startswith(_POSTGRES):
        from publisher.store.postgres import PostgresDatabase  # noqa: PLC0415  (an extra)

        return PostgresDatabase(url)
    scheme = url.partition(":")[0]
    raise ConfigError(
        f"no such ledger: {scheme[:20]!r}",
        where="[ledger] url",
        remedy="sqlite:///PATH or postgresql://USER@HOST/NAME",
    )
