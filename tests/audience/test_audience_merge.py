"""What a row changes is decided from the row and from what is known."""

import pytest
from msgspec.structs import replace

from publisher.audience import Row, Subscriber, normalise
from publisher.audience.merge import merge, result

EARLY, LEFT, LATE, NOW = (f"2026-{month}-01T00:00:00+00:00" for month in ("01", "05", "09", "11"))
ROW = Row(2, normalise("mia@dijkstad.test"))
NEW = Subscriber("1", "mia@dijkstad.test")
CONFIRMED = replace(NEW, status="confirmed", consent="old", consent_at=EARLY, since=EARLY)
GONE = replace(CONFIRMED, status="unsubscribed", since=LEFT)


def after(known, **changes):
    return merge(replace(ROW, **changes), known, "text", NOW)


def test_a_new_reader_is_confirmed_with_the_consent_of_the_import():
    reader = after(NEW, consent_at=EARLY)
    assert (reader.status, reader.consent, reader.consent_at, reader.since) == (
        *("confirmed", "text", EARLY, NOW),
    )
    assert result(NEW, reader) == "imported"


@pytest.mark.parametrize("consent_at", [None, EARLY, LEFT])
@pytest.mark.parametrize("status", [None, "confirmed", "unconfirmed", "unsubscribed"])
def test_unsubscribed_stays_unsubscribed_without_newer_consent(status, consent_at):
    assert after(GONE, status=status, consent_at=consent_at) == GONE


def test_newer_consent_brings_a_reader_back():
    reader = after(GONE, consent_at=LATE)
    assert (reader.status, reader.consent, reader.consent_at) == ("confirmed", "text", LATE)
    assert result(GONE, reader) == "updated"


def test_newer_consent_never_turns_a_row_that_says_unsubscribed_around():
    assert after(GONE, status="unsubscribed", consent_at=LATE).status == "unsubscribed"
    assert after(CONFIRMED, status="unsubscribed", consent_at=LATE).status == "unsubscribed"


def test_who_left_keeps_the_day_of_leaving():
    assert after(NEW, status="unsubscribed", unsubscribed_at=LEFT).since == LEFT
    assert after(CONFIRMED, status="unsubscribed").since == NOW


def test_a_confirmed_reader_is_not_made_unconfirmed():
    assert after(CONFIRMED, status="unconfirmed") == CONFIRMED


def test_the_same_row_again_changes_nothing_and_keeps_the_first_evidence():
    assert after(CONFIRMED, consent_at=EARLY) == CONFIRMED
    assert result(CONFIRMED, after(CONFIRMED)) == "unchanged"


def test_what_a_row_leaves_empty_is_kept():
    known = replace(CONFIRMED, name="Mia", language="nl", attributes={"city": "Dijkstad", "club": "VV"})
    reader = after(known, attributes={"city": "Zandkerke"})
    assert (reader.name, reader.language) == ("Mia", "nl")
    assert reader.attributes == {"city": "Zandkerke", "club": "VV"}
