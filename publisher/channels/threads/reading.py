"""What Threads answers, as far as we need it (developers.facebook.com/docs/threads, 2026-11). Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from publisher.channels.posting import Answer, Unreached
from publisher.ports import Post

_SOON = timedelta(days=14)
_DAY = timedelta(days=1)


class Page(Struct, frozen=True):
    """A piece of a wall, newest first; `more` is where the next one goes on, None where this is the last."""

    posts: tuple[Mapping[str, Any], ...]
    more: str | None


class Token(Struct, frozen=True):
    """What is known of a token: whether it holds, from when to when, and what it may."""

    is_valid: bool
    made: datetime | None
    ends: datetime | None
    scopes: frozenset[str]

    def is_ending(self, now: datetime) -> bool:
        """Say whether it has to be renewed within two weeks."""
        return self.ends is not None and self.ends - now < _SOON

    def told(self, now: datetime) -> str:
        """Say how old it is and when it ends."""
        if self.ends is None:
            return "the token's end isn't known"
        old = f"is {_days(now - self.made)} old and " if self.made else ""
        left, day = self.ends - now, self.ends.date().isoformat()
        return f"the token {old}" + (f"ends in {_days(left)}, on {day}" if left > timedelta(0) else "is over")


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


def token(answer: Answer) -> Token:
    """Read what GET /debug_token says."""
    scopes = answer.told("data", "scopes")
    return Token(
        answer.told("data", "is_valid") is True,
        _moment(answer.told("data", "issued_at")),
        _moment(answer.told("data", "expires_at")),
        frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset(),
    )


def quota(answer: Answer) -> tuple[int, int] | None:
    """Give how many posts of 24 hours are used, of how many (GET /me/threads_publishing_limit)."""
    used = answer.told("data", 0, "quota_usage")
    total = answer.told("data", 0, "config", "quota_total")
    return (used, total) if isinstance(used, int) and isinstance(total, int) else None


def _moment(seconds: object) -> datetime | None:
    sound = isinstance(seconds, int) and 0 < seconds < 10_000_000_000
    return datetime.fromtimestamp(seconds, UTC) if sound else None  # type: ignore[arg-type]


def _days(span: timedelta) -> str:
    days = span // _DAY
    return "1 day" if days == 1 else f"{days} days"


def _compared(text: str) -> str:
    return "".join(normalize("NFC", text).split())
