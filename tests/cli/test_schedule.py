"""`publish schedule`: the coming week as a table or as JSON, and the one edition that is next."""

import json
from datetime import UTC, datetime

import pytest
from newsrooms import LEAD, append

from publisher.cli import words

CHRISTMAS = '[schedule]\ndays = ["mon", "tue", "wed", "thu", "fri", "sat"]\nholidays = [2026-12-25]\n'


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the command line."""
    return lambda utc: monkeypatch.setattr(
        words, "now", lambda: datetime.fromisoformat(utc).replace(tzinfo=UTC)
    )


def test_the_week_is_a_table_with_the_days_that_are_skipped(call, newsroom, at):
    append(newsroom / "campaigns/ochtend.toml", CHRISTMAS)
    at("2026-12-22T23:30")
    assert call("schedule", "show").out.splitlines() == [
        "ochtend, Europe/Brussels, approval none",
        "day             build  send   until",
        "wed 2026-12-23  06:30  07:00  08:30 CET",
        "thu 2026-12-24  06:30  07:00  08:30 CET",
        "fri 2026-12-25  -      -      no edition: holiday",
        "sat 2026-12-26  06:30  07:00  08:30 CET",
        "sun 2026-12-27  -      -      no edition: not on sun",
        "mon 2026-12-28  06:30  07:00  08:30 CET",
        "tue 2026-12-29  06:30  07:00  08:30 CET",
    ]


def test_the_week_as_json_is_zoned_and_says_why_a_day_is_skipped(call, newsroom, at):
    append(newsroom / "campaigns/ochtend.toml", CHRISTMAS)
    at("2026-12-24T12:00")
    said = json.loads(call("schedule", "show", "ochtend", "--json").out)
    assert (said["campaign"], said["timezone"], len(said["days"])) == ("ochtend", "Europe/Brussels", 7)
    assert said["days"][0] == {
        "edition": "ochtend/2026-12-24",
        "date": "2026-12-24",
        "build_at": "2026-12-24T06:30:00+01:00",
        "send_at": "2026-12-24T07:00:00+01:00",
        "deadline": "2026-12-24T08:30:00+01:00",
        "skipped": None,
    }
    assert said["days"][1]["send_at"] is None
    assert [day["skipped"] for day in said["days"]] == [None, "holiday", None, "not on sun", None, None, None]


def test_a_change_of_clock_shows_in_the_times(call, newsroom, at):
    append(newsroom / "campaigns/ochtend.toml", '[schedule]\nbuild = "01:30"\nat = "02:30"\nmax_late = "23h"')
    at("2026-03-28T12:00")
    lines = call("schedule", "show").out.splitlines()
    assert lines[2] == "sat 2026-03-28  01:30  02:30  2026-03-29 01:30 CET"
    assert lines[3] == "sun 2026-03-29  01:30  03:00  2026-03-30 02:00 CEST"


def test_an_embargo_ends_against_the_moment_that_the_schedule_shows(call, newsroom):
    append(newsroom / "campaigns/ochtend.toml", '[schedule]\nbuild = "01:30"\nat = "02:30"')
    lead = newsroom / "articles/a-lead.md"
    for minute, told in (("00", True), ("10", False)):
        lead.write_text(
            LEAD.replace('id = "101"', f'id = "101"\nembargoed_until = 2026-03-29T03:{minute}:00+02:00')
        )
        assert call("digest", "--date", "2026-03-29", "--refresh").code == 0
        mail = (newsroom / "editions/ochtend/2026-03-29/email.html").read_text()
        assert ("Zandkerke wint in de slotminuut" in mail) == told, minute


@pytest.mark.parametrize(
    ("now", "day"), [("2026-11-24T05:59", "2026-11-24"), ("2026-11-24T06:00", "2026-11-25")]
)
def test_the_next_edition_is_the_first_that_is_sent_after_now(call, at, now, day):
    at(now)
    said = "built at 06:30, sent at 07:00, given up at 08:30 CET"
    assert call("schedule", "next") == (0, f"ochtend/{day}: {said}\n", "")
    assert json.loads(call("schedule", "next", "--json").out)["next"]["date"] == day


def test_no_edition_to_come_is_said_and_is_no_failure(call, newsroom):
    append(newsroom / "campaigns/ochtend.toml", "[schedule]\ndays = []")
    assert call("schedule", "next") == (0, "ochtend: no edition is to come\n", "")
    assert json.loads(call("schedule", "next", "--json").out)["next"] is None
    assert call("schedule", "show").out.count("no edition: not on ") == 7


@pytest.mark.parametrize("command", ["show", "next"])
def test_a_schedule_that_no_day_can_keep_names_its_file(call, newsroom, command):
    append(newsroom / "campaigns/ochtend.toml", '[schedule]\nat = "06:00"')
    result = call("schedule", command)
    assert result.code == 2
    assert result.err == (
        "publish: campaigns/ochtend.toml [schedule] build: an edition sent at 06:00 can't be built at 06:30 "
        "(build it first, on the same day)\n"
    )


def test_a_campaign_that_does_not_exist_is_exit_2(call):
    assert call("schedule", "show", "avond") == (2, "", "publish: no campaign 'avond' (one of: ochtend)\n")


@pytest.mark.parametrize("command", ["show", "next"])
def test_its_help_has_an_example(call, command):
    assert f"Example: publish schedule {command}" in call("schedule", command, "--help").out
