"""What a tick of the scheduler does at each moment, decided without touching anything."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from publisher.ledger import Standing
from publisher.pipeline.schedule import Occasion
from publisher.pipeline.tick import View, decide

DAY = datetime(2026, 11, 24, tzinfo=UTC)
OCCASION = Occasion(DAY.date(), *(DAY + timedelta(minutes=m) for m in (390, 420, 510)))
STANDS = Standing("a" * 64, 1, None, sealed=False)
VIEW = View(DAY, OCCASION, STANDS, approved=True, unapproved="hold", left=None)


def at(hours, minutes=0, **seen):
    return decide(replace(VIEW, now=DAY + timedelta(hours=hours, minutes=minutes), **seen))


@pytest.mark.parametrize(
    ("hours", "minutes", "step"),
    [
        (0, 0, "early"),
        (6, 29, "early"),
        (6, 30, "build"),
        (6, 59, "build"),
        (8, 29, "build"),
        (8, 30, "late"),
    ],
)
def test_an_edition_is_built_between_its_hour_and_its_deadline(hours, minutes, step):
    assert at(hours, minutes, standing=None) == step


@pytest.mark.parametrize(
    ("hours", "minutes", "step"),
    [(6, 30, "wait"), (6, 59, "wait"), (7, 0, "send"), (8, 29, "send"), (8, 30, "late"), (23, 0, "late")],
)
def test_one_that_stands_is_never_built_again_and_leaves_in_its_time(hours, minutes, step):
    assert at(hours, minutes) == step


def test_without_an_approval_it_waits_as_long_as_it_may_and_then_is_held_or_sent():
    assert at(6, 45, approved=False) == "wait"
    assert at(7, approved=False) == "unapproved"
    assert at(7, approved=False, unapproved="send") == "approve"
    assert at(8, 30, approved=False, unapproved="send") == "late"


@pytest.mark.parametrize("hours", [6.5, 7, 8, 12])
def test_what_is_done_stays_done_and_what_is_held_stays_held(hours):
    assert at(hours, left=0) == "done"
    assert at(hours, left=3, standing=replace(STANDS, stop="held")) == "held"
    assert at(hours, standing=replace(STANDS, stop="cancelled")) == "held"


def test_what_is_left_of_a_sending_is_taken_up_until_the_deadline():
    assert at(7, 20, left=12) == "send"
    assert at(9, left=12) == "late"


def test_on_a_day_without_an_edition_nothing_happens():
    assert at(7, occasion=None) == "rest"
    assert at(7, occasion=None, standing=None) == "rest"


def test_an_approval_that_may_still_be_withdrawn_is_waited_for():
    assert at(7, pending=True) == "wait"
    assert at(7, pending=True, approved=False, unapproved="send") == "wait"
    assert at(8, 30, pending=True) == "late"
