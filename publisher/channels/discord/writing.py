r"""A post as a webhook takes it (discord.com/developers/docs/resources/webhook and /message, 2026-11). Pure.

Discord reads Markdown everywhere, so a backslash stands before each character that would mark something; web
addresses are left as they are, as one with a backslash leads nowhere. What counts is the escaped text.
"""

from typing import Any

import regex

from publisher import languages
from publisher.channels.discord import LIMITS
from publisher.model import Media
from publisher.ports import Mail, Post
from publisher.text import cut, links

MAX_TITLE, MAX_DESCRIPTION = 256, 4_096  # characters of an embed
MAX_ALT = 1_024
MAX_FILE = 10 * 1_024 * 1_024  # bytes, without boosts (reference, Uploading Files)
_PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
# What marks anywhere; then what marks at the start of a line: quotes, headings, subtext, lists.
_MARK = regex.compile(r"https?://[^\s<]+|[\\*_~`|\[\]<]|(?m:^[^\S\n]*+)(?:[>#+-]|\d++\.)")


def escaped(text: str) -> str:
    """Write a text so that Discord shows it as it was typed."""
    return _MARK.sub(lambda found: _kept(found[0]), text)


def unfit(post: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(post, Post)  # noqa: S101  (prepare makes nothing else)
    used = len(escaped(post.text.strip()))
    if not used:
        return "there is no text"
    if used > LIMITS.limit:
        return f"too long: {used:,} of {LIMITS.limit:,} characters, with a backslash before each mark"
    if post.card and not links.is_web(post.card.url):
        return f"the link is no web address: {links.shown(post.card.url)}"
    return "" if post.card else unfit_picture(post.media)


def unfit_picture(media: Media | None) -> str:
    """Say why a picture would not be taken or shown, or give the empty string."""
    if media is None:
        return ""
    if media.type not in _PICTURES:
        return f"the picture is {media.type}, and Discord shows JPEG, PNG, WebP and GIF"
    size = len(media.bytes)
    return f"the picture is too large: {size:,} of {MAX_FILE:,} bytes" if size > MAX_FILE else ""


def message(post: Post) -> tuple[dict[str, Any], tuple[str, bytes, str] | None]:
    """Write a post as the body that says it, and the file that goes along.

    Sent as an edit it replaces all that stood there: the lists hold everything that is to remain.
    """
    file = _file(post.media) if post.media and not unfit_picture(post.media) else None
    body: dict[str, Any] = {
        "content": escaped(post.text.strip()),
        "allowed_mentions": {"parse": []},  # "@everyone" in a headline wakes nobody
        "embeds": [_embed(post, file[0] if file else None)] if post.card else [],
        "attachments": [],
    }
    if file and post.media:
        alt = _short(post.media.alt, MAX_ALT, post, plain=True)
        described = {"description": alt} if alt else {}
        body["attachments"] = [{"id": 0, "filename": file[0], **described}]
    return body, file


def _embed(post: Post, picture: str | None) -> dict[str, Any]:
    assert post.card is not None  # noqa: S101  (the caller looked)
    embed: dict[str, Any] = {"title": _short(post.card.title, MAX_TITLE, post), "url": post.card.url}
    if description := _short(post.card.description, MAX_DESCRIPTION, post):
        embed["description"] = description
    if picture:
        embed["image"] = {"url": f"attachment://{picture}"}
    return embed


def _file(media: Media) -> tuple[str, bytes, str]:
    return f"{media.sha256[:12] or 'picture'}.{_PICTURES[media.type]}", media.bytes, media.type


def _short(text: str, limit: int, post: Post, *, plain: bool = False) -> str:
    """Shorten a text beside the post to what fits once it is written, with an ellipsis."""
    written = (lambda words: words) if plain else escaped
    told = cut(text.strip(), lambda words: len(written(words)) <= limit, languages.nearest(post.language))
    return written(told.text)


def _kept(found: str) -> str:
    return found if found.startswith("http") else f"{found[:-1]}\\{found[-1]}"
