"""What an edition tells: lead, recent list, subject and preheader."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from publisher import compose
from publisher.config import Campaign, Override, Site
from publisher.config.settings import DigestSettings
from publisher.errors import AmbiguousError, NothingNew, TemplateError, UsageError
from publisher.match import MatchReport
from publisher.model import Article, Block

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = (Block("paragraph", "Een alinea."),)
STRUCTURED = {"home_score": "structured", "away_score": "structured"}
RESULT = MatchReport("Duinrode", "Kapelveld", home_score=2, away_score=1, provenance=STRUCTURED)


def article(name, hours=0, **fields):
    dated = {"date_published": NOON + timedelta(hours=hours)} if hours is not None else {}
    return Article(id=name, headline=f"Kop {name}", **{**dated, **fields})


def rules(campaign=None, **said):
    override = Override(**said)
    places = {key: f"day.toml {key}" for key in override.__struct_fields__}
    return compose.Rules(
        "ochtend",
        DAY,
        "nl-BE",
        campaign or Campaign(),
        override,
        Site(name="De Kroniek"),
        "ochtend.toml",
        places,
        NOON + timedelta(days=1),
    )


def composed(articles, campaign=None, **said):
    told = rules(campaign, **said)
    return compose.compose(compose.rank(articles, told), told)


def recent(edition):
    return [entry.id for section in edition.sections for entry in section.entries]


def test_the_editors_lead_comes_before_all_others():
    told = [article("a", 1, body=BODY, match=RESULT), article("b", 2, body=BODY), article("c")]
    assert composed(told, lead="Kop c").lead.id == "c"


def test_the_newest_match_report_leads_before_a_newer_full_article():
    told = [
        article("old", 1, body=BODY, match=RESULT),
        article("new", 2, body=BODY, match=RESULT),
        article("c", 3, body=BODY),
    ]
    assert composed(told).lead.id == "new"


def test_a_match_block_without_a_result_is_no_match_report():
    unplayed = MatchReport("Duinrode", "Kapelveld")
    told = [article("preview", 1, body=BODY, match=unplayed), article("story", 2, body=BODY)]
    assert composed(told).lead.id == "story"


def test_a_suggested_result_makes_no_match_report():
    guessed = msgspec.structs.replace(RESULT, provenance={"home_score": "suggested"})
    told = [article("guess", 1, body=BODY, match=guessed), article("story", 2, body=BODY)]
    assert composed(told).lead.id == "story"


def test_without_a_match_report_the_newest_full_article_leads():
    assert composed([article("a", 1, body=BODY), article("b", 2, body=BODY), article("c", 3)]).lead.id == "b"


def test_without_a_full_article_the_newest_entry_leads():
    assert composed([article("a", 1), article("b", 2)]).lead.id == "b"


def test_without_dates_newest_is_the_sources_own_order():
    told = [article(name, None) for name in "abc"]
    edition = composed(told)
    assert (edition.lead.id, recent(edition)) == ("a", ["b", "c"])


def test_no_article_is_told_twice_by_id_url_or_headline():
    told = [
        article("a", body=BODY, url="https://kroniek.test/a"),
        article("a2", url="https://kroniek.test/a"),
        Article(id="a3", headline="Kop a"),
        article("b"),
        article("b"),
    ]
    edition = composed(told)
    assert [edition.lead.id, *recent(edition)] == ["a", "b"]


def test_of_two_copies_the_one_with_a_body_is_kept():
    told = [article("x", url="https://kroniek.test/x"), article("y", url="https://kroniek.test/x", body=BODY)]
    assert composed(told).lead.id == "y"


def test_the_list_takes_the_next_n_newest_first():
    told = [article("lead", 9, body=BODY), *(article(str(number), number) for number in range(5))]
    campaign = Campaign(digest=DigestSettings(recent=3))
    assert recent(composed(told, campaign)) == ["4", "3", "2"]


def test_the_list_can_be_ordered_by_reactions():
    told = [
        article("lead", 9, body=BODY),
        article("few", 2, user_interaction_count=1),
        article("many", 1, user_interaction_count=685),
        article("none", 3),
    ]
    campaign = Campaign(digest=DigestSettings(order="reactions"))
    assert recent(composed(told, campaign)) == ["many", "few", "none"]


def test_sections_stand_in_the_order_of_their_first_article_and_keep_their_quota():
    told = [
        article("lead", 9, body=BODY),
        article("a", 5, section="Transfers"),
        article("b", 4, section="Competitie"),
        article("c", 3, section="Transfers"),
        article("d", 2, section="Transfers"),
    ]
    campaign = Campaign(digest=DigestSettings(group_by="section", quota=2))
    sections = composed(told, campaign).sections
    assert [(part.title, [entry.id for entry in part.entries]) for part in sections] == [
        ("Transfers", ["a", "c"]),
        ("Competitie", ["b"]),
    ]


def test_pins_come_first_then_the_editors_order_then_the_rest():
    told = [article("lead", 9, body=BODY), *(article(name, number) for number, name in enumerate("dcba"))]
    assert recent(composed(told, pin=("Kop d",), order=("Kop c", "Kop a"))) == ["d", "c", "a", "b"]


def test_what_the_editor_drops_is_nowhere():
    told = [article("a", 2, body=BODY), article("b", 1, body=BODY), article("c")]
    edition = composed(told, drop=("a",))
    assert [edition.lead.id, *recent(edition)] == ["b", "c"]


def test_a_pinned_lead_is_told_once():
    told = [article("a", body=BODY), article("b")]
    assert recent(composed(told, pin=("a",))) == ["b"]


@pytest.mark.parametrize("key", ["lead", "pin", "drop", "order", "headline", "teaser"])
def test_a_name_that_fits_nothing_says_where_it_stands_and_lists_the_candidates(key):
    value = {"headline": {"niets": "x"}, "teaser": {"niets": "x"}}.get(
        key, "niets" if key == "lead" else ("niets",)
    )
    with pytest.raises(AmbiguousError) as caught:
        composed([article("a", body=BODY), article("b")], **{key: value})
    assert str(caught.value).startswith(f"day.toml {key}: 'niets' fits no article")
    assert "Kop a" in str(caught.value)


def test_a_name_that_fits_several_lists_only_those():
    told = [article("a", body=BODY), article("b"), Article(id="z", headline="Iets anders")]
    with pytest.raises(AmbiguousError, match="fits 2 articles") as caught:
        composed(told, lead="Kop")
    assert [line.split()[0] for line in caught.value.candidates] == ["a", "b"]


def test_without_an_article_there_is_nothing_new():
    with pytest.raises(NothingNew, match="nothing new in 0 articles"):
        composed([])


def test_the_editors_words_replace_the_sources():
    told = [
        article("a", body=BODY, description="Oud."),
        article("b", description="Ook oud...", description_truncated=True),
    ]
    edition = composed(
        told, headline={"a": "Nieuwe kop"}, teaser={"b": "Nieuwe tekst."}, note="Dag.", subject="Onderwerp"
    )
    entry = edition.sections[0].entries[0]
    assert (edition.lead.headline, entry.teaser) == ("Nieuwe kop", "Nieuwe tekst.")
    assert (edition.note, edition.subject) == ("Dag.", "Onderwerp")


def test_a_plain_headline_is_the_leads():
    assert composed([article("a", body=BODY), article("b")], headline="Zo dus").lead.headline == "Zo dus"


def test_subject_and_preheader_come_from_the_campaigns_templates():
    campaign = Campaign(
        subject="{{ site.name }}: {{ lead.headline }}", preheader="{{ recent[0].headline }}, {{ short_date }}"
    )
    edition = composed([article("a", body=BODY), article("b")], campaign)
    assert edition.subject == "De Kroniek: Kop a"
    assert edition.preheader == "Kop b, 24 nov 2026"


@pytest.mark.parametrize("preheader", ["{{ lead.headline }}", "", "  kop A. "])
def test_a_preheader_is_never_the_subject_again(preheader):
    told = [article("a", body=BODY, description="De lede zegt meer."), article("b")]
    assert composed(told, Campaign(preheader=preheader)).preheader == "De lede zegt meer."


def test_without_a_lede_the_preheader_names_the_next_stories():
    told = [article("a", 3, body=BODY), article("b", 2), article("c", 1)]
    assert composed(told, Campaign(preheader="{{ lead.headline }}")).preheader == "Kop b · Kop c"


def test_a_preheader_is_cut_at_a_word():
    edition = composed([article("a", body=BODY, description="woord " * 60)])
    assert len(edition.preheader) <= 140
    assert edition.preheader.endswith("woord…")


@pytest.mark.parametrize(
    "template",
    [
        "{{ lead.headlin }}",
        "{{ lead",
        "{{ ''.__class__.__mro__ }}",
        "{{ lead.__class__ }}",
        "{{ cycler }}",
        "{{ 1 / 0 }}",
        "{{ self.__init__.__globals__ }}",
        "{{ 10 ** (10 ** 9) }}",
        "{{ 'x' * 999999999 }}",
    ],
)
def test_a_line_that_does_not_render_or_leaves_the_sandbox_is_an_error_with_its_key(template):
    with pytest.raises(TemplateError, match=r"^ochtend\.toml subject: does not render"):
        composed([article("a", body=BODY)], Campaign(subject=template))


def test_a_subject_is_one_line():
    assert composed([article("a", body=BODY)], subject="een\r\nBcc: x").subject == "een Bcc: x"


def test_an_article_changed_after_it_was_published_is_marked_as_updated():
    later = NOON + timedelta(hours=3)
    edition = composed(
        [article("a", 2, body=BODY), article("b", date_modified=later), article("c", date_modified=NOON)]
    )
    assert {entry.id: entry.updated for entry in edition.sections[0].entries} == {"b": True, "c": False}


def test_a_list_teaser_keeps_whole_sentences_within_120_characters_and_at_least_one():
    long = (
        "Een eerste zin die op zichzelf al lang genoeg is om de hele plaats op te eisen in deze lange "
        "lijst van vandaag, zegt men. Kort."
    )
    told = [
        article("a", 2, body=BODY),
        article("b", 1, description=f"{long} Nog een."),
        article("c", description="Kort. Krachtig."),
    ]
    first, second = composed(told).sections[0].entries
    assert first.teaser.endswith("zegt men.")
    assert second.teaser == "Kort. Krachtig."


def test_what_is_under_embargo_when_the_edition_is_sent_is_left_out_even_if_it_is_asked_for():
    later = NOON + timedelta(days=2)
    told = [article("secret", 3, body=BODY, embargoed_until=later), article("a", 1, body=BODY)]
    told.append(article("open", embargoed_until=NOON))
    edition = composed(told)
    assert [edition.lead.id, *recent(edition)] == ["a", "open"]
    with pytest.raises(UsageError, match="'Kop secret' is under embargo until 2026-11-25 13:00 CET"):
        composed(told, lead="secret")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "www.krant.be/1", "ftp://x/1", "niks", "https://"])
def test_an_address_that_is_not_of_the_web_is_no_link(url):
    told = [article("a", 2, body=BODY, url=url), article("b", url=f"{url}#b")]
    edition = composed(told)
    assert edition.lead.url is None
    assert edition.sections[0].entries[0].url is None


def test_an_entry_says_whether_it_is_free_to_read_where_its_article_does():
    told = [
        article("a", 3, body=BODY),
        *(article(str(free), is_accessible_for_free=free) for free in (True, False, None)),
    ]
    entries = composed(told).sections[0].entries
    assert [(entry.id, entry.is_accessible_for_free) for entry in entries] == [
        ("True", True),
        ("False", False),
        ("None", None),
    ]
