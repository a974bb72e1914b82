"""At which hours of which days a scheduler must look: every hour that any edition's window touches."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from msgspec import Struct

# Off the full hour, when every other schedule of the world starts as well.
FIRST, STEP = 7, 10
_DAY = timedelta(days=1)
# One tick more: the deadline itself has to be noticed, and schedulers are late.
_AFTER = timedelta(minutes=2 * STEP)
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Ticks(Struct, frozen=True):
    """Days (0 is Monday) that share their hours; both ascending."""

    days: tuple[int, ...]
    hours: tuple[int, ...]


def ticks(windows: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> list[Ticks]:
    """Gather the hours by the clock of `zone` that touch a window from its build to its deadline.

    Give it a year of windows, and winter and summer are both in. A window counts for a day at most.
    """
    hours: dict[int, set[int]] = {}
    for begin, end in windows:
        at, until = begin.astimezone(UTC), min(end.astimezone(UTC), begin.astimezone(UTC) + _DAY) + _AFTER
        while at <= until:
            local = at.astimezone(zone)
            hours.setdefault(local.weekday(), set()).add(local.hour)
            at += timedelta(minutes=STEP)
    days: dict[tuple[int, ...], list[int]] = {}
    for day, found in sorted(hours.items()):
        days.setdefault(tuple(sorted(found)), []).append(day)
    return [Ticks(tuple(shared), found) for found, shared in days.items()]


def cron_lines(found: Sequence[Ticks]) -> list[str]:
    """Write ticks as cron's five fields; cron counts its days from Sunday."""
    minutes = ",".join(str(minute) for minute in range(FIRST, 60, STEP))
    return [f"{minutes} {_spans(one.hours, '-')} * * {_cron_days(one.days)}" for one in found]


def calendar_lines(found: Sequence[Ticks], zone: str) -> list[str]:
    """Write ticks as systemd.time(7) has them."""
    return [f"{_named(one.days)}*-*-* {_spans(one.hours, '..')}:{FIRST:02}/{STEP}:00 {zone}" for one in found]


def _cron_days(days: Sequence[int]) -> str:
    return "*" if len(days) == len(_NAMES) else ",".join(str((day + 1) % 7) for day in days)


def _named(days: Sequence[int]) -> str:
    return "" if len(days) == len(_NAMES) else ",".join(_NAMES[day] for day in days) + " "


def _spans(hours: Sequence[int], to: str) -> str:
    """Write `4,5,6,9` as `4-6,9`."""
    spans: list[list[int]] = []
    for hour in hours:
        if spans and hour == spans[-1][-1] + 1:
            spans[-1].append(hour)
        else:
            spans.append([hour])
    return ",".join(f"{span[0]}{to}{span[-1]}" if span[1:] else str(span[0]) for span in spans)
