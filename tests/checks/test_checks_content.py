"""Residue of a template is told from a headline that says the same; and the other checks of what is told."""

import pytest
from good_build import DAY, FACTS, GOOD, HTML, TEXT, edited, inside, told
from msgspec.structs import replace

from publisher.checks import run
from publisher.model import Article


def names(build, facts=FACTS):
    return [finding.check for finding in run(build, facts)]


@pytest.mark.parametrize(
    "left", ["{{ lead.headline }}", "{% if x %}", "tot ziens, None", "None", "a }}", "%}", "Undefined"]
)
def test_what_a_template_left_behind_is_residue_in_either_part(left):
    assert names(inside(f"<p>{left}</p>")) == ["residue"]
    assert names(replace(GOOD, text=f"{TEXT}\n{left}\n")) == ["residue"]


@pytest.mark.parametrize(
    "html",
    ['<a href="https://blad.internal/{{ id }}">x</a>', '<img src="https://blad.internal/x" alt="None">'],
)
def test_residue_in_an_attribute_is_found(html):
    assert names(inside(html)) == ["residue"]


@pytest.mark.parametrize(
    "headline",
    [
        "{{7*7}}",
        "None",
        "Undefined",
        "None but the brave",
        "Een {{grap}} van de {% club %}",
        "</td>",
        "a }} b {{ c",
    ],
)
def test_a_headline_that_holds_braces_is_no_residue(headline):
    shown = headline.replace("<", "&lt;")
    html = HTML.replace("</body>", f"<h3>{shown}</h3><h3>{shown.upper()}</h3></body>")
    text = f"{TEXT}\n* {headline}\n  Een zin.\n\n{headline.upper()}\n"
    assert names(told(headline, html=html, text=text)) == []


def test_a_folded_headline_with_braces_is_no_residue():
    headline = "Een lange kop die op twee regels staat met {{ accolades }} erin"
    text = f"{TEXT}\n* Een lange kop die op twee regels staat met {{{{\n  accolades }}}} erin\n"
    assert names(told(headline, text=text)) == []


def test_a_cut_lede_with_braces_is_no_residue():
    article = Article("301", "Kop", "De spits zei {{ haast niets }} na afloop. En toen nog dit.")
    build = replace(inside("<p>De spits zei {{ haast niets }} na afloop.</p>"), articles=(article,))
    assert names(build) == []


def test_residue_beside_a_headline_with_braces_is_still_found():
    build = told("{{7*7}}", html=HTML.replace("</body>", "<h3>{{7*7}}</h3><p>Dag {{ naam }}</p></body>"))
    (found,) = run(build, FACTS)
    assert found.check == "residue"
    assert "Dag {{ naam }}" in found.remedy


def test_residue_is_told_once_however_often_it_stands_there():
    assert names(inside("<p>{{ a }}</p><p>{{ b }}</p>")) == ["residue"]


def test_a_mail_without_html_has_no_residue():
    assert names(replace(GOOD, html="", text="")) == []


def test_an_edition_may_have_no_recent_list_when_the_campaign_wants_none():
    assert names(edited(sections=()), replace(FACTS, wanted=0)) == []


def test_a_missing_preheader_is_a_warning():
    (found,) = run(edited(preheader=""), FACTS)
    assert (found.check, found.severity, found.message) == ("preheader", "warning", "there is no preheader")


def test_headlines_told_twice_are_one_finding_with_a_count():
    (found,) = run(told("A", "A", "B", "B", "C"), FACTS)
    assert found.message == "told twice: 'A' and 1 more"


def test_articles_folded_by_their_address_are_one_finding_with_a_count():
    lost = [Article(id=name, headline=f"Anders {name}", url=GOOD.articles[0].url) for name in "ab"]
    (found,) = run(replace(GOOD, articles=(*GOOD.articles, *lost)), FACTS)
    assert found.message == "not told, for its address is another's: 'Anders a' ('Zandkerke wint') and 1 more"
    assert found.where == GOOD.articles[0].url


def test_a_list_entry_of_a_told_article_is_no_finding():
    entry = Article(id="9", headline=GOOD.articles[0].headline, url=GOOD.articles[0].url)
    bare = [Article(id=name, headline=name) for name in "ab"]
    assert names(replace(GOOD, articles=(*GOOD.articles, entry, *bare))) == []


def test_another_days_edition_stops_no_outbox():
    assert names(GOOD, replace(FACTS, today=DAY.replace(day=25), real=False)) == []
