"""Forward migrations, a version per room; what a newer program wrote is refused (docs/decisions/0006)."""

from collections.abc import Sequence

from publisher.errors import StorageError
from publisher.store.database import Database

_VERSIONS = "create table if not exists schema_version (room text primary key, version integer not null)"
_STEP = (
    "insert into schema_version (room, version) values (?, ?)"
    " on conflict (room) do update set version = excluded.version"
)


def migrate(db: Database, room: str, migrations: Sequence[Sequence[str]]) -> None:
    """Run the migrations this room's tables have not seen, each a list of statements in one transaction.

    Safe when several processes open a new database at once; writes nothing where nothing is new. Raises
    StorageError when the room was written by a newer version of this program.
    """
    if not db.has("schema_version"):
        with db.transaction():
            db.execute(_VERSIONS)
    while (seen := _version(db, room)) < len(migrations):
        with db.transaction():
            if _version(db, room) == seen:  # else another process was first
                for statement in migrations[seen]:
                    db.execute(statement)
                db.execute(_STEP, (room, seen + 1))
    if seen > len(migrations):
        raise StorageError(
            "the ledger was written by a newer version", where=db.place, remedy="upgrade publisher"
        )


def _version(db: Database, room: str) -> int:
    row = db.execute("select version from schema_version where room = ?", (room,)).fetchone()
    return int(row[0]) if row else 0
