"""Claims: the next rows to serve; who may not be mailed any more is skipped with the reason.

A page of the queue holds every queued row between its first and its last. So one statement claims them all,
once those are skipped that may not be: a statement per row takes three times as long.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from publisher.ledger.lane import OpenLane
from publisher.ports import CORRECTION, Recipient
from publisher.store import Database

_READERS = (
    "select d.seq, d.attempt, d.recipient, s.address, s.name, s.language, n.status, x.reason from delivery d"
    " left join subscriber s on s.id = d.recipient"
    " left join subscription n on n.subscriber = d.recipient and n.list = ?"
    " left join suppression x on x.digest = s.digest where d.lane = ?"
)
_ADDRESS, _STATUS, _SUPPRESSED = 3, 6, 7  # places in such a row
# A part leaves once the one that it answers stands: the part before it, for a correction the first one.
_ACCOUNTS = (
    "select d.seq, d.attempt, d.recipient, d.part, b.remote_id, f.remote_id from delivery d"
    " left join delivery f on f.lane = d.lane and f.part = 0"
    " left join delivery b on b.lane = d.lane and b.part = case when d.part >= ? then 0 else d.part - 1 end"
    " where d.lane = ? and (d.part = 0 or b.status = 'sent')"
)
_BREAK_OFF = (
    "update delivery set status = 'skipped', code = 'thread', reason = 'what it answers does not stand',"
    " not_before = null, at = ? where lane = ? and status in ('queued', 'retry') and exists"
    " (select 1 from delivery b where b.lane = delivery.lane and b.part < delivery.part and"
    " (delivery.part < ? or b.part = 0) and"
    " (b.status in ('rejected', 'skipped') or b.status = 'unknown' and b.code = 'decided'))"
)
_DUE = " and d.status = 'retry' and d.not_before <= ? order by d.not_before limit ?"
_QUEUED = " and d.seq > ? and d.status = 'queued' order by d.seq limit ?"
_CLAIM = "update delivery set status = 'sending', attempt = attempt + 1, revision = ?, at = ? where lane = ?"
_CLAIM_DUE = f"{_CLAIM} and seq = ?"
_CLAIM_PAGE = f"{_CLAIM} and seq between ? and ? and status = 'queued'"
_POSTED = (
    "select l.edition from told mine join told other on other.lead = 1 and other.edition <> mine.edition"
    " and (other.id = mine.id or other.url = mine.url)"
    " join lane l on l.edition = other.edition and l.channel = ? join delivery d on d.lane = l.id"
    " where mine.edition = ? and mine.lead = 1 and d.status in ('sending', 'sent', 'unknown') limit 1"
)
_SKIP_LANE = (
    "update delivery set status = 'skipped', code = 'already posted', reason = ?, not_before = null, at = ?"
    " where lane = ? and status in ('queued', 'retry')"
)
_SKIP = "update delivery set status = 'skipped', code = ?, reason = ?, at = ? where lane = ? and seq = ?"
_FIRST = "update lane set claimed_at = ? where id = ? and claimed_at is null"


def claim(db: Database, lane: OpenLane, want: int, at: datetime) -> list[Recipient]:
    """Claim up to `want` rows, due retries last; must run in a transaction. Empty: none are left now.

    An account that has posted this edition's lead already, for whatever campaign, does not post it again.
    """
    now = at.isoformat()
    if lane.readers is None:
        want = 1  # the next part waits for this one's answer
        if other := db.execute(_POSTED, (lane.channel, lane.edition)).fetchone():
            db.execute(_SKIP_LANE, (f"with {other[0]}", now, lane.number))
            return []
        db.execute(_BREAK_OFF, (now, lane.number, CORRECTION))
    for page, due in _pages(db, lane, want, now):
        rows = page if lane.readers is None else _who_may_get(db, lane, page, now)
        if rows:
            _claim(db, lane, rows, now, due=due)
            return _accounts(lane, rows) if lane.readers is None else _readers(lane, lane.readers, rows)
    return []


def _pages(db: Database, lane: OpenLane, want: int, now: str) -> Iterator[tuple[list[Any], bool]]:
    """Give rows to serve, `want` at a time, and whether they are due retries.

    A page whose readers are all gone is followed by the next.
    """
    rows_of, first = (_ACCOUNTS, CORRECTION) if lane.readers is None else (_READERS, lane.readers)
    names = (first, lane.number)
    while rows := db.execute(rows_of + _QUEUED, (*names, lane.after, want)).fetchall():
        lane.after = rows[-1][0]
        yield rows, False
    # Last, so that a reader whom the server will not have keeps nobody else waiting.
    if due := db.execute(rows_of + _DUE, (*names, now, want)).fetchall():
        yield due, True


def _who_may_get(db: Database, lane: OpenLane, page: list[Any], now: str) -> list[Any]:
    """Give the rows of readers who may get it now, and skip the others: consent can be withdrawn any time."""
    gone = [
        row
        for row in page
        if row[_STATUS] != "confirmed" or row[_SUPPRESSED] is not None or row[_ADDRESS] is None
    ]
    if not gone:
        return page
    db.executemany(_SKIP, [(*_reason(row), now, lane.number, row[0]) for row in gone])
    skipped = {row[0] for row in gone}
    return [row for row in page if row[0] not in skipped]


def _claim(db: Database, lane: OpenLane, rows: Sequence[Any], now: str, *, due: bool) -> None:
    """Claim rows of one page; those of due retries don't follow each other."""
    if due:
        db.executemany(_CLAIM_DUE, [(lane.revision, now, lane.number, row[0]) for row in rows])
    else:
        db.execute(_CLAIM_PAGE, (lane.revision, now, lane.number, rows[0][0], rows[-1][0]))
    if not lane.begun:
        db.execute(_FIRST, (now, lane.number))
        lane.begun = True


def _reason(row: Sequence[Any]) -> tuple[str, str]:
    """Say why a reader must not get it."""
    address, suppressed = row[_ADDRESS], row[_SUPPRESSED]
    if address is None:
        return "forgotten", "asked to be forgotten"
    if suppressed is not None:
        return "suppressed", suppressed
    return "unsubscribed", "left the list after enrolment"


def _readers(lane: OpenLane, readers: str, rows: Sequence[Any]) -> list[Recipient]:
    lane.claimed(((row[2], 0), (row[0], row[1] + 1)) for row in rows)
    return [
        Recipient(reader, address, name, language, readers, 0, attempt + 1)
        for _, attempt, reader, address, name, language, _, _ in rows
    ]


def _accounts(lane: OpenLane, rows: Sequence[Any]) -> list[Recipient]:
    lane.claimed(((account, part), (seq, attempt + 1)) for seq, attempt, account, part, _, _ in rows)
    return [
        Recipient(account, "", part=part, attempt=attempt + 1, reply_to=reply_to, root=root)
        for _, attempt, account, part, reply_to, root in rows
    ]
