"""Moments as article files write them: zoned, without a zone, or relative to the edition's date."""

import re
from datetime import date, datetime, time, timedelta

from publisher.ports import Context

_RELATIVE = re.compile(r"edition(?P<days>[+-][0-9]{1,3})? +(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")


def moment(value: object, context: Context) -> datetime:
    """Give the zoned moment of a TOML date or time, of ISO 8601 text, or of `edition-1 22:41`.

    `edition` is `context.today`; a time without a zone is local in `context.zone`, a date is its midnight.
    Raises ValueError for anything else.
    """
    if isinstance(value, str):
        value = _written(value.strip(), context)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), context.zone)
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is no date")  # noqa: TRY004  (msgspec and callers wrap one kind of error)
    return value if value.tzinfo else value.replace(tzinfo=context.zone)


def _written(text: str, context: Context) -> datetime:
    found = _RELATIVE.fullmatch(text)
    if not found:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text!r} is no date") from None
    try:
        day = context.today + timedelta(days=int(found["days"] or 0))
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"])), context.zone)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} names no time of day") from None
