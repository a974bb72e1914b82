"""Rows are claimed and settled many at a time, and each ends as if it had been alone."""

import random
from contextlib import contextmanager
from datetime import timedelta

import pytest
from test_ledger_builds import BUILD, NOW

from publisher.audience import open_audience
from publisher.audience.merge import Subscriber
from publisher.ledger import open_ledger
from publisher.ports import Key, Receipt, Settlement
from publisher.store import database

EDITION = BUILD.edition.name
AT = NOW.isoformat()


@contextmanager
def lane_with(url, root, count):
    """Open a lane of so many readers; give database, ledger, audience and lane."""
    with database(url, root) as db:
        audience = open_audience(db, root, "s" * 40, NOW)
        ledger = open_ledger(db)
        ledger.freeze(BUILD)
        consent = audience.keep_consent("ja")
        audience.keep(
            "readers",
            [
                (
                    f"d{number}",
                    Subscriber(
                        id=f"{number:024x}",
                        address=f"r{number}@post.internal",
                        status="confirmed",
                        consent=consent,
                        consent_at=AT,
                        since=AT,
                    ),
                )
                for number in range(1, count + 1)
            ],
            AT,
        )
        ledger.enrol(EDITION, "mail", "readers", NOW)
        yield db, ledger, audience, ledger.lane(EDITION, "mail", NOW)


def receipt(number, outcome="sent", code="250", reason="ok", **rest):
    return Receipt(Key(EDITION, "mail", f"{number:024x}"), outcome, code, reason, **rest)


def settlement(choose, number):
    return choose.choice([
        Settlement(receipt(number), "sent"),
        Settlement(receipt(number), "sent"),
        Settlement(receipt(number), "sent"),
        Settlement(receipt(number, reason=f"queued as {number}", remote_id=f"q{number}"), "sent"),
        Settlement(receipt(number, "rejected", "5.1.1", "no such user"), "rejected"),
        Settlement(receipt(number, "unavailable", "4.2.2", "full"), "retry", NOW + timedelta(minutes=5)),
        Settlement(receipt(number, "unknown", "lost", "no answer"), "unknown"),
        Settlement(receipt(number, "untouched", "lost", "lost"), "queued"),
    ])  # fmt: skip


def told(db):
    rows = db.execute(
        "select recipient, status, code, reason, remote_id, not_before, attempt from delivery order by seq"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("seed", range(6))
def test_each_row_is_told_what_its_own_answer_said(ledger_url, tmp_path, seed):
    choose = random.Random(seed)
    with lane_with(ledger_url, tmp_path, 60) as (db, ledger, _, lane):
        claimed = ledger.advance(lane, [], 40, NOW)
        answers = [settlement(choose, int(reader.id, 16)) for reader in claimed]
        choose.shuffle(answers)
        answered, left = answers[:30], answers[30:]
        ledger.advance(lane, answered, 0, NOW)
        expected = {item.receipt.key.recipient: item for item in answered}
        for recipient, status, code, reason, remote_id, not_before, attempt in told(db):
            if item := expected.get(recipient):
                due = item.not_before.isoformat() if item.not_before else None
                assert (status, code, reason) == (item.status, item.receipt.code, item.receipt.reason)
                assert (remote_id, not_before, attempt) == (item.receipt.remote_id, due, 1)
            else:
                out = recipient in {item.receipt.key.recipient for item in left}
                assert (status, attempt) == (("sending", 1) if out else ("queued", 0))
        assert lane.out == len(left)


def test_a_row_that_is_out_between_two_answered_ones_stays_out(ledger_url, tmp_path):
    with lane_with(ledger_url, tmp_path, 5) as (db, ledger, _, lane):
        ledger.advance(lane, [], 5, NOW)
        ledger.advance(lane, [Settlement(receipt(n), "sent") for n in (5, 1, 2, 4)], 0, NOW)
        assert [row[1] for row in told(db)] == ["sent", "sent", "sending", "sent", "sent"]


def test_a_claim_passes_over_who_left_was_suppressed_or_forgotten_in_the_middle(ledger_url, tmp_path):
    with lane_with(ledger_url, tmp_path, 8) as (db, ledger, audience, lane):
        with audience.transaction():
            audience.unsubscribe("d2", "readers", AT)
            audience.suppress(["d4"], "complained", AT)
            audience.forget("d5")
        claimed = ledger.advance(lane, [], 6, NOW)
        assert [int(reader.id, 16) for reader in claimed] == [1, 3, 6]
        assert [(row[1], row[2]) for row in told(db)] == [
            ("sending", ""),
            ("skipped", "unsubscribed"),
            ("sending", ""),
            ("skipped", "suppressed"),
            ("skipped", "forgotten"),
            ("sending", ""),
            ("queued", ""),
            ("queued", ""),
        ]
        assert [int(reader.id, 16) for reader in ledger.advance(lane, [], 6, NOW)] == [7, 8]


def test_a_page_of_readers_who_all_left_is_followed_by_the_next(ledger_url, tmp_path):
    with lane_with(ledger_url, tmp_path, 6) as (_, ledger, audience, lane):
        with audience.transaction():
            for number in (1, 2, 3):
                audience.unsubscribe(f"d{number}", "readers", AT)
        assert [int(reader.id, 16) for reader in ledger.advance(lane, [], 3, NOW)] == [4, 5, 6]


def test_rows_that_went_back_are_claimed_again_and_those_between_them_are_not(ledger_url, tmp_path):
    with lane_with(ledger_url, tmp_path, 5) as (db, ledger, _, lane):
        ledger.advance(lane, [], 5, NOW)
        answers = [receipt(1, "untouched"), receipt(4, "untouched"), receipt(2)]
        back = [Settlement(one, "queued" if one.outcome == "untouched" else "sent") for one in answers]
        again = ledger.advance(lane, back, 5, NOW)
        assert [(int(reader.id, 16), reader.attempt) for reader in again] == [(1, 2), (4, 2)]
        assert [row[1] for row in told(db)] == ["sending", "sent", "sending", "sending", "sending"]
        assert [row[6] for row in told(db)] == [2, 1, 1, 2, 1]


def test_due_retries_are_claimed_one_by_one(ledger_url, tmp_path):
    with lane_with(ledger_url, tmp_path, 5) as (db, ledger, _, lane):
        ledger.advance(lane, [], 5, NOW)
        soon, late = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)
        answers = [
            Settlement(receipt(number, "unavailable", "451"), "retry", late if number == 3 else soon)
            for number in (2, 3, 5)
        ]
        ledger.advance(lane, answers, 0, NOW)
        again = ledger.advance(lane, [], 5, NOW + timedelta(minutes=2))
        assert [(int(reader.id, 16), reader.attempt) for reader in again] == [(2, 2), (5, 2)]
        statuses = ["sending", "sending", "retry", "sending", "sending"]
        assert [row[1] for row in told(db)] == statuses
