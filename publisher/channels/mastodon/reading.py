"""What an instance answers, as far as we need it. Pure."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from publisher.channels.posting import Answer

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def words(content: str) -> str:
    """Give the text of a status as its author wrote it, on one line.

    A link's parts that are hidden from the eye stand in the HTML, so it comes out whole.
    """
    return on_one_line(unescape(_TAG.sub("", _BREAK.sub("\n", content))))


def on_one_line(text: str) -> str:
    """Fold white space, which instances write anew."""
    return " ".join(text.split())


def statuses(answer: Answer) -> list[Any]:
    """Give the statuses of an answer, newest first; empty for anything else."""
    return [item for item in answer.body if isinstance(item, dict)] if isinstance(answer.body, list) else []


def is_before(status: Any, day: date) -> bool:  # noqa: ANN401  (JSON)
    """Say whether a status was made before a day began."""
    try:
        made = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return False
    return made.astimezone(UTC).date() < day


def most_characters(answer: Answer) -> int | None:
    """Give an instance's limit (api/v2/instance, and v1 before Mastodon 4)."""
    found = answer.told("configuration", "statuses", "max_characters")
    return found if isinstance(found, int) else None
