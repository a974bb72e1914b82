"""What MJML knows. mrml lets an unknown element or attribute pass in silence, so it is refused here first."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from publisher.errors import TemplateError

Locate = Callable[[str, int, int], str]
_EVERYWHERE = frozenset({"mj-class", "css-class", "id", "mj-head-attributes"})
# Places in the rendered document, which nobody sees: the error names the template's own instead.
_RENDERED_PLACE = re.compile(r",? line \d+(?:, column \d+)?")
# Attributes on which mrml's printing breaks even before any value is filled in.
_BAD_ATTRIBUTE = re.compile(r"""<[\w-]+(?:\s[^<>]*?)?\s([\w:-]+)=(?:'|"[^"{<]*(?:\\|\n)[^"]*")""")


@cache
def known() -> dict[str, frozenset[str]]:
    """Give the attributes of each MJML 4 element that mrml renders faithfully (documentation.mjml.io)."""
    raw = json.loads(Path(__file__).with_name("mjml.json").read_text(encoding="utf-8"))
    return {element: frozenset(attributes.split()) for element, attributes in raw.items()}


def parse(mjml: str, locate: Locate) -> etree._Element:
    """Parse rendered MJML and refuse what it does not know.

    `locate` turns (text, line, column) of the rendered document into a place in a template file. Raises
    TemplateError there for markup that is not well-formed, an unknown element or an unknown attribute.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(mjml.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise TemplateError(
            f"not well-formed: {_RENDERED_PLACE.sub('', error.msg or '')}",
            where=locate("", line, column),
            remedy="close each element, quote each attribute, write & as &amp;",
        ) from None
    for text, line, message, remedy in _unknown(root):
        raise TemplateError(message, where=locate(text, line, 1), remedy=remedy)
    return root


def refuse_fragile_attributes(source: str, name: str) -> None:
    """Refuse single quotes, newlines and backslashes in a template's attributes. Raises TemplateError."""
    found = _BAD_ATTRIBUTE.search(source)
    if found:
        line = source.count("\n", 0, found.start(1)) + 1
        column = found.start(1) - source.rfind("\n", 0, found.start(1))
        raise TemplateError(
            f"attribute {found.group(1)} holds a single quote, a newline or a backslash",
            where=f"{name}:{line}:{column}",
            remedy="use double quotes and one line",
        )


def _unknown(root: etree._Element) -> Iterator[tuple[str, int, str, str]]:
    for element in root.iter("*"):
        tag, line = str(element.tag), int(str(element.sourceline))
        if not tag.startswith(("mj-", "mjml")):
            continue
        if tag not in known():
            yield f"<{tag}", line, f"no such MJML element: {tag}", "see the MJML documentation for its name"
        for name in map(str, element.attrib):
            if not _allowed(tag, name):
                text = f"{name}="
                yield text, line, f"{tag} has no attribute {name}", f"it knows: {', '.join(_of(tag))}"


def _allowed(tag: str, name: str) -> bool:
    attributes = known().get(tag, frozenset())
    return "*" in attributes or name in attributes or name in _EVERYWHERE


def _of(tag: str) -> list[str]:
    return sorted(known().get(tag, frozenset()) | {"css-class", "mj-class"})
