"""Moments as other people's systems write them: any of the forms in use, zoned, or none at all."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_YEARS = range(1990, 2200)
_SPACED_ZONE = re.compile(r"(?<=\d)\s+(?=[+-]\d\d:?\d\d$|Z$)", re.IGNORECASE)


def usable(value: object, zone: ZoneInfo) -> datetime | None:
    """Give the zoned moment that a value names, or None where it names none that an article can have.

    Takes a datetime, ISO 8601 in its common forms, and the form of mail and RSS (RFC 5322). Without a zone
    it is local in `zone`; a date alone is its midnight. A year before 1990 is a slip of some system's.
    """
    moment = _read(value.strip()) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read(text: str) -> datetime | None:
    tight = _SPACED_ZONE.sub("", text)
    for reader, written in ((datetime.fromisoformat, tight), (parsedate_to_datetime, text)):
        try:
            return reader(written)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
