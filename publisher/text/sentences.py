"""Splitting into sentences: a small rule with each language's abbreviations, better here than a big library.

A full stop, question mark or exclamation mark ends a sentence when white space and a capital, a digit or an
opening quote follow, and when the word before it is no abbreviation, initial or German ordinal. An ellipsis
ends none: in this trade it holds its breath ("Wie wint... Atalanta").
"""

from collections.abc import Iterator

import regex

from publisher.languages import Language

_CLOSERS = r"(?:\s?»|[\"'”’“)\]])*"
_END = regex.compile(rf"(?P<mark>[.!?]+){_CLOSERS}(?P<gap>\s+)(?=(?P<next>\S+(?:\s\S+)?))")
_OPENERS = "\"'“‘«‹„‚([¿¡\u00a0\u202f"
_ELLIPSIS = regex.compile(r"\.\.+$")
_ORDINAL = regex.compile(r"(?<![\d:.,-])\d{1,2}\.$")
_APOSTROPHE_WORD = regex.compile(r"['’][a-z] (?=\p{Lu})")
_LAST_WORD = regex.compile(r"\S+$")


def sentences(text: str, language: Language) -> list[str]:
    """Split text into sentences, each without the white space around it; together they are the text."""
    found, start = [], 0
    for end in _ends(text, language):
        found.append(text[start:end].strip())
        start = end
    rest = text[start:].strip()
    return [sentence for sentence in (*found, rest) if sentence]


def is_whole(sentence: str) -> bool:
    """Say whether a sentence ends as one: with a mark of its own, closing quotes and brackets aside."""
    bare = regex.sub(rf"{_CLOSERS}\s*$", "", sentence)
    return bare.endswith((".", "!", "?")) and not _ELLIPSIS.search(bare)


def _ends(text: str, language: Language) -> Iterator[int]:
    for found in _END.finditer(text):
        before = text[: found.end("mark")]
        if _starts_sentence(found["next"]) and not _is_inside(before, found["mark"], language):
            yield found.start("gap")


def _starts_sentence(following: str) -> bool:
    if _APOSTROPHE_WORD.match(following + " ") or _APOSTROPHE_WORD.match(following):
        return True
    bare = following.lstrip(_OPENERS)
    return bool(bare) and (
        bare[0].isupper() or bare[0].isdigit() or (not bare[0].islower() and bare[0].isalpha())
    )


def _is_inside(before: str, mark: str, language: Language) -> bool:
    """Say whether the mark belongs to the word before it, or only holds the sentence's breath."""
    if mark != ".":
        return bool(_ELLIPSIS.search(mark))
    last = _LAST_WORD.search(before)
    word = (last.group() if last else "").lstrip(_OPENERS)
    bare = word[:-1].lower()
    if language.code == "de" and _ORDINAL.search(word):
        return True
    is_initial = len(bare) == 1 and bare.isalpha()
    return (
        is_initial
        or ("." in bare.strip(".") and not any(map(str.isdigit, bare)))
        or bare in language.abbreviations
    )
