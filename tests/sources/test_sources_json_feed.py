import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import ConfigError, SourceError
from publisher.model import Article, Author, Block, Image, Loaded, Poll
from publisher.ports import Context, Fetched
from publisher.sources.feeds import json_feed

CONTEXT = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), Path())
VERSION = "https://jsonfeed.org/version/1.1"


def read(*items: object, **keys: object) -> list[Article]:
    return json_feed.articles(json.dumps({"version": VERSION, "items": items, **keys}), "f.json", CONTEXT)


def refusal(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        json_feed.articles(text, "f.json", CONTEXT)
    assert caught.value.remedy
    return caught.value


def test_the_standard_keys_of_an_item_are_read():
    (article,) = read(
        {
            "id": 42,
            "url": "https://a.example/42",
            "title": "Kop",
            "content_html": "<p>Eerste.</p><p>Tweede.</p>",
            "content_text": "niet gelezen",
            "summary": "Kort.",
            "image": "foto/a.jpg",
            "date_published": "2026-05-01T20:45:00Z",
            "date_modified": "edition 06:10",
            "authors": [{"name": "Lies", "url": "https://a.example/lies"}, {"avatar": "x"}],
            "tags": ["a"],
            "language": "nl-BE",
            "_andermans": {"x": 1},
        }
    )
    assert (article.id, article.headline, article.description) == ("42", "Kop", "Kort.")
    assert article.body == (Block("paragraph", "Eerste."), Block("paragraph", "Tweede."))
    assert article.image == Image("foto/a.jpg")
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=UTC)
    assert article.date_modified == datetime(2026, 5, 2, 6, 10, tzinfo=CONTEXT.zone)
    assert article.authors == (Author("Lies", "https://a.example/lies"),)
    assert (article.tags, article.language, article.url) == (("a",), "nl-BE", "https://a.example/42")


def test_extensions_give_the_other_fields_and_flat_keys_win():
    (article,) = read(
        {
            "id": "1",
            "title": "Kop",
            "_publisher": {"section": "Voetbal", "genre": "verslag", "headline": "Andere kop"},
            "_section": "Beker",
            "_user_interaction_count": 0,
            "_description": "Half",
            "_description_truncated": True,
        }
    )
    assert (article.headline, article.section, article.genre) == ("Andere kop", "Beker", "verslag")
    assert (article.description, article.description_truncated) == ("Half", True)
    assert article.user_interaction_count == 0


def test_what_the_feed_says_holds_for_items_that_say_nothing():
    first, second = read(
        {"title": "A"},
        {"title": "B", "author": {"name": "Tom"}, "language": "fr"},
        language="nl",
        authors=[{"name": "Lies"}],
    )
    assert (first.language, first.authors) == ("nl", (Author("Lies"),))
    assert (second.language, second.authors) == ("fr", (Author("Tom"),))


def test_an_item_may_be_a_headline_only():
    (article,) = read({"id": "1", "title": "Kop", "summary": None, "banner_image": "b.jpg"})
    assert (article.description, article.body, article.authors) == ("", (), ())
    assert article.image == Image("b.jpg")


def test_an_item_without_a_title_takes_the_first_sentence_of_what_it_says():
    html, text = read(
        {"content_html": "<p>Dit is een los bericht. En meer.</p>"},
        {"summary": "Een kort bericht zonder kop"},
    )
    assert (html.headline, html.description) == (
        "Dit is een los bericht.",
        "Dit is een los bericht. En meer.",
    )
    assert text.headline == "Een kort bericht zonder kop"


def test_an_id_that_a_feed_repeats_names_nothing():
    first, second, third = read(
        {"id": "x", "title": "A"}, {"id": "x", "title": "B"}, {"id": "y", "title": "C"}
    )
    assert len({first.id, second.id, "x"}) == 3
    assert third.id == "y"


def test_control_characters_in_escapes_are_dropped():
    assert read({"title": "a\u0000b\u0007\u202ec"})[0].headline == "ab\u202ec"


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"title": 5}, "f.json: items[0].title"),
        ({"content_html": []}, "f.json: items[0].content_html"),
        ({}, "f.json: items[0].title"),
        ({"title": "a", "_publisher": {"sektion": "b"}}, "f.json: items[0].sektion"),
        ({"title": "a", "_publisher": 5}, "f.json: items[0]._publisher"),
        ({"title": "a", "_comment_count": "5"}, "f.json: items[0].comment_count"),
        ({"title": "a", "date_published": "ooit"}, "f.json: items[0].date_published"),
        ({"title": "a", "content_html": "<div>" * 50_000}, "f.json: items[0].content_html"),
        (5, "f.json: items[0]"),
    ],
)
def test_a_wrong_item_names_its_key(item, place):
    assert refusal(json.dumps({"version": VERSION, "items": [item]})).where == place


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("{\n'a': 1}", "f.json:2", "malformed"),
        ('{\n"a": 1\n', "f.json:3", "truncated"),
        ('{"a": "\\ud83d"}', "f.json:1", "truncated"),
        ("[]", "f.json", "not a JSON Feed"),
        ('{"version": "2"}', "f.json", "not a JSON Feed"),
        (f'{{"version": "{VERSION}"}}', "f.json", "items"),
        ("[" * 50_000 + "]" * 50_000, "f.json", "too deep"),
        (
            f'{{"version": "{VERSION}", "items": [], "_x": {"[" * 50_000}{"]" * 50_000}}}',
            "f.json",
            "too deep",
        ),
    ],
)
def test_what_is_no_feed_is_refused(text, place, message):
    error = refusal(text)
    assert error.where == place
    assert message in error.message


