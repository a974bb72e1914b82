"""Splitting into sentences: a small rule with each language's abbreviations, better here than a big library.

A stop, question mark or exclamation mark ends a sentence when white space and a beginning follow, when the
word before it is no abbreviation, initial or German ordinal, and when no quotation or bracket is open. An
ellipsis ends none: in this trade it holds its breath ("Wie wint... Atalanta"). A small word with a capital
("Het", "The") is a beginning even behind an abbreviation: inside a sentence it would have none.

Two sentences left together do no harm; half a sentence does. Where it can't be known, they stay together.
"""

from collections.abc import Iterator, Sequence

import regex

from publisher.languages import Language
from publisher.text import quotes

_CLOSERS = r"(?:[ \u00a0\u202f]?»(?!\w)|[«“‘]|[\"'”’)\]])*+"
_END = regex.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++){_CLOSERS}(?P<gap>\s++)(?=(?P<next>\S{{1,40}}(?:\s\S)?))"
)
_AFTER_MARK = "\"'”’“»)]\u00a0\u202f \n\t"
_OPENERS = "\"'“‘«»‹„‚([¿¡\u00a0\u202f"
_PARAGRAPH = regex.compile(r"\s*\n\s*\n\s*")
_APOSTROPHE_WORD = regex.compile(r"['’‘]\p{Ll} \p{Lu}")
_PICTURE = regex.compile(r"[#@]\w|\p{Extended_Pictographic}|\p{RI}")
_INITIALS = regex.compile(r"\p{L}{1,2}(?:[.-]{1,2}\p{L}{1,2})+|\p{L}")
_ORDINAL = regex.compile(r"\d{1,3}")
_LONGEST_WORD = 40


def sentences(text: str, language: Language) -> list[str]:
    """Split text into sentences, each without the white space around it; together they are the text.

    A quotation or bracket is never split, a blank line always ends a sentence.
    """
    return [part for paragraph in _PARAGRAPH.split(text) for part in _split(paragraph, language) if part]


def is_whole(sentence: str, language: Language) -> bool:
    """Say whether a sentence ends as one: with a mark that is no ellipsis and no abbreviation's."""
    bare = sentence.rstrip(_AFTER_MARK)
    if bare.endswith(("...", "..", "…")):
        return False
    return bare.endswith(("!", "?")) or (
        bare.endswith(".") and not is_abbreviation(_last_word(bare, len(bare)), language)
    )


def is_abbreviation(word: str, language: Language) -> bool:
    """Say whether a word with a full stop belongs to what follows: abbreviation, initial, German ordinal."""
    if not word.endswith("."):
        return False
    bare = word.lstrip(_OPENERS)[:-1].lower()
    ordinal = language.code == "de" and _ORDINAL.fullmatch(bare)
    return bool(ordinal or _INITIALS.fullmatch(bare)) or bare in language.abbreviations


def _split(paragraph: str, language: Language) -> Iterator[str]:
    start = 0
    for end in _ends(paragraph, language):
        yield paragraph[start:end].strip()
        start = end
    yield paragraph[start:].strip()


def _ends(text: str, language: Language) -> Iterator[int]:
    kept_together = _outermost(quotes.read(text).pairs)
    for found in _END.finditer(text):
        end = found.start("gap")
        while kept_together and kept_together[-1][1] < end:
            kept_together.pop()
        inside = bool(kept_together) and kept_together[-1][0] < end
        if not inside and _is_end(text, found, language):
            yield end


def _outermost(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the pairs that stand in no other, the last in the text first."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if not found or start > found[-1][1]:
            found.append((start, end))
    return found[::-1]


def _is_end(text: str, found: regex.Match[str], language: Language) -> bool:
    if not _begins(found["next"]):
        return False
    mark, end = found["mark"], found.end("mark")
    doubtful = "…" in mark or ".." in mark
    if mark == ".":
        word = _last_word(text, end)
        doubtful = is_abbreviation(word, language) or _is_list_number(text, word, end - len(word))
    return not doubtful or _begins_afresh(found["next"], language)


def _is_list_number(text: str, word: str, start: int) -> bool:
    before = text[max(0, start - 2) : start].rstrip()
    return bool(_ORDINAL.fullmatch(word[:-1])) and (not start or before.endswith((".", "!", "?")))


def _last_word(text: str, end: int) -> str:
    return text[max(0, end - _LONGEST_WORD) : end].rsplit(maxsplit=1)[-1]


def _begins(following: str) -> bool:
    bare = following.lstrip(f"{_OPENERS} ")
    if _APOSTROPHE_WORD.match(following) or _PICTURE.match(bare):
        return True
    return bare[:1].isdigit() or (bare[:1].isalpha() and not bare[0].islower())


def _begins_afresh(following: str, language: Language) -> bool:
    first = following.split(maxsplit=1)[0].strip(_OPENERS + ",.").lower()
    return bool(_APOSTROPHE_WORD.match(following)) or (
        first in language.dangling and first not in language.particles
    )
