"""Events: who did what to an edition; holding, cancelling, approving; which deployment may send."""

from datetime import datetime

from publisher.ledger.rows import Approval, Event, Stop
from publisher.store import Database

_SKIP = (
    "update delivery set status = 'skipped', code = ?, reason = ?, not_before = null, at = ?"
    " where status in ('queued', 'retry') and lane in"
    " (select id from lane where edition = ? and channel = coalesce(?, channel))"
)
_LAST_WORD = (
    "select kind, hash, who, at, not_before from event where edition = ?"
    " and kind in ('approved', 'withdrawn') order by id desc limit 1"
)
_HOUSE = ""  # the edition of events that concern the whole ledger


class Events:
    """The part of the ledger that keeps what people and schedulers did."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(
        self,
        edition: str,
        kind: str,
        who: str,
        at: datetime,
        *,
        hash: str = "",
        detail: str = "",
        not_before: datetime | None = None,
    ) -> None:
        """Keep one event; `not_before` is from when on an approval counts."""
        due = not_before.isoformat() if not_before else None
        self._db.execute(
            "insert into event (id, edition, at, kind, who, hash, detail, not_before)"
            " select coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, ? from event",
            (edition, at.isoformat(), kind, who, hash, detail, due),
        )

    def events(self, edition: str) -> list[Event]:
        """Give what was done to an edition, the oldest first."""
        kept = "select at, kind, who, hash, detail from event where edition = ? order by id"
        return [Event(*row) for row in self._db.execute(kept, (edition,))]

    def stop(self, edition: str, stop: Stop | None, who: str, at: datetime) -> None:
        """Hold or cancel an edition, or let it go on; a running sender sees it before its next claim.

        Cancelling skips whoever is still waiting; a revision serves them again.
        """
        with self._db.transaction():
            self._db.execute("update edition set stop = ? where name = ?", (stop, edition))
            if stop == "cancelled":
                self._db.execute(_SKIP, ("cancelled", f"cancelled by {who}", at.isoformat(), edition, None))
            self.record(edition, stop or "released", who, at)

    def skip_rest(self, edition: str, channel: str, code: str, reason: str, at: datetime) -> int:
        """Skip whoever still waits on a channel, for good; give how many."""
        with self._db.transaction():
            return self._db.execute(_SKIP, (code, reason, at.isoformat(), edition, channel)).rowcount

    def approve(
        self, edition: str, hash: str, who: str, at: datetime, not_before: datetime | None = None
    ) -> None:
        """Keep that this build may leave, from `not_before` on: until then it can be withdrawn in time."""
        with self._db.transaction():
            self._db.execute("update edition set stop = null where name = ? and stop = 'held'", (edition,))
            self.record(edition, "approved", who, at, hash=hash, not_before=not_before)

    def withdraw(self, edition: str, who: str, at: datetime) -> None:
        """Keep that the last approval is taken back; what has left meanwhile has left."""
        self.record(edition, "withdrawn", who, at)

    def approved(self, edition: str) -> Approval | None:
        """Give the last approval, or None where there is none, or it was withdrawn."""
        row = self._db.execute(_LAST_WORD, (edition,)).fetchone()
        if row is None or row[0] != "approved":
            return None
        _, hash, who, at, due = row
        moment = datetime.fromisoformat
        return Approval(hash, who, moment(at), moment(due) if due else None)

    def trust(self, who: str, at: datetime) -> None:
        """Keep that somebody let this ledger, while it was empty, send for real."""
        with self._db.transaction():
            self.record(_HOUSE, "trusted", who, at)

    def trusted(self) -> bool:
        """Say whether this ledger may send through real channels without asking."""
        return any(event.kind == "trusted" for event in self.events(_HOUSE))

    def deployment(self) -> str | None:
        """Name the deployment that may send from this ledger, or None while none has."""
        row = self._db.execute("select name from deployment order by armed_at desc limit 1").fetchone()
        return str(row[0]) if row else None

    def arm(self, deployment: str, who: str, at: datetime) -> None:
        """Let this deployment send, and no other."""
        with self._db.transaction():
            self._db.execute("delete from deployment")
            self._db.execute(
                "insert into deployment (name, armed_at) values (?, ?)", (deployment, at.isoformat())
            )
            self.record(_HOUSE, "armed", who, at, detail=deployment)
