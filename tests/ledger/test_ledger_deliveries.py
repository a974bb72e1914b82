"""Deliveries: the same promises on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest
from databases import audience_at
from msgspec.structs import replace
from test_ledger_builds import BUILD

from publisher.audience import Import, Report, Row, keep_rows, normalise
from publisher.errors import ApprovalError, LockedError, UsageError
from publisher.ledger import Approval, open_ledger
from publisher.ports import Key, Receipt, Settlement
from publisher.store import database

EDITION = BUILD.edition.name
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class Desk:
    """A ledger with a built edition and readers on its list."""

    def __init__(self, db, root):
        self.audience = None
        self.db, self.ledger = db, open_ledger(db)
        from publisher.audience import open_audience

        self.audience = open_audience(db, root, "g" * 32, NOW)
        self.ledger.freeze(BUILD)

    def readers(self, count, name="readers"):
        order = Import(name, "Ja", NOW)
        with self.audience.transaction():
            keep_rows(
                self.audience,
                [Row(n, normalise(f"lezer{n}@dijkstad.test"), f"Lezer {n}") for n in range(1, count + 1)],
                order,
                Report(),
            )

    def lane(self, channel="newsletter", readers="readers"):
        self.ledger.enrol(EDITION, channel, readers, NOW)
        return self.ledger.lane(EDITION, channel, NOW)

    def counts(self, channel="newsletter"):
        return {status: n for status, n in self.ledger.counts(EDITION)[channel].items() if n}


@pytest.fixture
def desk(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as db:
        yield Desk(db, tmp_path)


def answer(recipient, status="sent", outcome="sent", code="250", reason="ok", **rest):
    key = Key(EDITION, "newsletter", recipient.id, recipient.part)
    return Settlement(Receipt(key, outcome, code, reason), status, **rest)


def test_enrolment_is_fixed_once_whoever_joins_later(desk):
    desk.readers(3)
    assert desk.ledger.enrol(EDITION, "newsletter", "readers", NOW) == 3
    desk.readers(5)
    assert desk.ledger.enrol(EDITION, "newsletter", "readers", LATER) == 3
    assert desk.counts() == {"queued": 3}


def test_an_account_is_one_row(desk):
    lane = desk.lane("x", None)
    (account,) = desk.ledger.advance(lane, [], 10, NOW)
    assert (account.id, account.address, account.list) == ("x", "", "")
    assert desk.ledger.advance(lane, [], 10, NOW) == []


def test_claims_are_sending_before_they_leave_and_never_more_than_wanted_are_out(desk):
    desk.readers(10)
    lane = desk.lane()
    first = desk.ledger.advance(lane, [], 4, NOW)
    assert (len(first), lane.out, desk.counts()) == (4, 4, {"sending": 4, "queued": 6})
    assert desk.ledger.advance(lane, [], 4, NOW) == []
    more = desk.ledger.advance(lane, [answer(first[0]), answer(first[1])], 4, NOW)
    assert len(more) == 2
    assert desk.counts() == {"sending": 4, "sent": 2, "queued": 4}
    assert {who.id for who in first} & {who.id for who in more} == set()


def test_a_claim_carries_who_it_is_for(desk):
    desk.readers(1)
    (who,) = desk.ledger.advance(desk.lane(), [], 1, NOW)
    assert (who.address, who.name, who.list, who.attempt) == ("lezer1@dijkstad.test", "Lezer 1", "readers", 1)


def test_what_came_back_untouched_is_claimed_again(desk):
    desk.readers(4)
    lane = desk.lane()
    out = desk.ledger.advance(lane, [], 3, NOW)
    again = desk.ledger.advance(lane, [answer(out[1], "queued", "untouched", "lost", "cut")], 3, NOW)
    assert [(who.id, who.attempt) for who in again] == [(out[1].id, 2)]
    desk.ledger.advance(lane, [answer(who) for who in (out[0], out[2], again[0])], 0, NOW)
    assert desk.counts() == {"sent": 3, "queued": 1}


def test_a_retry_waits_for_its_time_and_for_those_who_were_not_tried_yet(desk):
    desk.readers(2)
    lane = desk.lane()
    (first,) = desk.ledger.advance(lane, [], 1, NOW)
    put_off = answer(first, "retry", "unavailable", "4.2.0", "busy", not_before=LATER)
    (second,) = desk.ledger.advance(lane, [put_off], 1, NOW)
    assert second.id != first.id
    assert desk.ledger.next_retry(EDITION, "newsletter") == LATER
    (third,) = desk.ledger.advance(lane, [answer(second)], 1, LATER)
    assert (third.id, third.attempt) == (first.id, 2)


def test_the_story_of_a_row_has_each_attempt_and_the_build_it_got(desk):
    desk.readers(1)
    lane = desk.lane()
    (who,) = desk.ledger.advance(lane, [], 1, NOW)
    desk.ledger.advance(lane, [answer(who, "retry", "unavailable", "4.2.0", "busy", not_before=NOW)], 0, NOW)
    (who,) = desk.ledger.advance(lane, [], 1, LATER)
    desk.ledger.advance(lane, [answer(who, reason="2.0.0 queued as 7A")], 0, LATER)
    (story,) = desk.ledger.stories(EDITION, who.id)
    assert (story.status, story.hash, story.reason) == ("sent", BUILD.hash, "2.0.0 queued as 7A")
    assert [(a.number, a.outcome, a.code) for a in story.attempts] == [
        (1, "unavailable", "4.2.0"),
        (2, "sent", "250"),
    ]


def test_a_hard_bounce_suppresses_the_address_for_good(desk):
    desk.readers(2)
    lane = desk.lane()
    (first, _) = desk.ledger.advance(lane, [], 2, NOW)
    gone = answer(first, "rejected", "rejected", "5.1.1", "no such user", suppress=True)
    desk.ledger.advance(lane, [gone], 0, NOW)
    digest = desk.audience.digest(normalise(first.address))
    assert desk.audience.suppression(digest)["reason"] == "bounced 5.1.1"


def test_a_new_owner_finds_what_the_dead_one_left_as_unknown(desk):
    desk.readers(5)
    desk.ledger.advance(desk.lane(), [], 3, NOW)
    lane = desk.ledger.lane(EDITION, "newsletter", LATER)
    assert desk.counts() == {"unknown": 3, "queued": 2}
    assert len(desk.ledger.advance(lane, [], 10, LATER)) == 2
    assert desk.ledger.undecided(EDITION, "newsletter") == 3
    assert desk.ledger.undecided(EDITION, "x") == 0


def test_an_owner_that_lost_its_lane_can_keep_and_claim_nothing(desk):
    desk.readers(5)
    old = desk.lane()
    (who, _) = desk.ledger.advance(old, [], 2, NOW)
    desk.ledger.lane(EDITION, "newsletter", LATER)
    with pytest.raises(LockedError):
        desk.ledger.advance(old, [answer(who)], 5, LATER)
    assert desk.counts() == {"unknown": 2, "queued": 3}


@pytest.mark.parametrize("stop", ["held", "cancelled"])
def test_a_stop_keeps_the_answers_and_gives_no_claims(desk, stop):
    desk.readers(5)
    lane = desk.lane()
    (who, other) = desk.ledger.advance(lane, [], 2, NOW)
    desk.ledger.stop(EDITION, stop, "de chef", NOW)
    waits = answer(other, "retry", "unavailable", "4.2.0", "busy", not_before=LATER)
    assert desk.ledger.advance(lane, [answer(who), waits], 5, NOW) == []
    rest = {"held": {"queued": 3, "retry": 1}, "cancelled": {"skipped": 4}}[stop]
    assert desk.counts() == {"sent": 1} | rest
    assert desk.ledger.events(EDITION)[-1].kind == stop


def test_a_build_that_becomes_current_before_the_first_claim_is_not_the_one_that_leaves(desk):
    desk.readers(2)
    lane = desk.lane()
    desk.ledger.freeze(replace(BUILD, hash="c" * 64))
    with pytest.raises(ApprovalError, match="was built anew meanwhile, as cccccccccccc"):
        desk.ledger.advance(lane, [], 2, NOW)
    assert desk.counts() == {"queued": 2}


def test_a_revision_serves_those_who_were_skipped_by_the_cancel_and_nobody_else(desk):
    desk.readers(4)
    lane = desk.lane()
    out = desk.ledger.advance(lane, [], 2, NOW)
    gone = answer(out[1], "rejected", "rejected", "5.2.2", "full")
    desk.ledger.advance(lane, [answer(out[0]), gone], 0, NOW)
    desk.ledger.stop(EDITION, "cancelled", "de chef", NOW)
    desk.ledger.freeze(replace(BUILD, hash="c" * 64), revise=True)
    lane = desk.ledger.lane(EDITION, "newsletter", LATER)
    assert len(desk.ledger.advance(lane, [], 9, LATER)) == 2
    assert desk.counts() == {"sent": 1, "rejected": 1, "sending": 2}


def test_readers_who_left_are_skipped_even_where_they_fill_a_whole_claim(desk):
    desk.readers(10)
    lane = desk.lane()
    for number in range(1, 10):
        with desk.audience.transaction():
            digest = desk.audience.digest(normalise(f"lezer{number}@dijkstad.test"))
            desk.audience.unsubscribe(digest, "readers", NOW.isoformat())
    (who,) = desk.ledger.advance(lane, [], 2, NOW)
    assert who.address == "lezer10@dijkstad.test"
    assert desk.ledger.advance(lane, [], 2, NOW) == []
    assert desk.counts() == {"sending": 1, "skipped": 9}
    (count,) = desk.ledger.reasons(EDITION)["newsletter"]
    assert (count.status, count.code, count.count) == ("skipped", "unsubscribed", 9)


def test_a_channel_may_not_answer_twice(desk):
    desk.readers(1)
    lane = desk.lane()
    (who,) = desk.ledger.advance(lane, [], 1, NOW)
    desk.ledger.advance(lane, [answer(who)], 0, NOW)
    with pytest.raises(KeyError):
        desk.ledger.advance(lane, [answer(who)], 0, NOW)
    assert desk.counts() == {"sent": 1}


def test_a_rate_is_shared_and_a_clock_that_jumped_is_not_waited_for(desk):
    starts = [desk.ledger.reserve("newsletter", 2, 0.5, 100.0) for _ in range(3)]
    assert starts == [100.0, 101.0, 102.0]
    assert desk.ledger.reserve("newsletter", 1, 0.5, 200.0) == 200.0
    assert desk.ledger.reserve("newsletter", 1, 0.5, 20.0) == 20.5
    assert desk.ledger.reserve("newsletter", 1, 0.5, 20.1) == 21.0
    assert desk.ledger.reserve("other", 1, 0.5, 20.0) == 20.0


def test_a_rate_slower_than_one_a_minute_is_kept(desk):
    assert [desk.ledger.reserve("slow", 1, 3600.0, 100.0 + n) for n in range(3)] == [100.0, 3700.0, 7300.0]


def test_readers_are_enrolled_on_one_mail_channel_of_an_edition(desk):
    desk.readers(2)
    desk.lane()
    with pytest.raises(UsageError, match="readers would get it by each of newsletter, reserve"):
        desk.ledger.enrol(EDITION, "reserve", "readers", NOW)
    assert desk.ledger.enrol(EDITION, "x", None, NOW) == 1


def test_the_deadline_of_one_channel_skips_no_other(desk):
    desk.readers(2)
    desk.lane()
    desk.lane("x", None)
    assert desk.ledger.skip_rest(EDITION, "newsletter", "deadline", "too late", NOW) == 2
    assert (desk.counts(), desk.counts("x")) == ({"skipped": 2}, {"queued": 1})


def test_the_terms_of_an_edition_that_has_begun_are_not_rewritten(desk):
    lane = desk.lane("x", None)
    desk.ledger.advance(lane, [], 1, NOW)
    desk.ledger.freeze(replace(BUILD, findings=()))
    assert desk.ledger.build(EDITION) == BUILD


def test_the_speed_of_the_last_sending_is_known(desk):
    desk.readers(10)
    lane = desk.lane()
    assert desk.ledger.speed("newsletter") is None
    out = desk.ledger.advance(lane, [], 10, NOW)
    desk.ledger.advance(lane, [answer(who) for who in out], 0, NOW + timedelta(seconds=5))
    assert desk.ledger.speed("newsletter") == 2.0


def test_one_deployment_sends_until_another_is_armed(desk):
    assert desk.ledger.deployment() is None
    desk.ledger.arm("redactie", "mia", NOW)
    desk.ledger.arm("kopie", "tom", LATER)
    assert desk.ledger.deployment() == "kopie"


def test_the_last_approval_counts(desk):
    assert desk.ledger.approved(EDITION) is None
    desk.ledger.approve(EDITION, "a" * 64, "mia", NOW)
    desk.ledger.approve(EDITION, "b" * 64, "mia", LATER)
    assert desk.ledger.approved(EDITION) == Approval("b" * 64, "mia", LATER)


def test_an_approval_that_counts_later_can_be_withdrawn_and_given_again(desk):
    desk.ledger.approve(EDITION, "a" * 64, "mia", NOW, not_before=LATER)
    given = desk.ledger.approved(EDITION)
    assert (given.waits(NOW), given.waits(LATER)) == (True, False)
    desk.ledger.withdraw(EDITION, "tom", NOW)
    assert desk.ledger.approved(EDITION) is None
    desk.ledger.approve(EDITION, "a" * 64, "mia", LATER)
    assert desk.ledger.approved(EDITION) == Approval("a" * 64, "mia", LATER)
    assert [(event.kind, event.who) for event in desk.ledger.events(EDITION)] == [
        ("approved", "mia"),
        ("withdrawn", "tom"),
        ("approved", "mia"),
    ]


def test_the_audience_is_the_same_on_both_databases(tmp_path, ledger_url):
    with audience_at(tmp_path, "g" * 32, NOW, ledger_url) as audience:
        order, report = Import("readers", "Ja", NOW), Report()
        rows = [Row(n, normalise(f"lezer{n}@dijkstad.test"), "", "nl") for n in range(1, 4)]
        with audience.transaction():
            keep_rows(audience, rows, order, report)
            keep_rows(audience, rows, order, report)
        one, two, three = (audience.digest(row.address) for row in rows)
        with audience.transaction():
            assert audience.unsubscribe(one, "readers", NOW.isoformat())
            audience.suppress([two], "by hand", NOW.isoformat())
            assert audience.forget(three)
        assert (report.imported, report.unchanged) == (3, 3)
        assert sorted(reader.status for _, reader in audience.each(None)) == ["suppressed", "unsubscribed"]
        assert audience.totals() == (2, 1)
        assert sorted((status, n, m) for _, status, n, m in audience.counts()) == [
            ("confirmed", 1, 0),
            ("unsubscribed", 1, 1),
        ]
        assert audience.suppression(two)["reason"] == "by hand"
