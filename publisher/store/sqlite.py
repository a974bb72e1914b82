"""SQLite: WAL with FULL durability, one file, its locks beside it."""

import errno
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, RLock

from publisher.errors import LockedError, StorageError
from publisher.store.database import Rows, Values

_TIMEOUT = 30.0  # seconds to wait for another process's write
_CACHE = -16_000  # KiB of pages kept in memory
_BACKUP = "put a backup of the file in its place"
_REMEDIES = {
    sqlite3.SQLITE_BUSY: "another process is writing: try again when it has ended",
    sqlite3.SQLITE_LOCKED: "another process is writing: try again when it has ended",
    sqlite3.SQLITE_FULL: "free some space and run it again",
    sqlite3.SQLITE_IOERR: "free some space, or check the disk",
    sqlite3.SQLITE_CORRUPT: _BACKUP,
    sqlite3.SQLITE_NOTADB: _BACKUP,
    sqlite3.SQLITE_READONLY: "make the file and its folder writable, or set [ledger] url to another place",
}
_OTHER = "set [ledger] url to a place that can be written"


class SqliteDatabase:
    """A database in one file (store.Database); its folder is made."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises StorageError when the disk refuses."""
        self.place = path.name
        self._path = path
        self._mutex = RLock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")
        with self._refusals():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=_TIMEOUT, check_same_thread=False)
            self._set_up()

    def execute(self, statement: str, values: Values = ()) -> Rows:
        """Run one statement; outside a transaction it commits by itself."""
        with self._mutex, self._refusals():
            return self._db.execute(statement, tuple(values))

    def executemany(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row of values."""
        with self._mutex, self._refusals():
            self._db.executemany(statement, rows)

    def has(self, table: str) -> bool:
        """Say whether there is a table of that name."""
        named = "select 1 from sqlite_master where type = 'table' and name = ?"
        return self.execute(named, (table,)).fetchone() is not None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one write transaction: all of it, or nothing."""
        with self._mutex:
            self.execute("begin immediate")
            try:
                yield
                if self._db.in_transaction:
                    self.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    def commit(self, meanwhile: Callable[[], None]) -> None:
        """End the transaction in a thread; `meanwhile` runs while that waits for the disk."""
        writes = Event()

        def commit() -> None:
            writes.set()  # from here on the interpreter's lock is kept until SQLite has the statement
            self._db.execute("commit")

        written = self._thread.submit(commit)
        try:
            writes.wait()
            meanwhile()
        finally:
            with self._refusals():
                written.result()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the named lock by flock(2) on a file beside the database; it dies with its holder."""
        import fcntl  # noqa: PLC0415  (POSIX alone)

        path = self._path.with_name(f"{self._path.name}.{name.replace('/', '.')}.lock")
        with self._refusals(), path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LockedError(name) from None
            yield

    def close(self) -> None:
        """Close the file."""
        with self._mutex:
            self._db.close()
        self._thread.shutdown()

    def _set_up(self) -> None:
        try:
            self._switch_to_wal()
            self._db.execute("pragma synchronous=full")
            self._db.execute("pragma foreign_keys=on")
            self._db.execute(f"pragma cache_size={_CACHE}")
        except BaseException:
            self._db.close()
            raise

    def _switch_to_wal(self) -> None:
        # SQLite does not honour its timeout here when several processes open a new file at once.
        deadline = time.monotonic() + _TIMEOUT
        while True:
            try:
                self._db.execute("pragma journal_mode=wal")
            except sqlite3.OperationalError as error:
                if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.025)
            else:
                return

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what the disk or SQLite refuses into a StorageError that names the file."""
        try:
            yield
        except sqlite3.Error as error:
            remedy = _REMEDIES.get(_primary(error), _OTHER)
            raise StorageError(
                f"the ledger can't be used: {error}", where=self.place, remedy=remedy
            ) from error
        except OSError as error:
            remedy = _REMEDIES[sqlite3.SQLITE_FULL] if error.errno == errno.ENOSPC else _OTHER
            raise StorageError(
                f"the ledger can't be used: {error}", where=self.place, remedy=remedy
            ) from error


def _primary(error: sqlite3.Error) -> int:
    """Give SQLite's primary result code of an error (its lowest eight bits), or 0 for one of Python's."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
