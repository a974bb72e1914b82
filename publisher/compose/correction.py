"""A correction: what a post should have said, as its new text or as an answer to it. Pure."""

from msgspec.structs import replace

from publisher import languages
from publisher.model import Teaser
from publisher.ports import Limits
from publisher.text import count


def changed(post: Teaser, text: str, limits: Limits) -> Teaser:
    """Give the post with other words, for a network that changes one where it stands.

    Its card and tags stay as they are; a link that stood in its text stands last in the new one.
    """
    words = text.strip()
    linked = post.link and post.link in post.text and post.link not in words
    whole = f"{words}\n\n{post.link}" if linked else words
    return _counted(replace(post, text=whole, follows=(), corrections=()), limits)


def answer(post: Teaser, text: str, limits: Limits) -> Teaser:
    """Give an answer to the post, for a network that changes none: marked as a correction, without a card."""
    language = languages.get(post.language or "nl")
    whole = f"{language.words.correction}: {text.strip()}"
    return _counted(Teaser(whole, 0, limits.limit, post.unit, language=post.language), limits)


def _counted(post: Teaser, limits: Limits) -> Teaser:
    counted = count(post.text, limits.rule)
    return replace(post, used=counted.used, limit=limits.limit, unit=counted.unit, reason="a correction")


def excess(post: Teaser, limits: Limits) -> str | None:
    """Say by how much a correction is too long for its network, or None."""
    if post.used > limits.limit:
        return f"{post.used} of {limits.limit} {post.unit}"
    size = len(post.text.encode())
    return f"{size} of {limits.max_bytes} bytes" if limits.max_bytes and size > limits.max_bytes else None
