"""Errata, mailings and what was sent: the same promises on SQLite and PostgreSQL."""

import pytest
from msgspec.structs import replace
from test_ledger_builds import BUILD
from test_ledger_deliveries import EDITION, NOW, Desk, answer

from publisher.ledger import issue_of
from publisher.model import Erratum
from publisher.store import database

CAMPAIGN, _, DAY = EDITION.partition("/")
WRONG = Erratum(EDITION, "101", "Een kop", "Het was anders.", "https://blad.internal/101")


@pytest.fixture
def desk(tmp_path, ledger_url):
    with database(ledger_url, tmp_path) as db:
        yield Desk(db, tmp_path)


def edition(desk, name, hash, errata=()):
    build = replace(BUILD, hash=hash * 64, edition=replace(BUILD.edition, name=name, errata=tuple(errata)))
    desk.ledger.freeze(build)
    return build


def begin(desk, name, channel="x"):
    desk.ledger.enrol(name, channel, None, NOW)
    assert desk.ledger.advance(desk.ledger.lane(name, channel, NOW), [], 1, NOW)


def send(desk, count):
    """Send the edition to all of its readers, the last of whom is refused."""
    desk.readers(count)
    lane = desk.lane()
    claimed = desk.ledger.advance(lane, [], count, NOW)
    rejected = answer(claimed[-1], "rejected", "rejected", "550", "no")
    desk.ledger.advance(lane, [*(answer(who) for who in claimed[:-1]), rejected], 0, NOW)
    return [who.id for who in claimed[:-1]]


def test_an_erratum_is_kept_once(desk):
    assert [desk.ledger.put_right(WRONG, NOW), desk.ledger.put_right(WRONG, NOW)] == [True, False]
    assert desk.ledger.put_right(replace(WRONG, text="Nog anders."), NOW)
    assert desk.ledger.put_right(replace(WRONG, article="102", url=None), NOW)
    assert [(one.article, one.text) for one in desk.ledger.errata(EDITION)] == [
        ("101", "Het was anders."),
        ("101", "Nog anders."),
        ("102", "Het was anders."),
    ]
    assert desk.ledger.errata(EDITION)[0] == WRONG


def test_it_is_untold_until_a_later_edition_of_the_campaign_that_holds_it_begins_to_leave(desk):
    later, last = f"{CAMPAIGN}/2999-01-01", f"{CAMPAIGN}/2999-01-02"
    desk.ledger.put_right(WRONG, NOW)
    assert desk.ledger.untold(later) == [WRONG]
    assert desk.ledger.untold(EDITION) == desk.ledger.untold("elders/2999-01-01") == []
    edition(desk, later, "b", [WRONG])
    assert desk.ledger.untold(last) == [WRONG]
    begin(desk, later)
    assert desk.ledger.untold(last) == []
    assert desk.ledger.untold(later) == [WRONG]  # its next revision tells it too


def test_a_build_that_no_longer_holds_it_does_not_tell_it(desk):
    later, last = f"{CAMPAIGN}/2999-01-01", f"{CAMPAIGN}/2999-01-02"
    desk.ledger.put_right(WRONG, NOW)
    edition(desk, later, "b", [WRONG])
    edition(desk, later, "c")
    begin(desk, later)
    assert desk.ledger.untold(last) == [WRONG]


def test_a_mailing_is_for_those_alone_who_got_it_and_may_still_be_mailed(desk):
    got = send(desk, 6)
    desk.readers(9)
    desk.ledger.put_right(WRONG, NOW)
    name = desk.ledger.mailing(WRONG)
    assert name == desk.ledger.mailing(WRONG) == f"{CAMPAIGN}-correction-1/{DAY}"
    assert (desk.ledger.corrected_by(name), desk.ledger.corrected_by(EDITION)) == (EDITION, None)
    assert desk.ledger.who_got_it(name) == 5
    desk.db.execute("update subscription set status = 'unsubscribed' where subscriber = ?", (got[0],))
    desk.db.execute(
        "insert into suppression (digest, reason, since) select digest, 'bounced', '' from subscriber"
        " where id = ?",
        (got[1],),
    )
    assert desk.ledger.who_got_it(name) == 3
    edition(desk, name, "d")
    assert desk.ledger.enrol(name, "newsletter", "readers", NOW) == 3
    claimed = desk.ledger.advance(desk.ledger.lane(name, "newsletter", NOW), [], 9, NOW)
    assert [who.id for who in claimed] == sorted(got[2:])


def test_a_mailing_that_corrects_nothing_has_no_name(desk):
    with pytest.raises(KeyError):
        desk.ledger.mailing(WRONG)


def test_what_was_sent_is_named_and_a_mailing_is_not(desk):
    assert desk.ledger.begun() == []
    send(desk, 2)
    desk.ledger.put_right(WRONG, NOW)
    name = desk.ledger.mailing(WRONG)
    edition(desk, name, "e")
    desk.ledger.enrol(name, "newsletter", "readers", NOW)
    desk.ledger.advance(desk.ledger.lane(name, "newsletter", NOW), [], 9, NOW)
    edition(desk, f"{CAMPAIGN}/2999-01-01", "f")
    assert desk.ledger.begun() == desk.ledger.begun(f"{CAMPAIGN}/") == [EDITION]
    assert desk.ledger.begun("elders/") == []


def test_the_build_that_left_is_given_not_the_one_that_waits(desk):
    assert (desk.ledger.left(EDITION), desk.ledger.issue(EDITION)) == (None, None)
    send(desk, 2)
    waiting = replace(BUILD, hash="9" * 64, edition=replace(BUILD.edition, subject="Anders"))
    desk.ledger.freeze(waiting, revise=True)
    assert desk.ledger.build(EDITION).hash == "9" * 64
    assert desk.ledger.left(EDITION) == BUILD
    assert desk.ledger.issue(EDITION) == issue_of(BUILD)
    assert issue_of(BUILD).edition.subject == BUILD.edition.subject
