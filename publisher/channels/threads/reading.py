"""What Threads answers, as far as we need it (developers.facebook.com/docs/threads, 2026-11). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from publisher.channels.posting import Answer, Unreached, tokens
from publisher.ports import Post


class Page(Struct, frozen=True):
    """A piece of a wall, newest first; `more` is where the next one goes on, None where this is the last."""

    posts: tuple[Mapping[str, Any], ...]
    more: str | None


def page(answer: Answer) -> Page:
    """Read a piece of a wall. Raises Unreached for anything else: it proves nothing."""
    posts = answer.told("data")
    if not isinstance(posts, list) or not all(isinstance(one, dict) and one.get("id") for one in posts):
        raise Unreached("the account's posts were answered with something else")
    more = answer.told("paging", "cursors", "after") if posts else None
    return Page(tuple(posts), more if isinstance(more, str) else None)


def is_same(standing: Mapping[str, Any], post: Post) -> bool:
    """Say whether a post of the wall says what ours says."""
    return _compared(str(standing.get("text"))) == _compared(post.text)


def is_before(standing: Mapping[str, Any], moment: datetime | None) -> bool:
    """Say whether a post was made before a moment, as far as is known."""
    try:
        made = datetime.fromisoformat(str(standing.get("timestamp")))
    except ValueError:
        return False
    return moment is not None and made.tzinfo is not None and made < moment


def leads_to(standing: Mapping[str, Any], link: str | None) -> bool:
    """Say whether a post of the wall holds a link."""
    return bool(link) and (
        link == standing.get("link_attachment_url") or str(link) in str(standing.get("text"))
    )


def token(answer: Answer) -> tokens.Token:
    """Read what GET /debug_token says."""
    scopes = answer.told("data", "scopes")
    return tokens.Token(
        answer.told("data", "is_valid") is True,
        tokens.moment(answer.told("data", "issued_at")),
        tokens.moment(answer.told("data", "expires_at")),
        frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset(),
    )


def quota(answer: Answer) -> tuple[int, int] | None:
    """Give how many posts of 24 hours are used, of how many (GET /me/threads_publishing_limit)."""
    used = answer.told("data", 0, "quota_usage")
    total = answer.told("data", 0, "config", "quota_total")
    return (used, total) if isinstance(used, int) and isinstance(total, int) else None


def _compared(text: str) -> str:
    return "".join(normalize("NFC", text).split())
