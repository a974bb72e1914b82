"""Kind `news_sitemap`: a sitemap with Google's news extension, and its pictures where it names any.

The fields are those of https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap; an
older `news:access` and `news:genres` are read where they stand.
"""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from publisher.errors import SourceError
from publisher.model import Finding, Image, Loaded
from publisher.ports import Context
from publisher.sources import documents, entries
from publisher.sources.documents import Document
from publisher.sources.entries import Entry
from publisher.sources.feeds import feed_salvage, feed_text, xml_guard
from publisher.sources.feeds.xml_guard import local

_LOCKED = frozenset({"subscription", "registration"})


class Settings(documents.Place, frozen=True, forbid_unknown_fields=True):
    """`path` or `url` of a news sitemap."""


class NewsSitemap:
    """Reads the articles that a news sitemap lists, in its order: headlines and dates, no texts."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (it holds two days of news)
        """Read the sitemap afresh.

        An empty one gives no articles. Raises SourceError for what can't be read, an index of sitemaps, a
        sitemap without news, entities that grow or are kept elsewhere, and more than 10,000 articles.
        """
        document = documents.opened(self._settings, self._context)
        urls, findings = _urls(document)
        found = [
            _entry(url, news, document.base) for url in urls if (news := _child(url, "news")) is not None
        ]
        if urls and not found:
            remedy = "give the site's news sitemap, often named in its robots.txt, or its feed"
            raise SourceError("a sitemap without news", where=document.shown, remedy=remedy)
        if others := len(urls) - len(found):
            message = f"{others} addresses without news are left out"
            findings += (Finding("news_sitemap", "info", message, document.shown, "nothing needs doing"),)
        return entries.loaded(found, document.reference("news_sitemap"), self._context, findings)


def _urls(document: Document) -> tuple[list[etree._Element], tuple[Finding, ...]]:
    """Give the `url` elements; of a damaged sitemap the whole ones, with a finding."""
    markup = xml_guard.guarded(document)
    root = None if markup.swallows else xml_guard.tree(markup.text, document.base)
    if root is not None:
        _checked(root, document)
        return [child for child in root.iterchildren("{*}*") if local(child) == "url"], markup.findings
    kept = feed_salvage.salvaged(markup.repaired(), "url")
    _checked(xml_guard.tree(f"{kept.start}{kept.end}", document.base), document)
    alone = [url for url in map(kept.alone, kept.items) if url is not None]
    finding = feed_salvage.damage(kept, len(kept.items) - len(alone), 0, document.shown)
    return alone, (*markup.findings, finding)


def _checked(root: etree._Element | None, document: Document) -> None:
    """Refuse another kind of document. Raises SourceError that says what to give instead."""
    name = local(root) if root is not None else ""
    if name == "urlset":
        return
    if name == "sitemapindex":
        message, remedy = "an index of sitemaps", "give the address of the news sitemap that it lists"
    elif name in {"rss", "feed", "rdf"}:
        message, remedy = "a feed, not a sitemap", 'use kind = "feed"'
    else:
        message, remedy = "not a sitemap", "give a news sitemap, often named in the site's robots.txt"
    raise SourceError(message, where=document.shown, remedy=remedy)


def _entry(url: etree._Element, news: etree._Element, base: str) -> Entry:
    publication = _child(news, "publication")
    access = _text(news, "access").lower()
    return Entry(
        headline=feed_text.line({"type": "text/html", "value": _text(news, "title")}),
        url=_text(url, "loc"),
        base=base,
        date_published=_text(news, "publication_date"),
        date_modified=_text(url, "lastmod"),
        tags=tuple(word.strip() for word in _text(news, "keywords").split(",")),
        publisher=_text(publication, "name") or None,
        language=_text(publication, "language") or None,
        genre=_text(news, "genres").partition(",")[0] or None,
        image=next(_images(url), None),
        is_accessible_for_free=False if access in _LOCKED else None,
    )


def _images(url: etree._Element) -> Iterator[Image]:
    for child in url.iterchildren("{*}image"):
        caption = feed_text.line({"type": "text/html", "value": _text(child, "caption")})
        if place := _text(child, "loc"):
            yield Image(place, _text(child, "title"), caption or None)


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    children = parent.iterchildren("{*}*") if parent is not None else ()
    return next((child for child in children if local(child) == name), None)


def _text(parent: etree._Element | None, name: str) -> str:
    child = _child(parent, name)
    return " ".join((child.text or "").split()) if child is not None else ""
