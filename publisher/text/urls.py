"""Links as X finds them in a text, with or without a scheme (twitter-text v3, conformance extract.yml)."""

from collections.abc import Iterator
from functools import cache

import regex
from msgspec import Struct

from publisher.text import tlds

MAX_URL = 4096
MAX_TCO_SLUG = 40
INVALID = "\ufffe\ufeff\uffff"
"""Code points that X refuses in a post."""

# A label never needs more than 253 characters and a name never more than 127 labels (RFC 1035, section
# 2.3.4): the bounds keep the search linear on a text without spaces.
_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LETTER = rf"[^\s\u180e\x00-\x1f\x7f!-/:-@\[-`{{-~{INVALID}{_MARKS}]"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-){{0,252}}{_LETTER})?\."
_SUBLABEL = rf"{_LETTER}(?:(?:{_LETTER}|[_-]){{0,252}}{_LETTER})?\."
_TLD = r"(?:\L<tlds>(?=[^0-9a-z@+-]|$)|xn--[0-9a-z]+)"
_ACCENTS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268"
    "\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_PATH = rf"[a-z0-9\p{{Cyrillic}}{_ACCENTS}\p{{Pd}}!*';:=+,.$/%#\[\]_~&|@]"
_PATH_END = rf"[a-z0-9\p{{Cyrillic}}{_ACCENTS}=_#/+-]"
_BRACKETS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_QUERY = r"\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@]*[a-z0-9\-_&=#/]"

_DOTTED = regex.compile(r"\.[^\s.]")
_TCO = regex.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", regex.IGNORECASE)


class UrlSpan(Struct, frozen=True):
    """A link in a text: `start` and `end` count code points."""

    url: str
    start: int
    end: int


@cache
def _link() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?P<before>^|[^a-z0-9@＠$#＃{INVALID}])"
        r"(?P<url>(?P<scheme>https?://)?"
        rf"(?P<domain>(?:{_SUBLABEL}){{0,126}}{_LABEL}{_TLD})(?::[0-9]+)?"
        rf"(?P<path>/(?:(?:{_PATH}*(?:{_BRACKETS}{_PATH}*)*(?:{_PATH_END}|{_BRACKETS}))|@{_PATH}+/)*)?"
        rf"(?:{_QUERY})?)",
        regex.IGNORECASE | regex.VERSION0,
        tlds=tlds.names(),
    )


@cache
def _bare() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?:[a-z0-9_{_ACCENTS}-]+\.)+{_TLD}", regex.IGNORECASE | regex.VERSION0, tlds=tlds.names()
    )


def extract(text: str) -> list[UrlSpan]:
    """Give the links that X would make, in order; bare domains such as `example.com` are among them.

    Offsets are code points of the text as given. Source: twitter-text v3, Extractor.
    """
    if not _DOTTED.search(text):
        return []
    return [span for found in _link().finditer(text) for span in _spans(found)]


def accidental_links(text: str, link: str | None = None) -> list[str]:
    """Name the bare domains that X would link although nobody meant to ("Ik ga.Nu" holds `ga.Nu`).

    `link` is the one that is meant, where the post has one.
    """
    meant = link or ""
    return [
        span.url for span in extract(text) if "://" not in span.url and not (meant and span.url in meant)
    ]


def _spans(found: regex.Match[str]) -> Iterator[UrlSpan]:
    if found["scheme"]:
        span = _absolute(found)
        if span:
            yield span
    elif not found["before"].endswith(("-", "_", ".", "/")):
        yield from _schemeless(found)


def _absolute(found: regex.Match[str]) -> UrlSpan | None:
    url, start = found["url"], found.start("url")
    short = _TCO.match(url)
    if short and len(short[1]) > MAX_TCO_SLUG:
        return None
    url = short[0] if short else url
    return UrlSpan(url, start, start + len(url)) if _resolvable(found["domain"], url) else None


def _schemeless(found: regex.Match[str]) -> list[UrlSpan]:
    """Give each domain in Latin script within a run of letters; a path belongs to the last of them."""
    offset = found.start("domain")
    spans = [
        UrlSpan(domain[0], offset + domain.start(), offset + domain.end())
        for domain in _bare().finditer(found["domain"])
        if _resolvable(domain[0], found["url"])
    ]
    if spans and found["path"]:
        start, end = spans[-1].start, found.end("url")
        spans[-1] = UrlSpan(found.string[start:end], start, end)
    return spans


def _resolvable(domain: str, url: str) -> bool:
    # The 2003 form of IDNA, as X has it: it knows names such as ☃.net that the 2008 form refuses.
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return len(url) <= MAX_URL
