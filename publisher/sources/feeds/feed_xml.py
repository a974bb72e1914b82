"""A feed as feedparser reads it, given to it safe, well-formed and bounded.

feedparser is given bytes only: a string could be an address or a file's name to it. It does not sanitise and
does not resolve addresses in HTML; both are done here, when the HTML is read (`from_html`, `addresses`).
"""

import re
from contextlib import suppress
from io import BytesIO
from typing import Any

from lxml import etree
from msgspec import Struct

from publisher.errors import SourceError
from publisher.model import Finding
from publisher.sources.documents import Document
from publisher.sources.entries import MAX_ENTRIES
from publisher.sources.feeds import feed_media, feed_salvage, feed_text, xml_guard
from publisher.sources.feeds.xml_guard import Markup, local
from publisher.text import links

_NAMES = "item|entry"
_ITEM = re.compile(rf"<(?:[\w.-]{{1,20}}:)?(?:{_NAMES})[\s>/]", re.IGNORECASE)
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_ELSEWHERE = {"urlset": "news_sitemap", "sitemapindex": "news_sitemap", "html": "page"}
_LONG = re.compile(
    "title|description|summary|content|encoded|body|fullitem|abstract|subtitle|tagline|info|copyright|rights"
)
_PEOPLE = re.compile("author|creator|name|email|managingeditor|webmaster|publisher|contributor")
_MANY = frozenset({"category", "subject", "keywords", "link", "enclosure", "author", "creator"})
_A_FEED = "give an RSS, Atom or CDF feed"
_MOST_OF_ONE = 100
_RUN = re.compile(r"[\w.+-]{200}")  # in which feedparser would look for a mail address at each character
_LONGEST_DAMAGED, _MOST_DAMAGED = 100_000, 300_000  # characters, of one item and of all


class Parsed(Struct, frozen=True):
    """feedparser's dictionaries: of the feed, and of each of its entries; and what was noticed."""

    feed: Any
    entries: tuple[Any, ...]
    findings: tuple[Finding, ...] = ()
    is_atom: bool = False


def parsed(document: Document) -> Parsed:
    """Read a feed of any kind that feedparser knows.

    Raises SourceError for what is no feed, what holds entities that grow or are kept elsewhere, more than
    10,000 items, and damaged XML without a single whole item.
    """
    markup = xml_guard.guarded(document)
    number = len(_ITEM.findall(markup.text))
    if number > MAX_ENTRIES:
        message = f"{number:,} items, above {MAX_ENTRIES:,}"
        raise SourceError(message, where=document.shown, remedy="ask the site for fewer, or split it")
    root = None if markup.swallows else xml_guard.tree(markup.text, document.base)
    if root is None:
        return _damaged(markup, document)
    _checked(local(root), document)
    _settle(root)
    feed, entries = _feedparser(etree.tostring(root, encoding="utf-8"), document)
    return Parsed(feed, tuple(entries), markup.findings, local(root) == "feed")


def _checked(root: str, document: Document) -> None:
    """Refuse what is another kind of document. Raises SourceError that names the kind to use."""
    if root in _ROOTS:
        return
    if root == "html":
        message, remedy = "HTML, not a feed", 'give the address of its feed, or use kind = "page"'
    elif root in _ELSEWHERE:
        message, remedy = "a sitemap, not a feed", f'use kind = "{_ELSEWHERE[root]}"'
    else:
        message, remedy = "not a feed", _A_FEED
    raise SourceError(message, where=document.shown, remedy=remedy)


def _damaged(markup: Markup, document: Document) -> Parsed:
    """Read damaged XML item by item: whole ones as ever, damaged ones as loosely as feedparser can."""
    kept = feed_salvage.salvaged(markup.repaired(), _NAMES)
    root = xml_guard.tree(f"{kept.start}{kept.head}", document.base, recover=True)
    if root is None:
        raise SourceError("not a feed", where=document.shown, remedy=_A_FEED)
    _checked(local(root), document)
    alone = [kept.alone(item) for item in kept.items]
    inside = [child for child in root if local(child) == "channel" and local(root) == "rss"]
    (inside or [root])[0].extend([whole for whole in alone if whole is not None])
    _settle(root)
    feed, entries = _feedparser(etree.tostring(root, encoding="utf-8"), document)
    damaged = [item for item, whole in zip(kept.items, alone, strict=True) if whole is None]
    loose = _loose(damaged, kept, document)
    finding = feed_salvage.damage(kept, len(damaged), len(loose), document.shown)
    in_order = _in_order([whole is not None for whole in alone], entries, loose)
    return Parsed(feed, in_order, (*markup.findings, finding), local(root) == "feed")


def _in_order(whole: list[bool], entries: list[Any], loose: list[Any]) -> tuple[Any, ...]:
    """Put damaged items back between the whole ones, where each of both gave one entry."""
    if (len(entries), len(loose)) != (sum(whole), len(whole) - sum(whole)):
        return (*entries, *loose)
    left, right = iter(entries), iter(loose)
    return tuple(next(left if is_whole else right) for is_whole in whole)


def _loose(damaged: list[str], kept: feed_salvage.Salvage, document: Document) -> list[Any]:
    """Read damaged items each on its own; what is too long, or would take too long, is left out."""
    found: list[Any] = []
    left = _MOST_DAMAGED
    for item in [item for item in damaged if len(item) <= _LONGEST_DAMAGED and not _RUN.search(item)]:
        left -= len(kept.start) + len(item)
        if left < 0:
            break
        with suppress(SourceError):
            found += _feedparser(f"{kept.start}{item}".encode("utf-8", "replace"), document)[1][:1]
    return found


def _feedparser(data: bytes, document: Document) -> tuple[Any, list[Any]]:
    import feedparser  # noqa: PLC0415  (takes a tenth of a second, and most commands read no feed)

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": document.base}
    try:
        read = feedparser.parse(
            BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it raises whatever its handlers happen to meet
        message = f"feedparser can't read it: {type(error).__name__}: {error}"
        raise SourceError(message, where=document.shown, remedy="see whether the feed is valid") from error
    return read["feed"], read["entries"]


def _settle(root: etree._Element) -> None:
    """Make a tree what feedparser reads rightly and in linear time."""
    for element in root.iter("{*}*"):
        name = local(element)
        longest = 200 if _PEOPLE.fullmatch(name) else None if _LONG.fullmatch(name) else 4_000
        if longest and len(element.text or "") > longest:
            element.text = None
        if name in {"author", "creator"} and "@" in (element.text or ""):
            element.text = feed_text.byline(element.text or "")  # feedparser knows short top domains only
        if name == "guid" and not links.is_web((element.text or "").strip()):
            _is_no_link(element)
    for item in [element for element in root.iter("{*}*") if local(element) in {"item", "entry"}]:
        feed_media.settle(item)
        _bound(item)


def _is_no_link(guid: etree._Element) -> None:
    """Keep feedparser from making an address of a name: a guid is one only where it says so in full."""
    for name in [name for name in guid.attrib if str(name).lower() == "ispermalink"]:
        del guid.attrib[name]
    guid.set("isPermaLink", "false")


def _bound(item: etree._Element) -> None:
    """Leave out what an item repeats past any use: feedparser compares each of them with all before."""
    seen: dict[str, int] = {}
    for child in list(item):
        name = local(child)
        seen[name] = seen.get(name, 0) + 1
        if name in _MANY and seen[name] > _MOST_OF_ONE:
            item.remove(child)
