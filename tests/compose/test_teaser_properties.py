"""Teasers of 2,000 generated articles for each network: what must hold whatever an editor's desk brings."""

import os
import random
import subprocess
import sys
from itertools import pairwise

import pytest
import regex
from newsrooms import ROOT

from publisher import languages
from publisher.compose import teaser
from publisher.model import Article, Poll
from publisher.ports import Limits
from publisher.text import count, cut, sentences
from publisher.text.breaks import bare
from publisher.text.quotes import open_marks

NETWORKS = [
    Limits("x", 280, cost="$0.015", cost_with_link="$0.20"),
    Limits("mastodon", 500),
    Limits("bluesky", 300, max_bytes=3000, link="card"),
    Limits("threads", 500),
    Limits("linkedin", 700),
    Limits("telegram", 300, link="none"),
    Limits("discord", 256),
    Limits("slack", 150),
]
LINK = "https://deverzonnenkroniek.be/verslag/duinrode-kapelveld?id=7#reacties"
NAMES = [
    "Duinrode",
    "Kapelveld",
    "Kevin Van den Broeck",
    "dhr. Verhoef",
    "J.P. ter Velde",
    "Sint-Elmo",
    "Jan de Smalle",
]
FACTS = ["2-1", "3 – 0", "9 miljoen euro", "50 %", "€ 500", "de 38e minuut", "9 mln. euro", "om 20.45 uur"]
PLAIN = (
    "de het een van met voor naar wint verliest keert terug spits doelman derby zaterdag opnieuw zebra's "
    "'s avonds eindelijk café naïef snel, onverwacht; vreemd: hoger bij en of maar"
).split()
PICTURES = ["⚽", "🇧🇪", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "1\ufe0f\u20e3", "☺\ufe0f"]
ODD = [
    "https://kroniek.be/a/b?c=d",
    "kroniek.be",
    "#kustderby",
    "@redactie@zee.be",
    "العربية",
    "東京",
    "e\u0301e\u0301n",
    "w" * 70,
]
WHOLE = ['"Ik ben klaar"', "(na de rust)", "'gerucht'", "“zeer goed”", "« oui »", "[live]"]


def some(chance, most):
    kinds = chance.choices(
        [PLAIN, NAMES, FACTS, PICTURES, ODD, WHOLE], [12, 5, 3, 1, 1, 2], k=chance.randint(1, most)
    )
    return " ".join(map(chance.choice, kinds))


def generated(chance):
    headline = some(chance, chance.choice([8, 12, 90]))
    told = [
        f"{some(chance, 22).capitalize()}{chance.choice(['.', '.', '!', '?', '...'])}"
        for _ in range(chance.randint(0, 7))
    ]
    if chance.random() < 0.3:
        headline = f"'{headline}'"
    return Article(
        id="1", headline=headline, description=" ".join(told), description_truncated=chance.random() < 0.2
    )


def articles(seed, times=2000):
    chance = random.Random(seed)
    for _ in range(times):
        yield generated(chance), languages.get(chance.choice(languages.CODES)), chance.choice([None, LINK])


def lede_of(article, language):
    return sentences(" ".join(article.description.split()), language)


@pytest.mark.parametrize("limits", NETWORKS, ids=lambda limits: limits.rule)
def test_a_teaser_fits_and_tells_all_that_fits(limits):
    for article, language, link in articles(limits.rule):
        made = teaser.compose(article, limits, language, link=link, tags=["derby"])
        frame = teaser.Frame(limits, made.tags, made.link if limits.link == "text" else None)
        assert made.used == count(made.text, limits.rule).used <= limits.limit
        assert limits.max_bytes is None or len(made.text.encode()) <= limits.max_bytes
        headline, lede = " ".join(article.headline.split()), lede_of(article, language)
        if not frame.fits(headline):
            assert made.tags == ()
            continue
        assert made.text.startswith(headline)
        if article.description_truncated:
            continue
        fitting = [
            n for n in range(len(lede) + 1) if frame.fits(f"{headline}\n\n{' '.join(lede[:n])}".strip())
        ]
        assert made.text == frame.text(f"{headline}\n\n{' '.join(lede[: fitting[-1]])}".strip())


@pytest.mark.parametrize("link", ["text", "card", "none"])
def test_a_link_stands_last_in_the_text_or_on_the_card_or_nowhere(link):
    for article, language, _ in articles(link, 300):
        made = teaser.compose(article, Limits("mastodon", 400, link=link), language, link=LINK)
        assert made.text.endswith(f"\n\n{LINK}") is (link == "text")
        assert (made.card.url if made.card else None) == (LINK if link == "card" else None)
        assert made.link == (None if link == "none" else LINK)


