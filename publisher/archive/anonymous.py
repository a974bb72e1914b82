"""The mail without its reader: the frozen skeleton as a document that anybody may see.

The places that differ by reader are known exactly: they are the skeleton's slots. A link behind one goes, and
so does the sentence that says why this reader gets the mail; a name becomes the word for reader. What a
browser could run goes too, whoever wrote it.
"""

import quopri
from collections.abc import Iterable, Mapping

from lxml import etree, html

from publisher import languages, mime
from publisher.errors import UsageError
from publisher.model import Build, Slot
from publisher.text import links

_BLOCKS = ("p", "div", "td", "li")
_EMPTIED = frozenset({"a", "span", "p", "div", "td", "tr", "tbody", "table", "li", "ul", "ol"})
_RUNS = ("script", "iframe", "object", "embed", "form", "input", "button", "base", "link", "noscript")
_ADDRESSES = ("href", "src", "background", "action")
_HARMLESS = ("mailto:", "tel:", "#", "data:image/")


def document(build: Build) -> html.HtmlElement:
    """Give the mail's HTML as a tree without reader, comments and anything that runs.

    Raises UsageError for a build without a mail.
    """
    if build.skeleton is None:
        raise UsageError(
            "holds no mail", where=build.edition.name, remedy=f"publish digest {build.edition.campaign}"
        )
    words = languages.get(build.edition.language).words
    pieces = build.skeleton.html
    marks = _marks(_decoded(piece for piece in pieces if isinstance(piece, bytes)))
    root = html.document_fromstring(
        _decoded(piece if isinstance(piece, bytes) else marks[piece].encode() for piece in pieces)
    )
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    _drop_links(root, marks, build.envelope.view_url if build.envelope else None)
    _disarm(root)
    _drop_reason(root, words.why)
    _fill(root, {mark: words.reader if slot.name == "name" else "" for slot, mark in marks.items()})
    return root


def _decoded(pieces: Iterable[bytes]) -> str:
    return quopri.decodestring(b"".join(pieces)).decode()


def _marks(content: str) -> Mapping[Slot, str]:
    """Give each slot a mark that stands nowhere in the mail."""
    return {slot: mark for mark, slot in mime.markers(mime.new_nonce(content)).items()}


def _disarm(root: html.HtmlElement) -> None:
    for element in list(root.iter(*_RUNS)):
        element.drop_tree()
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or (name in _ADDRESSES and not _is_harmless(value)):
                del element.attrib[name]
    for meta in root.xpath("//meta[@http-equiv]"):
        meta.drop_tree()


def _is_harmless(address: str) -> bool:
    return links.is_web(address) or address.strip().lower().startswith(_HARMLESS)


def _drop_links(root: html.HtmlElement, marks: Mapping[Slot, str], view_url: str | None) -> None:
    """Drop the ways out of the list, and the link to this very page."""
    for link in list(root.iter("a")):
        address = link.get("href", "")
        if address == view_url or any(mark in address for mark in marks.values()):
            _drop(link)


def _drop_reason(root: html.HtmlElement, why: str) -> None:
    """Drop the smallest block that says why a reader gets the mail."""
    said = [block for block in root.iter(*_BLOCKS) if why in " ".join(block.text_content().split())]
    for block in said:
        if not any(other is not block and other in said for other in block.iter(*_BLOCKS)):
            _drop(block)


def _drop(element: html.HtmlElement) -> None:
    """Drop an element, and what held nothing else."""
    holder = element.getparent()
    element.drop_tree()
    while (
        holder is not None and holder.tag in _EMPTIED and not len(holder) and not (holder.text or "").strip()
    ):
        emptied, holder = holder, holder.getparent()
        emptied.drop_tree()


def _fill(root: html.HtmlElement, values: Mapping[str, str]) -> None:
    """Put what anybody may see in the places that are left."""
    for element in root.iter(etree.Element):
        for mark, value in values.items():
            element.text = element.text.replace(mark, value) if element.text else element.text
            element.tail = element.tail.replace(mark, value) if element.tail else element.tail
            for name, given in element.attrib.items():
                if mark in given:
                    element.set(name, given.replace(mark, value))
