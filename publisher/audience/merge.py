"""What a row changes: decided purely, from the row and from what is known of that reader.

Unsubscribed stays unsubscribed unless the row brings consent of a later date; suppressed stays suppressed.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from publisher.audience.addresses import Address

Status = Literal["confirmed", "unconfirmed", "unsubscribed", "suppressed"]
Result = Literal["imported", "updated", "unchanged", "suppressed"]


class Row(Struct, frozen=True):
    """One row of a file, read. Times are ISO 8601 in UTC; `status` None says that the row is silent."""

    line: int
    address: Address
    name: str = ""
    language: str | None = None
    status: Status | None = None
    consent_at: str | None = None
    unsubscribed_at: str | None = None
    attributes: dict[str, str] = {}


class Subscriber(Struct, frozen=True):
    """A reader and the subscription to one list; `status` None: not on that list.

    `consent` is the hash of the text agreed to, `consent_at` when, `since` when the status came to be.
    """

    id: str
    address: str
    name: str = ""
    language: str | None = None
    attributes: dict[str, str] = {}
    status: Status | None = None
    consent: str | None = None
    consent_at: str | None = None
    since: str = ""


def merge(row: Row, known: Subscriber, consent: str, now: str) -> Subscriber:
    """Give what is known of a reader after the row; what the row leaves empty is kept."""
    person = replace(
        known,
        name=row.name or known.name,
        language=row.language or known.language,
        attributes={**known.attributes, **row.attributes},
    )
    status = _status(row, known)
    if status == known.status and not _newer(row.consent_at, known.consent_at):
        return person
    if status == "unsubscribed":
        since = known.since if known.status == status else row.unsubscribed_at or now
        return replace(person, status=status, since=since)
    return replace(
        person,
        status=status,
        consent=consent,
        consent_at=row.consent_at,
        since=known.since if status == known.status else now,
    )


def result(before: Subscriber, after: Subscriber) -> Result:
    """Name what happened to a reader."""
    if before.status is None:
        return "imported"
    return "unchanged" if before == after else "updated"


def _status(row: Row, known: Subscriber) -> Status:
    wanted = row.status or "confirmed"
    if known.status == "unsubscribed":
        return wanted if _newer(row.consent_at, known.since) else "unsubscribed"
    if known.status == "confirmed" and wanted == "unconfirmed":
        return "confirmed"
    return wanted


def _newer(consent_at: str | None, than: str | None) -> bool:
    return consent_at is not None and consent_at > (than or "")
