"""How long a server asks to wait: in seconds, as a date, or as the moment its limit ends. Pure."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = timedelta(days=1)
_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Give when to come back, None where the server does not say.

    Names of headers are in lower case. A moment that is past or more than a day off is no answer: some
    servers send the year 1970, or a limit of months.
    """
    told = [
        _after(headers.get("retry-after", ""), now),
        *(_moment(headers.get(name, "")) for name in _RESETS),
    ]
    usable = [moment for moment in told if moment and now < moment <= now + _LONGEST]
    return max(usable, default=None)


def skew(date: str, now: datetime) -> timedelta | None:
    """Give how far a server's clock (a Date header) is ahead of ours; None where it does not say."""
    told = _date(date)
    return told - now if told else None


def as_header(seconds: object) -> dict[str, str]:
    """Give a wait that a body told in seconds as the header that means the same; nothing for what is none."""
    if isinstance(seconds, int | float) and 0 < seconds < 10**9:
        return {"retry-after": str(math.ceil(seconds))}
    return {}


def _after(text: str, now: datetime) -> datetime | None:
    if _is_number(text):
        return now + timedelta(seconds=min(int(text.strip()[:9]), 10 * 86_400))
    return _date(text)


def _moment(text: str) -> datetime | None:
    """Read Unix seconds (X, Bluesky) or ISO 8601 (Mastodon)."""
    if _is_number(text):
        seconds = int(text.strip()[:12])
        return datetime.fromtimestamp(seconds, UTC) if seconds < 10_000_000_000 else None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_number(text: str) -> bool:
    return text.isascii() and text.strip().isdigit()  # "²" is a digit too, and no number


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
