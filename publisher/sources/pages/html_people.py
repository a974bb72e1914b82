"""Who wrote it: names only, without the words of a byline round them."""

import re
from collections.abc import Iterable, Iterator

from publisher.model import Author
from publisher.sources.pages import html_title, html_values
from publisher.sources.pages.html_jsonld import Graph, types
from publisher.text import links

_LONGEST = 100  # characters of a name
_MOST = 30
_MOST_READ = 200  # names, before those that are none go
_BY = re.compile(
    r"^(?:written by|text(?:e)?\s*:|by|door|von|par|por|di|af|av|od|przez|autor(?:in)?\s*:)[\s:]+(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*[;|]\s*|,?\s+(?:and|en|et|und|og|och|y|&)\s+", re.IGNORECASE)
_AGENCY = re.compile(r"[A-Z]{2,4}|[a-z]{2,4}")
_IN_BRACKETS = re.compile(r"\s*\([^()]{1,20}\)$")
_MAIL = re.compile(r"[\s(<\[]*[\w.+-]+@[\w.-]+\.\w+[)>\]]*")
_NAMELESS = frozenset({"", "null", "none", "undefined", "n/a", "anonymous", "admin", "unknown"})


def of_node(value: object, graph: Graph) -> list[Author]:
    """Read JSON-LD's author: a Person or Organization, a text, a reference, or a list of any."""
    found: list[Author] = []
    for item in html_values.each(graph.followed(value)):
        if len(found) >= _MOST_READ:
            break
        if isinstance(item, dict):
            url = html_values.address(item.get("url")) or html_values.address(item.get("sameAs"))
            names = html_values.lines(graph.followed(item.get("name")))
            if "Organization" not in "".join(types(item)):
                names = [part for name in names for part in split(name)]
            found += [Author(name, url if len(names) == 1 else None) for name in names]
        else:
            found += [Author(name) for name in split(html_values.line(item))]
    return named(found)


def of_lines(values: Iterable[str]) -> list[Author]:
    """Read bylines and meta values; an address of a profile is no name."""
    return named(Author(name) for value in values for name in split(value))


def split(byline: str) -> list[str]:
    """Part a byline into its names ("Door An Peeters en Jan Claes").

    A comma parts names only where each has two words or is an agency's: "Peeters, An" is one name.
    """
    found = []
    for part in _AND.split(_without_by(byline)):
        names = [name.strip() for name in part.split(",")]
        parts = all(len(name.split()) > 1 or _AGENCY.fullmatch(name) for name in names)
        found += names if parts else [part]
    return [name for name in found if name]


def named(people: Iterable[Author]) -> list[Author]:
    """Give each name once, cleaned; what is none, such as an address, goes."""
    found: dict[str, Author] = {}
    for who in _clean(people):
        key = html_title.squashed(who.name)
        if key not in found or (who.url and not found[key].url):
            found[key] = who
    return list(found.values())[:_MOST]


def _clean(people: Iterable[Author]) -> Iterator[Author]:
    for who in people:
        bare = _without_by(_MAIL.sub("", who.name[:_LONGEST]))
        name = _IN_BRACKETS.sub("", bare).strip(" ,;|·•-–—\u200b")
        if len(who.name) <= _LONGEST and _is_name(name):
            yield Author(name, who.url if links.is_web(who.url) or (who.url or "").startswith("/") else None)


def _is_name(text: str) -> bool:
    is_address = "://" in text or text.startswith("www.")
    return not (is_address or text.isdigit() or text.casefold() in _NAMELESS)


def _without_by(text: str) -> str:
    return _BY.sub("", text.strip())
