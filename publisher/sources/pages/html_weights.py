"""Where on a page the article stands: in what it marks up, and where most of its prose is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree
from msgspec import Struct

from publisher.sources.pages import html_furniture, html_meta, html_prose

MAX_ELEMENTS = 50_000
_Family = list[tuple[etree._Element, etree._Element | None]]
_MUCH = 0.3  # of the prose: what holds more is no furniture, whatever its class
_MOSTLY = 0.85  # of the prose, for what contains the article
_HALF = 0.5  # of the heaviest: an article is followed by others more often than it follows them
_MOST_LINES = 100
_CLOSED = frozenset({"a", "p", "h1", "h2", "h3", "h4", "h5", "h6"})  # weighed as a whole
_LONGEST_LINE = 1_000  # characters


class Weights(Struct, frozen=True):
    """The elements in the order of the page, and the characters of prose below each. Furniture has none.

    `is_too_large`: there are more elements than an article has, and none of them was weighed.
    """

    order: list[etree._Element]
    prose: dict[etree._Element, int]
    furniture: frozenset[etree._Element] = frozenset()
    is_too_large: bool = False

    def of(self, element: etree._Element) -> int:
        """Give the characters of prose below an element."""
        return self.prose.get(element, 0)

    def is_furniture(self, element: etree._Element) -> bool:
        """Say whether an element belongs to the page rather than to its article."""
        if element.tag in html_furniture.DROPPED:
            return True
        return element in self.furniture if element in self.prose else html_furniture.is_apart(element)

    def heaviest(self, elements: Iterable[etree._Element]) -> etree._Element | None:
        """Give the element with the most prose below it, or None where none has any."""
        best = max(elements, key=self.of, default=None)
        return best if best is not None and self.of(best) else None


def weigh(root: etree._Element) -> Weights:
    """Weigh a page without recursion. A class name makes no furniture of what holds much of the prose."""
    order = list(islice(_kept(root), MAX_ELEMENTS + 1))
    if len(order) > MAX_ELEMENTS:
        return Weights([root], {root: 0}, is_too_large=True)
    family = [(element, element.getparent()) for element in order]
    own = {element: html_prose.length(element) for element in order}
    apart = [element for element in order if html_furniture.is_apart(element)]
    consent = frozenset(filter(html_furniture.asks_consent, apart))
    rest = _summed(family, own, consent)
    alike: Counter[str] = Counter()
    for element in apart:
        alike[element.get("class", "")] += rest[element]
    much = _MUCH * rest[root]
    small = (e for e in apart if (alike[name] if (name := e.get("class")) else rest[e]) <= much)
    furniture = consent.union(small)
    return Weights(order, _summed(family, own, furniture), furniture)


def container(weights: Weights) -> etree._Element | None:
    """Choose the element that holds the article: articleBody, article, main, and in it where the prose is.

    None where the page has no prose.
    """
    scope = _scope(weights)
    while scope is not None:
        inner = weights.heaviest(scope)
        if inner is None or weights.of(inner) < _MOSTLY * weights.of(scope) or inner.tag == "p":
            break
        scope = inner
    return scope


def densest(weights: Weights) -> int:
    """Give the characters of the paragraphs that stand side by side, if they are half of the page's prose."""
    beside: Counter[etree._Element | None] = Counter()
    for element in weights.order:
        if element.tag == "p" and element not in weights.furniture:
            beside[element.getparent()] += weights.of(element)
    most = max(beside.values(), default=0)
    return most if 2 * most >= weights.of(weights.order[0]) else 0


def lines(weights: Weights) -> Iterator[str]:
    """Give the texts of the page's first 100 paragraphs, subheads and small boxes, up to 1,000 characters."""
    found = (element for element in weights.order if _is_line(element) and element not in weights.furniture)
    for element in islice(found, _MOST_LINES):
        text = html_meta.text(element)
        if len(text) <= _LONGEST_LINE:
            yield text


def _is_line(element: etree._Element) -> bool:
    if element.tag in {"div", "span", "strong"}:
        return bool(element.text and element.text.strip()) and len(element) <= 2
    return element.tag in {"p", "h2", "h3", "h4"}


def _kept(root: etree._Element) -> Iterator[etree._Element]:
    left = [root]
    while left:
        element = left.pop()
        yield element
        if element.tag not in _CLOSED:
            left += [child for child in reversed(element) if child.tag not in html_furniture.DROPPED]


def _summed(
    family: _Family, own: dict[etree._Element, int], furniture: frozenset[etree._Element]
) -> dict[etree._Element, int]:
    """Add up from the innermost elements outwards; furniture adds nothing, and in it stands nothing."""
    prose = dict(own)
    outside: set[etree._Element] = set()
    for element, parent in family if furniture else ():
        if element in furniture or parent in outside:
            outside.add(element)
            prose[element] = 0
    for element, parent in reversed(family):
        if parent is not None and (below := prose[element]):
            prose[parent] += below
    return prose


def _scope(weights: Weights) -> etree._Element | None:
    """Choose by what the page marks up, as far as much of its prose stands there."""
    whole = weights.of(weights.order[0])
    marked = [element for element in weights.order if "articleBody" in (element.get("itemprop") or "")]
    articles = [element for element in weights.order if element.tag == "article"]
    mains = [e for e in weights.order if e.tag == "main" or e.get("role") == "main"]
    for candidates, share in ((marked, 0.3), (articles, 0.4), (mains, 0.5)):
        best = weights.heaviest(candidates)
        if best is not None and weights.of(best) >= share * whole:
            return next(found for found in candidates if weights.of(found) >= _HALF * weights.of(best))
    return weights.order[0] if whole else None
