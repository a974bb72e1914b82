"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with an article's further fields as extensions.

An `_publisher` object holds fields of the model by name and is checked strictly. A flat `_FIELD` key counts
when the model has that field; other extensions are somebody else's. Flat keys win over the object, and the
object over the standard keys.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from publisher import languages
from publisher.errors import SourceError
from publisher.model import Article, Block, SourceRef
from publisher.ports import Context
from publisher.sources import blocks, fields, from_html, identity

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.1)?")
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


def _given(
    feed: Feed, at: int, raw: Mapping[str, Any], where: str, context: Context
) -> tuple[dict[str, Any], list[Block]]:
    """Give one item's fields under the model's names, checked, and its body."""
    extension = raw.get("_publisher", {})
    if not isinstance(extension, Mapping):
        remedy = "an object of an article's fields"
        raise SourceError("expected an object", where=f"{where}._publisher", remedy=remedy)
    flat = {name: raw[key] for name in fields.NAMES if (key := f"_{name}") in raw and key != "_publisher"}
    given = fields.checked({**_standard(feed, feed.items[at]), **extension, **flat}, f"{where}.", context)
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
