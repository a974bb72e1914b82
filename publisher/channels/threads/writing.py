"""A post as the Threads API takes it (developers.facebook.com/docs/threads/posts, 2026-11). Pure.

A picture is not uploaded: Threads fetches it, so it needs an address that the world can reach.
"""

from ipaddress import ip_address

from publisher.channels.threads import LIMITS
from publisher.model import Media
from publisher.ports import Mail, Post
from publisher.text import count, links, urls

MAX_LINKS, MAX_TAGS = 5, 1  # THREADS_API__LINK_LIMIT_EXCEEDED (since 2025-12-22); only one tag is a topic
MAX_IMAGE = 8_000_000  # bytes: "8 MB", of which the smaller reading is taken (overview, 2026-11)
MAX_ALT = 1_000  # characters (reference/publishing, alt_text)
_AROUND = "\"'“”‘’«»()[]<>.,;:!?…"
_TYPES = frozenset({"image/jpeg", "image/png"})


def unfit(payload: Mail | Post) -> str:
    """Say why a post would be refused as it is, or give the empty string."""
    assert isinstance(payload, Post)  # noqa: S101  (prepare makes nothing else)
    text = payload.text.strip()
    used, linked = count(text, LIMITS.rule).used, len(_links(payload))
    if not text:
        return "there is no text"
    if used > LIMITS.limit:
        return f"too long: {used:,} of {LIMITS.limit} characters, an emoji counted as its UTF-8 bytes"
    if linked > MAX_LINKS:
        return f"too many links: {linked} of {MAX_LINKS}"
    if len(payload.tags) > MAX_TAGS:
        return f"too many tags: {len(payload.tags)} of {MAX_TAGS}"
    if payload.reply_to and not is_id(payload.reply_to):
        return f"there is no post to answer: {payload.reply_to}"
    return _unfit_picture(shown(payload))


def fields(post: Post) -> dict[str, str]:
    """Write the fields of a container (POST /me/threads); a text is taken as it is, markup means nothing."""
    told = {"media_type": "TEXT", "text": post.text.strip()}
    if picture := shown(post):
        told |= {"media_type": "IMAGE", "image_url": picture.url}
        told |= {"alt_text": picture.alt} if picture.alt else {}
    elif links.is_web(post.link):
        told["link_attachment"] = str(post.link)  # else the first link in the text would make the card
    return told | ({"reply_to_id": post.reply_to} if post.reply_to else {})


def shown(post: Post) -> Media | None:
    """Give the picture that a post shows: none beside a link, none that Threads couldn't fetch."""
    return None if left_out(post) or post.link else post.media


def left_out(post: Post) -> str:
    """Say that a picture stays behind although there is no link in its way, or give the empty string."""
    if post.link or post.media is None or is_public(post.media.url):
        return ""
    return "without its picture, which has no public https address that Threads could fetch it from"


def is_public(url: str) -> bool:
    """Say whether a picture's address may be one that the world can reach."""
    host = links.host(url)
    if not url.startswith("https://") or "." not in host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def is_id(name: str) -> bool:
    """Say whether this is an id as Threads gives them."""
    return name.isascii() and name.isdigit()


def _links(post: Post) -> set[str]:
    """Give the links as Threads counts them: each once, those without https:// too."""
    spans = urls.extract(post.text)
    found = {span.url for span in spans} | ({post.link} if links.is_web(post.link) and post.link else set())
    for word in post.text.split():
        address = word.strip(_AROUND)
        if links.is_web(address) and not any(span.url in address for span in spans):
            found.add(address)
    return found


def _unfit_picture(picture: Media | None) -> str:
    if picture is None:
        return ""
    size = len(picture.bytes)
    if picture.type not in _TYPES:
        return f"the picture is {picture.type}, and Threads takes JPEG and PNG"
    if size > MAX_IMAGE:
        return f"the picture is too large: {size:,} of {MAX_IMAGE:,} bytes"
    if len(picture.alt) > MAX_ALT:
        return f"the picture's alt text is too long: {len(picture.alt):,} of {MAX_ALT:,} characters"
    return ""
