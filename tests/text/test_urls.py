import pytest

from publisher.text.links import accidental_links
from publisher.text.urls import UrlSpan, extract


def test_a_link_is_given_with_its_place_in_code_points():
    assert extract("😀 https://voorbeeld.be/a") == [UrlSpan("https://voorbeeld.be/a", 2, 24)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(zie https://voorbeeld.be/a_(b).)", ["https://voorbeeld.be/a_(b)"]),
        ("https://voorbeeld.be:8080/?q=1.", ["https://voorbeeld.be:8080/?q=1"]),
        ("post@voorbeeld.be", []),
        ("zonder punt", []),
        (f"https://{'a' * 64}.be", []),
        (f"https://t.co/{'a' * 41}", []),
        ("https://voorbeeld.be/" + "a" * 4096, []),
    ],
)
def test_a_link_ends_where_x_ends_it(text, found):
    assert [span.url for span in extract(text)] == found


def test_a_missing_space_after_a_full_stop_is_an_accidental_link():
    assert accidental_links("Ik ga.Nu naar https://voorbeeld.be/x", None) == ["ga.Nu"]


def test_the_link_that_is_meant_is_no_accident():
    assert accidental_links("voorbeeld.be/x", "https://voorbeeld.be/x") == []


@pytest.mark.parametrize(
    "text", ["http://[3ffe:1900::67cf]:80/", "ftp://", "http://%e2%98%83", "https://", "http"]
)
def test_an_address_that_x_does_not_know_is_passed_over(text):
    assert extract(text) == []


@pytest.mark.parametrize("hostile", ["a.", "a-", "https://", "/(", "a.b/", "xn--a.", "é.", "😀"])
def test_a_long_hostile_text_is_read_once(hostile):
    text = hostile * 50_000
    assert all(text[span.start : span.end] == span.url for span in extract(text))
