"""Deliveries: who gets an edition is fixed once; then answers go in and claims come out, together.

Reads the audience's tables beside its own, so that enrolment and claims are one transaction; whoever opens
the ledger to send opens the audience too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter

from publisher.errors import ApprovalError, LockedError, UsageError
from publisher.ledger.claims import claim
from publisher.ledger.errata import WHO_GOT_IT
from publisher.ledger.lane import OpenLane
from publisher.ports import Recipient, Settlement
from publisher.store import Database

_ENROL_READERS = (
    "insert into delivery (lane, seq, recipient, part, status, attempt, code, reason, at)"
    " select ?, row_number() over (order by n.subscriber), n.subscriber, 0, 'queued', 0, '', '', ?"
    " from subscription n where n.list = ? and n.status = 'confirmed'"
)
_ENROL_WHO_GOT_IT = (
    "insert into delivery (lane, seq, recipient, part, status, attempt, code, reason, at)"
    " select ?, row_number() over (order by d.recipient), d.recipient, 0, 'queued', 0, '', '', ?" + WHO_GOT_IT
)
_ENROL_ACCOUNT = (
    "insert into delivery (lane, seq, recipient, part, status, attempt, code, reason, at)"
    " values (?, ?, ?, ?, 'queued', 0, '', '', ?)"
)
_NEW_LANE = (
    "insert into lane (id, edition, channel, list, epoch, enrolled, enrolled_at)"
    " select coalesce(max(id), 0) + 1, ?, ?, ?, 0, 0, ? from lane"
)
_LEFT = "select seq, attempt, at from delivery where lane = ? and status = 'sending'"
_PARK = (
    "update delivery set status = 'unknown', code = 'lost', reason = 'no answer was kept',"
    " at = ? where lane = ? and status = 'sending'"
)
_STORY = "insert into attempt (lane, seq, number, at, outcome, code, reason) values (?, ?, ?, ?, ?, ?, ?)"
_SETTLE = (
    "update delivery set status = ?, code = ?, reason = ?, remote_id = ?, url = ?, not_before = ?, at = ?"
    " where lane = ? and seq between ? and ?"
)
_STANDING = "select stop, hash from edition where name = ?"
_FENCE = "update lane set seen_at = coalesce(?, seen_at) where id = ? and epoch = ?"
_SUPPRESS = (
    "insert into suppression (digest, reason, since) select digest, ?, ? from subscriber where id = ?"
    " on conflict (digest) do nothing"
)

Told = tuple[str | None, ...]  # what an answer writes into its row


def changed(edition: str, current: str) -> ApprovalError:
    """Say that an edition is another build by now than the one that was to leave."""
    return ApprovalError(
        f"was built anew meanwhile, as {current[:12]}", where=edition, remedy="look at it, then send it"
    )


def doubled(edition: str, channels: Iterable[str]) -> UsageError:
    """Say that readers would get an edition by two mail channels."""
    return UsageError(
        f"readers would get it by each of {', '.join(channels)}",
        where=edition,
        remedy="name one of them in the campaign's channels, or go on with the one that began",
    )


class Deliveries:
    """The part of the ledger that sending works on."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def hold(self, edition: str) -> AbstractContextManager[None]:
        """Hold the edition: who dies lets go of it. Raises LockedError."""
        return self._db.hold(edition)

    def enrol(self, edition: str, channel: str, readers: str | None, at: datetime, parts: int = 1) -> int:
        """Fix who gets the edition on this channel, once; give how many rows there are.

        `readers` is the list whose confirmed subscribers are enrolled; None enrols the channel's account,
        with a row for each of the `parts` of its thread. A mailing that corrects an edition goes to those
        confirmed subscribers alone who got that one.
        Raises UsageError where readers have rows on another channel already: they would get it twice.
        """
        with self._db.transaction():
            if (known := self._enrolled(edition, channel)) is not None:
                return known
            if readers is not None and (begun := self.mail_channels(edition)):
                raise doubled(edition, [*begun, channel])
            self._db.execute(_NEW_LANE, (edition, channel, readers, at.isoformat()))
            lane = self._lane(edition, channel)[0]
            if readers is not None:
                count = self._enrol_readers(lane, edition, readers, at)
            else:
                count = parts
                rows = [(lane, part + 1, channel, part, at.isoformat()) for part in range(parts)]
                self._db.executemany(_ENROL_ACCOUNT, rows)
            self._db.execute("update lane set enrolled = ? where id = ?", (count, lane))
        return count

    def mail_channels(self, edition: str) -> list[str]:
        """Name the channels on which readers are enrolled."""
        known = "select channel from lane where edition = ? and list is not null order by id"
        return [row[0] for row in self._db.execute(known, (edition,))]

    def lane(self, edition: str, channel: str, at: datetime) -> OpenLane:
        """Open a lane as its only owner; what an earlier owner left as `sending` becomes `unknown`."""
        with self._db.transaction():
            number, epoch, readers = self._lane(edition, channel)
            left = self._db.execute(_LEFT, (number,)).fetchall()
            story = [
                (number, seq, attempt, since, "unknown", "lost", "no answer was kept")
                for seq, attempt, since in left
            ]
            if story:
                self._db.executemany(_STORY, story)
                self._db.execute(_PARK, (at.isoformat(), number))
            self._db.execute("update lane set epoch = ? where id = ?", (epoch + 1, number))
            row = self._db.execute("select revision, hash from edition where name = ?", (edition,)).fetchone()
        return OpenLane(edition, channel, readers, number, epoch + 1, *row)

    def advance(
        self,
        lane: OpenLane,
        settlements: Sequence[Settlement],
        want: int,
        at: datetime,
        meanwhile: Callable[[Sequence[Recipient]], None] | None = None,
    ) -> Sequence[Recipient]:
        """Keep the answers and claim until `want` rows are out, in one transaction.

        `meanwhile` is given what was claimed while it is being kept: nothing may leave before this returns.
        Claims nothing while the edition is held or cancelled. Raises LockedError when another owner took
        the lane meanwhile: nothing was kept then; ApprovalError when another build became current before
        the first claim sealed this one: the answers are kept.
        """
        claimed: list[Recipient] = []
        with self._db.transaction():
            self._fence(lane, at if settlements else None)
            stop, current = self._db.execute(_STANDING, (lane.edition,)).fetchone()
            if settlements:
                self._settle(lane, settlements, at, cancelled=stop == "cancelled")
            room = 0 if stop or current != lane.hash else want - lane.out
            if room > 0:
                claimed = claim(self._db, lane, room, at)
            if claimed and meanwhile:
                self._db.commit(partial(meanwhile, claimed))
        if current != lane.hash:
            raise changed(lane.edition, current)
        return claimed

    def _fence(self, lane: OpenLane, heard: datetime | None) -> None:
        """Refuse an owner that lost its lane; `heard` is when the last answers came, for rate and status."""
        values = (heard.isoformat() if heard else None, lane.number, lane.epoch)
        if not self._db.execute(_FENCE, values).rowcount:
            raise LockedError(lane.edition)

    def _settle(
        self, lane: OpenLane, settlements: Sequence[Settlement], at: datetime, *, cancelled: bool
    ) -> None:
        now, story = at.isoformat(), []
        rows: list[tuple[int, Told]] = []
        for item, (seq, attempt) in zip(settlements, lane.settled(settlements), strict=True):
            receipt = item.receipt
            rows.append((seq, _told(item, cancelled=cancelled)))
            if receipt.outcome != "sent" or attempt > 1:
                told = (receipt.outcome, receipt.code, receipt.reason)
                story.append((lane.number, seq, attempt, now, *told))
            if item.suppress:
                self._db.execute(_SUPPRESS, (f"bounced {receipt.code}", now, receipt.key.recipient))
        runs = [(*told, now, lane.number, first, last) for first, last, told in _runs(rows)]
        self._db.executemany(_SETTLE, runs)
        if story:
            self._db.executemany(_STORY, story)

    def _enrol_readers(self, lane: int, edition: str, readers: str, at: datetime) -> int:
        corrects = "select 1 from erratum where mailing = ?"
        if self._db.execute(corrects, (edition,)).fetchone():
            return self._db.execute(_ENROL_WHO_GOT_IT, (lane, at.isoformat(), edition)).rowcount
        return self._db.execute(_ENROL_READERS, (lane, at.isoformat(), readers)).rowcount

    def _enrolled(self, edition: str, channel: str) -> int | None:
        row = self._db.execute(
            "select enrolled from lane where edition = ? and channel = ?", (edition, channel)
        ).fetchone()
        return int(row[0]) if row else None

    def _lane(self, edition: str, channel: str) -> tuple[int, int, str | None]:
        row = self._db.execute(
            "select id, epoch, list from lane where edition = ? and channel = ?", (edition, channel)
        ).fetchone()
        return int(row[0]), int(row[1]), row[2]


def _told(item: Settlement, *, cancelled: bool) -> Told:
    """Give status, code, reason, remote id, URL and when to try again."""
    receipt, status = item.receipt, item.status
    if status == "sent":
        return ("sent", receipt.code, receipt.reason, receipt.remote_id, receipt.url, None)
    if cancelled and status in {"queued", "retry"}:
        return ("skipped", "cancelled", receipt.reason, receipt.remote_id, receipt.url, None)
    due = item.not_before if status == "retry" else None
    moment = due.astimezone(UTC).isoformat() if due else None
    return (status, receipt.code, receipt.reason, receipt.remote_id, receipt.url, moment)


def _runs(rows: list[tuple[int, Told]]) -> Iterator[tuple[int, int, Told]]:
    """Join rows that follow each other and are told the same; one statement for each such run.

    Most rows are: a server that says the same to all costs a third of one that names each message.
    """
    rows.sort(key=itemgetter(0))
    first, told = rows[0]
    last = first - 1
    for seq, other in rows:
        if seq != last + 1 or other != told:
            yield first, last, told
            first, told = seq, other
        last = seq
    yield first, last, told
