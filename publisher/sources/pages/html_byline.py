"""Whose byline a page bears: JSON-LD's author, else meta's, else what is marked up as one."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from publisher.model import Author
from publisher.sources.pages import html_meta, html_people, html_title
from publisher.sources.pages.html_page import Page

_LONGEST = 80  # characters of a byline on the page
_MOST = 20


def authors(page: Page) -> list[Author]:
    """Choose the authors. The site's own name gives way to a person's, where the page names one."""
    known: list[Author] = []
    for found in _sources(page):
        if any(not _is_site(who, page) for who in found):
            return found
        known = known or found
    return known


def _sources(page: Page) -> Iterator[list[Author]]:
    for value in page.said("author", "creator"):
        yield html_people.of_node(value, page.graph)
    yield html_people.of_lines(page.meta.all(html_meta.AUTHOR))
    yield html_people.of_lines(_marked(page))


def _marked(page: Page) -> list[str]:
    """Give the texts of `rel=author` and of microdata's authors, short ones, each once."""
    linked = (link for link in page.tree.root.iter("a") if "author" in (link.get("rel") or "").split())
    texts = list(map(html_meta.text, islice(linked, _MOST)))
    texts = texts or list(map(_name, islice(html_meta.itemprop(page.tree, "author"), _MOST)))
    return [text for text in dict.fromkeys(texts) if 0 < len(text) <= _LONGEST]


def _name(element: etree._Element) -> str:
    named = element.find(".//*[@itemprop='name']")
    return html_meta.value(element if named is None else named)


def _is_site(who: Author, page: Page) -> bool:
    name = html_title.squashed(who.name)
    site = html_title.squashed(page.site)
    return bool(site) and (name == site or name in site or site in name)
