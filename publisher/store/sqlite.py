"""SQLite: WAL with FULL durability, foreign keys on, forward migrations, a version per room."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from publisher.errors import ConfigError, StorageError

_SCHEME = "sqlite:///"
_TIMEOUT = 30.0  # seconds to wait for another process's lock
_VERSIONS = "create table if not exists schema_version (room text primary key, version integer not null)"
_STEP = (
    "insert into schema_version (room, version) values (?, ?)"
    " on conflict (room) do update set version = excluded.version"
)


def connect(url: str, root: Path) -> sqlite3.Connection:
    """Open the database a `sqlite:///` URL names, relative to `root`; its folder is made.

    Raises ConfigError for another URL, StorageError when the disk refuses.
    """
    if not url.startswith(_SCHEME):
        raise ConfigError(f"no such ledger: {url!r}", where="[ledger] url", remedy="sqlite:///PATH")
    path = root / url.removeprefix(_SCHEME)
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=_TIMEOUT)
        _switch_to_wal(connection)
        connection.execute("pragma synchronous=full")
        connection.execute("pragma foreign_keys=on")
    return connection


def migrate(
    connection: sqlite3.Connection, room: str, migrations: Sequence[Sequence[str]], path: str
) -> None:
    """Run the migrations this room's tables have not seen, each a list of statements in one transaction.

    Safe when several processes open a new database at once. Raises StorageError when the room was written by
    a newer version of this program.
    """
    connection.execute(_VERSIONS)
    if _version(connection, room) > len(migrations):
        raise StorageError(
            "the ledger was written by a newer version", where=path, remedy="upgrade publisher"
        )
    while (seen := _version(connection, room)) < len(migrations):
        with transaction(connection):
            if _version(connection, room) == seen:  # else another process was first
                for statement in migrations[seen]:
                    connection.execute(statement)
                connection.execute(_STEP, (room, seen + 1))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block in one write transaction: all of it, or nothing."""
    connection.execute("begin immediate")
    try:
        yield connection
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what the disk or SQLite refuses into a StorageError that names the file."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StorageError(
            f"the ledger can't be used: {error}",
            where=path.name,
            remedy="free or unlock the disk, or set [ledger] url to a place that can be written",
        ) from error


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not honour its timeout here when several processes open a new file at once.
    deadline = time.monotonic() + _TIMEOUT
    while True:
        try:
            connection.execute("pragma journal_mode=wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.025)
        else:
            return


def _version(connection: sqlite3.Connection, room: str) -> int:
    row = connection.execute("select version from schema_version where room = ?", (room,)).fetchone()
    return int(row[0]) if row else 0
