"""What a database is to the rooms above it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Values = Sequence[object]


class Rows(Protocol):
    """The rows a statement gave; `rowcount` is how many it changed."""

    @property
    def rowcount(self) -> int:
        """Say how many rows were changed."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401  (columns have the types of their statement)
        """Give the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Give the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows that are left."""
        ...


class Database(Protocol):
    """One connection, which threads may share: a transaction has it alone.

    Write transactions of all processes run one after the other, so what one has read stays true until it
    commits. `place` names the database without its password. Every refusal is a StorageError.
    """

    place: str

    def execute(self, statement: str, values: Values = ()) -> Rows:
        """Run one statement; outside a transaction it commits by itself."""
        ...

    def executemany(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row of values; belongs in a transaction."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Run the block in one write transaction: all of it, or nothing."""
        ...

    def commit(self, meanwhile: Callable[[], None]) -> None:
        """End the transaction; `meanwhile` may run while the disk writes, before it is known to be kept."""
        ...

    def has(self, table: str) -> bool:
        """Say whether there is a table of that name."""
        ...

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Hold the named lock while the block runs; it dies with its holder. Raises LockedError if taken."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...
