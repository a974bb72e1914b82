"""Ticks: when the scheduler was last seen, and what was told already, once, whichever machine told it."""

from datetime import datetime

from publisher.store import Database

_BEAT = (
    "insert into heartbeat (deployment, at) values (?, ?)"
    " on conflict (deployment) do update set at = excluded.at"
)
_CLAIM = (
    "insert into notice (edition, kind, hash, at) values (?, ?, ?, ?)"
    " on conflict (edition, kind, hash) do nothing"
)


class Ticks:
    """The part of the ledger that schedulers write."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def beat(self, deployment: str, at: datetime) -> None:
        """Keep that a deployment's scheduler was here."""
        self._db.execute(_BEAT, (deployment, at.isoformat()))

    def last_beat(self) -> datetime | None:
        """Give when any scheduler was last here, or None where none ever was."""
        row = self._db.execute("select max(at) from heartbeat").fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def claim_notice(self, edition: str, kind: str, hash: str, at: datetime) -> bool:
        """Take it on to tell something of a build; False where somebody did already."""
        return self._db.execute(_CLAIM, (edition, kind, hash, at.isoformat())).rowcount == 1

    def drop_notice(self, edition: str, kind: str, hash: str) -> None:
        """Give back what could not be told, so that the next tick tells it."""
        self._db.execute(
            "delete from notice where edition = ? and kind = ? and hash = ?", (edition, kind, hash)
        )
