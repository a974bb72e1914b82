"""The JSON-LD of a page (schema.org): decoded, mended where that is cheap, and laid out flat.

Nothing is trusted to be a tree: nodes may be nested, listed, named by `@id` in circles, or 50,000 deep.
"""

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape

import msgspec
from msgspec import Struct

from publisher.sources.pages.html_values import Node, each

_MOST_NODES = 20_000
_MOST_HOPS = 5
_OPENING = ("<!--", "<![CDATA[", "//", "/*", "*/", "-->")
_CLOSING = ("-->", "]]>", "//", "/*", "*/")
_MOST_WRAPPINGS = 10
_STRAY_COMMA = re.compile(r'("(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}",
    re.IGNORECASE,
)
_LENIENT = json.JSONDecoder(strict=False)
# What a page tells of other pages hangs under these.
_ASIDE = frozenset({
    *("itemListElement", "isPartOf", "hasPart", "mentions", "about", "citation", "isBasedOn", "relatedLink"),
    *("comment", "review", "liveBlogUpdate", "video", "associatedMedia", "subjectOf", "publisher", "author"),
})  # fmt: skip


class Graph(Struct, frozen=True):
    """All nodes in the order they are written. `main` are those that may tell of the page itself.

    `is_broken` says that some of it could not be read.
    """

    main: tuple[Node, ...] = ()
    aside: tuple[Node, ...] = ()
    named: dict[str, Node] = {}
    is_broken: bool = False

    def followed(self, value: object) -> object:
        """Give what a value stands for: a bare `{"@id": ...}` is looked up, lists are gone through."""
        if isinstance(value, list):
            return [self._followed(item) for item in value]
        return self._followed(value)

    def _followed(self, value: object) -> object:
        for _ in range(_MOST_HOPS):
            if not (isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str)):
                break
            value = self.named.get(value["@id"], value)
        return value


def read(scripts: Sequence[str]) -> Graph:
    """Read the contents of a page's JSON-LD scripts; one that stays unreadable counts as absent."""
    documents = [_decoded(script) for script in scripts if script.strip()]
    main: list[Node] = []
    aside: list[Node] = []
    named: dict[str, Node] = {}
    for node, is_aside in _flat([document for document in documents if document is not None]):
        (aside if is_aside else main).append(node)
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(named.get(name, {})):
            named[name] = node
    return Graph(tuple(main), tuple(aside), named, is_broken=None in documents)


def types(node: Node) -> frozenset[str]:
    """Give a node's types, without the address of their vocabulary."""
    return frozenset(str(name).rpartition("/")[2].rpartition(":")[2] for name in each(node.get("@type")))


def _flat(documents: list[object]) -> Iterator[tuple[Node, bool]]:
    """Walk without recursion, through at most 20,000 nodes and lists."""
    left: list[tuple[object, bool]] = [(document, False) for document in reversed(documents)]
    found = 0
    while left and found < _MOST_NODES:
        value, is_aside = left.pop()
        found += 1
        if isinstance(value, list):
            left += [(item, is_aside) for item in reversed(value) if isinstance(item, dict | list)]
        elif isinstance(value, dict):
            yield value, is_aside
            left += [
                (item, is_aside or key in _ASIDE)
                for key, item in reversed(value.items())
                if isinstance(item, dict | list)
            ]


def _decoded(script: str) -> object:
    """Decode one script, as it stands or mended. None where neither can be read."""
    for attempt in (_strictly, _mended):
        try:
            return attempt(script)
        except (ValueError, RecursionError):
            continue
    return None


def _strictly(script: str) -> object:
    return msgspec.json.decode(script.encode("utf-8", "replace"))


def _mended(script: str) -> object:
    """Take off comments, CDATA and a semicolon round it, let control characters and stray commas pass."""
    bare = _unwrapped(script)
    if bare.startswith(("{&quot;", "[{&quot;")):
        bare = unescape(bare)
    bare = _LONE_SURROGATE.sub(r"\\ufffd", bare)
    value, _ = _LENIENT.raw_decode(_STRAY_COMMA.sub(lambda found: found[1] or "", bare))
    return value


def _unwrapped(script: str) -> str:
    bare = script
    for _ in range(_MOST_WRAPPINGS):
        bare = bare.strip(" \t\n;")
        for mark in _OPENING:
            bare = bare.removeprefix(mark)
        for mark in _CLOSING:
            bare = bare.removesuffix(mark)
    return bare
