"""What the status of an answer means, with a remedy of its own, and how long a server asks to wait."""

from datetime import UTC, datetime, timedelta

from publisher.errors import SourceError
from publisher.fetch.failures import PAUSE, PassingError

PATIENCE = 5.0  # seconds to wait where a server asks for it
_LONGEST = timedelta(days=1)
_SAID = {
    401: ("it asks for a login (401)", "use an address that needs none, or save the page and give the file"),
    402: ("it asks for payment (402)", "use an address that needs none, or save the page and give the file"),
    403: (
        "access is refused (403)",
        "open it in a browser; if it is there, ask the site to let [fetch] contact through, or give the file",
    ),
    404: ("there is no such page (404)", "check the address in a browser"),
    410: ("the page is gone (410)", "take it out of the sources"),
    451: ("the page is blocked for legal reasons (451)", "take it out of the sources"),
}
_NO_DOCUMENT = "check the address in a browser, or save the page and give the file"


def refusal(status: int, retry_after: str | None, now: datetime, where: str) -> SourceError:
    """Give the error for an answer that is no document; a PassingError where another try may help."""
    if status in {429, 503}:
        return _busy(status, asked_wait(retry_after, now), now, where)
    if status >= 500:
        return PassingError(f"the server failed ({status})", where=where)
    if status == 304:
        return SourceError(
            "the server says it has not changed (304), and nothing is kept of it",
            where=where,
            remedy="try again later",
        )
    message, remedy = _SAID.get(status, (f"the server gave no document ({status})", _NO_DOCUMENT))
    return SourceError(message, where=where, remedy=remedy)


def asked_wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """Read Retry-After: seconds or a date (RFC 9110 section 10.2.3), from half a second to a day.

    None where there is none, or one that can't be read.
    """
    written = (retry_after or "").strip()
    if written.isascii() and written.isdecimal():
        wait = timedelta(seconds=min(int(written[:9]), 86_400 * 30))
    else:
        until = _date(written)
        if until is None:
            return None
        wait = until - now
    return min(max(wait, timedelta(seconds=PAUSE)), _LONGEST)


def _busy(status: int, wait: timedelta | None, now: datetime, where: str) -> SourceError:
    message = f"the server is busy ({status})" if status == 503 else f"it was asked too often ({status})"
    if wait is None:
        return PassingError(message, where=where)
    remedy = f"try again after {(now + wait).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if wait.total_seconds() <= PATIENCE:
        return PassingError(message, where=where, remedy=remedy, wait=wait.total_seconds())
    return SourceError(message, where=where, remedy=remedy)


def _date(written: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  (only for servers that ask to wait)

    try:
        moment = parsedate_to_datetime(written)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
