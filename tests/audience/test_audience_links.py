"""What a reader's link can do to a subscription, in either database."""

from datetime import UTC, datetime, timedelta

import pytest
from databases import audience_at

from publisher.audience import Import, Report, Row, keep_rows, normalise
from publisher.audience.columns import moment

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
LATER, LATEST = (moment(NOW + timedelta(days=days)) for days in (1, 2))
MIA = normalise("mia@dijkstad.test")
ASKED = moment(NOW - timedelta(days=300))


@pytest.fixture
def audience(tmp_path, ledger_url):
    with audience_at(tmp_path, None, NOW, ledger_url) as opened:
        yield opened


def keep(audience, status="confirmed", consent_at=ASKED, name="readers"):
    """Import Mia once; give her public id."""
    row = Row(1, MIA, "Mia", "nl-BE", status, consent_at)
    with audience.transaction():
        keep_rows(audience, [row], Import(name, "Ja, graag.", NOW), Report())
    return audience.known(name, [audience.digest(MIA)])[audience.digest(MIA)].id


def seen(audience, reader):
    found = audience.reader(reader, "readers")
    return (found.status, found.since)


def test_a_reader_is_found_by_public_id_with_language_and_status(audience):
    reader = audience.reader(keep(audience), "readers")
    assert (reader.language, reader.status, reader.address) == ("nl-BE", "confirmed", MIA.mailed)
    assert audience.reader(reader.id, "avond").status is None
    assert audience.reader("0" * 24, "readers") is None


def test_who_leaves_has_left_that_list_alone_and_once(audience):
    reader = keep(audience)
    keep(audience, name="avond")
    assert audience.leave(reader, "readers", LATER)
    assert seen(audience, reader) == ("unsubscribed", LATER)
    assert not audience.leave(reader, "readers", LATEST)
    assert seen(audience, reader) == ("unsubscribed", LATER)
    assert audience.reader(reader, "avond").status == "confirmed"


def test_who_left_comes_back_with_the_consent_of_before(audience):
    reader = keep(audience)
    before = audience.reader(reader, "readers")
    audience.leave(reader, "readers", LATER)
    assert audience.come_back(reader, "readers", LATEST)
    after = audience.reader(reader, "readers")
    assert (after.status, after.since) == ("confirmed", LATEST)
    assert (after.consent, after.consent_at) == (before.consent, before.consent_at)
    assert not audience.come_back(reader, "readers", LATEST)


def test_who_was_never_confirmed_does_not_become_so_by_coming_back(audience):
    reader = keep(audience, "unconfirmed")
    assert audience.leave(reader, "readers", LATER)
    assert not audience.come_back(reader, "readers", LATEST)
    assert seen(audience, reader) == ("unsubscribed", LATER)


def test_who_is_subscribed_or_unconfirmed_has_nothing_to_take_back(audience):
    reader = keep(audience, "unconfirmed")
    assert not audience.come_back(reader, "readers", LATER)
    assert audience.reader(reader, "readers").status == "unconfirmed"


def test_who_was_suppressed_meanwhile_does_not_come_back(audience):
    reader = keep(audience)
    audience.leave(reader, "readers", LATER)
    audience.suppress([audience.digest(MIA)], "complaint", LATER)
    assert not audience.come_back(reader, "readers", LATEST)
    assert seen(audience, reader) == ("unsubscribed", LATER)


def test_who_is_forgotten_neither_leaves_nor_comes_back(audience):
    reader = keep(audience)
    audience.leave(reader, "readers", LATER)
    audience.forget(audience.digest(MIA))
    assert not audience.come_back(reader, "readers", LATEST)
    assert not audience.leave(reader, "readers", LATEST)
    assert audience.reader(reader, "readers") is None


def test_who_was_unsubscribed_by_hand_or_by_an_import_may_come_back(audience):
    reader = keep(audience)
    audience.unsubscribe(audience.digest(MIA), "readers", LATER)
    assert audience.come_back(reader, "readers", LATER)
    keep(audience, "unsubscribed")
    assert seen(audience, reader)[0] == "unsubscribed"
    assert audience.come_back(reader, "readers", LATEST)


def test_an_earlier_confirmation_does_not_count_after_a_later_one_was_left_open(audience):
    reader = keep(audience)
    audience.leave(reader, "readers", LATER)
    keep(audience, "unconfirmed", LATEST)
    assert audience.reader(reader, "readers").status == "unconfirmed"
    keep(audience, "unsubscribed")
    assert not audience.come_back(reader, "readers", LATEST)


def test_a_second_import_of_who_left_does_not_lose_that_they_may_come_back(audience):
    reader = keep(audience)
    audience.leave(reader, "readers", LATER)
    keep(audience, "unsubscribed")
    assert audience.come_back(reader, "readers", LATEST)
