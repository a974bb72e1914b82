"""What stands around a post's words, hashtags and link, and whether the whole fits its network. Pure."""

from collections.abc import Sequence

import regex
from msgspec import Struct

from publisher.languages import Language
from publisher.ports import Limits
from publisher.text import count, cut

# Only the first becomes a topic on Threads (Threads API, posts).
_MOST_TAGS = {"threads": 1}
_SCHEME = regex.compile(r"^https?://(?:www\.)?", regex.IGNORECASE)
_AROUND_A_LINK = "\"'“”‘’«»()[]<>.,;:!?…"


class Frame(Struct, frozen=True):
    """What stands around a teaser's words: tags and link, and the limits they count against."""

    limits: Limits
    tags: tuple[str, ...]
    link: str | None

    def text(self, words: str) -> str:
        """Put the words, the tags and the link together as they will leave, the link last."""
        tail = " ".join(filter(None, [*self.tags, self.link]))
        return "\n\n".join(filter(None, [words, tail]))

    def fits(self, words: str) -> bool:
        """Say whether these words fit with all that stands around them."""
        return self.over(words) is None

    def over(self, words: str) -> str | None:
        """Say how much these words would need where they don't fit ("312 of 280"), else None."""
        whole, limits = self.text(words), self.limits
        used = count(whole, limits.rule).used
        if used > limits.limit:
            return f"{used} of {limits.limit}"
        size = len(whole.encode())
        if limits.max_bytes is not None and size > limits.max_bytes:
            return f"{size} of {limits.max_bytes} bytes"
        return None


def around(
    opening: str, limits: Limits, language: Language, *, tags: Sequence[str], link: str | None
) -> tuple[Frame, str]:
    """Decide what stands around a text that begins with `opening`, and say what had to be left out and why.

    The opening is worth more than any tag, the earlier tags more than the later ones; a link goes where it
    would leave no whole word of the opening.
    """
    bare = Frame(limits, (), link)
    if link and _crowds_out(bare, opening, language):
        kept, told = _tagged(Frame(limits, (), None), opening, tags)
        return kept, f"; no room for the link: {bare.over(opening)}{told}"
    return _tagged(bare, opening, tags)


def standing(link: str, text: str) -> str | None:
    """Give the link as it already stands in an editor's text, with or without campaign tags, else None.

    Without its `https://` it is no link: most networks would leave it as plain words.
    """
    words = (word.strip(_AROUND_A_LINK) for word in text.split())
    addresses = (word for word in words if _SCHEME.match(word) and _address(word) == _address(link))
    return link if link in text else next(addresses, None)


def _tagged(frame: Frame, opening: str, tags: Sequence[str]) -> tuple[Frame, str]:
    marked = tuple(f"#{tag.lstrip('#')}" for tag in tags)[: _MOST_TAGS.get(frame.limits.rule)]
    for many in range(len(marked), 0, -1):
        kept = Frame(frame.limits, marked[:many], frame.link)
        if kept.fits(opening):
            return kept, _left_out(frame, opening, marked, many)
    return frame, _left_out(frame, opening, marked, 0)


def _left_out(frame: Frame, opening: str, tags: tuple[str, ...], kept: int) -> str:
    if kept == len(tags):
        return ""
    over = Frame(frame.limits, tags[: kept + 1], frame.link).over(opening)
    return f"; no room for {' '.join(tags[kept:])}: {over}"


def _crowds_out(frame: Frame, opening: str, language: Language) -> bool:
    if frame.fits(opening):
        return False
    alone = Frame(frame.limits, (), None)
    return not _keeps_words(frame, opening, language) and _keeps_words(alone, opening, language)


def _keeps_words(frame: Frame, opening: str, language: Language) -> bool:
    shorter = cut(opening, frame.fits, language)
    return frame.fits(shorter.text) and (shorter.at != "a character" or not opening)


def _address(url: str) -> str:
    """Give what tells one article from another: no scheme, no campaign tags, no place on the page."""
    path, _, query = _SCHEME.sub("", url).partition("#")[0].partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("utm_")]
    return "?".join([path.rstrip("/"), *filter(None, ["&".join(kept)])])
