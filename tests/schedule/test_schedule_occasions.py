"""When an edition is built, sent and given up: over a whole year, with its changes of clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from publisher.config.settings import Schedule
from publisher.errors import ConfigError
from publisher.pipeline.schedule import following, moment, occasion, skipped

ZONES = ("Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
BRUSSELS, LORD_HOWE = ZoneInfo("Europe/Brussels"), ZoneInfo("Australia/Lord_Howe")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
NIGHT = [f"{hour:02}:{minute:02}" for hour in range(4) for minute in range(0, 60, 5)]


@pytest.mark.parametrize("name", ZONES)
def test_every_day_of_a_year_is_sent_when_its_own_clock_says_so(name):
    zone, schedule = ZoneInfo(name), Schedule(build="06:30", at="07:00", max_late="90m")
    for day in YEAR:
        one = occasion(schedule, zone, day)
        assert one.day == one.build_at.date() == one.send_at.date() == day
        assert (one.build_at.time(), one.send_at.time()) == (time(6, 30), time(7))
        assert one.deadline.astimezone(UTC) - one.send_at.astimezone(UTC) == timedelta(minutes=90)
        assert {one.build_at.tzinfo, one.send_at.tzinfo, one.deadline.tzinfo} == {zone}


@pytest.mark.parametrize("name", ZONES)
def test_what_is_later_by_the_clock_is_never_earlier_in_fact(name):
    zone = ZoneInfo(name)
    for day in YEAR:
        moments = [moment(day, clock, zone).astimezone(UTC) for clock in NIGHT]
        assert moments == sorted(moments)


@pytest.mark.parametrize("name", ZONES)
def test_a_time_is_the_first_moment_at_which_the_clock_shows_it_or_has_passed_it(name):
    """Compare with a walk over the night minute by minute, in UTC, which knows no gap and no repetition."""
    zone = ZoneInfo(name)
    changing = [
        d for d in YEAR if moment(d, "00:00", zone).utcoffset() != moment(d, "12:00", zone).utcoffset()
    ]
    assert len(changing) == (0 if name == "Asia/Kathmandu" else 2)
    for day in [*changing, YEAR[0]]:
        start = datetime.combine(day, time.min, zone).astimezone(UTC)
        walk = [(start + timedelta(minutes=number)).astimezone(zone) for number in range(300)]
        for clock in NIGHT:
            wanted = datetime.combine(day, time.fromisoformat(clock))
            first = next(at for at in walk if at.replace(tzinfo=None) >= wanted)
            assert moment(day, clock, zone).astimezone(UTC) == first.astimezone(UTC)


@pytest.mark.parametrize("name", ZONES)
def test_an_edition_is_built_before_it_is_sent_and_sent_before_it_is_given_up(name):
    zone = ZoneInfo(name)
    for build, at in pairwise(NIGHT):
        for day in YEAR:
            one = occasion(Schedule(build=build, at=at, max_late="1m"), zone, day)
            order = [each.astimezone(UTC) for each in (one.build_at, one.send_at, one.deadline)]
            assert order == sorted(order)
            assert order[1] < order[2]


@pytest.mark.parametrize(
    ("day", "clock", "zone", "utc"),
    [
        (SPRING, "01:59", BRUSSELS, "2026-03-29T00:59"),
        (SPRING, "02:30", BRUSSELS, "2026-03-29T01:00"),
        (SPRING, "03:00", BRUSSELS, "2026-03-29T01:00"),
        (AUTUMN, "02:30", BRUSSELS, "2026-10-25T00:30"),
        (AUTUMN, "03:00", BRUSSELS, "2026-10-25T02:00"),
        (date(2026, 10, 4), "02:15", LORD_HOWE, "2026-10-03T15:30"),
        (date(2026, 4, 5), "01:45", LORD_HOWE, "2026-04-04T14:45"),
    ],
)
def test_a_time_in_the_gap_moves_forward_and_one_that_comes_twice_is_the_first(day, clock, zone, utc):
    assert moment(day, clock, zone).astimezone(UTC).isoformat()[:16] == utc


def test_a_day_of_23_hours_still_allows_the_whole_lateness():
    one = occasion(Schedule(build="01:00", at="01:30", max_late="90m"), BRUSSELS, SPRING)
    assert one.deadline.isoformat() == "2026-03-29T04:00:00+02:00"


def test_holidays_and_other_days_have_no_edition_and_a_reason():
    schedule = Schedule(days=("mon", "tue", "wed", "thu", "fri"), holidays=(date(2026, 12, 25),))
    days = [date(2026, 12, 24) + timedelta(days=number) for number in range(5)]
    assert [skipped(schedule, day) for day in days] == ["", "holiday", "not on sat", "not on sun", ""]
    assert [occasion(schedule, BRUSSELS, day) is None for day in days] == [False, True, True, True, False]


def test_the_following_edition_is_the_first_that_is_sent_after_now():
    schedule = Schedule(days=("mon", "fri"), holidays=(date(2026, 12, 25),))
    before, sharp = (datetime(2026, 12, 21, 5, minute, tzinfo=UTC) for minute in (59, 0))
    assert following(schedule, BRUSSELS, before).day == date(2026, 12, 21)
    at_seven = sharp + timedelta(hours=1)
    assert following(schedule, BRUSSELS, at_seven).day == date(2026, 12, 28)
    assert following(Schedule(days=()), BRUSSELS, sharp) is None


@pytest.mark.parametrize("name", ZONES)
def test_following_and_the_days_agree_over_a_year(name):
    zone, schedule = ZoneInfo(name), Schedule(days=("tue", "sat"), build="02:00", at="02:20")
    now, walked = datetime(2025, 12, 31, 12, tzinfo=UTC), []
    while (one := following(schedule, zone, now)).day <= YEAR[-1]:
        walked.append(one)
        now = one.send_at
    assert walked == [one for one in (occasion(schedule, zone, day) for day in YEAR) if one]


def test_the_hour_that_comes_twice_has_one_edition():
    schedule = Schedule(build="02:00", at="02:30")
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BRUSSELS, fold=1)
    assert following(schedule, BRUSSELS, second).day == date(2026, 10, 26)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (
            Schedule(at="06:00"),
            r"\[schedule\] build: an edition sent at 06:00 can't be built at 06:30 \(build",
        ),
        (Schedule(max_late="0m"), r"\[schedule\] max_late: nothing can be sent in no time \(such as 90m"),
    ],
)
def test_a_schedule_that_no_day_can_keep_is_refused(schedule, said):
    with pytest.raises(ConfigError, match=said):
        occasion(schedule, BRUSSELS, SPRING)
