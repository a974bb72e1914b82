"""XML from elsewhere, made safe before any parser sees it: no DOCTYPE, and no entities to expand or to fetch.

What is left holds no references but XML's own five and characters, so that nothing can grow, and nothing can
be read from a disk or a server. HTML's named characters (`&eacute;`) and short entities of a document's own
are read, as feeds use them. A bare `&` counts as one.
"""

import re
from collections.abc import Callable, Mapping
from html.entities import html5

from lxml import etree
from msgspec import Struct

from publisher.errors import SourceError
from publisher.model import Finding
from publisher.sources import reading
from publisher.sources.documents import Document
from publisher.sources.feeds import feed_decoding

_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONGEST = 1_000  # characters that one entity may stand for
_PREFIXES = 200
_ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w:.-]+)\s+"""
    r"""(?:(?P<elsewhere>SYSTEM|PUBLIC)\b(?P<place>[^>]*)|"(?P<double>[^"]*)"|'(?P<single>[^']*)')[^>]*>"""
)
_CHARACTER_SET = re.compile(r"""\s*["']-//W3C//ENTITIES [\w ]+ for XHTML//EN["']""")
_DOCTYPE = (
    r"""<!DOCTYPE(?>[^\[>"']|"[^"]*"|'[^']*')*+"""
    r"""(?:\[(?>[^\]"'<]|"[^"]*"|'[^']*'|<!--(?>.*?(?:-->|\Z))|<)*+(?:\]\s*)?)?>?"""
)
_REFERENCE = r"""&(?:\#(?P<hex>x[0-9a-f]{1,8});|\#(?P<decimal>[0-9]{1,9});|(?P<name>\w{1,40});)?"""
_UNTIL = r"""(?>.*?(?=\]\]>|\Z))"""
_UNTIL_ITEM_ENDS = r"""(?>.*?(?=\]\]>|</?(?:[\w.-]{1,20}:)?(?:item|entry|url)[\s>]|\Z))"""
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry|url)[\s>]", re.IGNORECASE)
_LEFT = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\ufffe\uffff\ud800-\udfff]")
_BLANK = re.compile(r"\s{100,}")
_PREFIX_USED = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):|\s([A-Za-z_][\w.-]{0,40}):[\w.-]+\s*=")
_PREFIX_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,40})\s*=")
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
}


class Markup(Struct, frozen=True):
    """A document as XML without DOCTYPE, comments, CDATA sections and entities, and what was noticed.

    `repaired` is the same for a parser that met an error: a CDATA section ends with its item at the latest.
    `swallows` says that there was an error which no parser meets: a section without its end, up to that of
    another item's.
    """

    text: str
    repaired: Callable[[], str]
    swallows: bool
    findings: tuple[Finding, ...] = ()


def guarded(document: Document) -> Markup:
    """Make a document safe to parse.

    Raises SourceError for what is no text, for entities that are kept elsewhere, made of other entities or
    above 1,000 characters, for parameter entities, and for what would grow above 5 MB.
    """
    decoded = feed_decoding.decoded(document)
    text = _BLANK.sub("\n\n", _ILLEGAL.sub("", decoded.text))
    text = text[max(text.find("<"), 0) :]
    reader = _Reader(document.shown)
    return Markup(
        _plain(text, _UNTIL, reader),
        lambda: _plain(text, _UNTIL_ITEM_ENDS, _Reader(document.shown)),
        reader.swallows,
        decoded.findings,
    )


def tree(text: str, base: str = "", *, recover: bool = False) -> etree._Element | None:
    """Parse guarded XML without entities, network or DTD, at most 256 elements deep.

    Gives None where it is not well-formed, or with `recover` where nothing can be made of it.
    """
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=base)
    except etree.XMLSyntaxError:
        return None


