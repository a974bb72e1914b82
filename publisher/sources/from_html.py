"""HTML to blocks of plain text: sanitised first, then read as a tree, bounded in size, tags and depth."""

import re
from html import unescape

import lxml.html
import nh3
from lxml import etree

from publisher.errors import SourceError
from publisher.model import Block, Image
from publisher.sources.blocks import MAX_CHARACTERS, Builder, Kind
from publisher.sources.reading import clean

# The sanitiser takes quadratic time over nested tags, so what is nested too deep must not come that far.
MAX_TAGS = 5_000
_SHALLOW = 200  # tags; they lie no deeper than the parser follows
_KINDS: dict[str, Kind | None] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "subheading"),
    **dict.fromkeys(("p", "div", "section", "ul", "ol", "table", "tr", "td", "th", "pre", "figure"), None),
    "li": "list_item",
    "blockquote": "quote",
    "figcaption": "caption",
}
_TAGS = {*_KINDS, "br", "img"}
_SILENT = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title", "textarea"}
_ATTRIBUTES = {"img": {"src", "alt", "width", "height"}}
_TAG = re.compile(r"<[a-zA-Z]")
_SPACE = re.compile(r"\s+")


def read(html: str, where: str) -> list[Block]:
    """Read a fragment of HTML. Picture addresses stay as written; scripts, styles and embeds are left out.

    Raises SourceError with `where` as its place above half a million characters, above 5,000 tags, and where
    elements lie more than about 250 deep, as the parser would drop what lies deeper.
    """
    if len(html) > MAX_CHARACTERS:
        raise _refused(f"{len(html):,} characters of HTML, above {MAX_CHARACTERS:,}", where)
    if (tags := len(_TAG.findall(html))) > MAX_TAGS:
        raise _refused(f"{tags:,} tags in one article, above {MAX_TAGS:,}", where)
    if tags > _SHALLOW:
        _tree(html, where)
    bare = nh3.clean(
        html, tags=_TAGS, clean_content_tags=_SILENT, attributes=_ATTRIBUTES, url_schemes={"http", "https"}
    )
    return _blocks(_tree(bare, where))


def line(html: str, where: str = "") -> str:
    """Give the text of a short piece of HTML, such as a title, on one line.

    What is no HTML after all comes back with its character references read.
    """
    text = " ".join(block.text for block in read(html, where)) if _TAG.search(html) else unescape(html)
    return " ".join(clean(text).split())


def _tree(html: str, where: str) -> etree._Element:
    """Parse in linear time. Raises SourceError for elements nested deeper than the parser follows."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    source = f"<div>{clean(html)}</div>".encode("utf-8", "replace")
    root = lxml.html.document_fromstring(source, parser=parser)
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise _refused("elements nested too deep to be an article", where)
    return root


def _refused(message: str, where: str) -> SourceError:
    return SourceError(message, where=where, remedy="give the article's text without its page or embeds")


def _blocks(root: etree._Element) -> list[Block]:
    builder = Builder()
    builder.start(None)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = str(element.tag)
        if event == "start":
            _start(name, element, builder)
            continue
        if name in _KINDS:
            builder.end()
        if element is not root:
            builder.text(_SPACE.sub(" ", element.tail or ""))
    builder.end()
    return builder.blocks


def _start(name: str, element: etree._Element, builder: Builder) -> None:
    if name in _KINDS:
        builder.start(_KINDS[name])
    elif name == "br":
        builder.text("\n")
    elif name == "img" and element.get("src"):
        builder.image(_image(element))
    builder.text(_SPACE.sub(" ", element.text or ""))


def _image(element: etree._Element) -> Image:
    return Image(
        element.get("src", ""),
        element.get("alt", ""),
        width=_pixels(element.get("width", "")),
        height=_pixels(element.get("height", "")),
    )


def _pixels(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,5}", value) else None
