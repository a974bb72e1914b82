"""When a scheduler looks: at every edition of a year, winter and summer, never at the full hour."""

import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from schedulers import YEAR, expanded, tool, windows

from publisher.config.settings import Schedule
from publisher.errors import ConfigError
from publisher.recipes.ticks import calendar_lines, cron_lines, ticks

YEAR_BEGINS = datetime(YEAR[0].year, 1, 1, tzinfo=UTC) - timedelta(days=1)
MORNING = Schedule()
NIGHT = Schedule(build="00:05", at="00:30", max_late="45m", days=("mon", "tue", "sat"))
LATE = Schedule(build="22:30", at="23:15", max_late="3h", days=("sun", "wed"))
LONG = Schedule(max_late="9d")
CASES = [
    (name, schedule)
    for name in ("Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
    for schedule in (MORNING, NIGHT, LATE)
]


def _moments(lines, zone, since=YEAR_BEGINS, days=370):
    """Walk the moments at which a crontab in this zone's clock ticks, in the order of time.

    A step is five minutes, from two past: every offset of a zone is a multiple of that today.
    """
    rows = [line.split() for line in lines]
    assert all(row[2:4] == ["*", "*"] for row in rows)
    table = [(expanded(r[0], 0, 59), expanded(r[1], 0, 23), expanded(r[4], 0, 6)) for r in rows]
    for step in range(days * 24 * 12):
        at = since + timedelta(minutes=2 + 5 * step)
        local = at.astimezone(zone)
        if any(
            local.minute in minutes and local.hour in hours and local.isoweekday() % 7 in days
            for minutes, hours, days in table
        ):
            yield at


@pytest.mark.parametrize(("name", "schedule"), CASES)
@pytest.mark.parametrize("utc", [True, False], ids=["utc", "local"])
def test_every_edition_of_a_year_has_its_ticks_from_build_to_beyond_the_deadline(name, schedule, utc):
    zone = UTC if utc else ZoneInfo(name)
    year = windows(schedule, name)
    walked = sorted(_moments(cron_lines(ticks(year, zone)), zone))
    assert all(at.minute % 10 == 7 for at in walked) == (name != "Asia/Kathmandu" or utc)
    at = 0
    for begin, end in year:
        start, stop = begin.astimezone(UTC), end.astimezone(UTC)
        while walked[at] < start:
            at += 1
        after = at
        while walked[after] < stop:
            assert walked[after] - walked[after - 1] == timedelta(minutes=10) or after == at
            after += 1
        assert walked[at] - start <= timedelta(minutes=10)
        assert walked[after] - stop <= timedelta(minutes=10)


@pytest.mark.parametrize(("name", "schedule"), [*CASES, ("Europe/Brussels", LONG)])
def test_no_line_ticks_at_the_full_hour_and_no_hour_is_there_for_nothing(name, schedule):
    year = windows(schedule, name)
    found = ticks(year, UTC)
    touched = {
        ((begin + timedelta(minutes=minutes)).weekday(), (begin + timedelta(minutes=minutes)).hour)
        for begin, end in ((b.astimezone(UTC), e.astimezone(UTC)) for b, e in year)
        for minutes in range(min(24 * 60, (end - begin) // timedelta(minutes=1)) + 21)
    }
    assert {(day, hour) for one in found for day in one.days for hour in one.hours} == touched
    for line in cron_lines(found):
        assert expanded(line.split()[0], 0, 59) == {7, 17, 27, 37, 47, 57}


def test_winter_and_summer_are_both_in_the_hours_of_utc():
    winter = datetime(2026, 1, 15, 6, 30, tzinfo=ZoneInfo("Europe/Brussels")).astimezone(UTC)
    summer = datetime(2026, 7, 15, 6, 30, tzinfo=ZoneInfo("Europe/Brussels")).astimezone(UTC)
    assert (winter.hour, summer.hour) == (5, 4)
    assert cron_lines(ticks(windows(MORNING, "Europe/Brussels"), UTC)) == ["7,17,27,37,47,57 4-7 * * *"]


def test_days_move_with_the_clock_of_the_scheduler():
    year = windows(Schedule(days=("mon",)), "Australia/Lord_Howe")
    assert cron_lines(ticks(year, ZoneInfo("Australia/Lord_Howe"))) == ["7,17,27,37,47,57 6-8 * * 1"]
    assert cron_lines(ticks(year, UTC)) == ["7,17,27,37,47,57 19-22 * * 0"]


@pytest.mark.parametrize(("name", "schedule"), CASES)
def test_systemd_reads_the_calendar_as_the_crontab_is_meant(name, schedule):
    found = ticks(windows(schedule, name), ZoneInfo(name))
    for since in ("2026-03-27", "2026-06-30", "2026-10-23", "2026-12-30"):
        base = datetime.fromisoformat(since).replace(tzinfo=UTC)
        meant = list(_moments(cron_lines(found), ZoneInfo(name), base, 20))[:40]
        assert sorted(_elapses(calendar_lines(found, name), base))[:40] == meant


def _elapses(lines, base):
    """Ask systemd when the lines elapse, forty times each."""
    analyze = tool("systemd-analyze")
    for line in lines:
        done = subprocess.run(
            [analyze, "calendar", "--iterations=40", f"--base-time={base:%Y-%m-%d %H:%M:%S} UTC", line],
            capture_output=True,
            text=True,
            check=True,
            env={"TZ": "UTC", "LC_ALL": "C"},
        )
        for told in done.stdout.splitlines():
            label, _, moment = told.strip().partition(": ")
            if label == "Next elapse" or label.startswith("Iter."):
                yield datetime.strptime(moment.strip(), "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)


def test_a_campaign_without_a_day_is_refused(recipe):
    with pytest.raises(
        ConfigError, match=r"campaigns/ochtend\.toml \[schedule\] days: a campaign without an"
    ):
        recipe("github", Schedule(days=()))
