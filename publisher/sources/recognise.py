"""Which kind of source a place is, by what is in it."""

import re
from collections.abc import Mapping

from publisher.errors import SourceError
from publisher.ports import Context
from publisher.sources import documents
from publisher.sources.documents import Document, Place

_REMEDY = "name it with kind, or --kind"
_LEADING = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\])?[^>]*>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?P<name>[a-z][\w:.-]*)", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_PAGES = frozenset({"html", "head", "body", "meta", "title", "article", "main"})


def recognise(place: Place, context: Context) -> str:
    """Give the kind of source that reads what is there.

    A folder, Markdown and a JSON Feed in a file are `folder`; other plain text in a file is `page_text`.
    Raises SourceError for what no kind reads, with `--kind` as the remedy, and for what can't be read.
    """
    if place.path and (context.root / place.path).is_dir():
        return "folder"
    document = documents.opened(place, context)
    text = document.text().text
    local = not document.base
    if local and (str(place.path).lower().endswith(".md") or text.lstrip().startswith("+++\n")):
        return "folder"
    return _by_json(text, document) or _by_markup(text, document) or _by_text(text, document)


def _by_json(text: str, document: Document) -> str | None:
    named = document.shown.lower().endswith(".json")
    if not named and not text.lstrip().startswith(("{", "[")):
        return None
    from publisher.sources.feeds import json_feed  # noqa: PLC0415  (loads slowly, and not for a page text)

    try:
        raw = json_feed.decode(text, document.shown)
    except SourceError as error:
        if named or "deep" in error.message:
            raise
        return None  # a page whose headline opens with a brace
    kind = _of_json(raw, local=not document.base, is_feed=json_feed.is_feed(raw))
    if kind is None:
        message = "JSON, but neither a JSON Feed nor an answer of WordPress or Ghost"
        raise SourceError(message, where=document.shown, remedy=_REMEDY)
    return kind


def _of_json(raw: object, *, local: bool, is_feed: bool) -> str | None:
    if is_feed:
        return "folder" if local else "json_feed"
    if (
        isinstance(raw, list)
        and raw
        and isinstance(raw[0], Mapping)
        and isinstance(raw[0].get("title"), Mapping)
    ):
        return "wordpress"
    return "ghost" if isinstance(raw, Mapping) and isinstance(raw.get("posts"), list) else None


def _by_markup(text: str, document: Document) -> str | None:
    start = _LEADING.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    declared = text.lstrip()[:9].lower().startswith(("<?xml", "<!doctype"))
    if root is None:
        return None
    name = root["name"].lower().rpartition(":")[2]
    if name in _FEEDS:
        return "feed"
    if name == "urlset":
        return "news_sitemap"
    if name in _PAGES:
        return "page"
    if not declared:
        return None
    message = f"XML of a kind that is no feed: its root is <{root['name']}>"
    raise SourceError(message, where=document.shown, remedy=_REMEDY)


def _by_text(text: str, document: Document) -> str:
    if _is_table(text):
        return "csv"
    if not document.base:
        return "page_text"
    raise SourceError("plain text, which no kind reads from the web", where=document.shown, remedy=_REMEDY)


def _is_table(text: str) -> bool:
    """Say whether a text is a table, and not a page whose first line has a comma."""
    header, _, rest = text.lstrip().partition("\n")
    second = rest.partition("\n")[0]
    if not any(mark in header and (mark in second or not rest.strip()) for mark in ",;\t"):
        return False
    from publisher.sources.sheets import sheet_rows  # noqa: PLC0415  (loads slowly, and not for a page text)

    return sheet_rows.is_table(text)
