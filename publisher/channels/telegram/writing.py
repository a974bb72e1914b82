"""A post as the Bot API takes it (core.telegram.org/bots/api, 2026-11). Pure.

No parse mode is used: every character comes out as it was typed, and what is marked is marked by entities,
whose offsets count UTF-16 units.
"""

from typing import Any

from publisher.channels.telegram import LIMITS
from publisher.ports import Mail, Post
from publisher.text import count, links

MAX_CAPTION = 1_024  # UTF-16 units (sendPhoto, caption)
MAX_PHOTO = 10_000_000  # bytes (sendPhoto, photo: "at most 10 MB")
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})


def shows_photo(post: Post) -> bool:
    """Say whether a post leaves as a photo with its text below; a link's card stands in its place."""
    return post.media is not None and post.card is None


def unfit(post: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(post, Post)  # noqa: S101  (prepare makes nothing else)
    limit = MAX_CAPTION if shows_photo(post) else LIMITS.limit
    used = _units(post.text.strip())
    if not used:
        return "there is no text"
    if used > limit:
        return f"too long: {used:,} of {limit:,} UTF-16 units"
    if post.card and not links.is_web(post.card.url):
        return f"the link is no web address: {links.shown(post.card.url)}"  # Telegram would leave it out
    if post.reply_to and message_of(post.reply_to) is None:
        return f"there is no message to answer: {post.reply_to}"
    return _unfit_photo(post)


def message(post: Post) -> dict[str, Any]:
    """Write the text of sendMessage and editMessageText; the headline, its first line, is the link."""
    text = post.text.strip()  # Telegram does as much, and offsets would be wrong
    if post.card is None:
        return {"text": text, "link_preview_options": {"is_disabled": True}}  # "ga.Nu" must draw no card
    headline = text.splitlines()[0].rstrip()
    entity = {"type": "text_link", "offset": 0, "length": _units(headline), "url": post.card.url}
    return {"text": text, "entities": [entity], "link_preview_options": {"url": post.card.url}}


def reply(post: Post) -> dict[str, Any]:
    """Name the message that a part of a thread answers, or nothing."""
    answered = message_of(post.reply_to or "")
    if answered is None:
        return {}
    return {"reply_parameters": {"message_id": answered[1], "chat_id": answered[0]}}


def message_of(remote_id: str) -> tuple[int, int] | None:
    """Take a remote id, CHAT/MESSAGE, apart."""
    chat, _, number = remote_id.partition("/")
    if not (_is_number(chat.removeprefix("-")) and _is_number(number)):
        return None
    return int(chat), int(number)


def _unfit_photo(post: Post) -> str:
    if not shows_photo(post) or post.media is None:
        return ""
    if post.media.type not in _PHOTOS:
        return f"the picture is {post.media.type}, and a photo is JPEG, PNG or WebP"
    size = len(post.media.bytes)
    return f"the picture is too large: {size:,} of {MAX_PHOTO:,} bytes" if size > MAX_PHOTO else ""


def _units(text: str) -> int:
    return count(text, LIMITS.rule).used


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
