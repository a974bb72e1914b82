"""Web addresses in running text, with and without `https://`, as X finds and links them.

The rules are those of twitter-text 3 (github.com/twitter/twitter-text, its conformance suite `extract` and
`validate`). Its one large expression tries every start against the whole rest of a text; here each run of
labels is read once, so that the work grows with the length of the text and no faster.
"""

from collections.abc import Iterator
from functools import cache

import regex
from msgspec import Struct

from publisher.text import domains

_LONGEST_URL = 4096
_LONGEST_LABEL = 63
_LONGEST_SLUG = 40
_GUESSED_SCHEME = "https://"

_DIRECTION = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
_NO_CHARACTER = r"\uFFFE\uFEFF\uFFFF"
_ACCENTED = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272"
    r"\u0289\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_CYRILLIC = r"\u0400-\u04FF"
# General Punctuation too: a curly quote or a dash beside a domain is the sentence's, not the domain's.
_DOMAIN = rf"[^!-,\-./:-@\[-`{{-~\s\p{{Z}}\u2000-\u206F\u061C{_NO_CHARACTER}]"
_LABEL = rf"{_DOMAIN}++(?:[-_]++{_DOMAIN}++)*+"
_PATH = rf"a-z0-9{_CYRILLIC}{_ACCENTED}!*';:=+,.$/%#\[\]\-\u2013_~@|&"
_BALANCED = rf"\((?!\))[{_PATH}]*+(?:\([{_PATH}]++\)[{_PATH}]*+)?\)"
_PATH_END = rf"(?:[a-z0-9{_CYRILLIC}{_ACCENTED}+\-=_#/]|{_BALANCED})"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"

# Compiled where a text asks for it: together they take as long as counting a thousand posts.
_compiled = cache(regex.compile)
_OPENING = regex.compile(
    rf"(?P<before>\A|[^a-z0-9@＠$#＃{_NO_CHARACTER}]|[{_DIRECTION}])(?P<scheme>https?://)?(?={_DOMAIN})",
    regex.I,
)
_CHAIN = regex.compile(rf"{_LABEL}(?:\.{_LABEL})*+")
_TAIL = rf"(?::[0-9]++)?(?:/(?:(?:[{_PATH}]|{_BALANCED})*{_PATH_END})?)?(?:{_QUERY})?"
_LATIN_LABELS = rf"(?:[-a-z0-9{_ACCENTED}]++\.)++"
_SHORTENED = rf"https?://t\.co/(?P<slug>[a-z0-9]++)(?:{_QUERY})?"
_FULL_STOPS = regex.compile("[\u3002\uff0e\uff61]")


class UrlSpan(Struct, frozen=True):
    """A web address in a text; `start` and `end` are code points, `end` is the first one after it."""

    url: str
    start: int
    end: int


class _Domain(Struct, frozen=True):
    """A run of labels that ends in a top-level domain; `sound` unless its name holds an underscore."""

    start: int
    end: int
    sound: bool


def extract(text: str) -> list[UrlSpan]:
    """Find every web address that X would link in this text, in order; positions are code points."""
    spans: list[UrlSpan] = []
    cursor = 0
    while (opening := _OPENING.search(text, cursor)) is not None:
        chain_end = _reach(_CHAIN, text, opening.end())
        domain = _domain(text, opening.end(), chain_end)
        if domain is None:
            cursor = max(cursor + 1, _resume(text, opening.end(), chain_end))
            continue
        cursor = _reach(_compiled(_TAIL, regex.I), text, domain.end)
        spans += _spans(text, opening, domain, cursor)
    return spans


def _reach(pattern: regex.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _resume(text: str, start: int, chain_end: int) -> int:
    # A later start in the same run can't succeed where the first one failed, but for one that has a scheme.
    back = len("https") + 1 if text.startswith("://", chain_end) else 0
    return max(start, chain_end - back)


def _domain(text: str, start: int, chain_end: int) -> _Domain | None:
    unsound = None
    dot = text.rfind(".", start, chain_end)
    while dot > start:
        before = text.rfind(".", start, dot)
        end = domains.end(text, dot + 1, chain_end)
        if end and text.find("_", max(before, start), dot) < 0:
            return _Domain(start, end, sound=True)
        if end and unsound is None:
            unsound = _Domain(start, end, sound=False)
        dot = before
    return unsound


def _spans(text: str, opening: regex.Match[str], domain: _Domain, end: int) -> Iterator[UrlSpan]:
    if not domain.sound:
        return
    if opening["scheme"]:
        yield from _with_scheme(text, opening.start("scheme"), domain, end)
    elif opening["before"] not in {"-", "_", ".", "/"}:
        yield from _without_scheme(text, domain, end)


def _with_scheme(text: str, start: int, domain: _Domain, end: int) -> Iterator[UrlSpan]:
    shortened = _compiled(_SHORTENED, regex.I).match(text, start, end)
    if shortened and len(shortened["slug"]) > _LONGEST_SLUG:
        return
    end = shortened.end() if shortened else end
    if _fits(text[domain.start : domain.end], end - start):
        yield UrlSpan(text[start:end], start, end)


def _without_scheme(text: str, domain: _Domain, end: int) -> Iterator[UrlSpan]:
    # Other scripts write without spaces, so only the Latin labels before the ending are taken as the domain.
    latin = list(_latin(text, domain))
    for start, stop in latin:
        last = end if stop == domain.end else stop
        if _fits(text[start:stop], last - start + len(_GUESSED_SCHEME)):
            yield UrlSpan(text[start:last], start, last)


def _latin(text: str, domain: _Domain) -> Iterator[tuple[int, int]]:
    cursor = domain.start
    while (labels := _compiled(_LATIN_LABELS, regex.I).search(text, cursor, domain.end)) is not None:
        start, cursor = labels.span()
        end = _last_ending(text, start, cursor, domain.end)
        if end is not None:
            cursor = end
            yield start, end


def _last_ending(text: str, start: int, after: int, stop: int) -> int | None:
    while after > start:
        end = domains.end(text, after, stop)
        if end is not None:
            return end
        after = text.rfind(".", start, after - 1) + 1
    return None


def _fits(domain: str, length: int) -> bool:
    labels = domain.split(".")
    if any(len(label) > _LONGEST_LABEL for label in labels):
        return False
    encoded = [_encoded(label) for label in labels]
    grown = sum(map(len, encoded)) - sum(map(len, labels))
    return all(0 < len(label) <= _LONGEST_LABEL for label in encoded) and length + grown <= _LONGEST_URL


def _encoded(label: str) -> str:
    """Write one label in Punycode (RFC 3492); empty where it claims to be Punycode already but is not."""
    if label.isascii():
        return label
    if label.lower().startswith("xn--"):
        return ""
    parts = _FULL_STOPS.split(label)
    return ".".join(p if p.isascii() else f"xn--{p.encode('punycode').decode()}" for p in parts)
