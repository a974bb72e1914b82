"""What a server's reply means."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.channels.smtp.replies import Reply, judge
from publisher.delivery.retry import settle
from publisher.ports import Key, Receipt

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


def reply(text):
    return Reply(int(text[:3]) if text[:3].isdigit() else 0, text)


@pytest.mark.parametrize(
    ("stage", "text", "outcome", "marks"),
    [
        ("dot", "250 2.0.0 queued as 7A", "sent", ""),
        ("dot", "hallo", "unknown", "ours"),
        ("dot", "354 go ahead", "unknown", "ours"),
        ("dot", "100 what", "unknown", "ours"),
        ("DATA", "250 ok", "untouched", "ours"),
        ("RCPT", "hallo", "untouched", "ours"),
        ("RCPT", "550 5.1.1 no such user", "rejected", ""),
        ("RCPT", "550 no", "rejected", ""),
        ("RCPT", "552 5.2.2 full", "rejected", ""),
        ("dot", "554 5.6.0 refused", "unavailable", "ours"),
        ("dot", "554 message refused", "unavailable", "ours"),
        ("dot", "550 5.2.2 full", "rejected", ""),
        ("RCPT", "550 5.7.1 relaying denied", "unavailable", "ours"),
        ("dot", "554 5.5.1 what", "unavailable", "ours"),
        ("dot", "552 5.3.4 too big", "unavailable", "ours"),
        ("MAIL", "550 5.1.8 who are you", "untouched", "ours"),
        ("MAIL", "530 5.7.0 log in", "untouched", "ours"),
        ("RCPT", "535 5.7.8 no", "untouched", "ours"),
        ("MAIL", "421 4.3.2 bye", "untouched", "rest"),
        ("dot", "421 4.4.2 bye", "untouched", "rest"),
        ("RCPT", "451 4.3.0 later", "unavailable", "rest"),
        ("dot", "450 4.4.1 later", "unavailable", "rest"),
        ("RCPT", "450 4.7.1 greylisted", "unavailable", "slow"),
        ("RCPT", "451 later", "unavailable", "slow"),
        ("RCPT", "452 4.2.2 full", "unavailable", ""),
    ],
)
def test_a_reply_is_judged_by_stage_and_code(stage, text, outcome, marks):
    found = judge(stage, reply(text))
    assert found.outcome == outcome
    assert [mark for mark in ("ours", "slow", "rest") if getattr(found, mark)] == marks.split()


def test_only_what_the_server_says_is_gone_for_good_is_suppressed():
    def suppresses(code, outcome="rejected"):
        return settle(Receipt(Key("e", "c", "r"), outcome, code), 1, NOW, None).suppress

    assert [code for code in CODES if suppresses(code)] == [
        "5.1.1",
        "5.1.2",
        "5.1.3",
        "5.1.6",
        "5.1.10",
        "5.2.1",
    ]
    assert not suppresses("5.1.1", "unavailable")


CODES = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.7", "5.1.8", "5.1.10", "5.2.1", "5.2.2", "5.7.1", "550"]


@pytest.mark.parametrize(
    ("attempt", "minutes"),
    [(1, 1), (2, 2), (3, 4), (7, 60), (40, 60)],
)
def test_a_retry_waits_longer_each_time_and_an_hour_at_most(attempt, minutes):
    found = settle(Receipt(Key("e", "c", "r"), "unavailable", "4.2.0"), attempt, NOW, None)
    assert (found.status, found.not_before - NOW) == ("retry", timedelta(minutes=minutes))


def test_the_servers_own_wait_is_kept_unless_it_is_absurd_or_behind_the_deadline():
    def at(wait, deadline=None):
        return settle(
            Receipt(Key("e", "c", "r"), "unavailable", "429", retry_at=NOW + wait), 1, NOW, deadline
        )

    assert at(timedelta(minutes=7)).not_before == NOW + timedelta(minutes=7)
    assert at(timedelta(days=4000)).not_before == NOW + timedelta(days=1)
    late = at(timedelta(minutes=7), NOW + timedelta(minutes=5))
    assert (late.status, late.not_before) == ("skipped", None)


def test_what_is_kept_of_a_reply_does_not_hold_the_address():
    said = reply("550 5.1.1 <Mia@Dijkstad.internal>: no such user").about("mia@dijkstad.internal")
    assert said == "550 5.1.1 <***>: no such user"


def test_words_of_a_server_are_cut_and_hold_no_control_characters():
    said = reply("550 " + "\x1b[31m" + "a" * 900).said
    assert len(said) == 200
    assert said.isprintable()
