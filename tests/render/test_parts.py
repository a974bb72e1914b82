"""Both parts of the mail: what stands in them, and what must not."""

from itertools import pairwise

import msgspec
import pytest
from lxml import html

from publisher import languages, render
from publisher.config import template_folders
from publisher.match import MatchReport
from publisher.model import DigestEntry, RelatedLink, Section
from publisher.pipeline import identity
from publisher.render import variables


@pytest.fixture(scope="session")
def rendered(sample, tmp_path_factory):
    """Render the sample's edition with some of its fields changed."""
    from publisher import config

    settings = config.load(None, {}, tmp_path_factory.mktemp("none"))
    campaign = config.load_campaign(settings, sample.build.edition.campaign)
    folders = template_folders(settings, "digest")
    theme = render.load_theme(folders)

    def build(lead=None, look=None, unsubscribe="https://kroniek.test/u/proof", **edition):
        told = msgspec.structs.replace(sample.build.edition, **edition)
        told = msgspec.structs.replace(told, lead=msgspec.structs.replace(told.lead, **(lead or {})))
        seen = msgspec.structs.replace(identity.look(told, campaign, theme), **(look or {}))
        slots = render.Slots("lezer", unsubscribe)
        return render.render(told, seen, folders, slots, slots)

    return build


def hrefs(page):
    return {str(url) for url in html.fromstring(page).xpath("//a/@href")}


def test_every_link_of_the_html_stands_in_the_text_part(sample):
    assert [url for url in hrefs(sample.build.html) if url not in sample.build.text] == []


def test_the_preheader_is_the_first_line_a_reader_sees(sample):
    shown = [
        text.strip() for text in html.fromstring(sample.build.html).find("body").itertext() if text.strip()
    ]
    assert shown[0] == sample.build.edition.preheader


def test_no_template_can_print_the_sites_secret():
    assert "secret" not in variables.Newsroom.__struct_fields__
    assert variables.Variables.__annotations__["site"] is variables.Newsroom


def test_the_text_part_keeps_to_72_columns_but_for_links(sample):
    lines = [line for line in sample.build.text.splitlines() if "https://" not in line]
    assert max(map(len, lines)) <= 72


def test_the_text_part_has_no_markup_and_no_runs_of_blank_lines(sample):
    assert "<p" not in sample.build.text
    assert "&amp;" not in sample.build.text
    assert "\n\n\n" not in sample.build.text


def test_every_headline_stands_in_both_parts(sample):
    folded = " ".join(sample.build.text.split())
    shown = " ".join(html.fromstring(sample.build.html).text_content().split())
    for section in sample.build.edition.sections:
        for entry in section.entries:
            assert entry.headline in folded
            assert entry.headline in shown


def test_recirculated_links_are_in_neither_part_editorial_ones_in_both(rendered):
    related = (
        RelatedLink("Redactioneel", "https://kroniek.test/r"),
        RelatedLink("Rondgepompt", None, "recirculation"),
    )
    both = rendered(lead={"related": related})
    assert "Rondgepompt" not in both.html + both.text
    assert "Redactioneel" in both.html
    assert "Redactioneel" in both.text


def test_view_online_is_absent_when_it_is_not_configured(rendered):
    with_view, without = rendered(), rendered(look={"view_url": None})
    assert "Bekijk in de browser" in with_view.html
    assert "Bekijk in de browser" in with_view.text
    assert "Bekijk in de browser" not in without.html + without.text


def test_unsubscribe_stands_in_the_footer_of_both_parts(rendered):
    assert "https://kroniek.test/u/proof" in hrefs(rendered().html)
    assert "Uitschrijven: https://kroniek.test/u/proof" in rendered().text
    assert "Uitschrijven" not in rendered(unsubscribe=None).html


def test_the_footer_names_sender_and_postal_address(sample):
    for part in (sample.build.html, sample.build.text):
        assert "Verzonnenstraat 11, 0000 Havermonde" in part
    assert "De Kroniek <ochtend@kroniek.test>" in sample.build.text


def test_the_sponsor_is_marked_as_such(sample):
    texts = [text.strip() for text in html.fromstring(sample.build.html).itertext() if text.strip()]
    assert texts[texts.index("Gesponsord") + 1] == "Bakkerij De Derde Helft"
    assert "[Gesponsord] Bakkerij De Derde Helft" in sample.build.text


def test_the_list_is_one_table_with_its_counts(sample):
    tree = html.fromstring(sample.build.html)
    tables = {
        count.getparent().getparent().getparent() for count in tree.xpath("//span[contains(@class, 'count')]")
    }
    counts = [count.text for count in tree.xpath("//span[contains(@class, 'count')]")]
    assert len(tables) == 1
    assert len(counts) == 25
    assert {"0", "685"} <= set(counts)


def test_links_carry_the_campaigns_tags_once(sample):
    own = [url for url in hrefs(sample.build.html) if "/verslag/" in url]
    assert own
    assert all(url.count("utm_source=kroniek") == 1 and "utm_medium=email" in url for url in own)


