"""PostgreSQL through psycopg: the same statements, the same one-writer-at-a-time, advisory locks."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from urllib.parse import urlsplit

from publisher.errors import ConfigError, LockedError, StorageError
from publisher.store.database import Rows, Values

try:
    import psycopg
    from psycopg import conninfo
except ImportError:
    raise ConfigError(
        "a postgresql:// ledger needs psycopg",
        where="[ledger] url",
        remedy="pip install 'publisher[postgres]'",
    ) from None

# What SQLite writes otherwise; no statement of ours holds a question mark or these words in a text.
_DIALECT = (("%", "%%"), ("?", "%s"), (" blob", " bytea"), (" without rowid", ""))
_SETTINGS = {
    "connect_timeout": "30",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "options": "-c synchronous_commit=on -c tcp_keepalives_idle=15 -c client_min_messages=warning",
    "application_name": "publisher",
}
_WRITER = 7_015_301  # the advisory lock that lets one transaction write at a time, as SQLite does


class PostgresDatabase:
    """A database on a server (store.Database). The connection is lost with the server, and not renewed."""

    def __init__(self, url: str) -> None:
        """Connect. Raises StorageError when the server refuses; the password is never part of it."""
        where = urlsplit(url)
        self.place = f"{where.scheme}://{where.hostname or ''}{where.path}"
        self._mutex = RLock()
        with self._refusals():
            self._db = psycopg.connect(conninfo.make_conninfo(url, **_SETTINGS), autocommit=True)

    def execute(self, statement: str, values: Values = ()) -> Rows:
        """Run one statement; outside a transaction it commits by itself."""
        with self._mutex, self._refusals():
            return self._db.execute(_translated(statement), tuple(values), prepare=True)

    def executemany(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row of values, in one pipeline."""
        with self._mutex, self._refusals(), self._db.cursor() as cursor:
            cursor.executemany(_translated(statement), [tuple(row) for row in rows])

    def has(self, table: str) -> bool:
        """Say whether there is a table of that name."""
        return self.execute("select to_regclass(?)", (table,)).fetchone()[0] is not None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one write transaction: all of it, or nothing."""
        with self._mutex, self._refusals(), self._db.transaction():
            self._db.execute("select pg_advisory_xact_lock(%s)", (_WRITER,), prepare=True)
            yield

    def commit(self, meanwhile: Callable[[], None]) -> None:
        """Run `meanwhile`; the transaction commits at its own end."""
        meanwhile()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the named lock as a session's advisory lock; it dies with the connection."""
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        if not self.execute("select pg_try_advisory_lock(?)", (number,)).fetchone()[0]:
            raise LockedError(name)
        try:
            yield
        finally:
            if not self._db.closed:
                self._db.execute("select pg_advisory_unlock(%s)", (number,))

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what the server refuses into a StorageError that names the database."""
        try:
            yield
        except psycopg.Error as error:
            raise StorageError(
                f"the ledger can't be used: {str(error).strip().splitlines()[0] if str(error) else error!r}",
                where=self.place,
                remedy="check [ledger] url, the server, and the rights of its user",
            ) from error


@lru_cache(maxsize=256)
def _translated(statement: str) -> bytes:
    for ours, theirs in _DIALECT:
        statement = statement.replace(ours, theirs)
    return statement.encode()
