"""What X answers, as far as we need it. Pure.

A text comes back with `& < >` as entities, each link as t.co with what it stands for in `entities.urls`, and
a picture as one more link (docs.x.com, Data dictionary, 2026-11).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from publisher.channels.posting import Answer, Unreached
from publisher.ports import Post
from publisher.text import urls

_PICTURE = re.compile(r"https?://(?:\w+\.)?(?:x|twitter)\.com/\w+/status/\d+/(?:photo|video)/\d+")
_SHORT = re.compile(r"https?://t\.co/\w")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class Page(Struct, frozen=True):
    """A piece of a wall, newest first; `more` is where the next one goes on, None where this is the last."""

    posts: tuple[Mapping[str, Any], ...]
    more: str | None


def page(answer: Answer) -> Page:
    """Read a piece of a wall. Raises Unreached for anything else, and where some is missing: no proof."""
    posts, more = answer.told("data") or [], answer.told("meta", "next_token")
    sound = isinstance(posts, list) and all(isinstance(one, dict) and one.get("id") for one in posts)
    if not sound or answer.told("errors") or answer.told("meta", "result_count") != len(posts):
        raise Unreached("the account's posts were answered with something else")
    return Page(tuple(posts), str(more) if more else None)


def is_same(status: Mapping[str, Any], post: Post) -> bool:
    """Say whether a post of the wall says what ours says: X lets no account say it twice."""
    return _compared(words(status)) == _compared(post.text)


def is_before(status: Mapping[str, Any], moment: datetime | None) -> bool:
    """Say whether a post was made before a moment, as far as is known."""
    try:
        made = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return False
    return moment is not None and made.tzinfo is not None and made < moment


def is_whole(status: Mapping[str, Any]) -> bool:
    """Say whether X told what each link of a post stands for."""
    return not _SHORT.search(words(status))


def leads_to(status: Mapping[str, Any], link: str | None) -> bool:
    """Say whether a post of the wall holds a link."""
    return bool(link) and _bare(link or "") in [_bare(long) for _, long in _links(status)]


def is_linked(status: Mapping[str, Any]) -> bool:
    """Say whether a post of the wall holds a link at all."""
    return any(not _PICTURE.fullmatch(long) for _, long in _links(status))


def words(status: Mapping[str, Any]) -> str:
    """Give the text as its author wrote it, its links in full and without its picture's."""
    text = unescape(str(status.get("text")))
    for short, long in _links(status):
        text = text.replace(short, "" if _PICTURE.fullmatch(long) else long)
    return text.strip()


def said(answer: Answer) -> str:
    """Give X's own words, which stand at the top or in the first of its errors."""
    paths = [("detail",), ("errors", 0, "detail"), ("errors", 0, "message"), ("title",)]
    told = next((word for path in paths if isinstance(word := answer.told(*path), str) and word), "")
    more = answer.told("errors", 0, "message") if told == answer.told("detail") else None
    detail = f" ({more})" if isinstance(more, str) and more and more != told else ""
    return f"{answer.status} {told[:300]}{detail[:300]}".strip()


def skew(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give by how many seconds our clock runs ahead of X's, None where X does not say."""
    try:
        return (now - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):  # no date, or one without a zone
        return None


def _links(status: Mapping[str, Any]) -> list[tuple[str, str]]:
    entities = status.get("entities")
    found = _items(entities.get("urls")) if isinstance(entities, dict) else []
    return [(str(link.get("url")), str(link.get("expanded_url"))) for link in found if link.get("url")]


def _items(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  (JSON)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _compared(text: str) -> str:
    """Write a text so that two are equal where X would call them so: folded space, bare links."""
    composed, at, parts = normalize("NFC", text), 0, []
    for span in urls.extract(composed):
        parts += [composed[at : span.start], _bare(span.url)]
        at = span.end
    return "".join("".join([*parts, composed[at:]]).split())


def _bare(url: str) -> str:
    return _SCHEME.sub("", normalize("NFC", url), count=1).rstrip("/").casefold()
