"""Threads and corrections: the parts of an account's post, on SQLite and PostgreSQL."""

import pytest
from msgspec.structs import replace
from test_ledger_builds import BUILD
from test_ledger_deliveries import EDITION, LATER, NOW, Desk

from publisher.model import Teaser
from publisher.ports import CORRECTION, Key, Receipt, Settlement
from publisher.store import database


@pytest.fixture
def desk(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as db:
        yield Desk(db, tmp_path)


def thread(desk, parts=3):
    assert desk.ledger.enrol(EDITION, "x", None, NOW, parts) == parts
    return desk.ledger.lane(EDITION, "x", NOW)


def answer(part, status="sent", code="200"):
    outcome = {"retry": "unavailable"}.get(status, status)
    key = Key(EDITION, "x", "x", part)
    receipt = Receipt(key, outcome, code, "ok", remote_id=f"id-{part}", url=f"https://x.test/{part}")
    return Settlement(receipt, status, not_before=LATER if status == "retry" else None)


def test_a_part_leaves_once_the_one_before_it_stands_and_knows_its_id(desk):
    lane = thread(desk)
    (first,) = desk.ledger.advance(lane, [], 100, NOW)
    assert (first.part, first.reply_to, first.root) == (0, None, None)
    assert desk.ledger.advance(lane, [], 100, NOW) == []
    (second,) = desk.ledger.advance(lane, [answer(0)], 100, NOW)
    assert (second.part, second.reply_to, second.root) == (1, "id-0", "id-0")
    (third,) = desk.ledger.advance(lane, [answer(1)], 100, NOW)
    assert (third.part, third.reply_to, third.root) == (2, "id-1", "id-0")


def test_a_part_that_waits_for_a_retry_keeps_the_next_ones_waiting(desk):
    lane = thread(desk, 2)
    desk.ledger.advance(lane, [], 1, NOW)
    assert desk.ledger.advance(lane, [answer(0, "retry")], 1, NOW) == []
    assert desk.counts("x") == {"retry": 1, "queued": 1}
    assert [one.part for one in desk.ledger.advance(lane, [], 1, LATER)] == [0]
    assert [one.part for one in desk.ledger.advance(lane, [answer(0)], 1, LATER)] == [1]


@pytest.mark.parametrize("status", ["rejected", "skipped"])
def test_behind_a_part_that_will_never_stand_the_thread_ends(desk, status):
    lane = thread(desk)
    desk.ledger.advance(lane, [], 1, NOW)
    (_,) = desk.ledger.advance(lane, [answer(0)], 1, NOW)
    assert desk.ledger.advance(lane, [answer(1, status)], 1, NOW) == []
    assert desk.ledger.advance(lane, [], 1, NOW) == []
    counts = {"sent": 1, "rejected": 1, "skipped": 1} if status == "rejected" else {"sent": 1, "skipped": 2}
    assert desk.counts("x") == counts


def test_behind_an_unknown_part_the_thread_waits_until_somebody_decides(desk):
    lane = thread(desk, 2)
    desk.ledger.advance(lane, [], 1, NOW)
    assert desk.ledger.advance(lane, [answer(0, "unknown")], 1, NOW) == []
    assert desk.counts("x") == {"unknown": 1, "queued": 1}
    (parked,) = desk.ledger.parked(EDITION, "x")
    desk.ledger.decide(
        EDITION, "x", parked, "unknown", Receipt(answer(0).receipt.key, "unknown", "decided"), NOW
    )
    assert desk.ledger.advance(lane, [], 1, NOW) == []
    assert desk.counts("x") == {"unknown": 1, "skipped": 1}


def test_a_correction_is_a_row_that_answers_the_first_part(desk):
    desk.ledger.freeze(replace(BUILD, posts={"x": Teaser("Een", 3, 280, "characters")}))
    lane = thread(desk, 2)
    desk.ledger.advance(lane, [], 1, NOW)
    desk.ledger.advance(lane, [answer(0)], 1, NOW)
    desk.ledger.advance(lane, [answer(1)], 1, NOW)
    for text in ("Toch twee", "Nee, drie"):
        desk.ledger.correct(EDITION, "x", Teaser(text, 9, 280, "characters"), LATER)
    lane = desk.ledger.lane(EDITION, "x", LATER)
    (first,) = desk.ledger.advance(lane, [], 1, LATER)
    assert (first.id, first.part, first.reply_to, first.root) == ("x", CORRECTION, "id-0", "id-0")
    (second,) = desk.ledger.advance(lane, [answer(CORRECTION)], 1, LATER)
    assert (second.part, second.reply_to) == (CORRECTION + 1, "id-0")
    assert sum(desk.ledger.counts(EDITION)["x"].values()) == 4
    assert [one.text for one in desk.ledger.build(EDITION).posts["x"].corrections] == [
        "Toch twee",
        "Nee, drie",
    ]


def test_what_stands_is_told_last_part_first_and_what_was_taken_down_stands_no_more(desk):
    lane = thread(desk, 2)
    desk.ledger.advance(lane, [], 1, NOW)
    desk.ledger.advance(lane, [answer(0)], 1, NOW)
    desk.ledger.advance(lane, [answer(1)], 0, NOW)
    posted = desk.ledger.posted(EDITION)
    assert [(one.receipt.key.part, one.receipt.remote_id, one.receipt.url) for one in posted] == [
        (1, "id-1", "https://x.test/1"),
        (0, "id-0", "https://x.test/0"),
    ]
    desk.ledger.taken_down(posted[0].receipt.key, "an", LATER)
    assert [one.receipt.key.part for one in desk.ledger.posted(EDITION)] == [0]
    assert desk.counts("x") == {"sent": 2}
