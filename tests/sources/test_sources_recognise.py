import pytest

from publisher.errors import SourceError
from publisher.sources.recognise import recognise

FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": []}'


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
    ],
)
def test_a_file_is_known_by_what_is_in_it(name, text, kind, tmp_path):
    (tmp_path / name).write_text(text, "utf-8")
    assert recognise(tmp_path / name) == kind


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.txt", "<!DOCTYPE html><p>x", "HTML"),
        ("a.xml", '<?xml version="1.0"?><rss/>', "HTML or XML"),
        ("a.json", '{"version": 2}', "not a JSON Feed"),
        ("a.txt", "[1, 2]", "not a JSON Feed"),
    ],
)
def test_anything_else_must_be_named(name, text, message, tmp_path):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(SourceError, match=rf"{message}.*\(name it with --kind\)"):
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
