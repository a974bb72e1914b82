"""Story memory: what earlier editions that were sent told, and when each source first gave a story."""

from datetime import UTC, date, datetime, timedelta

import pytest
from databases import ledger_at
from msgspec.structs import replace
from test_ledger_builds import BUILD

from publisher.model import Article, DigestEntry, Section, SourceRef

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path, ledger_url):
    with ledger_at(tmp_path, ledger_url) as opened:
        yield opened


def article(name, source="feed", **fields):
    return Article(id=name, headline=f"Kop {name}", source=SourceRef("feed", source), **fields)


def frozen(ledger, day, names, *, sent=True, campaign="ochtend", revise=False):
    told = [article(name, url=f"https://www.blad.internal/{name}/?utm_source=x") for name in names]
    entries = tuple(DigestEntry(one.id, one.headline) for one in told[1:])
    edition = replace(
        BUILD.edition,
        name=f"{campaign}/{day}",
        campaign=campaign,
        date=date.fromisoformat(day),
        lead=told[0],
        sections=(Section(None, entries),),
    )
    digest = f"{day}{'-'.join(names)}".ljust(64, "0")
    ledger.freeze(replace(BUILD, hash=digest, edition=edition, articles=tuple(told)), revise=revise)
    if sent:
        ledger.enrol(edition.name, "x", None, AT)
        ledger.advance(ledger.lane(edition.name, "x", AT), (), 1, AT)


def told(ledger, day="2026-11-30", campaign="ochtend"):
    return [one.id for one in ledger.memory(f"{campaign}/{day}", ()).told]


def test_what_a_sent_edition_told_is_remembered_lead_and_list(ledger):
    frozen(ledger, "2026-11-24", ["a", "b"])
    memory = ledger.memory("ochtend/2026-11-25", ())
    assert {(one.id, one.url, one.source, one.edition) for one in memory.told} == {
        ("a", "blad.internal/a", "feed", "ochtend/2026-11-24"),
        ("b", "blad.internal/b", "feed", "ochtend/2026-11-24"),
    }
    assert memory.last == "ochtend/2026-11-24"


def test_an_edition_that_was_only_built_told_nobody_anything(ledger):
    frozen(ledger, "2026-11-24", ["a"], sent=False)
    assert told(ledger) == []


def test_an_edition_looks_at_earlier_ones_only_so_it_can_be_built_again(ledger):
    frozen(ledger, "2026-11-24", ["a"])
    frozen(ledger, "2026-11-26", ["c"])
    assert told(ledger, "2026-11-24") == []
    assert told(ledger, "2026-11-25") == ["a"]


def test_memory_is_per_campaign(ledger):
    frozen(ledger, "2026-11-24", ["a"])
    assert told(ledger, campaign="ochtendpost") == []
    assert told(ledger, campaign="avond") == []


def test_what_was_taken_out_before_sending_was_not_told(ledger):
    frozen(ledger, "2026-11-24", ["a", "b"], sent=False)
    frozen(ledger, "2026-11-24", ["a", "c"])
    assert sorted(told(ledger)) == ["a", "c"]


def test_what_a_revision_replaced_was_told_all_the_same(ledger):
    frozen(ledger, "2026-11-24", ["a", "b"])
    frozen(ledger, "2026-11-24", ["a", "c"], sent=False, revise=True)
    assert sorted(told(ledger)) == ["a", "b", "c"]


def test_the_first_sight_of_a_story_stays_whatever_comes_later(ledger):
    one = article("a")
    ledger.saw("ochtend/2026-11-25", [one], AT + timedelta(days=1))
    ledger.saw("ochtend/2026-11-26", [one], AT + timedelta(days=2))
    ledger.saw("ochtend/2026-11-24", [one], AT)
    memory = ledger.memory("ochtend/2026-11-27", [one])
    assert [(seen.edition, seen.at) for seen in memory.seen][:1] == [("ochtend/2026-11-24", AT)]
    assert memory.looked == {"feed": AT + timedelta(days=2)}
    assert ledger.memory("ochtend/2026-11-24", [one]).seen == ()


def test_a_story_is_also_known_by_its_headline_under_another_name(ledger):
    ledger.saw("ochtend/2026-11-24", [article("a")], AT)
    renamed = replace(article("a"), id="z")
    assert [seen.id for seen in ledger.memory("ochtend/2026-11-25", [renamed]).seen] == ["a"]


def test_ten_thousand_articles_are_asked_for_and_kept(ledger):
    many = [article(f"n{number}") for number in range(10_000)]
    ledger.saw("ochtend/2026-11-24", many, AT)
    assert len({seen.id for seen in ledger.memory("ochtend/2026-11-25", many).seen}) == 10_000
