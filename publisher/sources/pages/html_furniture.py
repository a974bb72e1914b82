"""What on a page is not its article: told by the names of elements, their roles, and their class names."""

import re
from functools import lru_cache
from itertools import pairwise

from lxml import etree

DROPPED = frozenset({
    *("nav", "footer", "noscript", "template", "button", "svg", "math", "select", "input", "label", "video"),
    *("audio", "dialog", "object", "embed", "canvas", "map", "head", "menu"),
})  # fmt: skip
_APART = frozenset({"aside", "form", "fieldset"})
_ROLES = frozenset({
    *("navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alert", "menu", "toolbar"),
})  # fmt: skip
_CONSENT = frozenset({"cookie", "cookies", "consent", "onetrust", "ot", "gdpr", "cmp", "didomi", "ccpa"})
_FURNITURE = frozenset({
    *("share", "sharing", "social", "related", "recommended", "recommendations", "recirculation", "bio"),
    *("subscribe", "subscription", "promo", "promotion", "advert", "advertisement", "ad", "ads"),
    *("sponsored", "comments", "comment", "breadcrumb", "breadcrumbs", "byline", "tags", "sidebar"),
    *("outbrain", "taboola", "readmore", "readalso", "mostread", "popular", "trending", "advertising"),
    *("teaser", "teasers", "footer", "nav", "menu", "modal", "popup", "copyright", "signup", "banner"),
    *("paywall", "dropdown", "tooltip", "hidden", "disclaimer", "donate", "donation", "poll", "quiz"),
    *("topics", "podcast", "toc", "tools", "pagination", "author", "authors", "timestamp", "dateline"),
    *("metadata", "newsletter", "toolbar"),
})  # fmt: skip
_PAIRS = frozenset({
    *(("read", "more"), ("read", "also"), ("also", "read"), ("more", "on"), ("most", "read")),
    *(("sr", "only"), ("visually", "hidden"), ("screen", "reader"), ("lire", "aussi"), ("lees", "ook")),
    *(("follow", "us"), ("author", "info"), ("more", "stories"), ("more", "from"), ("call", "to")),
    ("see", "also"),
})  # fmt: skip
_NEVER = frozenset({"html", "body", "main", "article", "p", "h1", "h2", "h3"})
_NONE: frozenset[str] = frozenset()
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def asks_consent(element: etree._Element) -> bool:
    """Say whether an element is a site's asking for consent, which may be longer than the article."""
    return bool(_words(element) & _CONSENT)


def is_apart(element: etree._Element) -> bool:
    """Say whether an element calls itself furniture, or is hidden; the prose in it may say otherwise."""
    name, given = element.tag, element.keys()
    if name in _APART or not given or name in _NEVER:
        return name in _APART
    if "hidden" in given or ("aria-hidden" in given and element.get("aria-hidden") == "true"):
        return True
    return ("role" in given and element.get("role") in _ROLES) or bool(_words(element))


def _words(element: etree._Element) -> frozenset[str]:
    said, name = element.get("class"), element.get("id")
    if (not said and not name) or element.tag in _NEVER:
        return _NONE
    return (_listed(said[:500]) if said else _NONE) | (_named(name[:500]) if name else _NONE)


@lru_cache(maxsize=20_000)
def _listed(said: str) -> frozenset[str]:
    return _NONE.union(*map(_named, said.split()))


@lru_cache(maxsize=20_000)
def _named(name: str) -> frozenset[str]:
    """Give the words in a class name or an id that name furniture."""
    parts = [part.lower() for part in _PART.findall(name)]
    single = {part for part in parts if part in _FURNITURE or part in _CONSENT}
    return frozenset(single | {" ".join(pair) for pair in pairwise(parts) if pair in _PAIRS})
