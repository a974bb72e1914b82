"""Status: counts, the rows that are not settled, and the story of each."""

from collections import Counter
from datetime import datetime

from publisher.ledger.rows import Attempt, Count, Open, Story
from publisher.ports import STATUSES, Status
from publisher.store import Database

_COUNTS = (
    "select l.channel, d.status, count(*) from lane l left join delivery d on d.lane = l.id"
    " where l.edition = ? group by l.channel, d.status, l.id order by l.id"
)
_REASONS = (
    "select l.channel, d.status, d.code, s.address from delivery d join lane l on l.id = d.lane"
    " left join subscriber s on s.id = d.recipient"
    " where l.edition = ? and d.status in ('rejected', 'retry', 'skipped', 'unknown')"
)
_OPEN = (
    "select recipient, part, revision, not_before, seq from delivery where lane ="
    " (select id from lane where edition = ? and channel = ?) and status = ?"
    " and seq > ? and (? <> 'unknown' or code <> 'decided') order by seq limit 500"
)
_DECIDE = (
    "update delivery set status = ?, code = ?, reason = ?, at = ? where status = 'unknown' and part = ?"
    " and recipient = ? and lane = (select id from lane where edition = ? and channel = ?)"
)
_STORIES = (
    "select l.edition, l.channel, d.status, r.hash, d.lane, d.seq, d.at, d.code, d.reason, d.remote_id, d.url"
    " from delivery d join lane l on l.id = d.lane"
    " left join revision r on r.edition = l.edition and r.number = d.revision"
    " where d.recipient = ? and l.edition = ? order by d.lane, d.part"
)
_ATTEMPTS = (
    "select number, at, outcome, code, reason from attempt where lane = ? and seq = ? order by number, at"
)


class Statuses:
    """The part of the ledger that tells how far an edition is."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def counts(self, edition: str) -> dict[str, dict[Status, int]]:
        """Give rows by channel and status, each status named; they always add up to who was enrolled."""
        found: dict[str, dict[Status, int]] = {}
        for channel, status, count in self._db.execute(_COUNTS, (edition,)):
            rows = found.setdefault(channel, dict.fromkeys(STATUSES, 0))
            if status is not None:
                rows[status] = count
        return found

    def reasons(self, edition: str) -> dict[str, list[Count]]:
        """Group by channel what did not arrive: by status, code and the recipients' domain, most first."""
        found: dict[str, Counter[tuple[Status, str, str]]] = {}
        for channel, status, code, address in self._db.execute(_REASONS, (edition,)):
            domain = (address or "").rpartition("@")[2]
            found.setdefault(channel, Counter())[status, code, domain] += 1
        return {
            channel: [Count(*key, count) for key, count in counted.most_common()]
            for channel, counted in found.items()
        }

    def next_retry(self, edition: str) -> datetime | None:
        """Give the moment the next retry falls due, or None where none waits."""
        row = self._db.execute(
            "select min(d.not_before) from delivery d join lane l on l.id = d.lane"
            " where l.edition = ? and d.status = 'retry'",
            (edition,),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def open_rows(self, edition: str, channel: str, status: Status, after: int = 0) -> tuple[list[Open], int]:
        """Give up to 500 rows behind `after`, unknown only where undecided, and the last one's place."""
        rows = self._db.execute(_OPEN, (edition, channel, status, after, status)).fetchall()
        found = [
            Open(recipient, part, revision, datetime.fromisoformat(at) if at else None)
            for recipient, part, revision, at, _ in rows
        ]
        return found, rows[-1][-1] if rows else after

    def undecided(self, edition: str) -> int:
        """Count the unknown rows that nobody has decided about."""
        row = self._db.execute(
            "select count(*) from delivery d join lane l on l.id = d.lane"
            " where l.edition = ? and d.status = 'unknown' and d.code <> 'decided'",
            (edition,),
        ).fetchone()
        return int(row[0])

    def decide(
        self, edition: str, channel: str, row: Open, status: Status, code: str, reason: str, at: datetime
    ) -> None:
        """Settle an unknown row: found or not found on the other side, or decided by a person."""
        where = (row.part, row.recipient, edition, channel)
        self._db.execute(_DECIDE, (status, code, reason, at.isoformat(), *where))

    def stories(self, edition: str, recipient: str) -> list[Story]:
        """Tell what happened to one recipient, a story per channel."""
        found = []
        for edition_name, channel, status, digest, lane, seq, *rest in self._db.execute(
            _STORIES, (recipient, edition)
        ).fetchall():
            attempts = tuple(Attempt(*row) for row in self._db.execute(_ATTEMPTS, (lane, seq)))
            found.append(Story(edition_name, channel, status, digest, attempts, *rest))
        return found
