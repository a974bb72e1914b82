"""What an answer makes of its row: decided purely, from the receipt, the attempt and the deadline."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from publisher.ports import Key, Receipt, Settlement, Status

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
# RFC 3463: the address will not come back. A code without an enhanced status suppresses nobody.
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_STATUS: dict[str, Status] = {
    "sent": "sent",
    "rejected": "rejected",
    "unavailable": "retry",
    "untouched": "queued",
    "unknown": "unknown",
}


def settle_all(
    receipts: Sequence[Receipt], attempt: Callable[[Key], int], now: datetime, deadline: datetime | None
) -> list[Settlement]:
    """Decide about answers; `attempt` gives the how-manieth attempt a message was."""
    return [
        Settlement(receipt, "sent")
        if receipt.outcome == "sent"
        else settle(receipt, attempt(receipt.key), now, deadline)
        for receipt in receipts
    ]


def settle(receipt: Receipt, attempt: int, now: datetime, deadline: datetime | None) -> Settlement:
    """Decide about one answer. A retry that would fall behind the deadline is given up."""
    status = _STATUS[receipt.outcome]
    if status != "retry":
        gone = status == "rejected" and receipt.code in _GONE
        return Settlement(receipt, status, suppress=gone)
    at = receipt.retry_at or now + min(_FIRST * 2 ** min(attempt - 1, 10), _LONGEST)
    at = min(at, now + _LONGEST * 24)  # a server's absurd wait is no reason to forget a reader
    if deadline is not None and at > deadline:
        return Settlement(receipt, "skipped")
    return Settlement(receipt, "retry", not_before=at)
