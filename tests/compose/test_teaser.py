"""Teasers: the rules of teaser copy, on hand-written cases and on thousands of generated articles."""

import random
import re

import pytest

from publisher import languages
from publisher.compose import teaser
from publisher.model import Article, Media
from publisher.ports import Limits
from publisher.text import count, sentences

NL = languages.get("nl")
X = Limits("x", 280, link="text", cost="$0.015", cost_with_link="$0.20")
MASTODON = Limits("mastodon", 500, link="text")
BLUESKY = Limits("bluesky", 300, max_bytes=3000, link="card")
LINK = "https://deverzonnenkroniek.be/verslag/havermonde-stormkerke"


def compose(article, limits=X, **given):
    return teaser.compose(article, limits, NL, link=given.pop("link", LINK), **given)


def story(headline="Duinrode wint de derby", lede="Het werd 2-1. De fans zongen.", **fields):
    return Article(id="1", headline=headline, description=lede, **fields)


def test_headline_and_whole_lede_stand_before_the_link():
    made = compose(story())
    assert made.text == f"Duinrode wint de derby\n\nHet werd 2-1. De fans zongen.\n\n{LINK}"
    assert made.reason == "headline and whole lede"


def test_as_many_whole_sentences_as_fit_and_no_more():
    made = compose(story(lede=f"Kort. {'Lang ' * 60}einde. Nog een."))
    assert made.text == f"Duinrode wint de derby\n\nKort.\n\n{LINK}"
    assert re.fullmatch(r"the next sentence would need \d+ of 280", made.reason)


def test_a_link_counts_23_on_x_however_long_it_is():
    made = compose(story(lede=""), link=f"{LINK}/{'x' * 300}")
    assert made.used == len("Duinrode wint de derby") + 2 + 23


def test_the_editors_own_text_wins_and_is_never_cut():
    own = "Wat een match! " * 30
    made = compose(story(), own=own, tags=["Vuurtorenliga"])
    assert made.text == f"{own.strip()}\n\n{LINK}"
    assert made.used > made.limit
    assert made.reason == "the editor's text"


def test_an_own_text_with_the_link_in_it_gets_no_second_one():
    assert compose(story(), own=f"Lees: {LINK}").text == f"Lees: {LINK}"


def test_a_network_with_cards_gets_the_link_as_a_card_with_its_picture():
    media = Media("0" * 64, "image/png", b"", "Een kopbal", "https://kroniek.test/beeld/k.png")
    made = compose(story(), BLUESKY, card_image=media)
    assert LINK not in made.text
    assert (made.card.url, made.card.title, made.card.image, made.card.alt) == (
        LINK,
        "Duinrode wint de derby",
        media.url,
        "Een kopbal",
    )


def test_a_link_that_alone_is_too_long_is_left_out_and_the_headline_stays_whole():
    made = compose(story(lede=""), link=f"https://kroniek.test/{'x' * 300}")
    assert (made.text, made.link) == ("Duinrode wint de derby", None)


def test_without_an_address_there_is_no_link_and_no_card():
    made = compose(story(), BLUESKY, link=None)
    assert (made.link, made.card) == (None, None)


def test_tags_stand_before_the_link_and_are_counted():
    made = compose(story(), tags=["#Vuurtorenliga", "derby"])
    assert made.text.endswith(f"\n\n#Vuurtorenliga #derby {LINK}")
    assert made.tags == ("#Vuurtorenliga", "#derby")


def test_tags_go_before_a_headline_is_cut():
    headline = ("woord " * 42).strip()
    made = compose(story(headline, ""), tags=["Vuurtorenliga"])
    assert made.text == f"{headline}\n\n{LINK}"


def test_a_post_with_a_link_costs_more_on_x():
    assert compose(story()).cost == "$0.20"
    assert compose(story(), link=None).cost == "$0.015"
    assert compose(story(lede="Ik ga.Nu wel."), link=None).cost == "$0.20"
    assert compose(story(), MASTODON).cost is None


def test_of_a_cut_lede_only_whole_sentences_are_told():
    made = compose(story(lede="Een hele zin. Een halve", description_truncated=True), link=None)
    assert made.text == "Duinrode wint de derby\n\nEen hele zin."
    bare = compose(story(lede="Geen hele zin met", description_truncated=True), link=None)
    assert bare.text == "Duinrode wint de derby"


def test_furniture_in_a_lede_is_left_out():
    made = compose(story(lede="LEES OOK: 'Iets anders'\nHet werd 2-1.\nPOLL: Wie wint?"), link=None)
    assert made.text == "Duinrode wint de derby\n\nHet werd 2-1."


def test_bluesky_counts_bytes_too():
    families = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 290
    made = compose(story(families, ""), BLUESKY)
    assert len(made.text.encode()) <= 3000
    assert "bytes" in made.reason


@pytest.mark.parametrize(
    ("headline", "wanted"),
    [
        ("'" + "Kapelveld haalt doelman weg bij de buren, " * 8 + "zegt men'", "'Kapelveld haalt"),
        ("Kapelveld " + "wint nu " * 40, "Kapelveld wint nu"),
    ],
)
def test_a_headline_that_can_not_fit_is_cut_with_its_quotes_kept(headline, wanted):
    made = compose(story(headline.strip()), link=None)
    assert made.text.startswith(wanted)
    assert made.text.rstrip("'").endswith("…")
    assert made.text.count("'") in (0, 2)
    assert made.reason.startswith("headline cut at a")


WORDS = """
Duinrode Kapelveld wint verliest 2-1 0-0 9 miljoen euro Kevin Van den Broeck 's avonds zebra's de van ten met
een spits doelman (rust 1-0) "Ik ben klaar" 'gerucht' €5 50% café naïef ⚽ 🇧🇪 👨‍👩‍👧 #derby @redactie
https://kroniek.test/a?b=c kroniek.test e\u0301 العربية 東京 Ik ga.Nu ... o.a. Dhr. Peeters
""".split()


def generated(chance):
    def some(low, high):
        return " ".join(chance.choices(WORDS, k=chance.randint(low, high)))

    headline = some(1, 60) if chance.random() < 0.3 else some(3, 14)
    lede = " ".join(f"{some(1, 25).capitalize()}{chance.choice('.!?')}" for _ in range(chance.randint(0, 6)))
    return Article(id="1", headline=headline, description=lede, description_truncated=chance.random() < 0.2)


@pytest.mark.parametrize("limits", [X, MASTODON, BLUESKY], ids=lambda limits: limits.rule)
@pytest.mark.parametrize("seed", range(4))
def test_no_teaser_is_over_its_limit_leaves_out_a_sentence_that_fits_or_cuts_a_headline_that_fits(
    limits, seed
):
    chance = random.Random(seed)
    for _ in range(250):
        article = generated(chance)
        link = chance.choice([None, LINK])
        made = compose(article, limits, link=link)
        frame = teaser.Frame(limits, made.tags, link if limits.link == "text" else None)
        headline = " ".join(article.headline.split())
        assert made.used == count(made.text, limits.rule).used <= limits.limit
        assert limits.max_bytes is None or len(made.text.encode()) <= limits.max_bytes
        if not frame.fits(headline):
            assert "…" in made.text
            continue
        assert made.text.startswith(headline)
        told = made.text.removeprefix(headline).removesuffix(frame.text("")).strip()
        lede = [] if article.description_truncated else sentences(article.description, NL)
        kept = len(sentences(told, NL))
        if kept < len(lede) and not article.description_truncated:
            longer = f"{headline}\n\n{' '.join(lede[: kept + 1])}"
            assert not frame.fits(longer)
