"""Quotes and brackets: which are open at a place in a text. An apostrophe is not a quote."""

import regex

_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "„": "“", "‘": "’"}
_CLOSING = frozenset(_PAIRS.values())
_STRAIGHT = frozenset("\"'")
# 's avonds, 't is, 'n man: the apostrophe of a word that lost its beginning.
_LOST_START = regex.compile(r"['’‘][A-Za-z](?=[\s-])")


def open_marks(text: str) -> list[str]:
    """Give the marks that would close what is still open at the end of the text, the outermost first."""
    wanted: list[str] = []
    for at, char in enumerate(text):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if char in wanted and _closes(char, before, after):
            del wanted[len(wanted) - 1 - wanted[::-1].index(char) :]
        elif char in _PAIRS and not _is_apostrophe(text, at):
            wanted.append(_PAIRS[char])
        elif char in _STRAIGHT and _opens(before, after) and not _is_apostrophe(text, at):
            wanted.append(char)
    return wanted


def wrapper(text: str) -> tuple[str, str] | None:
    """Give the pair of quotes that a text stands wholly in, as a rumour's headline does, or None."""
    if len(text) < 3:
        return None
    first, last = text[0], text[-1]
    closing = first if first in _STRAIGHT else _PAIRS.get(first, "")
    if closing != last or first in "([{" or _is_apostrophe(text, 0):
        return None
    closed_early = any(
        char == last and not open_marks(text[: at + 1]) for at, char in enumerate(text[:-1]) if at
    )
    return None if closed_early else (first, last)


def _opens(before: str, after: str) -> bool:
    return (not before or before.isspace() or before in "([{:–—-/") and bool(after) and not after.isspace()


def _closes(char: str, before: str, after: str) -> bool:
    if char not in "'’":
        return True
    return bool(before) and not before.isspace() and not after.isalnum()


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] in "'’‘" and bool(_LOST_START.match(text, at) or (text[at - 1 : at].isalnum() and at > 0))
