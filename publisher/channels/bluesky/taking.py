"""What Bluesky takes of a post (lexicons app.bsky.feed.post and app.bsky.embed). Pure."""

from publisher.channels.bluesky import LIMITS, MAX_BYTES
from publisher.ports import Mail, Post
from publisher.text import count

MAX_IMAGE = 1_000_000  # bytes


def unfit(payload: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(payload, Post)  # noqa: S101  (prepare makes nothing else)
    used, size = count(payload.text, LIMITS.rule).used, len(payload.text.encode())
    if used > LIMITS.limit:
        return f"too long: {used} of {LIMITS.limit} graphemes"
    if size > MAX_BYTES:
        return f"too long: {size:,} of {MAX_BYTES:,} bytes"
    return "" if payload.card else too_large(payload)


def too_large(post: Post) -> str:
    """Say that a post's picture is larger than is taken, or give the empty string."""
    size = len(post.media.bytes) if post.media else 0
    return f"the picture is too large: {size:,} of {MAX_IMAGE:,} bytes" if size > MAX_IMAGE else ""
