"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with an article's further fields as extensions.

Kind `json_feed` reads other people's feeds, item by item; kind `folder` reads files of our own, strictly.
An `_publisher` object holds fields of the model by name and is checked strictly. A flat `_FIELD` key counts
when the model has that field; other extensions are somebody else's. Flat keys win over the object, and the
object over the standard keys.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from publisher import languages
from publisher.errors import SourceError
from publisher.model import Article, Block, Finding, Loaded, SourceRef
from publisher.ports import Context
from publisher.sources import addresses, blocks, entries, from_html, identity
from publisher.sources.apis import answers
from publisher.sources.documents import Document, Place, opened
from publisher.sources.feeds import json_items
from publisher.sources.files import fields

Settings = Place
_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.1)?")
_ANY_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/.*", re.IGNORECASE)
# A pair of surrogates, half of one, any other escape.
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_BYTE = re.compile(r"\(byte (\d+)\)")
_NAMES = {
    "url": "url",
    "title": "headline",
    "summary": "description",
    "tags": "tags",
    "language": "language",
    "date_published": "date_published",
    "date_modified": "date_modified",
}


class Person(msgspec.Struct, frozen=True):
    """An author; one without a name is no byline."""

    name: str = ""
    url: str | None = None


class Item(msgspec.Struct, frozen=True):
    """The standard keys that we read. An id that is a number counts as its digits."""

    id: str | int | float = ""
    url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: Person | None = None
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """The feed; its authors and language hold for every item that names none."""

    version: str
    items: tuple[Item, ...]
    author: Person | None = None
    authors: tuple[Person, ...] = ()
    language: str | None = None


class JsonFeed:
    """Reads one JSON Feed, from a file or the web. Pictures and links are those of the web."""

    def __init__(self, settings: Place, context: Context) -> None:
        self._place = settings
        self._context = context

    def articles(self, since: datetime | None = None) -> Loaded:  # noqa: ARG002  (a feed is short, and comes whole)
        """Read the feed afresh; an item that can't be used is left out with a finding.

        Raises SourceError for what is no JSON Feed, and where none of its items can be used.
        """
        document = opened(self._place, self._context)
        raw, findings = data(document)
        items = _items(raw, document.shown)
        base = document.base or _base(raw)
        found: list[entries.Entry] = []
        left_out: list[Finding] = []
        for at, item in enumerate(items):
            try:
                entry = json_items.entry(item, raw, f"{document.shown} items[{at}]", self._context)
                found.append(msgspec.structs.replace(entry, base=base))
            except SourceError as error:
                left_out.append(_left_out(error))
        if items and not found:
            message = f"none of its {len(items):,} items can be used: {left_out[0].message}"
            raise SourceError(message, where=left_out[0].where, remedy=left_out[0].remedy)
        noticed = (*findings, *_said(raw, document.shown), *left_out)
        return entries.loaded(found, document.reference("json_feed"), self._context, noticed)


def is_feed(raw: object) -> bool:
    """Say whether decoded JSON declares itself a JSON Feed."""
    return isinstance(raw, Mapping) and bool(_VERSION.fullmatch(str(raw.get("version"))))


def decode(text: str, shown: str) -> Any:  # noqa: ANN401  (JSON has no narrower type)
    """Decode JSON. Raises SourceError with the line for what is no JSON, and for JSON nested too deep."""
    data = text.encode("utf-8", "replace")
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        found = _BYTE.search(str(error))
        line = data.count(b"\n", 0, int(found[1]) if found else len(data)) + 1
        raise SourceError(str(error), where=f"{shown}:{line}", remedy="write valid JSON") from error
    except RecursionError:
        raise SourceError("JSON nested too deep", where=shown, remedy="give a JSON Feed") from None


def data(document: Document) -> tuple[Any, tuple[Finding, ...]]:
    """Decode a document that another system wrote, and say what was noticed.

    Half a character, left where an escaped text was cut, becomes a mark. Raises SourceError as `decode` does,
    and for a web page.
    """
    said = document.text()
    if said.text.lstrip().startswith("<"):
        remedy = "check the address, and that it opens without signing in"
        raise SourceError("a web page or XML instead of JSON", where=document.shown, remedy=remedy)
    try:
        return decode(said.text, document.shown), said.findings
    except SourceError:
        mended = _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], said.text)
        if mended == said.text:
            raise
        message = "halves of characters, cut off where they stood, are marked"
        finding = Finding("encoding", "warning", message, document.shown, "cut texts between characters")
        return decode(mended, document.shown), (*said.findings, finding)


