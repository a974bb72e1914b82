"""What an instance answers, as far as we need it. Pure."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from unicodedata import normalize

from publisher.channels.posting import Answer, Unreached
from publisher.ports import Post

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_MENTION = re.compile(r"(?<![\w/])(@\w+)@[\w.-]*\w")  # an instance shows @user@domain as @user


def words(content: str) -> str:
    """Give the text of a status as its author wrote it, on one line.

    A link's parts that are hidden from the eye stand in the HTML, so it comes out whole.
    """
    return on_one_line(unescape(_TAG.sub("", _BREAK.sub("\n", content))))


def on_one_line(text: str) -> str:
    """Fold white space, which instances write anew."""
    return " ".join(text.split())


def is_same(status: Any, post: Post) -> bool:  # noqa: ANN401  (JSON)
    """Say whether a status says what a post says."""
    return _compared(words(str(status.get("content")))) == _compared(post.text)


def leads_to(status: Any, link: str | None) -> bool:  # noqa: ANN401  (JSON)
    """Say whether a status holds a link."""
    return bool(link) and str(link) in unescape(str(status.get("content")))


def _compared(text: str) -> str:
    return "".join(normalize("NFC", _MENTION.sub(r"\1", text)).split())


def statuses(answer: Answer) -> list[Any]:
    """Give the statuses of an answer, newest first. Raises Unreached for anything else: it proves nothing."""
    found = answer.body if isinstance(answer.body, list) else [None]
    if not all(isinstance(item, dict) and item.get("id") for item in found):
        raise Unreached("the account's posts were answered with something else")
    return found


def is_before(status: Any, moment: datetime | None) -> bool:  # noqa: ANN401  (JSON)
    """Say whether a status was made before a moment, as far as is known."""
    try:
        made = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return False
    zoned = made if made.tzinfo else made.replace(tzinfo=UTC)
    return moment is not None and zoned < moment


def most_characters(answer: Answer) -> int | None:
    """Give an instance's limit (api/v2/instance, and v1 before Mastodon 4)."""
    found = answer.told("configuration", "statuses", "max_characters")
    return found if isinstance(found, int) else None
