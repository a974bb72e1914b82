"""What stands around a teaser's words, what goes when there is no room, and the editor's own link."""

import pytest

from publisher import languages
from publisher.compose import teaser
from publisher.model import Article
from publisher.ports import Limits

NL = languages.get("nl")
LINK = "https://deverzonnenkroniek.be/n/41?id=7&utm_source=x&utm_medium=social#slot"
PLAIN = "https://deverzonnenkroniek.be/n/41?id=7#slot"


def composed(limits, headline="Duinrode wint", lede="", **given):
    return teaser.compose(
        Article(id="1", headline=headline, description=lede), limits, NL, **{"link": None, **given}
    )


def test_the_later_tags_go_first_and_the_reason_says_so():
    made = composed(Limits("mastodon", 25), tags=["derby", "kust"])
    assert made.text == "Duinrode wint\n\n#derby"
    assert made.tags == ("#derby",)
    assert made.reason == "headline; there is no lede; no room for #kust: 27 of 25"


def test_threads_takes_one_hashtag():
    assert composed(Limits("threads", 500), tags=["derby", "kust"]).tags == ("#derby",)


def test_a_link_that_would_leave_no_word_of_the_headline_goes_and_the_reason_says_so():
    made = composed(Limits("discord", len(LINK) + 4), link=LINK)
    assert (made.text, made.link) == ("Duinrode wint", None)
    needed = len(f"Duinrode wint\n\n{LINK}")
    assert made.reason == f"headline; there is no lede; no room for the link: {needed} of {len(LINK) + 4}"


def test_a_link_that_leaves_a_word_of_the_headline_stays():
    made = composed(Limits("discord", len(LINK) + 12), link=LINK)
    assert made.text == f"Duinrode…\n\n{LINK}"


def test_a_headline_of_one_endless_word_costs_no_link():
    made = composed(Limits("discord", len(LINK) + 20), "w" * 400, link=LINK)
    assert made.link == LINK


@pytest.mark.parametrize(
    ("own", "stands"),
    [
        (f"Lees ({LINK}).", LINK),
        (f"Lees {PLAIN.replace('slot', 'top')}, nu", PLAIN.replace("slot", "top")),
        ("Lees http://www.deverzonnenkroniek.be/n/41/?id=7!", "http://www.deverzonnenkroniek.be/n/41/?id=7"),
        ("Lees https://deverzonnenkroniek.be/n/41?utm_campaign=mijn&id=7#slot",
         "https://deverzonnenkroniek.be/n/41?utm_campaign=mijn&id=7#slot"),
    ],
)  # fmt: skip
def test_the_articles_address_in_the_editors_text_is_its_link_with_or_without_campaign_tags(own, stands):
    made = composed(Limits("mastodon", 500), own=own, link=LINK)
    assert (made.text, made.link) == (own, stands)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("id=7", "id=8"),
        PLAIN.replace("?id=7", ""),
        PLAIN.replace("41", "410"),
        PLAIN.removeprefix("https://"),
    ],
)
def test_another_address_in_the_editors_text_is_not_the_articles(other):
    made = composed(Limits("mastodon", 500), own=f"Lees {other}", link=LINK)
    assert made.text == f"Lees {other}\n\n{LINK}"


def test_with_neither_headline_nor_lede_the_link_stands_alone():
    made = composed(Limits("mastodon", 500), "", link=PLAIN)
    assert (made.text, made.reason) == (PLAIN, "there is neither headline nor lede")


def test_without_a_headline_even_a_cut_off_lede_is_told():
    article = Article(id="1", headline=" ", description="Duinrode wint van", description_truncated=True)
    assert teaser.compose(article, Limits("mastodon", 500), NL, link=None).text == "Duinrode wint…"


def test_a_lede_that_only_repeats_the_headline_is_not_told_nor_shown_on_the_card():
    made = composed(Limits("bluesky", 300, link="card"), lede="Duinrode wint!", link=LINK)
    assert (made.text, made.card.description) == ("Duinrode wint", "")
    assert made.reason == "headline; the lede only repeats it"


def test_without_a_headline_the_card_is_titled_by_the_first_sentence():
    made = composed(Limits("bluesky", 300, link="card"), "", "Duinrode wint. Het werd 2-1.", link=LINK)
    assert (made.card.title, made.card.description) == ("Duinrode wint.", "Het werd 2-1.")


def test_a_first_line_that_repeats_the_headline_is_not_told_even_where_it_could_end_in_an_initial():
    made = composed(Limits("mastodon", 500), "Duinrode naar groep B", "Duinrode naar groep B.\nHet werd 2-1.")
    assert made.text == "Duinrode naar groep B\n\nHet werd 2-1."
    initial = composed(Limits("mastodon", 500), "Duinrode haalt J", "Duinrode haalt J. Peeters terug.")
    assert initial.text == "Duinrode haalt J\n\nDuinrode haalt J. Peeters terug."