NOW = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
FEED = "https://kroniek.test/nieuws/feed.json?token=geheim"


def loaded(feed: object) -> Loaded:
    """Read a feed as it comes from the web; a text is sent as it is."""
    body = feed if isinstance(feed, str) else json.dumps(feed)

    def fetch(url: str) -> Fetched:
        if url != FEED:
            raise SourceError("no such page", where=url)
        return Fetched(url, body.encode(), NOW, "application/feed+json", etag='"7"')

    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), Path(), lambda: NOW, fetch=fetch)
    return json_feed.JsonFeed(json_feed.Settings(url=FEED), context).articles()


def from_web(*items: object, **keys: object) -> Loaded:
    return loaded({"version": VERSION, "items": items, **keys})


def test_a_feed_from_the_web_gives_articles_with_whole_addresses():
    got = from_web(
        {
            "id": 42,
            "url": "/42",
            "title": "Kop",
            "content_html": '<p>Eerste.</p><p>Tweede.</p><img src="b.jpg" alt="Tribune">',
            "image": "../foto/a.jpg",
            "date_published": "Fri, 01 May 2026 20:45:00 +0200",
            "authors": [{"name": "Lies", "url": "/lies"}],
            "tags": ["beker", None, 5],
        },
        language="nl",
    )
    (article,) = got.articles
    assert got.findings == ()
    assert (article.id, article.url) == ("42", "https://kroniek.test/42")
    assert (article.description, article.body[0]) == ("Eerste.", Block("paragraph", "Tweede."))
    assert article.body[1].image == Image("https://kroniek.test/nieuws/b.jpg", "Tribune")
    assert article.image == Image("https://kroniek.test/foto/a.jpg")
    assert article.authors == (Author("Lies", "https://kroniek.test/lies"),)
    assert article.date_published == datetime(2026, 5, 1, 18, 45, tzinfo=UTC)
    assert (article.tags, article.language) == (("beker",), "nl")
    assert article.source is not None
    assert (article.source.kind, article.source.url) == (
        "json_feed",
        "https://kroniek.test/nieuws/feed.json?…",
    )


def test_a_saved_feed_starts_its_addresses_where_it_says_it_came_from(tmp_path):
    items = [{"title": "Kop", "url": "nieuws/1"}]
    feed = {"version": VERSION, "feed_url": "https://kroniek.test/feed.json", "items": items}
    (tmp_path / "feed.json").write_text(json.dumps(feed))
    context = Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), tmp_path)
    (article,) = json_feed.JsonFeed(json_feed.Settings(path="feed.json"), context).articles().articles
    assert article.url == "https://kroniek.test/nieuws/1"


def test_a_file_and_a_url_at_once_are_a_slip():
    source = json_feed.JsonFeed(json_feed.Settings(path="feed.json", url=FEED), CONTEXT)
    with pytest.raises(ConfigError, match="either path or url"):
        source.articles()


def test_what_an_item_lacks_is_taken_from_where_else_it_stands():
    linked, pictured = from_web(
        {"title": "A", "external_url": "https://elders.test/a", "banner_image": "/b.jpg"},
        {
            "title": "B",
            "attachments": [
                {"url": "/a.mp3", "mime_type": "audio/mpeg"},
                {"url": "/c.png", "mime_type": "image/png"},
            ],
        },
    ).articles
    assert (linked.url, linked.image) == ("https://elders.test/a", Image("https://kroniek.test/b.jpg"))
    assert pictured.image == Image("https://kroniek.test/c.png")


