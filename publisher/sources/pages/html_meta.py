"""What a page says of itself outside its JSON-LD: meta elements, links, microdata, headings, times.

The names are those of Open Graph, Dublin Core, Highwire (`citation_`), Parse.ly and Sailthru, in lower case.
"""

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from msgspec import Struct

from publisher.sources.pages.html_tree import Tree

_LONGEST = 20_000  # characters of one value
_MOST_PIECES = 2_000
_MOST = 50  # values under one name
_NAMES = ("property", "name", "itemprop", "http-equiv")
_VALUES = ("content", "datetime", "href", "src")

HEADLINE = ("og:title", "twitter:title", "parsely-title", "citation_title", "dc.title", "sailthru.title")
LEDE = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
AUTHOR = (
    *("author", "article:author", "article:author_name", "parsely-author", "byl", "sailthru.author"),
    *("citation_author", "dc.creator", "dcterms.creator", "dc.creator.name", "cxenseparse:author"),
)
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date"),
    *("sailthru.date", "citation_publication_date", "dc.date.issued", "dcterms.created", "dc.date", "date"),
    *("pubdate", "publishdate", "publish-date", "cxenseparse:recs:publishtime", "dcterms.issued"),
    *("article.published", "published_time", "article:published", "datepublished", "publication_date"),
)
MODIFIED = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "datemodified")
SECTION = ("article:section", "parsely-section", "section", "cxenseparse:category")
TAGS = ("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags", "citation_keywords")
SITE = ("og:site_name", "application-name", "dc.publisher", "citation_publisher")


class Meta(Struct, frozen=True):
    """The values by name in their order, the title, the headings of the first rank, and the addresses."""

    named: dict[str, list[str]]
    title: str = ""
    headings: tuple[str, ...] = ()
    canonical: str | None = None
    base: str | None = None
    language: str | None = None
    times: tuple[str, ...] = ()

    def all(self, names: tuple[str, ...]) -> Iterator[str]:
        """Give the values under several names, in the order of the names."""
        for name in names:
            yield from self.named.get(_key(name), ())

    def first(self, names: tuple[str, ...]) -> str:
        """Give the first value under the first of the names that has one, or the empty string."""
        return next(self.all(names), "")

    @property
    def addresses(self) -> tuple[str, ...]:
        """Give the addresses that the page gives as its own."""
        return tuple(filter(None, (self.canonical, self.first(("og:url",)))))


def read(tree: Tree) -> Meta:
    """Go once through the elements that tell of the page."""
    named: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {"title": [], "h1": [], "canonical": [], "base": [], "time": []}
    for element in tree.root.iter("meta", "link", "title", "h1", "base", "time"):
        name = str(element.tag)
        if name == "meta":
            _named(element, named)
        elif name == "link":
            if "canonical" in (element.get("rel") or "").lower().split():
                found["canonical"].append(element.get("href") or "")
        elif name in {"title", "h1"}:
            found[name] += [text(element)] if len(found[name]) < _MOST else []
        else:
            found[name].append(element.get("datetime") or element.get("href") or "")
    return Meta(
        named,
        title=next(filter(None, found["title"]), ""),
        headings=tuple(filter(None, found["h1"])),
        canonical=next(filter(None, found["canonical"]), None),
        base=next(filter(None, found["base"]), None),
        language=tree.root.get("lang") or tree.root.get("xml:lang"),
        times=tuple(filter(None, found["time"])),
    )


def text(element: etree._Element) -> str:
    """Give an element's text on one line, of its first 2,000 pieces and 20,000 characters."""
    return " ".join("".join(map(str, islice(element.itertext(), _MOST_PIECES)))[:_LONGEST].split())


def itemprop(tree: Tree, name: str) -> Iterator[etree._Element]:
    """Give the elements that microdata names so (HTML Standard 5.2), in the order of the page."""
    for element in tree.root.iterfind(".//*[@itemprop]"):
        if name in (element.get("itemprop") or "").split():
            yield element


def value(element: etree._Element) -> str:
    """Give the value of a microdata property: what its attribute says, else its text."""
    return next(filter(None, map(element.get, _VALUES)), None) or text(element)


def _named(element: etree._Element, named: dict[str, list[str]]) -> None:
    said = " ".join((element.get("content") or "")[:_LONGEST].split())
    if not said:
        return
    for key in _NAMES:
        for name in (element.get(key) or "").lower().split()[:3]:
            values = named.setdefault(_key(name), [])
            if len(values) < _MOST and said not in values:
                values.append(said)


def _key(name: str) -> str:
    """Give one form to `dc.title` and `DC:title`, `published_time` and `published:time`."""
    return name.replace("_", ":").replace(".", ":").replace("-", ":")