def test_a_cut_headline_ends_well_whatever_its_length():
    language, counted = languages.get("nl"), 0
    for article, _, _ in articles("cut", 1500):
        headline = " ".join(article.headline.split())
        limit = max(12, len(headline) * 2 // 3)
        shorter = cut(headline, lambda text, most=limit: len(text) <= most, language)
        if shorter.text == headline or shorter.at in ("a name", "a character"):
            continue
        assert len(shorter.text) <= limit
        assert open_marks(shorter.text) == []
        counted += 1
        kept = regex.sub(r"…['\"”’»“)\] ]*$", "", shorter.text)
        assert headline.startswith(kept)
        assert headline[len(kept)] in " .,;:!?–'\"”»)]/"
        assert bare(kept.split(" ")[-1]).lower() not in language.dangling
        assert_nothing_split(headline, len(kept))
    assert counted > 500


def assert_nothing_split(headline, at):
    for whole in NAMES + [fact for fact in FACTS if not fact[0].isalpha()]:
        for found in regex.finditer(regex.escape(whole), headline):
            assert not found.start() < at < found.end(), whole


def test_more_room_never_tells_less():
    for article, language, link in articles("room", 150):
        texts = [
            teaser.compose(article, Limits("discord", limit), language, link=link).text
            for limit in range(120, 900, 60)
        ]
        if all(article.headline in text for text in texts):
            assert all(len(shorter) <= len(longer) for shorter, longer in pairwise(texts))


FURNITURE = [
    ("LEES OOK 'Kapelveld wil spits'\nHet werd 2-1.", "Het werd 2-1."),
    ("Het werd 2-1. LEES OOK: 'Iets anders' Niemand juichte.", "Het werd 2-1. Niemand juichte."),
    ("Het werd 2-1. LEES OOK: Iets anders over Kapelveld", "Het werd 2-1."),
    ("À lire aussi : Un autre titre\nIl pleut.", "Il pleut."),
    ("Het werd 2-1.\nPEILING: Wie wint de beker?", "Het werd 2-1."),
    ("Het werd 2-1. Wie wint... Duinrode of Kapelveld?", "Het werd 2-1."),
    ("Peiling voorspelt winst voor Duinrode.", "Peiling voorspelt winst voor Duinrode."),
    ("Het boek is goed: lees ook het vervolg.", "Het boek is goed: lees ook het vervolg."),
]


@pytest.mark.parametrize(("lede", "wanted"), FURNITURE)
def test_only_what_points_elsewhere_is_left_out_of_a_lede(lede, wanted):
    article = Article(
        id="1", headline="Kop", description=lede, poll=Poll("Wie wint... Duinrode of Kapelveld?")
    )
    made = teaser.compose(article, NETWORKS[2], languages.get("nl"), link=LINK)
    assert made.text == f"Kop\n\n{wanted}"
    assert made.card.description == wanted


def test_a_lede_that_ends_in_an_ellipsis_of_its_own_is_told():
    article = Article(id="1", headline="Kop", description="Het bleef nog lang onrustig…")
    assert (
        teaser.compose(article, NETWORKS[0], languages.get("nl"), link=None).text
        == f"Kop\n\n{article.description}"
    )


def test_an_article_without_a_headline_is_told_by_its_lede():
    article = Article(id="1", headline="", description="Het werd 2-1.")
    assert teaser.compose(article, NETWORKS[0], languages.get("nl"), link=None).text == "Het werd 2-1."


@pytest.mark.parametrize("own", [f"Lees {LINK} nu", "Kijk op https://elders.be/x", "Ik ga.Nu"])
def test_any_link_in_the_editors_text_costs_what_a_link_costs(own):
    article = Article(id="1", headline="Kop")
    made = teaser.compose(
        article, NETWORKS[0], languages.get("nl"), link=LINK if LINK in own else None, own=own
    )
    assert (made.text, made.cost) == (own, "$0.20")


def test_an_empty_text_of_the_editor_is_none():
    article = Article(id="1", headline="Kop")
    assert teaser.compose(article, NETWORKS[0], languages.get("nl"), link=None, own=" \n").text == "Kop"


def test_the_writer_of_generated_articles_finds_every_teaser_as_it_should_be():
    told = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/teasers.py"), "500"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "500 articles on 8 networks: 0 faults" in told.stdout
