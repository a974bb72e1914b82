"""Posts of the fake Threads: what a container holds, what is refused, and what is shown. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from publisher.testing.networks.serving import Reply, Undocumented
from publisher.text import count, urls

ACCOUNT = {"id": "17841400000000007", "username": "de_kroniek"}
_FIELDS = frozenset({"media_type", "text", "image_url", "alt_text", "link_attachment", "reply_to_id"})
_SHOWN = frozenset({"id", "text", "permalink", "timestamp", "link_attachment_url", "alt_text", "media_type"})
MAX_LINKS, MAX_ALT = 5, 1_000
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]]")


class Container(Struct):
    """A post that is made and not yet published; `looks` are those that still find it in progress."""

    id: str
    told: Mapping[str, str]
    made: datetime
    looks: int = 0
    status: str = "FINISHED"
    error: str | None = None


class Standing(Struct, frozen=True):
    """A post on the wall, with the fields that its container was made of."""

    id: str
    told: Mapping[str, str]
    at: datetime

    @property
    def text(self) -> str:
        """Give its text."""
        return self.told.get("text", "")

    @property
    def permalink(self) -> str:
        """Give its address."""
        return f"https://www.threads.com/@{ACCOUNT['username']}/post/{self.id}"


def known(told: Mapping[str, str], names: set[str]) -> None:
    """Raise Undocumented for a parameter that is not one of these names."""
    if not told.keys() <= names:
        raise Undocumented(f"unknown: {sorted(told.keys() - names)}")


def check(told: Mapping[str, str]) -> None:
    """Check a container's fields against each other (posts; accessibility)."""
    known(told, set(_FIELDS))
    if told.get("media_type") not in {"TEXT", "IMAGE"}:
        raise Undocumented(f"media_type: {told.get('media_type')}")
    is_image = told["media_type"] == "IMAGE"
    if is_image != ("image_url" in told) or (is_image and "link_attachment" in told):
        raise Undocumented("image_url is an IMAGE's, link_attachment is for text-only posts")
    if "alt_text" in told and not is_image:
        raise Undocumented("alt_text is not for text-only posts")
    if told["text"] != told["text"].strip():
        raise Undocumented("text: what becomes of space at its ends is written nowhere")


def unfit(told: Mapping[str, str]) -> Reply | None:
    """Refuse what is over a limit (posts; create-posts/text-attachments on links)."""
    text, attached = told["text"], told.get("link_attachment")
    linked = {*_LINK.findall(text), *(span.url for span in urls.extract(text)), *filter(None, [attached])}
    if count(text, "threads").used > 500 or (not text and told["media_type"] == "TEXT"):
        return refusal(400, 100, "Param text must be at most 500 characters long")
    if len(linked) > MAX_LINKS:
        return refusal(400, 100, "THREADS_API__LINK_LIMIT_EXCEEDED")
    if len(told.get("alt_text", "")) > MAX_ALT:
        return refusal(400, 100, "Param alt_text must be at most 1000 characters long")
    if any(not url.startswith(("http://", "https://")) for url in (attached, told.get("image_url")) if url):
        return refusal(400, 100, "Param must be a valid URI")
    return None


def shown(standing: Standing, fields: set[str]) -> dict[str, str]:
    """Give a post as the API shows it."""
    if not fields <= _SHOWN:
        raise Undocumented(f"a post has no {fields - _SHOWN}")
    told = standing.told
    known = {
        "id": standing.id,
        "text": standing.text,
        "permalink": standing.permalink,
        "timestamp": standing.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "media_type": "IMAGE" if "image_url" in told else "TEXT_POST",
        "link_attachment_url": told.get("link_attachment", ""),
        "alt_text": told.get("alt_text", ""),
    }
    return {name: known[name] for name in {"id", *fields} if known[name]}


def missing(name: str) -> Reply:
    """Say that there is no such post."""
    message = f"Object with ID '{name}' does not exist, cannot be loaded due to missing permissions"
    return refusal(400, 100, f"Unsupported request. {message}", 33)


def lost_sight_of(name: str) -> Reply:
    """Say that there is no such container, which is also said of one that is too fresh."""
    return refusal(400, 24, f"The requested resource does not exist ({name})", 4_279_009)


def refusal(status: int, code: int, message: str, subcode: int | None = None) -> Reply:
    """Refuse something (graph-api/guides/error-handling)."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    return Reply(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})
