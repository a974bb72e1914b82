"""What LinkedIn answers, as far as we need it (learn.microsoft.com/linkedin, 2026-11). Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from publisher.channels.linkedin import little
from publisher.channels.posting import Answer, Unreached, tokens
from publisher.ports import Post

# "Content is a duplicate of urn:li:share:7141138937766391808" (seen 2023-12 and 2026-02).
_DUPLICATE = re.compile(r"duplicate of (urn:li:(?:share|ugcPost):\d+)")
_LATEST = 10_000_000_000_000  # milliseconds


def duplicate(answer: Answer) -> str | None:
    """Name the post that LinkedIn takes a refused one for, None where it was refused for another reason."""
    if answer.status != 422:
        return None
    found = _DUPLICATE.search(str(answer.told("message")))
    return found[1] if found else None


def posts(answer: Answer) -> Sequence[Mapping[str, Any]]:
    """Read a page of the author's posts. Raises Unreached for anything else: it proves nothing."""
    found = answer.told("elements")
    if not isinstance(found, list) or not all(isinstance(one, dict) and one.get("id") for one in found):
        raise Unreached("the author's posts were answered with something else")
    return found


def is_same(standing: Any, post: Post) -> bool:  # noqa: ANN401  (JSON)
    """Say whether a post says what ours says."""
    commentary = standing.get("commentary") if isinstance(standing, dict) else None
    return isinstance(commentary, str) and _compared(little.plain(commentary)) == _compared(post.text)


def is_before(standing: Mapping[str, Any], key: str, moment: datetime | None) -> bool:
    """Say whether `createdAt` or `lastModifiedAt` lies before a moment, as far as is known."""
    made = standing.get(key)
    if moment is None or not isinstance(made, int) or not 0 < made < _LATEST:
        return False
    return datetime.fromtimestamp(made / 1_000, UTC) < moment


def leads_to(standing: Mapping[str, Any], link: str | None) -> bool:
    """Say whether a post's card leads to a link."""
    content = standing.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    return bool(link) and isinstance(article, dict) and article.get("source") == link


def token(answer: Answer) -> tokens.Token:
    """Read what POST /oauth/v2/introspectToken says (shared/authentication/token-introspection)."""
    return tokens.Token(
        answer.told("active") is True,
        tokens.moment(answer.told("created_at")),
        tokens.moment(answer.told("expires_at")),
        frozenset(re.split(r"[,\s]+", str(answer.told("scope") or ""))),
    )


def months_old(version: str, now: datetime) -> int:
    """Give how many months ago a version of the API came out."""
    return 12 * (now.year - int(version[:4])) + now.month - int(version[4:])


def _compared(text: str) -> str:
    return "".join(normalize("NFC", text).split())
