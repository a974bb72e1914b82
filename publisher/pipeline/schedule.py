"""When a campaign's editions are built, sent and given up, in its own time zone. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from publisher.config.settings import Schedule
from publisher.errors import ConfigError
from publisher.pipeline.gate import late

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTE = timedelta(minutes=1)
_FAR = 3660  # days: who has no edition in ten years has none


class Occasion(Struct, frozen=True):
    """One day's edition: built from `build_at`, sent from `send_at`, given up at `deadline`; all zoned.

    Always `build_at` <= `send_at` < `deadline`, also where a clock changes in between.
    """

    day: date
    build_at: datetime
    send_at: datetime
    deadline: datetime


def occasion(schedule: Schedule, zone: ZoneInfo, day: date) -> Occasion | None:
    """Give the day's edition, or None on a day without one.

    Raises ConfigError for a schedule that no day can keep: sent before it is built, or late by nothing.
    """
    _refuse_impossible(schedule)
    if skipped(schedule, day):
        return None
    send_at = moment(day, schedule.at, zone)
    deadline = (send_at.astimezone(UTC) + late(schedule.max_late)).astimezone(zone)
    return Occasion(day, moment(day, schedule.build, zone), send_at, deadline)


def skipped(schedule: Schedule, day: date) -> str:
    """Say why a day has no edition: `holiday`, or `not on sat`; "" where it has one."""
    if day in schedule.holidays:
        return "holiday"
    name = _DAYS[day.weekday()]
    return "" if name in schedule.days else f"not on {name}"


def moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Give the moment a clock shows a time: the first of two, and the next that exists where none does.

    So what comes later by the clock never comes earlier in fact, which Python's own reading of a time in the
    gap (PEP 495: the gap's length later) does not promise.
    """
    at = datetime.combine(day, time.fromisoformat(clock))
    while not _exists(at, zone):
        at += _MINUTE
    return at.replace(tzinfo=zone)


def following(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Occasion | None:
    """Give the first edition that is sent after now, or None where ten years have none."""
    instant = now.astimezone(UTC)  # two times of one zone compare by the clock's face alone
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(_FAR))
    found = (occasion(schedule, zone, day) for day in days)
    return next((one for one in found if one and one.send_at > instant), None)


@contextmanager
def written_in(file: str) -> Iterator[None]:
    """Let an error about a schedule name the file that the schedule stands in."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(error.message, where=f"{file} {error.where}", remedy=error.remedy) from None


def _exists(at: datetime, zone: ZoneInfo) -> bool:
    """Say whether a wall clock shows this time: one in a gap comes back from UTC as another."""
    return at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at


def _refuse_impossible(schedule: Schedule) -> None:
    if schedule.build > schedule.at:
        raise ConfigError(
            f"an edition sent at {schedule.at} can't be built at {schedule.build}",
            where="[schedule] build",
            remedy="build it first, on the same day",
        )
    if not late(schedule.max_late):
        raise ConfigError("nothing can be sent in no time", where="[schedule] max_late", remedy="such as 90m")