def local(element: etree._Element) -> str:
    """Give an element's name in lower case, without its namespace."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _plain(text: str, cdata: str, reader: "_Reader") -> str:
    token = re.compile(
        rf"<!--(?>.*?(?:-->|\Z))|<\?[^<>]{{0,2000}}\?>|<!\[CDATA\[(?P<cdata>{cdata})(?:\]\]>)?"
        rf"|(?P<doctype>{_DOCTYPE})|{_REFERENCE}",
        re.DOTALL | re.IGNORECASE,
    )
    plain = token.sub(reader, text).lstrip()
    if _LEFT.search(plain):
        raise _bomb("a DOCTYPE that can't be read", reader.shown)
    return _declared(plain, reader.shown)


class _Reader:
    """Reads one document's tokens in their order, and keeps the entities that its DOCTYPE declares."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.swallows = False
        self._entities: Mapping[str, str] = {}
        self._room = reading.MAX_BYTES

    def __call__(self, found: re.Match[str]) -> str:
        if (written := found["cdata"]) is not None:
            self.swallows |= "<![CDATA[" in written and bool(_ITEM.search(written))
            return _escaped(written)
        if (doctype := found["doctype"]) is not None:
            if not doctype.endswith(">"):
                raise _bomb("a DOCTYPE that can't be read", self.shown)
            self._entities = {**_entities(doctype, self.shown), **self._entities}
            return ""
        return self._reference(found) if found[0].startswith("&") else ""

    def _reference(self, found: re.Match[str]) -> str:
        if number := found["hex"] or found["decimal"]:
            code = int(number[1:], 16) if found["hex"] else int(number)
            return f"&#{code};" if _legal(code) else ""
        name = found["name"]
        if name is None:
            return "&amp;"
        if name in _OWN:
            return found[0]
        value = self._entities.get(name) or html5.get(f"{name};")
        if value is None:
            return f"&amp;{name};"
        self._room -= len(value)
        if self._room < 0:
            raise _bomb("its entities would make it larger than 5 MB", self.shown)
        return _escaped(value)


def _entities(doctype: str, shown: str) -> dict[str, str]:
    found = list(_ENTITY.finditer(doctype))
    if len(found) != doctype.count("<!ENTITY"):
        raise _bomb("an entity that can't be read", shown)
    kept: dict[str, str] = {}
    for entity in found:
        if entity["parameter"] and entity["place"] and _CHARACTER_SET.match(entity["place"]):
            continue
        if entity["parameter"] or entity["elsewhere"]:
            raise _bomb(f"the entity {entity['name']!r} is kept elsewhere", shown)
        kept.setdefault(entity["name"], _value(entity, shown))
    return kept


def _value(entity: re.Match[str], shown: str) -> str:
    written = entity["double"] if entity["double"] is not None else entity["single"]
    value = re.sub(r"&#(x[0-9a-fA-F]{1,6}|[0-9]{1,7});", _character, written)
    if any(name not in _OWN and f"{name};" not in html5 for name in re.findall(r"&(\w+);", value)):
        raise _bomb(f"the entity {entity['name']!r} is made of other entities", shown)
    if len(value) > _LONGEST:
        raise _bomb(f"the entity {entity['name']!r} stands for {len(value):,} characters", shown)
    return re.sub(r"&(\w+);", lambda one: html5.get(f"{one[1]};", "'"), value)


def _character(found: re.Match[str]) -> str:
    code = int(found[1][1:], 16) if found[1].startswith("x") else int(found[1])
    return chr(code) if _legal(code) else ""


def _legal(code: int) -> bool:
    """Say whether XML may hold a character (https://www.w3.org/TR/xml/#charsets)."""
    return code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _declared(text: str, shown: str) -> str:
    """Declare on the root the prefixes that a document uses without saying what they are."""
    declared = set(_PREFIX_DECLARED.findall(text))
    used = {first or second for first, second in _PREFIX_USED.findall(text)} - {"xml", "xmlns"}
    if len(used | declared) > _PREFIXES:
        raise SourceError(f"more than {_PREFIXES} namespaces", where=shown, remedy="give a feed of articles")
    said = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(used - declared)
    )
    return _ROOT.sub(lambda root: f"{root[0]}{said}", text, count=1)


def _bomb(message: str, shown: str) -> SourceError:
    remedy = "give a feed without a DOCTYPE; entities are neither fetched nor expanded"
    return SourceError(message, where=shown, remedy=remedy)