def articles(text: str, shown: str, context: Context) -> list[Article]:
    """Read a feed's items in its order. Raises SourceError that names the file and the line or the key."""
    raw = decode(text, shown)
    if not is_feed(raw):
        remedy = 'its "version" is "https://jsonfeed.org/version/1.1"'
        raise SourceError("not a JSON Feed", where=shown, remedy=remedy)
    raw = fields.cleaned(raw, f"{shown}: ")
    try:
        feed = msgspec.convert(raw, Feed)
    except msgspec.ValidationError as error:
        raise fields.problem(error, f"{shown}: ") from error
    given = [
        _given(feed, at, raw["items"][at], f"{shown}: items[{at}]", context) for at in range(len(feed.items))
    ]
    ids = Counter(item.get("id") for item, _ in given)
    source = SourceRef("folder", shown)
    return [
        fields.article({**item, "id": item.get("id", "") if ids[item.get("id")] == 1 else ""}, body, source)
        for item, body in given
    ]


def _items(raw: Any, shown: str) -> list[Any]:  # noqa: ANN401
    """Give the items of another system's feed; its version may be one that we do not know."""
    if not isinstance(raw, Mapping) or not _ANY_VERSION.fullmatch(str(raw.get("version")).strip()):
        remedy = 'its "version" is "https://jsonfeed.org/version/1.1"'
        raise SourceError("not a JSON Feed", where=shown, remedy=remedy)
    items = raw.get("items")
    if not isinstance(items, list):
        raise SourceError("no list of items", where=f"{shown} items", remedy="a feed's items are a list")
    return items


def _base(feed: Mapping[str, Any]) -> str:
    """Say what the addresses in a saved feed start from."""
    named = (addresses.resolved(answers.words(feed.get(key)), "") for key in ("feed_url", "home_page_url"))
    return next(filter(None, named), "")


def _said(feed: Mapping[str, Any], shown: str) -> list[Finding]:
    found = []
    if not is_feed(feed):
        message = f"of a version that we do not know ({str(feed.get('version'))[:80]}): read as 1.1"
        found.append(Finding("json_feed", "warning", message, shown, "look whether its articles are whole"))
    if feed.get("expired") is True:
        message = "the feed says that it has ended: nothing new will come"
        found.append(Finding("json_feed", "warning", message, shown, "look for the feed that replaced it"))
    return found


def _left_out(error: SourceError) -> Finding:
    return Finding("entry", "warning", f"left out: {error.message}", error.where, error.remedy)


def _given(
    feed: Feed, at: int, raw: Mapping[str, Any], where: str, context: Context
) -> tuple[dict[str, Any], list[Block]]:
    """Give one item's fields under the model's names, checked, and its body."""
    own = json_items.extension(raw, where)
    given = fields.checked({**_standard(feed, feed.items[at]), **own}, f"{where}.", context)
    body = _body(feed.items[at], where)
    if not given.get("headline"):
        said = given.get("description") or next((block.text for block in body if block.text), "")
        given["headline"] = identity.first_sentence(said, languages.nearest(given.get("language")))
    if not given["headline"]:
        raise SourceError("no title and no text", where=f"{where}.title", remedy="give the item a title")
    return given, body


def _standard(feed: Feed, item: Item) -> dict[str, Any]:
    """Put the standard keys under the model's names."""
    given = {ours: value for name, ours in _NAMES.items() if (value := getattr(item, name))}
    people = item.authors or (item.author,) if item.authors or item.author else feed.authors or (feed.author,)
    authors = [{"name": who.name, "url": who.url} for who in people if who is not None and who.name]
    picture = item.image or item.banner_image
    return {
        **({"language": feed.language} if feed.language else {}),
        **({"id": str(item.id)} if item.id != "" else {}),
        **({"authors": authors} if authors else {}),
        **({"image": {"url": picture}} if picture else {}),
        **given,
    }


def _body(item: Item, where: str) -> list[Block]:
    if item.content_html is not None:
        return from_html.read(item.content_html, f"{where}.content_html")
    return blocks.from_text(item.content_text or "")