def test_pictures_have_alt_text_and_layout_tables_no_role_but_presentation(sample):
    tree = html.fromstring(sample.build.html)
    assert all(image.get("alt") for image in tree.xpath("//img"))
    assert [table for table in tree.xpath("//table") if table.get("role") != "presentation"] == []


def test_headings_go_down_one_level_at_a_time(sample):
    levels = [
        int(heading.tag[1]) for heading in html.fromstring(sample.build.html).xpath("//h1|//h2|//h3|//h4")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


MARKS = {
    "nl": "Voor abonnees",
    "fr": "Réservé aux abonnés",
    "en": "Subscribers only",
    "de": "Nur für Abonnenten",
}


def paid(*entries):
    return (
        Section(None, tuple(DigestEntry(str(n), f"Kop {n}", **fields) for n, fields in enumerate(entries))),
    )


def items(page):
    return [" ".join(item.text_content().split()) for item in html.fromstring(page).xpath("//td[h3]")]


@pytest.mark.parametrize(("language", "mark"), MARKS.items())
def test_a_lead_for_subscribers_only_says_so_in_both_parts(rendered, language, mark):
    both = rendered(lead={"is_accessible_for_free": False}, language=language, sections=())
    texts = [text.strip() for text in html.fromstring(both.html).find("body").itertext() if text.strip()]
    assert texts.count(mark) == 1
    assert f"\n[{mark}]\n" in both.text


@pytest.mark.parametrize(("language", "mark"), MARKS.items())
def test_an_entry_for_subscribers_only_says_so_before_its_teaser_in_both_parts(rendered, language, mark):
    words = languages.get(language).words
    sections = paid(
        {"is_accessible_for_free": False},
        {"is_accessible_for_free": False, "teaser": "Een zin.", "updated": True},
    )
    both = rendered(language=language, sections=sections)
    assert items(both.html) == [f"Kop 0{mark}.", f"Kop 1{mark}. {words.updated}. Een zin."]
    assert f"* Kop 0\n  {mark}.\n" in both.text
    assert f"* Kop 1\n  {mark}. {words.updated}. Een zin.\n" in both.text


@pytest.mark.parametrize("free", [None, True])
def test_what_anybody_may_read_bears_no_mark(rendered, free):
    entry = {"is_accessible_for_free": free, "teaser": "Een zin."}
    both = rendered(lead={"is_accessible_for_free": free}, sections=paid(entry))
    assert MARKS["nl"] not in both.html + both.text
    assert items(both.html) == ["Kop 0Een zin."]


WORDS = languages.get("nl").words
RESULT = MatchReport("Duinrode", "Kapelveld", home_score=2, away_score=1)


@pytest.mark.parametrize(
    "match",
    [
        None,
        MatchReport("Duinrode", "Kapelveld"),
        MatchReport("Duinrode", "Kapelveld", home_score=2),
        msgspec.structs.replace(RESULT, provenance={"home_score": "suggested", "away_score": "structured"}),
    ],
)
def test_without_structured_facts_there_is_no_score_box(match):
    assert variables.score(match, WORDS) is None


def test_a_score_box_says_half_time_place_and_scorers_with_their_minutes(sample):
    box = variables.score(sample.build.edition.lead.match, WORDS)
    assert (box.result, box.facts) == ("3–2", "rust 1–2 · De Touwslagerij, Havermonde")
    assert box.home_goals == (
        "45+2' Tiago Verwaest",
        "71' Ilyas Benkhadra (strafschop)",
        "90+4' Lowie Terwaeghe",
    )
    assert box.away_goals == ("11' Kelvin Asamani", "34' Lowie Terwaeghe (eigen doelpunt)")


def test_a_block_of_each_type_is_told(rendered):
    from publisher.model import Block

    body = tuple(
        Block(kind, f"tekst van {kind}") for kind in ("paragraph", "subheading", "list_item", "quote")
    )
    both = rendered(lead={"body": body})
    for kind in ("paragraph", "subheading", "list_item", "quote"):
        assert f"tekst van {kind}" in both.html
        assert f"tekst van {kind}" in both.text


def test_a_headline_that_looks_like_a_template_is_never_evaluated(rendered):
    both = rendered(lead={"headline": "{{7*7}} </td><script>x</script>"})
    assert "{{7*7}} </td><script>x</script>" in both.text
    assert html.fromstring(both.html).xpath("string(//h1)") == "{{7*7}} </td><script>x</script>"


def test_the_seeds_edition_is_at_most_50_kilobytes(build_sample):
    from pathlib import Path

    seed = Path(__file__).parents[3] / "shared" / "seed" / "000_ebe30c9669d93ae5.txt"
    if not seed.exists():
        pytest.skip("no ../shared/seed beside this checkout")
    assert len(build_sample(sources=[seed]).build.html.encode()) <= 50_000
