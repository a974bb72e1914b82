"""Claims: the next rows to serve; who may not be mailed any more is skipped with the reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from publisher.ledger.lane import OpenLane
from publisher.ports import Recipient
from publisher.store import Database

_READERS = (
    "select d.seq, d.recipient, d.part, d.attempt, s.address, s.name, s.language, n.status, x.reason"
    " from delivery d left join subscriber s on s.id = d.recipient"
    " left join subscription n on n.subscriber = d.recipient and n.list = ?"
    " left join suppression x on x.digest = s.digest where d.lane = ?"
)
_ACCOUNTS = (
    "select d.seq, d.recipient, d.part, d.attempt, '', '', null, 'confirmed', null from delivery d"
    " where coalesce(?, '') = '' and d.lane = ?"
)
_DUE = " and d.status = 'retry' and d.not_before <= ? order by d.not_before limit ?"
_QUEUED = " and d.seq > ? and d.status = 'queued' order by d.seq limit ?"
_CLAIM = (
    "update delivery set status = 'sending', attempt = attempt + 1, revision = ?, at = ?"
    " where lane = ? and seq = ?"
)
_SKIP = "update delivery set status = 'skipped', code = ?, reason = ?, at = ? where lane = ? and seq = ?"
_FIRST = "update lane set claimed_at = ? where id = ? and claimed_at is null"


def claim(db: Database, lane: OpenLane, want: int, at: datetime) -> list[Recipient]:
    """Claim up to `want` rows, due retries first; must run in a transaction. Empty: none are left now."""
    claimed: list[Recipient] = []
    for rows in _pages(db, lane, want, at.isoformat()):
        out = [row for row in rows if _reason(row) is None]
        gone = [(*reason, at.isoformat(), lane.number, row[0]) for row in rows if (reason := _reason(row))]
        db.executemany(_SKIP, gone)
        db.executemany(_CLAIM, [(lane.revision, at.isoformat(), lane.number, row[0]) for row in out])
        claimed += [_recipient(lane, row) for row in out]
        if claimed:
            break
    if claimed:
        db.execute(_FIRST, (at.isoformat(), lane.number))
    return claimed


def _pages(db: Database, lane: OpenLane, want: int, now: str) -> Iterator[list[Any]]:
    """Give rows to serve, `want` at a time; a page whose readers are all gone is followed by the next."""
    rows_of = _ACCOUNTS if lane.readers is None else _READERS
    names = (lane.readers, lane.number)
    if due := db.execute(rows_of + _DUE, (*names, now, want)).fetchall():
        yield due
    while rows := db.execute(rows_of + _QUEUED, (*names, lane.after, want)).fetchall():
        lane.after = rows[-1][0]
        yield rows


def _reason(row: Sequence[Any]) -> tuple[str, str] | None:
    """Say why a reader must not get it now: consent ends the moment it is withdrawn."""
    address, status, suppressed = row[4], row[7], row[8]
    if address is None:
        return "forgotten", "asked to be forgotten"
    if suppressed is not None:
        return "suppressed", suppressed
    if status != "confirmed":
        return "unsubscribed", "left the list after enrolment"
    return None


def _recipient(lane: OpenLane, row: Sequence[Any]) -> Recipient:
    seq, recipient, part, attempt, address, name, language, *_ = row
    lane.claimed(recipient, part, seq, attempt + 1)
    return Recipient(recipient, address, name, language, lane.readers or "", part, attempt + 1)
