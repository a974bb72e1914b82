"""Threads: what follows the lead's post, entry by entry."""

import pytest

from publisher import compose, languages
from publisher.compose import teaser
from publisher.model import Article, DigestEntry, Media
from publisher.ports import Limits
from publisher.text import count

NL = languages.get("nl")
X = Limits("x", 280, cost="$0.015", cost_with_link="$0.20", threads=True)
BLUESKY = Limits("bluesky", 300, max_bytes=3000, link="card", threads=True)
SITE = "https://deverzonnenkroniek.be"


def entry(number, headline="Kapelveld haalt doelman", said="Hij komt van Stormkerke.", **fields):
    return DigestEntry(str(number), headline, said, f"{SITE}/n/{number}", **fields)


def follows(entries, limits=X, most=3, link=lambda entry: entry.url):
    article = Article(id="0", headline="Duinrode wint", description="Het werd 2-1.", url=f"{SITE}/n/0")
    picture = Media("0" * 64, "image/png", b"", "Een kopbal", f"{SITE}/k.png")
    lead = teaser.compose(article, limits, NL, link=article.url, tags=["derby"], card_image=picture)
    return compose.thread(lead, entries, limits, NL, link=link, most=most)


def test_each_entry_is_a_post_with_its_link_in_the_order_of_the_list():
    posts = follows([entry(1), entry(2, "Trainer blijft", "")])
    assert [post.text for post in posts] == [
        f"Kapelveld haalt doelman\n\nHij komt van Stormkerke.\n\n{SITE}/n/1",
        f"Trainer blijft\n\n{SITE}/n/2",
    ]
    assert [post.link for post in posts] == [f"{SITE}/n/1", f"{SITE}/n/2"]
    assert [post.reason for post in posts] == ["headline and whole lede", "headline; there is no lede"]


def test_only_the_first_entries_are_told():
    assert [post.link for post in follows([entry(n) for n in range(1, 9)], most=2)] == [
        f"{SITE}/n/1",
        f"{SITE}/n/2",
    ]
    assert follows([entry(1)], most=0) == ()


def test_a_network_without_threads_gets_none():
    assert follows([entry(1)], Limits("discord", 2000, link="card")) == ()


def test_a_network_with_cards_gets_a_card_without_a_picture():
    (post,) = follows([entry(1)], BLUESKY)
    assert post.text == "Kapelveld haalt doelman\n\nHij komt van Stormkerke."
    assert (post.card.url, post.card.title, post.card.image) == (
        f"{SITE}/n/1",
        "Kapelveld haalt doelman",
        None,
    )


@pytest.mark.parametrize("limits", [X, BLUESKY])
def test_an_entry_without_an_address_goes_without_a_link(limits):
    (post,) = follows([entry(1)], limits, link=lambda entry: None)
    assert (post.text, post.link, post.card) == (
        "Kapelveld haalt doelman\n\nHij komt van Stormkerke.",
        None,
        None,
    )


def test_the_link_is_the_one_that_the_caller_tagged():
    (post,) = follows([entry(1)], link=lambda entry: f"{entry.url}?utm_source=x")
    assert post.text.endswith(f"\n\n{SITE}/n/1?utm_source=x")


def test_a_post_with_a_link_costs_more():
    assert [follows([entry(1)], link=link)[0].cost for link in (lambda e: e.url, lambda e: None)] == [
        "$0.20",
        "$0.015",
    ]


def test_only_the_lead_has_hashtags():
    assert [post.tags for post in follows([entry(1)])] == [()]


def test_of_a_teaser_that_was_cut_off_only_whole_sentences_are_told():
    (whole,) = follows([entry(1, said="Hij komt van Stormkerke. Verder is nog…")], link=lambda e: None)
    assert whole.text == "Kapelveld haalt doelman\n\nHij komt van Stormkerke."
    (none,) = follows([entry(1, said="Hij komt van ...")], link=lambda e: None)
    assert (none.text, none.reason) == (
        "Kapelveld haalt doelman",
        "headline; the lede has no whole sentence",
    )


def test_a_post_is_held_to_the_limit_and_says_what_did_not_fit():
    (post,) = follows([entry(1, said=f"{'Lang ' * 60}einde.")])
    assert post.text == f"Kapelveld haalt doelman\n\n{SITE}/n/1"
    assert post.used == count(post.text, "x").used <= post.limit
    assert post.reason == f"the next sentence would need {23 + 2 + 306 + 2 + 23} of 280"


def test_an_entry_with_nothing_to_tell_or_with_the_leads_address_is_passed_over():
    assert [post.link for post in follows([entry(1, "", ""), entry(0), entry(2)], most=1)] == [f"{SITE}/n/2"]
