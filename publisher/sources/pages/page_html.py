"""Kind `page`: one article page in HTML. Its JSON-LD speaks first, then its meta elements, then its text."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from publisher.errors import SourceError
from publisher.model import Finding, Loaded
from publisher.ports import Context
from publisher.sources import documents, entries
from publisher.sources.documents import Document, Place
from publisher.sources.pages import html_article, html_body, html_choice, html_extract, html_page, html_told
from publisher.sources.pages.html_body import Body
from publisher.sources.pages.html_page import Page

Extract = Literal["lean", "trafilatura"]
_TOLD_MORE = 2  # times the page's own text, for JSON-LD's to stand in


class Settings(Place, frozen=True, forbid_unknown_fields=True):
    """`path` or `url` of the page. `extract` says who reads the body: our own rule, or trafilatura."""

    extract: Extract = "lean"


class PageHtml:
    """Reads one page: its article. A page that holds none, such as a front page, is refused."""

    def __init__(self, settings: Settings, context: Context) -> None:
        if settings.extract == "trafilatura":
            html_extract.module()
        self._settings = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (one page is one article)
        """Read the page afresh. Raises SourceError for what can't be read or holds no article."""
        return read(documents.opened(self._settings, self._context), self._context, self._settings.extract)


def read(document: Document, context: Context, extract: Extract = "lean") -> Loaded:
    """Read the article of a document. Raises SourceError for one that holds none."""
    text = document.text()
    page = html_page.read(text.text, document)
    body = _body(page, text.text, document, extract)
    entry = html_article.entry(page, body, context)
    if not html_page.is_article(page) or not (entry.headline or entry.body):
        remedy = "give the address of one article, and a front page's feed as a feed"
        raise SourceError("no article in this page", where=document.shown, remedy=remedy)
    noticed = (*text.findings, *_noticed(page, body, document.shown))
    return entries.loaded([entry], document.reference("page"), context, noticed)


def _body(page: Page, text: str, document: Document, extract: Extract) -> Body:
    """Read a live blog's updates, the page's own text, or JSON-LD's where the page shows far less."""
    if live := html_told.updates(page):
        return Body(tuple(live))
    body = Body(is_too_long=page.weights.is_too_large)
    if page.container is not None:
        body = html_body.read(page.container, page.weights)
    if extract == "trafilatura" and (found := html_extract.read(text, document.shown)):
        return Body(tuple(found), body.related)
    shown = sum(len(block.text) for block in body.blocks)
    if not body.is_too_long and html_told.length(page) > _TOLD_MORE * shown:
        return Body(tuple(html_told.article(page)) or body.blocks, body.related)
    return body


def _noticed(page: Page, body: Body, shown: str) -> Iterator[Finding]:
    if page.graph.is_broken:
        message = "some of its JSON-LD can't be read: its meta elements and its text stand in"
        yield Finding("page", "info", message, shown, "have the site correct its JSON-LD")
    if not page.node and any(html_choice.is_article(node) for node in page.graph.main):
        message = "the articles in its JSON-LD are none of this page's own: they are left aside"
        yield Finding("page", "info", message, shown, "have the site correct its JSON-LD")
    if page.tree.is_cut:
        message = "elements nested too deep: what lies deeper is left out"
        yield Finding("page", "warning", message, shown, "compare the article with its page")
    if body.is_too_long:
        message = "its text is too long for an article: it is left out"
        yield Finding("page", "warning", message, shown, "give the page of one article")
    if html_article.is_free(page) is False:
        message = "the article is not free to read: its text may be cut short"
        yield Finding("page", "info", message, shown, "compare its end with the page")
