"""Shortening without harm: back to a whole sentence, else at a clause or a word, never inside a name."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Literal

import regex
from msgspec import Struct

from publisher.languages import Language
from publisher.text.quotes import open_marks, wrapper
from publisher.text.sentences import is_whole, sentences

ELLIPSIS = "…"
Fits = Callable[[str], bool]
_WORD = regex.compile(r"\S+")
_TAIL = " ,;:–—-/.!?…\u00a0"
_CLAUSE = (",", ";", ":", "–", "—")
_NUMBER = regex.compile(r"^[\p{Sc}(]?\d[\d.,:/-]*$")


class Cut(Struct, frozen=True):
    """A shortened text and where it was cut."""

    text: str
    at: Literal["nowhere", "a clause", "a word", "a character"]


def whole_sentences(text: str, language: Language, *, truncated: bool) -> str:
    """Show a text that its source may have cut off: back to its last whole sentence, else with an ellipsis.

    A text that was not cut comes back as it is. Never ends bare in mid-sentence, nor inside a quotation.
    """
    folded = " ".join(text.split())
    if not truncated or not folded:
        return folded
    found = sentences(folded.removesuffix("...").removesuffix(ELLIPSIS).rstrip(), language)
    while found and not (is_whole(found[-1]) and not open_marks(" ".join(found))):
        found.pop()
    return " ".join(found) or _fragment(folded, language)


def cut(text: str, fits: Fits, language: Language) -> Cut:
    """Cut a text to what fits, the ellipsis counted: at a clause where that keeps half, else at a word.

    Never splits a name with its particles, a score, a number and its unit, a URL or a hashtag; never ends on
    an article or a preposition; quotes and brackets stay balanced, those around the whole text are kept.
    """
    if fits(text):
        return Cut(text, "nowhere")
    around = wrapper(text)
    opening, closing = around or ("", "")
    inner = text[1:-1] if around else text

    def shown(end: int) -> str:
        return f"{opening}{inner[:end].rstrip(_TAIL)}{ELLIPSIS}{closing}"

    words = list(_WORD.finditer(inner))
    fitting = bisect_left(range(len(words) - 1), x=True, key=lambda at: not fits(shown(words[at].end())))
    good = [at for at in range(fitting) if _may_end(inner, words, at, language)]
    if not good:
        return Cut(_by_character(inner, opening, closing, fits), "a character")
    last = words[good[-1]].end()
    clauses = [at for at in good if words[at].group().endswith(_CLAUSE) and words[at].end() * 2 >= last]
    return Cut(shown(words[(clauses or good)[-1]].end()), "a clause" if clauses else "a word")


def _may_end(text: str, words: Sequence[regex.Match[str]], at: int, language: Language) -> bool:
    """Say whether the text may end behind this word."""
    bare = _bare(words[at].group())
    return (
        bool(bare)
        and bare.lower() not in language.dangling
        and not _joined(words[at].group(), words[at + 1].group(), language)
        and not open_marks(text[: words[at].end()])
    )


def _joined(word: str, following: str, language: Language) -> bool:
    """Say whether these two neighbours belong together: parts of a name, or a number and its unit."""
    if word.endswith((",", ";", ":", ".", "!", "?", "–", "—", ")", '"')):
        return False
    bare, after = _bare(word), _bare(following)
    if _NUMBER.match(word) or (word == "-" and _NUMBER.match(following)):
        return True
    name_like = bare[:1].isupper() or bare.lower() in language.particles
    return name_like and (
        after[:1].isupper() or bool(_NUMBER.match(following)) or after.lower() in language.particles
    )


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’«»()[]{}.,;:!?…–—-/")


def _by_character(text: str, opening: str, closing: str, fits: Fits) -> str:
    """Cut a text without a single good place at the last character that fits."""
    clusters = regex.findall(r"\X", text)
    low, high = 0, len(clusters)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(f"{opening}{''.join(clusters[:middle])}{ELLIPSIS}{closing}"):
            low = middle
        else:
            high = middle - 1
    return f"{opening}{''.join(clusters[:low]).rstrip(_TAIL)}{ELLIPSIS}{closing}"


def _fragment(text: str, language: Language) -> str:
    """End the beginning of a sentence in an ellipsis, before any dangling word, its quotes closed."""
    words = text.removesuffix("...").removesuffix(ELLIPSIS).split()
    while len(words) > 1 and _bare(words[-1]).lower() in language.dangling | {""}:
        words.pop()
    kept = " ".join(words).rstrip(_TAIL)
    return f"{kept}{ELLIPSIS}{''.join(reversed(open_marks(kept)))}"
