"""Columns of a CSV file: the names that listmonk, Mailchimp, Ghost and this program give them.

Looked up in public code and pages in November 2026: listmonk exports `uuid email name attributes status
created_at updated_at`; Mailchimp `Email Address, First Name, Last Name, ... CONFIRM_TIME ...`, with
`UNSUB_TIME` or `CLEAN_TIME` in the files of those who left; Ghost `id email name note subscribed_to_emails
complimentary_plan stripe_customer_id created_at deleted_at labels tiers`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from publisher.audience.addresses import RowError, mask, normalise
from publisher.audience.merge import Row, Status
from publisher.errors import UsageError

LONGEST_FIELD = 9_999  # characters
_FIELDS: Mapping[str, str] = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "emailaddress": "email",
    "full_name": "name",
    "fname": "first_name",
    "lname": "last_name",
    "lang": "language",
    "locale": "language",
    "confirm_time": "consent_at",
    "optin_time": "asked_at",
    "unsub_time": "unsubscribed_at",
    "clean_time": "cleaned_at",
    "subscribed_to_emails": "subscribed",
} | {
    name: name
    for name in (
        *("email", "name", "first_name", "last_name", "language", "status", "subscribed", "attributes"),
        *("consent_at", "unsubscribed_at", "deleted_at", "list"),
    )
}
_STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(("confirmed", "subscribed", "enabled", "active", "true"), "confirmed"),
    **dict.fromkeys(("unconfirmed", "pending"), "unconfirmed"),
    **dict.fromkeys(("unsubscribed", "disabled", "inactive", "false"), "unsubscribed"),
    **dict.fromkeys(
        ("suppressed", "blocklisted", "blacklisted", "cleaned", "bounced", "complained"), "suppressed"
    ),
}
_STRICTNESS: Sequence[Status] = ("confirmed", "unconfirmed", "unsubscribed", "suppressed")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Columns(Struct, frozen=True):
    """Per column its field, and the name under which it is kept where it is an attribute."""

    fields: tuple[str, ...]
    attributes: tuple[str, ...]


def read_header(cells: Sequence[str], file: str) -> Columns:
    """Recognise the columns, whatever their case. Raises UsageError naming those found without an email."""
    keys = [re.sub(r"[\s_-]+", "_", cell.strip().lower()) for cell in cells]
    fields = tuple(_FIELDS.get(key, "") for key in keys)
    if "email" not in fields:
        found = ", ".join(mask(cell) if "@" in cell else cell[:40] for cell in cells[:30])
        raise UsageError(
            f"no column for the address; found: {found or 'none'}",
            where=file,
            remedy="name it email in the first line",
        )
    return Columns(fields, tuple("" if field else key for field, key in zip(fields, keys, strict=True)))


def read_row(columns: Columns, cells: Sequence[str], line: int, now: datetime) -> Row:
    """Read one row. Raises RowError with a reason that holds at most a masked address."""
    _refuse_shape(columns, cells)
    texts = [_GUARDED.sub("", cell, count=1).strip() for cell in cells]
    values: dict[str, str] = {}
    attributes: dict[str, str] = {}
    for field, attribute, text in zip(columns.fields, columns.attributes, texts, strict=False):
        if text:
            (values if field else attributes).setdefault(field or attribute, text)
    attributes.pop("", None)
    return Row(
        line=line,
        address=normalise(values.get("email", "")),
        name=_name(values),
        language=language_tag(values.get("language")),
        status=_status(values),
        consent_at=_time(values, ("consent_at", "asked_at"), now),
        unsubscribed_at=_time(values, ("unsubscribed_at",), now),
        attributes={key: plain(text) for key, text in attributes.items()} | _object(values),
    )


def plain(text: str) -> str:
    """Give a text on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def language_tag(text: str | None) -> str | None:
    """Give a language as BCP 47 writes it. Raises RowError for what is no tag."""
    if text and not _LANGUAGE.fullmatch(text):
        raise RowError(f"no language tag: {plain(text)[:20]!r}; write it as nl or nl-BE")
    return text.replace("_", "-") if text else None


def moment(time: datetime) -> str:
    """Write a time as it is kept and compared as text: UTC; a time without zone is UTC."""
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat()


def _refuse_shape(columns: Columns, cells: Sequence[str]) -> None:
    if any(cells[len(columns.fields) :]):
        raise RowError(f"{len(cells)} fields where the first line names {len(columns.fields)}")
    if any(len(cell) > LONGEST_FIELD for cell in cells):
        raise RowError(f"a field of more than {LONGEST_FIELD:,} characters")
    if any("\0" in cell for cell in cells):
        raise RowError("a NUL character")


def _name(values: Mapping[str, str]) -> str:
    parts = (values.get("first_name", ""), values.get("last_name", ""))
    return plain(values.get("name") or " ".join(parts))


def _status(values: Mapping[str, str]) -> Status | None:
    """Give the strictest word the row has about the subscription."""
    said: list[Status] = []
    for field in ("status", "subscribed"):
        if word := values.get(field, "").lower():
            if word not in _STATUSES:
                raise RowError(f"unknown status {plain(word)[:20]!r}; one of: {', '.join(_STRICTNESS)}")
            said.append(_STATUSES[word])
    if values.get("unsubscribed_at") or values.get("deleted_at"):
        said.append("unsubscribed")
    if values.get("cleaned_at"):
        said.append("suppressed")
    return max(said, key=_STRICTNESS.index, default=None)


def _time(values: Mapping[str, str], fields: Sequence[str], now: datetime) -> str | None:
    field = next((field for field in fields if values.get(field)), None)
    if field is None:
        return None
    try:
        written = moment(datetime.fromisoformat(values[field]))
    except (ValueError, OverflowError):
        raise RowError(f"{field} is no time; write it as 2026-11-24T07:00:00+01:00") from None
    if written > moment(now + timedelta(days=1)):
        raise RowError(f"{field} lies in the future")
    return written


def _object(values: Mapping[str, str]) -> dict[str, str]:
    """Read the column `attributes`, a JSON object; what is no text in it is kept as JSON."""
    if not values.get("attributes"):
        return {}
    try:
        found = msgspec.json.decode(values["attributes"], type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise RowError("attributes is no JSON object") from None
    texts = {
        key: value if isinstance(value, str) else msgspec.json.encode(value).decode()
        for key, value in found.items()
    }
    return {plain(key): plain(text) for key, text in texts.items()}
