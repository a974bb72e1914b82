import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import SourceError
from publisher.model import Article, Author, Block, Image
from publisher.ports import Context
from publisher.sources import json_feed

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
