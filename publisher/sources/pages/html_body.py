"""The body of an article page as blocks: paragraphs, subheadings, list items, quotes and pictures, in order.

Only text and the addresses of pictures come out; what is furniture, a share line or a "read also" does not.
"""

import re
from itertools import groupby

from lxml import etree
from msgspec import Struct

from publisher.model import Block, RelatedLink
from publisher.sources.blocks import MAX_CHARACTERS, Builder, Kind
from publisher.sources.pages import html_meta, html_pictures, html_prose
from publisher.sources.pages.html_weights import Weights

_KINDS: dict[str, Kind | None] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "subheading"),
    **dict.fromkeys(("p", "pre", "dd", "dt"), None),
    "li": "list_item",
    "blockquote": "quote",
    "figcaption": "caption",
}
_BARE = frozenset(
    {*("div", "section", "article", "main", "td", "th", "ul", "ol", "dl", "table", "tr", "body", "figure")}
)
_SPACE = re.compile(r"\s+")
_STOP = (".", "!", "…", ":", ";", ",", "”", '"', "»")
MAX_BLOCKS = 5_000
_MOST_WORDS = 14  # of a subhead that is only bold
_ALSO = re.compile(
    r"^\W*(?:lees (?:ook|meer)|read (?:also|more|next)|also read|see also|(?:à )?lire aussi|voir aussi"
    r"|(?:lesen|lies) (?:sie )?auch|mehr (?:zum thema|dazu)|lea también|te puede interesar|leggi anche"
    r"|leia (?:também|mais)|czytaj (?:też|także|również)|zobacz (?:też|także)|läs (?:också|mer|även)"
    r"|les også|læs også)\b",
    re.IGNORECASE,
)


class Body(Struct, frozen=True):
    """The blocks in their order, and the links to other stories that stood among them."""

    blocks: tuple[Block, ...] = ()
    related: tuple[RelatedLink, ...] = ()
    is_too_long: bool = False


def read(root: etree._Element, weights: Weights) -> Body:
    """Read the body below the element that holds the article."""
    reader = _Reader(root, weights)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.end(element)
        elif not reader.start(element):
            walk.skip_subtree()
        if reader.size > MAX_CHARACTERS or len(reader.builder.blocks) > MAX_BLOCKS:
            return Body(is_too_long=True)
    return Body(_told(reader.builder.blocks), tuple(reader.related))


class _Reader:
    """Feeds a builder with what is article; `_captures` says of each open element whether its text counts."""

    def __init__(self, root: etree._Element, weights: Weights) -> None:
        self._weights = weights
        self.builder = Builder()
        self.related: list[RelatedLink] = []
        self.size = 0
        self._root = root
        self._captures: list[bool] = []
        self._skipped: etree._Element | None = None

    def start(self, element: etree._Element) -> bool:
        """Open an element; False says that nothing below it is wanted."""
        name = str(element.tag)
        if element is not self._root and (
            name == "h1" or self._weights.is_furniture(element) or self._is_other(element)
        ):
            self._skipped = element
            return False
        if name in _KINDS or name in _BARE:
            self.builder.start(_kind(element))
        self._captures.append(self._counts(element, name))
        if name == "br":
            self.builder.text("\n")
        elif name == "img" and (image := html_pictures.of_img(element)):
            self.builder.image(image)
        self._text(element.text)
        return True

    def end(self, element: etree._Element) -> None:
        """Close an element, and take the text after it."""
        if element is self._skipped:
            self._skipped = None
        else:
            self._captures.pop()
            if element.tag in _KINDS or element.tag in _BARE:
                self.builder.end()
        if self._captures:
            self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if text and self._captures[-1]:
            self.builder.text(_SPACE.sub(" ", text))
            self.size += len(text)

    def _counts(self, element: etree._Element, name: str) -> bool:
        if name in _KINDS:
            return True
        if name in _BARE:
            return html_prose.is_box(element) or (
                bool(self._captures) and self._captures[-1] and _is_in_quote(element)
            )
        return bool(self._captures) and self._captures[-1]

    def _is_other(self, element: etree._Element) -> bool:
        """Say whether a piece is little but links to other stories, and keep the "read also" ones."""
        if element.tag not in {"p", "li", "h2", "h3", "h4", "h5", "h6"}:
            return False
        link = next(element.iter("a"), None)
        if link is None or (link.get("href") or "#").startswith("#"):
            return False
        text = html_meta.text(element)
        is_also = _ALSO.match(text) is not None
        if is_also and (title := html_meta.text(link)):
            self.related.append(RelatedLink(title, link.get("href"), "recirculation"))
        return is_also or html_prose.is_linked(element, text)


def _kind(element: etree._Element) -> Kind | None:
    return "subheading" if element.tag == "p" and _is_bold(element) else _KINDS.get(str(element.tag))


def _is_bold(element: etree._Element) -> bool:
    """Say whether a paragraph is a subhead that was only made bold."""
    bold = next(iter(element), None)
    if bold is None or bold.tag not in {"strong", "b"} or len(element) > 2:
        return False
    text = html_meta.text(element)
    if not text or text != html_meta.text(bold):
        return False
    return len(text.split()) <= _MOST_WORDS and not text.endswith(_STOP)


def _is_in_quote(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in {"li", "blockquote", "figcaption"}


def _told(blocks: list[Block]) -> tuple[Block, ...]:
    """Give the blocks without what is printed twice running, and subheads that nothing follows."""
    once = [
        next(group) for _, group in groupby(blocks, key=lambda block: (block.type, block.text, block.image))
    ]
    while once and once[-1].type == "subheading":
        once.pop()
    return tuple(once)
