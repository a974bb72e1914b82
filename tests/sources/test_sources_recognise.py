from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import SourceError
from publisher.ports import Context, Fetched
from publisher.sources.documents import Place
from publisher.sources.recognise import recognise as recognised

AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Brussels")

FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": []}'


def recognise(path):
    return recognised(Place(path=str(path)), Context(AT.date(), ZONE, path.parent))


def test_a_directory_is_a_folder(tmp_path):
    assert recognise(tmp_path) == "folder"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.md", "Tekst", "folder"),
        ("a.txt", "+++\nheadline = 'x'\n+++\n", "folder"),
        ("a.json", FEED, "folder"),
        ("zonder", FEED, "folder"),
        ("a.txt", "Titel\n\ndoor\nTitel\n\nTekst.", "page_text"),
        ("zonder", "Titel", "page_text"),
        ("a.txt", "{{7*7}}\n\ndoor\n{{7*7}}", "page_text"),
        ("a.txt", "</td> in de kop\n\nTekst.", "page_text"),
        ("a.txt", "[VIDEO] Kop\n\nTekst.", "page_text"),
        ("a.txt", "<b>vet</b> in de kop\n\nTekst.", "page_text"),
        ("a.txt", "<!DOCTYPE html><html><p>x", "page"),
        ("a.html", "\n<!-- hier --><HTML lang=nl><p>x", "page"),
        ("a.xml", '<?xml version="1.0"?><rss version="2.0"/>', "feed"),
        ("a.xml", '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><!-- x --><rss/>', "feed"),
        ("a", '<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        ("a", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "feed"),
        ("a", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "news_sitemap"),
        ("a.json", '[{"id": 1, "title": {"rendered": "Kop"}}]', "wordpress"),
        ("a.json", '{"posts": [], "meta": {}}', "ghost"),
        ("a.csv", "datum;kop;link\n2026-11-24;Kop;https://blad.internal/1\n", "csv"),
        ("a.txt", "title,url\n", "csv"),
        ("a.txt", "Zon, kop en staart\n\nTekst.", "page_text"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(name, text, kind, tmp_path):
    (tmp_path / name).write_text(text, "utf-8")
    assert recognise(tmp_path / name) == kind


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xml", '<?xml version="1.0"?><opml/>', "its root is <opml>"),
        ("a.json", '{"version": 2}', "neither a JSON Feed"),
        ("a.txt", "[1, 2]", "neither a JSON Feed"),
    ],
)
def test_anything_else_must_be_named(name, text, message, tmp_path):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(SourceError, match=rf"{message}.*\(name it with kind, or --kind\)"):
        recognise(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data"), [("a", b""), ("a", b"\x00\x01"), ("a.json", b"{"), ("a", b"[" * 50_000 + b"]" * 50_000)]
)
def test_what_can_not_be_read_says_where_and_what_to_do(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError) as caught:
        recognise(tmp_path / name)
    assert name in caught.value.where
    assert caught.value.remedy


def test_nothing_there_is_no_kind(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        recognise(tmp_path / "weg")


@pytest.mark.parametrize(
    ("text", "kind"), [(FEED, "json_feed"), ("<rss/>", "feed"), ("<html><p>x", "page"), ("Titel", None)]
)
def test_on_the_web_the_same_holds_but_for_files_of_our_own(text, kind, tmp_path):
    def fetch(url):
        return Fetched(url, text.encode(), AT)

    place = Place(url="https://blad.internal/x")
    context = Context(AT.date(), ZONE, tmp_path, fetch=fetch)
    if kind:
        assert recognised(place, context) == kind
        return
    with pytest.raises(SourceError, match="plain text, which no kind reads from the web"):
        recognised(place, context)
