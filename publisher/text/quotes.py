"""Quotes and brackets: which belong together, and which are open. An apostrophe is not a quote."""

import regex
from msgspec import Struct

# What may close each opening mark; the first one is what we write ourselves.
_CLOSERS = {
    "(": ")", "[": "]", "{": "}", "«": "»", "»": "«", "“": "”", "„": "“”", "‚": "‘’", "‘": "’",
    "'": "'", '"': '"',
}  # fmt: skip
_MARK = regex.compile(r"[()\[\]{}«»“”„‚‘’'\"]")
_BEFORE_OPENING = frozenset("([{:–—-/«»“„‚‘'\"")
# 's avonds, 't is, 'n man: the apostrophe of a word that lost its beginning; 'A man' and 'I am' lost none.
_LOST_START = regex.compile(r"['’‘][dkmnrstz](?=[\s-])", regex.IGNORECASE)
# No prose nests deeper; without a bound a text of brackets would cost its length squared.
_DEEPEST = 8


class Marks(Struct, frozen=True):
    """The marks of a text: `pairs` by place, and what is `open` at its end, as place and closing mark."""

    pairs: tuple[tuple[int, int], ...]
    open: tuple[tuple[int, str], ...]


def read(text: str) -> Marks:
    """Pair the quotes and brackets of a text; a mark that closes nothing is left alone."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[int, str]] = []
    for found in _MARK.finditer(text):
        at = found.start()
        depth = _depth(waiting, text, at)
        if depth is not None:
            pairs.append((waiting[depth][0], at))
            del waiting[depth:]
        elif len(waiting) < _DEEPEST and _opens(text, at):
            waiting.append((at, _CLOSERS[text[at]]))
    return Marks(tuple(pairs), tuple((at, closers[0]) for at, closers in waiting))


def open_marks(text: str) -> list[str]:
    """Give the marks that would close what is still open at the end of the text, the outermost first."""
    return [closer for _, closer in read(text).open]


def closed(text: str) -> str:
    """Close whatever quotes and brackets the text leaves open."""
    return text + "".join(reversed(open_marks(text)))


def wrapper(text: str) -> tuple[str, str] | None:
    """Give the pair of quotes that a text stands wholly in, as a rumour's headline does, or None."""
    if len(text) < 3 or text[0] in "([{" or (0, len(text) - 1) not in read(text).pairs:
        return None
    return text[0], text[-1]


def _depth(waiting: list[tuple[int, str]], text: str, at: int) -> int | None:
    """Say which of the waiting marks this one closes: the innermost that fits."""
    if text[at] in "'’" and not _may_close(text, at):
        return None
    return next((depth for depth in reversed(range(len(waiting))) if text[at] in waiting[depth][1]), None)


def _may_close(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def _opens(text: str, at: int) -> bool:
    char, before, after = text[at], text[at - 1] if at else "", text[at + 1 : at + 2]
    if char not in _CLOSERS or not after:
        return False
    if char in "«„‚“([{":
        return char == "«" or not after.isspace()
    alone = not before or before.isspace() or before in _BEFORE_OPENING
    return alone and not after.isspace() and not _LOST_START.match(text, at)
