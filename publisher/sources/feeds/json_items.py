"""Items of a JSON Feed as other people's systems write them.

A standard key that holds the wrong kind of value counts as absent. Our own extensions are strict, as in a
file of our own: a wrong one costs its item.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from publisher.errors import SourceError
from publisher.ports import Context
from publisher.sources import blocks
from publisher.sources.apis import answers
from publisher.sources.entries import Entry
from publisher.sources.files import fields


def entry(raw: object, feed: Mapping[str, Any], where: str, context: Context) -> Entry:
    """Read one item. Raises SourceError with its place for what is no object, and for a wrong extension."""
    if not isinstance(raw, Mapping):
        raise SourceError("not an object", where=where, remedy="an item is an object with an id")
    item = fields.cleaned(raw, where)
    given = {**_standard(item), **_own(item, where, context)}
    language = given.get("language") or answers.words(feed.get("language"))
    authors = given.get("authors") or _authors(feed)
    return msgspec.convert({**given, "language": language, "authors": authors, "where": where}, Entry)


def extension(item: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Give the fields of `_publisher` and of flat `_FIELD` keys. Raises SourceError for no object."""
    whole = item.get("_publisher", {})
    if not isinstance(whole, Mapping):
        remedy = "an object of an article's fields"
        raise SourceError("expected an object", where=f"{where}._publisher", remedy=remedy)
    flat = {name: item[key] for name in fields.NAMES if (key := f"_{name}") in item and key != "_publisher"}
    return {**whole, **flat}


def _own(item: Mapping[str, Any], where: str, context: Context) -> dict[str, Any]:
    checked = fields.checked(extension(item, where), f"{where}.", context)
    return {"guid" if name == "id" else name: value for name, value in checked.items()}


def _standard(item: Mapping[str, Any]) -> dict[str, Any]:
    """Put what the standard keys hold under an entry's names."""
    return {
        "guid": answers.name(item.get("id")),
        "url": answers.words(item.get("url")) or answers.words(item.get("external_url")),
        "headline": answers.words(item.get("title")) or "",
        "description": answers.words(item.get("summary")),
        **_body(item),
        "image": next(_pictures(item), None),
        "authors": _authors(item),
        "date_published": item.get("date_published"),
        "date_modified": item.get("date_modified"),
        "tags": answers.strings(item.get("tags")),
        "language": answers.words(item.get("language")),
    }


def _body(item: Mapping[str, Any]) -> dict[str, Any]:
    if html := answers.words(item.get("content_html")):
        return {"html": html}
    return {"body": blocks.from_text(answers.words(item.get("content_text")) or "")}


def _pictures(item: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    attached = answers.rows(item.get("attachments"))
    pictures = [row.get("url") for row in attached if str(row.get("mime_type")).startswith("image/")]
    for url in (item.get("image"), item.get("banner_image"), *pictures):
        if address := answers.words(url):
            yield {"url": address}


def _authors(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Name the authors as version 1.1 does, else the one of version 1.0; one without a name is no byline."""
    people = answers.rows(table.get("authors")) or answers.rows([table.get("author")])
    named = [(answers.words(who.get("name")), answers.words(who.get("url"))) for who in people]
    return [{"name": name, "url": url} for name, url in named if name]
