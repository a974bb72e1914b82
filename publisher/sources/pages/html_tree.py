"""A page's markup as a tree, in linear time: scripts, styles, drawings and comments are taken out before.

The lexical rules are those of the HTML Standard (13.2.5, tokenization). What is left holds no script, so none
of its text can come out, and the parser never meets what takes it quadratic time.

Python before 3.11.5 does not go back behind the last, vain try of a possessive group (gh-106052). So each of
them looks ahead before it takes anything, and can't fail after that.
"""

import re

from lxml import etree
from msgspec import Struct

from publisher.errors import SourceError

MAX_TAGS = 400_000
_MAX_ATTRIBUTES = 250  # of one element: the parser compares each with all before it
_MAX_ALL_ATTRIBUTES = 800_000  # each takes about 250 bytes
_MUCH = 1_500_000  # characters of tags with so many attributes, at least
_LONG = 1_000  # characters of a tag with so many attributes, at least
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)"""
_ATTRIBUTE = rf"(?=[\s/]*+=?[^\s/>=])[\s/]*+=?[^\s/>=]++(?:(?=\s*+=)\s*+=\s*+{_VALUE}?+)?+"
_ATTRIBUTES = re.compile(rf"({_ATTRIBUTE})|[\s/]++")  # or blanks, which must not be looked at one by one
_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE})*+[\s/]*+>?")
_RAW = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(script|style|svg|textarea|xmp|iframe|noembed|noframes)(?=[\s/>])"
    rf"((?:{_ATTRIBUTE})*+)[\s/]*+>(.*?)(?:</\1[^>]*+>?|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LINKED_DATA = re.compile(r"\bld\+json\b", re.IGNORECASE)


class Tree(Struct, frozen=True):
    """A page as its elements and its JSON-LD. `is_cut` says that the parser left out what lies too deep."""

    root: etree._Element
    linked_data: tuple[str, ...] = ()
    is_cut: bool = False


def parsed(text: str, shown: str) -> Tree:
    """Parse a decoded page. Entities are not expanded from anywhere, and nothing is fetched.

    Raises SourceError with `shown` as its place above 400,000 tags and above 250 attributes of one element.
    """
    linked_data: list[str] = []

    def raw(found: re.Match[str]) -> str:
        if found[2] and _LINKED_DATA.search(found[2]):
            linked_data.append(found[3])
        return " "

    bare = _RAW.sub(raw, text)
    _bounded(bare, shown)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    root = _root(bare, parser)
    is_cut = any(entry.level_name == "FATAL" for entry in parser.error_log)
    return Tree(root, tuple(linked_data), is_cut)


def _root(bare: str, parser: etree.HTMLParser) -> etree._Element:
    try:
        root = etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it but comments
        root = None
    return etree.Element("html") if root is None else root


def _bounded(bare: str, shown: str) -> None:
    tags = _TAG.findall(bare)
    if len(tags) > MAX_TAGS:
        raise _refused(f"{len(tags):,} tags, above {MAX_TAGS:,}", shown)
    if any(_attributes(tag) > _MAX_ATTRIBUTES for tag in tags if len(tag) > _LONG):
        raise _refused(f"more than {_MAX_ATTRIBUTES} attributes in one tag", shown)
    if sum(map(len, tags)) > _MUCH and (number := sum(map(_attributes, tags))) > _MAX_ALL_ATTRIBUTES:
        raise _refused(f"{number:,} attributes, above {_MAX_ALL_ATTRIBUTES:,}", shown)


def _attributes(tag: str) -> int:
    return sum(found[1] is not None for found in _ATTRIBUTES.finditer(tag, 2))


def _refused(message: str, shown: str) -> SourceError:
    return SourceError(message, where=shown, remedy="give the page of one article")
