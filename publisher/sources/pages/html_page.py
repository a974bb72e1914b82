"""One page, read once: its JSON-LD, its meta elements and its text, for each field to choose from."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from msgspec import Struct

from publisher.sources import addresses
from publisher.sources.documents import Document
from publisher.sources.pages import html_choice, html_jsonld, html_meta, html_tree, html_values, html_weights
from publisher.sources.pages.html_jsonld import Graph
from publisher.sources.pages.html_meta import Meta
from publisher.sources.pages.html_tree import Tree
from publisher.sources.pages.html_values import Node
from publisher.sources.pages.html_weights import Weights
from publisher.text import links

_DENSE = 400  # characters of paragraphs side by side that make an article of an unmarked page


class Page(Struct, frozen=True):
    """`node` is the article in the JSON-LD, empty where there is none; `container` holds its text."""

    tree: Tree
    meta: Meta
    graph: Graph
    node: Node
    weights: Weights
    container: etree._Element | None
    site: str
    url: str | None
    base: str

    def said(self, *keys: str) -> Iterator[object]:
        """Give what the article's JSON-LD says under the keys, references followed."""
        yield from (self.graph.followed(self.node[key]) for key in keys if key in self.node)

    def line(self, *keys: str) -> str:
        """Give the first text that the article's JSON-LD has under the keys, or the empty string."""
        return next(filter(None, map(html_values.line, self.said(*keys))), "")


def read(text: str, document: Document) -> Page:
    """Read a decoded page. Raises SourceError for markup that can't be an article's."""
    tree = html_tree.parsed(text, document.shown)
    meta = html_meta.read(tree)
    graph = html_jsonld.read(tree.linked_data)
    node = html_choice.article(graph, meta) or {}
    weights = html_weights.weigh(tree.root)
    site = html_values.line(graph.followed(node.get("publisher"))) or meta.first(html_meta.SITE)
    url = _url(node, meta, document.base)
    base = addresses.resolved(meta.base, document.base or url or "") or document.base or url or ""
    return Page(tree, meta, graph, node, weights, html_weights.container(weights), site, url, base)


def is_article(page: Page) -> bool:
    """Say whether the page is an article's: it says so, or most of its prose stands in one place."""
    if page.node or page.meta.first(("og:type",)).lower().endswith("article"):
        return True
    if page.meta.first(("article:published_time", "parsely-pub-date", "citation_title")):
        return True
    if page.url and urlsplit(page.url).path.strip("/") == "":
        return False
    return max(html_weights.densest(page.weights), _in_article(page)) >= _DENSE


def _in_article(page: Page) -> int:
    """Give the characters of the text that stands in an `article` element, or in microdata's articleBody."""
    if page.container is None:
        return 0
    round_it = (page.container, *page.container.iterancestors())
    is_marked = any(e.tag == "article" or "articleBody" in (e.get("itemprop") or "") for e in round_it)
    return page.weights.of(page.container) if is_marked else 0


def _url(node: Node, meta: Meta, base: str) -> str | None:
    """Give the page's own address: what it calls canonical, on the same host; else where it was found."""
    named = (*meta.addresses, html_values.address(node.get("url")))
    for said in named:
        url = addresses.resolved(said, base)
        if url and (not base or (_host(url) == _host(base) and (_is_deep(url) or not _is_deep(base)))):
            return url
    return base or None


def _host(url: str) -> str:
    return links.host(url).removeprefix("www.")


def _is_deep(url: str) -> bool:
    return urlsplit(url).path.strip("/") != ""
