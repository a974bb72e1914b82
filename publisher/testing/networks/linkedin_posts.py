r"""Posts of the fake LinkedIn: "little text" as it is read, and what a post may hold. Pure.

The grammar is that of learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format,
the fields those of posts-api and post-api-schema (read 2026-11).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from publisher.testing.networks.serving import Reply, Undocumented

RESERVED = frozenset("\\|{}@[]()<>#*_~")
_HASHTAG = re.compile(r"\{hashtag\|\\?([#＃])\|((?:\\.|[^\\|{}@\[\]()<>#*_~])+)\}|#(\w+)")
_KEYS = {
    "author",
    "commentary",
    "visibility",
    "distribution",
    "content",
    "lifecycleState",
    "isReshareDisabledByAuthor",
}
_CONTENT = {"article": {"source", "title", "description", "thumbnail"}, "media": {"id", "altText", "title"}}
MAX_COMMENTARY, MAX_ALT = 3_000, 4_086


class Standing(Struct):
    """A post of the author's: the JSON it was made of, when it was made and last changed."""

    urn: str
    told: dict[str, Any]
    created: datetime
    modified: datetime

    @property
    def text(self) -> str:
        """Give its text as a reader sees it."""
        return shown(self.told["commentary"])[0]

    @property
    def tags(self) -> list[str]:
        """Give the hashtags that can be tapped."""
        return shown(self.told["commentary"])[1]

    @property
    def json(self) -> dict[str, Any]:
        """Give it as the API does."""
        created, modified = (int(at.timestamp() * 1_000) for at in (self.created, self.modified))
        times = {"createdAt": created, "publishedAt": created, "lastModifiedAt": modified}
        return {**self.told, "id": self.urn, **times}


def shown(commentary: str) -> tuple[str, list[str]]:
    """Give a text as a reader sees it, and its hashtags.

    Raises Undocumented for a reserved character that stands bare: LinkedIn cuts the post there, silently.
    """
    at, text, tags = 0, "", []
    while at < len(commentary):
        char, found = commentary[at], _HASHTAG.match(commentary, at)
        if found:
            tags.append(shown(found[2])[0] if found[2] else found[3])
            text, at = f"{text}{found[1] or '#'}{tags[-1]}", found.end()
        elif char == "\\" and commentary[at + 1 : at + 2] in RESERVED:
            text, at = text + commentary[at + 1 : at + 2], at + 2
        elif char in RESERVED:
            raise Undocumented(f"commentary: {char!r} stands bare, and the post is cut there")
        else:
            text, at = text + char, at + 1
    return text, tags


def check(told: Any) -> None:  # noqa: ANN401  (JSON)
    """Raise Undocumented for a post that is not as posts-api describes one."""
    if not isinstance(told, dict) or not set(told) <= _KEYS or told.get("visibility") != "PUBLIC":
        raise Undocumented(f"a post: {told!r:.300}")
    if set(told["distribution"]) != {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"}:
        raise Undocumented(f"distribution: {told['distribution']}")
    if told["distribution"]["feedDistribution"] != "MAIN_FEED" or told["lifecycleState"] != "PUBLISHED":
        raise Undocumented("an organic post is PUBLISHED, in the MAIN_FEED")
    for kind, content in told.get("content", {}).items():
        if len(told["content"]) > 1 or not set(content) <= _CONTENT.get(kind, set()):
            raise Undocumented(f"content: {told['content']}")
    shown(told["commentary"])


def unfit(told: Mapping[str, Any]) -> Reply | None:
    """Refuse what is over a limit, or lacks something."""
    content = told.get("content", {})
    if not told["commentary"].strip():
        return refusal(422, "ERROR :: /commentary :: field is required but not found")
    if len(told["commentary"]) > MAX_COMMENTARY:
        return refusal(422, f"ERROR :: /commentary :: length is greater than maximum {MAX_COMMENTARY}")
    if len(content.get("media", {}).get("altText", "")) > MAX_ALT:
        return refusal(422, "ERROR :: /content/media/altText :: too long")
    article = content.get("article")
    if article is not None and not article.get("source", "").startswith(("http://", "https://")):
        return refusal(422, "ERROR :: /content/article/source :: is not a valid URL")
    return None


def refusal(status: int, message: str, **more: Any) -> Reply:  # noqa: ANN401  (JSON)
    """Refuse something (shared/api-guide/concepts/error-handling)."""
    return Reply(status, {"message": message, "status": status, **more})