def test_the_extensions_of_our_own_count_here_too():
    (article,) = from_web(
        {
            "id": "1",
            "title": "Kop",
            "_publisher": {"id": "kop-1", "section": "Voetbal", "poll": {"question": "Wie wint?"}},
            "_section": "Beker",
            "_embargoed_until": "2026-05-02T18:00:00Z",
            "_andermans": {"x": 1},
        }
    ).articles
    assert (article.id, article.section, article.poll) == ("kop-1", "Beker", Poll("Wie wint?"))
    assert article.embargoed_until == datetime(2026, 5, 2, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (5, "items[1]"),
        (None, "items[1]"),
        ({"title": "B", "_publisher": {"sektion": "b"}}, "items[1].sektion"),
        ({"title": "B", "_publisher": []}, "items[1]._publisher"),
        ({"title": "B", "_comment_count": "5"}, "items[1].comment_count"),
        ({"title": "B", "_embargoed_until": "straks"}, "items[1].embargoed_until"),
    ],
)
def test_a_wrong_item_costs_that_item_only(wrong, place):
    got = from_web({"id": "1", "title": "A"}, wrong, {"id": "3", "title": "C"})
    assert [article.headline for article in got.articles] == ["A", "C"]
    (finding,) = got.findings
    assert finding.message.startswith("left out: ")
    assert finding.where == f"https://kroniek.test/nieuws/feed.json?… {place}"
    assert finding.remedy


def test_an_item_nested_too_deep_costs_that_item_only():
    deep = f'{{"title": "B", "_x": {"[" * 700}{"]" * 700}}}'
    got = loaded(f'{{"version": "{VERSION}", "items": [{{"title": "A"}}, {deep}]}}')
    assert [article.headline for article in got.articles] == ["A"]
    assert "too deep" in got.findings[0].message


def test_a_standard_key_of_the_wrong_kind_counts_as_absent():
    (article,) = from_web(
        {
            "id": None,
            "title": "Kop",
            "url": 5,
            "summary": [],
            "content_html": {},
            "content_text": "Tekst.",
            "image": True,
            "date_published": 1746132300,
            "date_modified": "ooit",
            "authors": ["Lies", None, {"name": None}],
            "tags": "beker, liga",
            "attachments": "geen",
            "language": 3,
        }
    ).articles
    assert (article.headline, article.url, article.description) == ("Kop", None, "Tekst.")
    assert (article.image, article.authors, article.tags) == (None, (), ("beker", "liga"))
    assert (article.date_published, article.date_modified, article.language) == (None, None, None)


def test_a_count_that_no_site_has_is_none():
    huge, negative = from_web(
        {"title": "A", "_comment_count": 10**30}, {"title": "B", "_comment_count": -1}
    ).articles
    assert (huge.comment_count, negative.comment_count) == (None, None)


def test_ids_that_two_items_share_name_neither_and_one_address_is_one_story():
    got = from_web(
        {"id": "x", "title": "A", "url": "/a"},
        {"id": "x", "title": "B", "url": "/b"},
        {"title": "C", "url": "/c"},
        {"title": "C", "url": "/c"},
    )
    assert [article.headline for article in got.articles] == ["A", "B", "C"]
    assert "x" not in {article.id for article in got.articles}
    assert "guid" in got.findings[0].message


def test_half_a_character_in_one_summary_does_not_cost_the_feed():
    got = loaded(
        f'{{"version": "{VERSION}", "items": [{{"title": "Zege \\ud83d\\ude00", "summary": "Wat \\ud83d"}}]}}'
    )
    assert (got.articles[0].headline, got.articles[0].description) == ("Zege \U0001f600", "Wat \ufffd")
    assert got.findings[0].check == "encoding"


def test_an_unknown_version_is_read_and_said_and_so_is_the_end_of_a_feed():
    got = loaded({"version": "https://jsonfeed.org/version/3", "items": [{"title": "A"}], "expired": True})
    assert [article.headline for article in got.articles] == ["A"]
    assert ["version" in got.findings[0].message, "ended" in got.findings[1].message] == [True, True]


def test_an_empty_feed_is_no_error():
    assert from_web() == Loaded(())


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        ([], "not a JSON Feed"),
        ({"items": []}, "not a JSON Feed"),
        ({"version": 1.1, "items": []}, "not a JSON Feed"),
        ({"version": VERSION}, "no list of items"),
        ({"version": VERSION, "items": {"0": {"title": "A"}}}, "no list of items"),
        ({"version": VERSION, "items": [5, None]}, "none of its 2 items"),
        (f'{{"version": "{VERSION}", "items": {"[" * 10_000}{"]" * 10_000}}}', "too deep"),
        (f'{{"version": "{VERSION}", "items": [{{"id": 1e999}}]}}', "range"),
        (f'{{"version": "{VERSION}", "items": [{{"title": "Ko', "truncated"),
        ("<!doctype html><title>Aanmelden</title>", "web page"),
        ({"version": VERSION, "items": [{"title": "A"}] * 10_001}, "above 10,000"),
    ],
)
def test_what_is_no_feed_is_refused_without_the_query_of_its_address(feed, message):
    with pytest.raises(SourceError, match=message) as caught:
        loaded(feed)
    assert caught.value.where.startswith("https://kroniek.test/nieuws/feed.json?…")
    assert "geheim" not in str(caught.value)
    assert caught.value.remedy
