"""A post as the Posts API takes it (learn.microsoft.com/linkedin/marketing, posts-api, 2026-11). Pure."""

from typing import Any

from publisher.channels.linkedin import LIMITS, little
from publisher.model import Media
from publisher.ports import Mail, Post
from publisher.text import links

MAX_IMAGE = 8_000_000  # bytes; the Images API names a number of pixels only, LinkedIn's own composer this
MAX_ALT = 4_086  # characters (posts-api, content, altText)
_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})  # images-api
_POST = ("urn:li:share:", "urn:li:ugcPost:")


def unfit(payload: Mail | Post) -> str:
    """Say why a post would be refused or cut as it is, or give the empty string."""
    assert isinstance(payload, Post)  # noqa: S101  (prepare makes nothing else)
    used = len(little.written(payload.text.strip()))
    if not used:
        return "there is no text"
    if used > LIMITS.limit:
        return f"too long: {used:,} of {LIMITS.limit:,} characters, with the backslashes that LinkedIn reads"
    if payload.reply_to:
        return "LinkedIn has no threads"
    if payload.card and not links.is_web(payload.card.url):
        return f"the link is no web address: {links.shown(payload.card.url)}"
    return "" if payload.card or payload.media is None else unfit_picture(payload.media)


def unfit_picture(picture: Media) -> str:
    """Say why a picture can't be shown, or give the empty string."""
    size = len(picture.bytes)
    if picture.type not in _TYPES:
        return f"the picture is {picture.type}, and LinkedIn takes JPEG, PNG and GIF"
    if size > MAX_IMAGE:
        return f"the picture is too large: {size:,} of {MAX_IMAGE:,} bytes"
    if len(picture.alt) > MAX_ALT:
        return f"the picture's alt text is too long: {len(picture.alt):,} of {MAX_ALT:,} characters"
    return ""


def body(author: str, post: Post, image: str | None) -> dict[str, Any]:
    """Write the JSON of a post; `image` is the URN of its picture, once that is uploaded."""
    told: dict[str, Any] = {
        "author": author,
        "commentary": commentary(post),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    content = _content(post, image)
    return told | ({"content": content} if content else {})


def commentary(post: Post) -> str:
    """Write the text of a post."""
    return little.written(post.text.strip())


def is_post(name: str) -> bool:
    """Say whether this is a post's URN."""
    kind = next((kind for kind in _POST if name.startswith(kind)), None)
    number = name.removeprefix(kind) if kind else ""
    return number.isascii() and number.isdigit()


def address(name: str) -> str:
    """Give the address of a post."""
    return f"https://www.linkedin.com/feed/update/{name}"


def _content(post: Post, image: str | None) -> dict[str, Any] | None:
    """Write the card, or the picture that stands in its place (posts-api: article, media)."""
    if post.card:
        card = {"source": post.card.url, "title": post.card.title, "description": post.card.description}
        shown = {name: value for name, value in card.items() if value}
        return {"article": shown | ({"thumbnail": image} if image else {})}
    if image is None or post.media is None:
        return None
    return {"media": {"id": image} | ({"altText": post.media.alt} if post.media.alt else {})}
