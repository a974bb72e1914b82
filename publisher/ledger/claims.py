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
    "select d.seq, d.recipient, d.part, d.attempt, s.address, s.name, s.language, n.status, x.reason,"
    " d.status, null, null"
    " from delivery d left join subscriber s on s.id = d.recipient"
    " left join subscription n on n.subscriber = d.recipient and n.list = ?"
    " left join suppression x on x.digest = s.digest where d.lane = ?"
)
# A part leaves once the one that it answers stands: the part before it, for a correction the first one.
_ACCOUNTS = (
    "select d.seq, d.recipient, d.part, d.attempt, '', '', null, 'confirmed', null, d.status, b.remote_id,"
    " f.remote_id from delivery d left join delivery f on f.lane = d.lane and f.part = 0"
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
_STATUS = 9  # the row's own, in what _READERS and _ACCOUNTS give
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
    for page in _pages(db, lane, want, now):
        rows = [row for row in page if _may_get(row)]
        if len(rows) < len(page):
            gone = [row for row in page if not _may_get(row)]
            db.executemany(_SKIP, [(*_reason(row), now, lane.number, row[0]) for row in gone])
        if rows:
            _claim(db, lane, rows, now)
            return [_recipient(lane, row) for row in rows]
    return []


def _pages(db: Database, lane: OpenLane, want: int, now: str) -> Iterator[list[Any]]:
    """Give rows to serve, `want` at a time; a page whose readers are all gone is followed by the next."""
    rows_of, first = (_ACCOUNTS, CORRECTION) if lane.readers is None else (_READERS, lane.readers)
    names = (first, lane.number)
    while rows := db.execute(rows_of + _QUEUED, (*names, lane.after, want)).fetchall():
        lane.after = rows[-1][0]
        yield rows
    # Last, so that a reader whom the server will not have keeps nobody else waiting.
    if due := db.execute(rows_of + _DUE, (*names, now, want)).fetchall():
        yield due


def _claim(db: Database, lane: OpenLane, rows: Sequence[Any], now: str) -> None:
    """Claim rows of one page; those of due retries don't follow each other."""
    if rows[0][_STATUS] == "retry":
        db.executemany(_CLAIM_DUE, [(lane.revision, now, lane.number, row[0]) for row in rows])
    else:
        db.execute(_CLAIM_PAGE, (lane.revision, now, lane.number, rows[0][0], rows[-1][0]))
    if not lane.begun:
        db.execute(_FIRST, (now, lane.number))
        lane.begun = True


def _may_get(row: Sequence[Any]) -> bool:
    """Say whether a reader may get it now: consent ends the moment it is withdrawn."""
    return row[7] == "confirmed" and row[8] is None and row[4] is not None


def _reason(row: Sequence[Any]) -> tuple[str, str]:
    """Say why a reader must not get it."""
    address, suppressed = row[4], row[8]
    if address is None:
        return "forgotten", "asked to be forgotten"
    if suppressed is not None:
        return "suppressed", suppressed
    return "unsubscribed", "left the list after enrolment"


def _recipient(lane: OpenLane, row: Sequence[Any]) -> Recipient:
    seq, recipient, part, attempt, address, name, language, *_, reply_to, root = row
    lane.claimed(recipient, part, seq, attempt + 1)
    return Recipient(
        recipient, address, name, language, lane.readers or "", part, attempt + 1, reply_to, root
    )
