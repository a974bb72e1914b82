"""Shortening without harm: back to a whole sentence, else at a clause or a word, never inside a name."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Literal

import regex
from msgspec import Struct

from publisher.languages import Language
from publisher.text import quotes
from publisher.text.breaks import Words, bare, last
from publisher.text.sentences import is_whole, sentences

ELLIPSIS = "…"
Fits = Callable[[str], bool]
_TAIL = " ,;:–—-/.!?…\u00a0&+"
_OPENING = "„‚‘«([{"
# A space that French and numbers need stays unbroken; any other one is a page's furniture.
_SPACE = regex.compile(
    r"(?<=[«\d\p{Sc}])[\u00a0\u202f](?=\S)|(?<=\S)[\u00a0\u202f](?=[»?!;:%\d\p{Sc}])|(?P<plain>\s+)"
)
# What is left where a text was cut off behind an opening mark, or within "'s Avonds".
_LONE_MARK = regex.compile(r"(?<=\S)\s++(?:[«„‚“‘(\[\"']++|['’‘]\p{Ll})$")
_KEPT_WHOLE = regex.compile(r"(?:[a-z]+://|www\.|[#@$€£\d])|.*\w\.\w", regex.IGNORECASE)


class Cut(Struct, frozen=True):
    """A shortened text and where it was cut."""

    text: str
    at: Literal["nowhere", "a clause", "a word", "a name", "a character"]


class _Frame(Struct, frozen=True):
    """A text to cut: what stands around it when it is shown, and the places inside quotes or brackets."""

    inner: str
    opening: str
    closing: str
    enclosed: tuple[tuple[int, int], ...]

    def shown(self, end: int) -> str:
        """Show the text up to this place, its quotes closed; empty where nothing is left."""
        kept = _without_tail(self.inner[:end])
        closers = "".join(reversed(quotes.open_marks(kept)))
        return f"{self.opening}{kept}{ELLIPSIS}{closers}{self.closing}" if kept else ""

    def is_enclosed(self, end: int) -> bool:
        """Say whether a quotation or bracket is open at this place."""
        return any(start < end <= stop for start, stop in self.enclosed)


def folded(text: str) -> str:
    """Put a text on one line with single spaces; one that may not break beside its mark or number stays."""
    if "\u00a0" not in text and "\u202f" not in text:
        return " ".join(text.split())
    return _SPACE.sub(lambda found: " " if found["plain"] else found[0], text.strip())


def whole_sentences(text: str, language: Language, *, truncated: bool) -> str:
    """Show a text that its source may have cut off: back to its last whole sentence, else with an ellipsis.

    A text that was not cut comes back as it is. Never ends bare in mid-sentence, nor inside a quotation.
    """
    line = folded(text)
    if not truncated:
        return line
    told = _without_ellipsis(line)
    return " ".join(_whole(told, language)) or _fragment(told, language)


def cut(text: str, fits: Fits, language: Language) -> Cut:
    """Cut a text to what fits, the ellipsis counted: at a clause where that keeps half, else at a word.

    Never splits a name with its particles, a score, a number and its unit, a URL or a hashtag; never ends on
    an article or a preposition; quotes and brackets stay balanced, those around the whole text are kept. A
    text in which every word has a capital is cut as if it were one name, and one without a single good
    place between characters. Empty where not even that is left.
    """
    if fits(text) or not text.strip():
        return Cut(text, "nowhere")
    frame = _framed(text)
    words = Words(frame.inner, language)
    room = _how_many(len(words) - 1, lambda at: fits(frame.shown(words.end(at))))
    free = [at for at in range(room) if not frame.is_enclosed(words.end(at))]
    for places in (free, range(room)):
        at = last(places, words)
        if at is not None:
            return _at_clause(frame, words, places, at)
    at = last(range(room), words, in_name=True)
    if at is not None:
        return Cut(frame.shown(words.end(at)), "a name")
    return Cut(_by_character(frame, words.span(room), fits), "a character")


def _at_clause(frame: _Frame, words: Words, places: Sequence[int], at: int) -> Cut:
    half = words.end(at) / 2
    clauses = [
        place for place in places if words.ends_clause(place) and half <= words.end(place) <= words.end(at)
    ]
    clause = last(clauses, words)
    if clause is None:
        return Cut(frame.shown(words.end(at)), "a word")
    return Cut(frame.shown(words.end(clause)), "a clause")


def _framed(text: str) -> _Frame:
    around = quotes.wrapper(text)
    opening, closing = around or ("", "")
    inner = text[1:-1] if around else text
    marks = quotes.read(inner)
    return _Frame(inner, opening, closing, (*marks.pairs, *((at, len(inner)) for at, _ in marks.open)))


def _how_many(most: int, fits: Callable[[int], bool]) -> int:
    """Say how many of the places 0, 1, 2... fit, when each needs more room than the one before."""
    return bisect_left(range(max(0, most)), x=True, key=lambda at: not fits(at))


def _by_character(frame: _Frame, word: tuple[int, int], fits: Fits) -> str:
    """Cut inside this word, but for one that only works whole."""
    start, stop = word
    if _KEPT_WHOLE.match(frame.inner, start, stop):
        return ""
    ends = [found.end() for found in regex.finditer(r"\X", frame.inner, pos=start, endpos=stop)]
    room = _how_many(len(ends), lambda at: fits(frame.shown(ends[at])))
    return frame.shown(ends[room - 1]) if room else ""


def _without_tail(text: str) -> str:
    """Give a text without the marks at its end that lead on, but for the last one of a quotation (»Ja«)."""
    kept = text.rstrip(_TAIL)
    if kept[-1:] not in _OPENING:
        return kept
    closing = {end for _, end in quotes.read(kept).pairs}
    while kept and kept[-1] in _OPENING and len(kept) - 1 not in closing:
        kept = kept[:-1].rstrip(_TAIL)
    return kept


def _without_ellipsis(text: str) -> str:
    return _LONE_MARK.sub("", text.removesuffix("...").removesuffix(ELLIPSIS).rstrip())


def _whole(text: str, language: Language) -> list[str]:
    """Give the sentences up to the last whole one that leaves no quotation open."""
    opened = quotes.read(text).open
    limit = opened[0][0] if opened else len(text)
    kept, end, whole = sentences(text, language), 0, 0
    for number, sentence in enumerate(kept, 1):
        end += len(sentence) + (number > 1)
        if end <= limit and is_whole(sentence, language):
            whole = number
    return kept[:whole]


def _fragment(text: str, language: Language) -> str:
    """End the beginning of a sentence in an ellipsis, before any dangling word, its quotes closed."""
    words = Words(text, language)
    at = last(range(len(words)), words)
    kept = _without_tail(text[: words.end(at or 0)]) if bare(text) else ""
    return f"{kept}{ELLIPSIS}{''.join(reversed(quotes.open_marks(kept)))}" if kept else ""
