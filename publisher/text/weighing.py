"""Weighted characters: how X counts a post."""

import unicodedata

import regex

from publisher.text import urls
from publisher.text.emoji import EMOJI

URL_WEIGHT = 23
EMOJI_WEIGHT = 2
_HEAVY = regex.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")


def weigh(text: str, *, heavy: int = 2, emoji: bool = True) -> int:
    """Count a text as X does, in weighted characters.

    NFC first; a link is 23, bare domains too; an emoji sequence is 2; the light ranges weigh 1, the rest
    `heavy`. Source: twitter-text v3 (configuration v3.json). Version 2 has no emoji sequences, version 1 has
    no heavy characters either.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and "." not in composed:
        return len(composed)
    total, at = 0, 0
    for span in urls.extract(composed):
        total += _plain(composed[at : span.start], heavy, emoji) + URL_WEIGHT
        at = span.end
    return total + _plain(composed[at:], heavy, emoji)


def _plain(text: str, heavy: int, emoji: bool) -> int:  # noqa: FBT001  (passed on from weigh)
    if text.isascii():
        return len(text)
    rest, pictures = EMOJI.subn("", text) if emoji else (text, 0)
    return EMOJI_WEIGHT * pictures + len(rest) + (heavy - 1) * len(_HEAVY.findall(rest))
