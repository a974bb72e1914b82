"""Status: counts, the rows that are not settled, and the story of each."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from publisher.ledger.rows import Attempt, Count, Parked, Story
from publisher.ports import STATUSES, Receipt, Recipient, Status
from publisher.store import Database

_LANES = "select id, channel from lane where edition = ? order by id"
# One pass over the rows as they lie; to group them by status would sort them first.
_EACH = ", ".join(f"count(case when status = '{status}' then 1 end)" for status in STATUSES)
_COUNTS = " ".join(("select", _EACH, "from delivery where lane = ?"))
_REASONS = (
    "select l.channel, d.status, d.code, s.address from delivery d join lane l on l.id = d.lane"
    " left join subscriber s on s.id = d.recipient"
    " where l.edition = ? and d.status in ('rejected', 'retry', 'skipped', 'unknown')"
)
_ACCEPTED = (
    "select l.enrolled, l.enrolled_at,"
    " coalesce(sum(case when d.status in ('queued', 'retry', 'sending') then 1 else 0 end), 0),"
    " coalesce(sum(case when d.status in ('rejected', 'unknown') then 1 else 0 end), 0),"
    " min(case when d.status = 'sent' then d.at end) from lane l left join delivery d on d.lane = l.id"
    " where l.edition = ? and l.channel = ? group by l.id, l.enrolled, l.enrolled_at"
)
_PARKED = (
    "select d.seq, d.recipient, d.part, d.revision, l.list, s.address, s.name, s.language"
    " from delivery d join lane l on l.id = d.lane left join subscriber s on s.id = d.recipient"
    " where l.edition = ? and l.channel = ? and d.status = 'unknown' and d.code <> 'decided' and d.seq > ?"
    " order by d.seq limit 500"
)
_DECIDE = (
    "update delivery set status = ?, code = ?, reason = ?, remote_id = ?, url = ?, at = ?"
    " where status = 'unknown' and seq = ? and lane = (select id from lane where edition = ? and channel = ?)"
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
        lanes = self._db.execute(_LANES, (edition,)).fetchall()
        counted = ((channel, self._db.execute(_COUNTS, (lane,)).fetchone()) for lane, channel in lanes)
        return {channel: dict(zip(STATUSES, row, strict=True)) for channel, row in counted}

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

    def speed(self, channel: str) -> float | None:
        """Give the rows a second of this channel's last lane that was claimed, or None without one."""
        row = self._db.execute(
            "select enrolled, claimed_at, seen_at from lane where channel = ? and claimed_at is not null"
            " order by id desc limit 1",
            (channel,),
        ).fetchone()
        if row is None or row[2] is None:
            return None
        taken = (datetime.fromisoformat(row[2]) - datetime.fromisoformat(row[1])).total_seconds()
        return row[0] / taken if taken > 1 else None

    def accepted(self, edition: str, channel: str, window: int) -> datetime | None:
        """Give when a mail channel's first window was accepted, or None while it was not.

        A mailing that has nobody left, and was refused by none, counts as accepted when it was enrolled.
        """
        row = self._db.execute(_ACCEPTED, (edition, channel)).fetchone()
        if row is None or row[0] is None:
            return None
        enrolled, since, waiting, failed, first = row
        if first is not None and enrolled - waiting >= min(window, enrolled):
            return datetime.fromisoformat(first)
        return datetime.fromisoformat(since) if not waiting and not failed else None

    def has_work(self, edition: str, channel: str, now: datetime) -> bool:
        """Say whether a row of the channel can be claimed now."""
        row = self._db.execute(
            "select 1 from delivery where lane = (select id from lane where edition = ? and channel = ?)"
            " and (status = 'queued' or status = 'retry' and not_before <= ?) limit 1",
            (edition, channel, now.isoformat()),
        ).fetchone()
        return row is not None

    def next_retry(self, edition: str, channel: str) -> datetime | None:
        """Give the moment the next retry falls due on a channel, or None where none waits."""
        row = self._db.execute(
            "select min(d.not_before) from delivery d join lane l on l.id = d.lane"
            " where l.edition = ? and l.channel = ? and d.status = 'retry'",
            (edition, channel),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def parked(self, edition: str, channel: str) -> Iterator[Parked]:
        """Give the rows that are unknown and undecided; they may be decided on the way."""
        last = 0
        while rows := self._db.execute(_PARKED, (edition, channel, last)).fetchall():
            for seq, recipient, part, revision, name, address, called, language in rows:
                who = Recipient(recipient, address or "", called or "", language, name or "", part)
                yield Parked(seq, who, revision)
            last = rows[-1][0]

    def undecided(self, edition: str, channel: str) -> int:
        """Count a channel's unknown rows that nobody has decided about."""
        row = self._db.execute(
            "select count(*) from delivery d join lane l on l.id = d.lane"
            " where l.edition = ? and l.channel = ? and d.status = 'unknown' and d.code <> 'decided'",
            (edition, channel),
        ).fetchone()
        return int(row[0])

    def decide(
        self, edition: str, channel: str, row: Parked, status: Status, receipt: Receipt, at: datetime
    ) -> None:
        """Settle an unknown row: as found or not found on the other side, or as a person decided."""
        told = (receipt.code, receipt.reason, receipt.remote_id, receipt.url, at.isoformat())
        self._db.execute(_DECIDE, (status, *told, row.seq, edition, channel))

    def stories(self, edition: str, recipient: str) -> list[Story]:
        """Tell what happened to one recipient, a story per channel."""
        found = []
        for edition_name, channel, status, digest, lane, seq, *rest in self._db.execute(
            _STORIES, (recipient, edition)
        ).fetchall():
            attempts = tuple(Attempt(*row) for row in self._db.execute(_ATTEMPTS, (lane, seq)))
            found.append(Story(edition_name, channel, status, digest, attempts, *rest))
        return found

    def last_seen(self, edition: str) -> datetime | None:
        """Give the moment an edition's sender was last at work, or None where none ever was."""
        row = self._db.execute("select max(seen_at) from lane where edition = ?", (edition,)).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None
