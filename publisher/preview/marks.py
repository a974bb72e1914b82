"""What each network colours in a text: the links it makes, the tags and the mentions it knows. Pure.

Bluesky colours only what our record gives it: web addresses with a scheme, and tags.
"""

from collections.abc import Callable, Iterator, Sequence

import regex
from msgspec import Struct

from publisher.model import Rule
from publisher.text import urls

_SHORTENING: frozenset[Rule] = frozenset({"x", "mastodon", "threads"})
_SHOWN = 30  # characters of a link, behind its scheme
_SCHEME = regex.compile(r"(?:https?://)?(?:www\.)?", regex.I)

# As the Bluesky channel marks them (publisher.channels.bluesky.record): tests hold the two together.
_LINK = regex.compile(r"(?<![\p{L}\p{N}@/])https?://[\p{L}\p{N}\[][^\s<>\"“”«»]*", regex.I)
_AFTER_LINK = ".,;:!?…'’)]"
_TAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/])[#＃](?=[\p{N}_]*+\p{L})[\p{L}\p{M}\p{N}_]++")
_SPACED_TAG = regex.compile(r"(?<!\S)[#＃]((?!\ufe0f)[^\s\u00ad\u200a-\u200d\u2060\u20e2]+)")
_CLOSING = regex.compile(r"\p{P}+$")
_LETTER = regex.compile(r"[^\d\s\p{P}]")
_HANDLE = regex.compile(r"(?<![\p{L}\p{N}_@/])@[a-z0-9_]++", regex.I)
_DOTTED = regex.compile(r"(?<![\p{L}\p{N}_@/])@[a-z0-9_]++(?:\.[a-z0-9_]++)*+", regex.I)
_FEDIVERSE = regex.compile(
    r"(?<![\p{L}\p{N}_@/=])@[a-z0-9_]++(?:[.-]++[a-z0-9_]++)*+(?:@\w++(?:[.-]++\w++)*+)?", regex.I
)


class Mark(Struct, frozen=True):
    """A stretch of a text that a network colours; positions are code points, `end` the first one after."""

    start: int
    end: int
    kind: str


class Run(Struct, frozen=True):
    """A piece of a text as it is shown; `before` and `after` are there and not seen, as in a long link.

    `cut` and `fold` are places and hold no text.
    """

    kind: str
    text: str = ""
    before: str = ""
    after: str = ""


Finder = Callable[[str], Iterator[Mark]]


def marks(text: str, rule: Rule | None) -> list[Mark]:
    """Find what this network colours, in order; where two overlap, the first and longest stands."""
    found: list[Mark] = []
    every = (mark for finder in _FINDERS.get(rule, (_links,)) for mark in finder(text))
    for mark in sorted(every, key=lambda mark: (mark.start, -mark.end)):
        if not found or mark.start >= found[-1].end:
            found.append(mark)
    return found


def runs(text: str, rule: Rule | None, places: Sequence[tuple[int, str]] = ()) -> tuple[Run, ...]:
    """Part a text into what is shown, losing no character; `places` are positions and their kinds."""
    found, at = marks(text, rule), 0
    laid: list[Run] = []
    for place, kind in sorted(places):
        laid += [*_between(text, found, at, place, rule), Run(kind)]
        at = place
    return (*laid, *_between(text, found, at, len(text), rule))


def _between(text: str, found: Sequence[Mark], start: int, end: int, rule: Rule | None) -> Iterator[Run]:
    at = start
    for mark in found:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            if at < first:
                yield Run("plain", text[at:first])
            yield _shown(mark.kind, text[first:last], rule)
            at = last
    if at < end:
        yield Run("plain", text[at:end])


def _shown(kind: str, text: str, rule: Rule | None) -> Run:
    """Show a link as networks do that hide its scheme and its end."""
    scheme = _SCHEME.match(text)
    if kind != "link" or rule not in _SHORTENING or scheme is None:
        return Run(kind, text)
    start = scheme.end()
    return Run(kind, text[start : start + _SHOWN], text[:start], text[start + _SHOWN :])


def _bare_links(text: str) -> Iterator[Mark]:
    yield from (Mark(span.start, span.end, "link") for span in urls.extract(text))


def _links(text: str) -> Iterator[Mark]:
    for found in _LINK.finditer(text):
        url = found[0]
        while url[-1] in _AFTER_LINK and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url = url[:-1]
        yield Mark(found.start(), found.start() + len(url), "link")


def _spaced_tags(text: str) -> Iterator[Mark]:
    """Find tags as Bluesky's own editor does: after a space, not all digits, no closing punctuation."""
    for found in _SPACED_TAG.finditer(text):
        tag = _CLOSING.sub("", found[1])
        if _LETTER.search(tag) and len(regex.findall(r"\X", tag)) <= 64 and len(tag.encode()) <= 640:
            yield Mark(found.start(), found.start(1) + len(tag), "tag")


def _all(pattern: regex.Pattern[str], kind: str) -> Finder:
    return lambda text: (Mark(*found.span(), kind) for found in pattern.finditer(text))


_tags = _all(_TAG, "tag")
_FINDERS: dict[Rule | None, tuple[Finder, ...]] = {
    "x": (_bare_links, _tags, _all(_HANDLE, "mention")),
    "mastodon": (_links, _tags, _all(_FEDIVERSE, "mention")),
    "bluesky": (_links, _spaced_tags),
    "threads": (_links, _tags, _all(_DOTTED, "mention")),
    "linkedin": (_links, _tags),
    "telegram": (_links, _bare_links, _tags, _all(_HANDLE, "mention")),
}
