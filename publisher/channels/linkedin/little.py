r"""Text as LinkedIn reads it, "little text": a backslash before each of `\|{}@[]()<>#*_~`, and back. Pure.

Where one stands bare, LinkedIn cuts the post there and says nothing. A hashtag is a template,
`{hashtag|\#|derby}` (learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format,
2026-11).
"""

from collections.abc import Callable

import regex

from publisher.channels.linkedin import LIMITS

_RESERVED = regex.compile(r"[\\|{}@\[\]()<>#*_~]")
# What the preview colours (publisher.preview.marks; tests hold the two together): none within a link.
_TAG = regex.compile(
    r"https?://[^\s<>\"“”«»]++(*SKIP)(*FAIL)"
    r"|(?<![\p{L}\p{M}\p{N}_&/])[#＃](?=[\p{N}_]*+\p{L})[\p{L}\p{M}\p{N}_]++",
    regex.IGNORECASE,
)
_ELEMENT = regex.compile(
    r"\{hashtag\|(\\?[#＃])\|((?:\\.|[^\\|{}])*+)\}|@\[((?:\\.|[^\\\]])*+)\]\([^)]*+\)|\\(.)", regex.DOTALL
)


def written(text: str) -> str:
    """Write a text so that it comes out as it is, its hashtags as templates.

    Templates are longer than they look. Where they alone would make the text too long, hashtags are written
    bare, which LinkedIn documents as well.
    """
    whole = _each(text, lambda tag: rf"{{hashtag|{_escaped(tag[0])}|{_escaped(tag[1:])}}}")
    return whole if len(whole) <= LIMITS.limit else _each(text, lambda tag: tag[0] + _escaped(tag[1:]))


def plain(commentary: str) -> str:
    """Read what LinkedIn gives back: the text as its author wrote it; a mention is its name."""
    return _ELEMENT.sub(_read, commentary)


def _each(text: str, mark: Callable[[str], str]) -> str:
    at, parts = 0, []
    for found in _TAG.finditer(text):
        parts += [_escaped(text[at : found.start()]), mark(found[0])]
        at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)


def _read(found: "regex.Match[str]") -> str:
    if found[1]:
        return plain(found[1]) + plain(found[2])
    return found[4] or plain(found[3])
