"""Which JSON-LD node is the page's article: the one that agrees with the page's own title or address."""

from urllib.parse import urlsplit

from publisher.sources.pages import html_title, html_values
from publisher.sources.pages.html_jsonld import Graph, types
from publisher.sources.pages.html_meta import Meta
from publisher.sources.pages.html_values import Node

_NEWS = frozenset({
    *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "LiveBlogPosting"),
    *("BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle"),
})  # fmt: skip
_ARTICLES = _NEWS | {"BlogPosting", "Article", "Report", "AdvertiserContentArticle", "SatiricalArticle"}
_MOST = 50  # candidates of one page
_FRONT = "/"
_TOLD = ("headline", "author", "datePublished", "description", "articleBody", "image", "liveBlogUpdate")


def article(graph: Graph, meta: Meta) -> Node | None:
    """Choose the article's node, and never parts of two.

    Of several the best that agrees with the page; one alone unless both its headline and its address are
    another page's. None where no node fits.
    """
    found = [node for node in graph.main if is_article(node)][:_MOST]
    if len(found) == 1:
        return None if _is_foreign(found[0], meta) else found[0]
    least = 1 if found else 2
    ranked = [(_rank(node, meta), node) for node in found or _beside(graph)]
    rank, node = max(ranked, key=lambda pair: pair[0], default=((0, False, 0), None))
    return node if rank[0] >= least else None


def _beside(graph: Graph) -> list[Node]:
    return [node for node in graph.aside if is_article(node)][:_MOST]


def is_article(node: Node) -> bool:
    """Say whether a node is an article that tells more than its address."""
    return bool(types(node) & _ARTICLES) and any(key in node for key in _TOLD)


def _rank(node: Node, meta: Meta) -> tuple[int, bool, int]:
    told = sum(1 for key in _TOLD if node.get(key))
    return _agreement(node, meta), bool(types(node) & _NEWS), told


def _agreement(node: Node, meta: Meta) -> int:
    """Count what agrees with the page: the headline, the address."""
    headline = _headline(node)
    titles = any(html_title.agree(headline, title) for title in html_title.own(meta))
    return int(titles) + int(bool((_paths(node) & _own_paths(meta)) - {_FRONT}))


def _is_foreign(node: Node, meta: Meta) -> bool:
    if _agreement(node, meta):
        return False
    return bool(_headline(node) and _paths(node) and html_title.own(meta) and _own_paths(meta))


def _headline(node: Node) -> str:
    return html_values.line(node.get("headline")) or html_values.line(node.get("name"))


def _paths(node: Node) -> frozenset[str]:
    named = (node.get(key) for key in ("url", "mainEntityOfPage", "@id"))
    return frozenset(path for value in named if (path := _path(html_values.address(value))))


def _own_paths(meta: Meta) -> frozenset[str]:
    return frozenset(path for url in meta.addresses if (path := _path(url)))


def _path(url: str | None) -> str:
    """Give what tells two pages of a site apart: the path."""
    try:
        path = urlsplit((url or "").strip()).path.rstrip("/").lower()
    except ValueError:
        return ""
    return path or (_FRONT if url else "")
