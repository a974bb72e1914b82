"""What X takes of a post (docs.x.com, Media best practices, 2026-11). Pure."""

from publisher.channels.x import LIMITS
from publisher.channels.x.moving import is_moving
from publisher.model import Media
from publisher.ports import Mail, Post
from publisher.text import count

MAX_IMAGE = 5_000_000  # bytes: "5 MB", of which the smaller reading is taken
MAX_ALT = 1_000  # characters (openapi.json, CreateMediaMetadataMetadataAltText)
_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def unfit(payload: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(payload, Post)  # noqa: S101  (prepare makes nothing else)
    used = count(payload.text, LIMITS.rule).used
    if used > LIMITS.limit:
        return f"too long: {used} of {LIMITS.limit} weighted characters"
    picture = shown(payload)
    return _unfit(picture) if picture else ""


def shown(post: Post) -> Media | None:
    """Give the picture that a post shows: none beside a link, which makes a card."""
    return None if post.link else post.media


def _unfit(picture: Media) -> str:
    size = len(picture.bytes)
    if picture.type not in _TYPES:
        return f"the picture is {picture.type}, and X takes JPEG, PNG, WebP and GIF"
    if size > MAX_IMAGE:
        return f"the picture is too large: {size:,} of {MAX_IMAGE:,} bytes"
    if is_moving(picture.type, picture.bytes):
        return "the picture moves, and only still ones are posted"
    if len(picture.alt) > MAX_ALT:
        return f"the picture's alt text is too long: {len(picture.alt):,} of {MAX_ALT:,} characters"
    return ""
