"""What is left of damaged XML: its items one by one, so that damage in one stays in that one.

An item counts where it is opened and closed. One that is not closed, as at the end of a document that was cut
off, is left out: half an article never passes for a whole one.
"""

import re

from lxml import etree
from msgspec import Struct

from publisher.errors import SourceError
from publisher.model import Finding
from publisher.sources.feeds import xml_guard

_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)[^<>]{0,20000}>")  # it is parsed again with each item


class Salvage(Struct, frozen=True):
    """A document's parts: its root's start tag, what stands before the first item, and the items.

    `unclosed` is how many were left out because they were not closed.
    """

    start: str
    head: str
    items: tuple[str, ...]
    unclosed: int

    def alone(self, item: str) -> etree._Element | None:
        """Parse one item on its own, with the root's namespaces. Gives None where it is damaged itself."""
        root = xml_guard.tree(f"{self.start}{item}{self.end}")
        return root[0] if root is not None and len(root) == 1 else None

    @property
    def end(self) -> str:
        """Give the end tag of the root."""
        found = _ROOT.match(self.start)
        return f"</{found[1]}>" if found else ""


def salvaged(text: str, names: str) -> Salvage:
    """Part damaged XML at its items, elements with one of `names` (as `item|entry`), whatever their prefix.

    A document without a root gives nothing at all.
    """
    root = _ROOT.search(text)
    if not root:
        return Salvage("", "", (), 0)
    tags = re.compile(rf"<(/?)(?:[\w.-]{{1,20}}:)?(?:{names})(?=[\s>/])[^<>]*?(/?)>", re.IGNORECASE)
    items: list[str] = []
    unclosed, opened, head = 0, None, len(text)
    for tag in tags.finditer(text, root.end()):
        head = min(head, tag.start())
        if tag[1] and opened is not None:
            items.append(text[opened : tag.end()])
            opened = None
        elif not tag[1] and not tag[2]:
            unclosed += opened is not None
            opened = tag.start()
    return Salvage(root[0], text[root.end() : head], tuple(items), unclosed + (opened is not None))


def damage(kept: Salvage, damaged: int, read: int, shown: str) -> Finding:
    """Say what a damaged document gave: `read` of its `damaged` items, and all of the others.

    Raises SourceError where no item is left.
    """
    remedy = "see whether the site serves it whole"
    if not len(kept.items) - damaged + read:
        raise SourceError("damaged or cut off, without a single whole item", where=shown, remedy=remedy)
    said = [f"{len(kept.items) - damaged} whole items read"]
    said += [f"{read} damaged ones read as far as they go"] if read else []
    lost = kept.unclosed + damaged - read
    said += [f"{lost} cut off or beyond reading left out"] if lost else []
    return Finding("feed", "warning", f"not well-formed XML: {', '.join(said)}", shown, remedy)
