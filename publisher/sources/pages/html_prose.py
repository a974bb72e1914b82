"""What is prose on a page, and what is little but links."""

from lxml import etree

from publisher.sources.pages import html_meta

_LONG = 80  # characters in a box that make a paragraph of it
_LINKED = 0.8  # of a text, for it to be little but links
_BOXES = frozenset({"div", "section", "td", "article"})
_INLINE = frozenset({"a", "b", "strong", "i", "em", "span", "br", "u", "small", "sup", "sub", "mark", "font"})


def length(element: etree._Element) -> int:
    """Give the characters of prose that an element has by itself."""
    if element.tag == "p":
        text = html_meta.text(element)
        return 0 if is_linked(element, text) else len(text)
    return _boxed(element) if element.tag in _BOXES else 0


def is_box(element: etree._Element) -> bool:
    """Say whether text stands in a box as it would in a paragraph: directly, or in words bold or linked."""
    return element.tag in _BOXES and _boxed(element) > 0


def is_linked(element: etree._Element, text: str) -> bool:
    """Say whether an element, whose text is given, is little but links."""
    if next(element.iter("a"), None) is None:
        return False
    linked = 0
    walk = etree.iterwalk(element, events=("start",))
    for _, inside in walk:
        if inside.tag == "a":
            linked += len(html_meta.text(inside))
            walk.skip_subtree()
    return linked > _LINKED * len(text)


def _boxed(element: etree._Element) -> int:
    bare = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
    if bare >= _LONG or not len(element) or element[0].tag not in _INLINE:
        return bare if bare >= _LONG else 0
    if any(inside.tag not in _INLINE for inside in element.iterdescendants()):
        return 0
    text = html_meta.text(element)
    return len(text) if len(text) >= _LONG and not is_linked(element, text) else 0
