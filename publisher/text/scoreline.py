"""The scoreline that a headline and its lede seem to tell: a suggestion to the editor, never a fact.

Read as home-away, the first scoreline is right in 73 % of 77 Dutch reports; with a word that says how it
ended beside it, it is still wrong in one of eight. So it stays with the checks, and who played at home is
not claimed. In doubt there is none: a question, a quotation, a prediction, a negation, two scorelines.
"""

import re
from collections.abc import Iterator
from functools import cache

import regex
from msgspec import Struct

from publisher.languages import Language, Scores
from publisher.text import quotes
from publisher.text.sentences import sentences

HIGHEST = 30
LONGEST = 600
_NUMBER = r"(?:0|[1-9][0-9]?)"
_NOT_BEFORE = r"(?<![\w.,:/€$£#+–-])"
# Not a date, a formation, a telephone number, a decimal, an amount, or an ordinal.
_NOT_BEHIND = r"(?!\w|[.,:/–-]\w|\s?[%°€$£'’′]|\s[0-9])"
_BREAK = r"[,;!?…]|\s[–—-]\s(?![0-9])|(?<![0-9])\s[–—-]\s"
_WORD_BEFORE = re.compile(r"(?P<word>[\w'’]+)[\s(]*$")
_WORD_AFTER = re.compile(r"[\s)]*(?P<word>[\w'’]+)")
_UNSURE = re.compile(r"(?:\?|\.\.\.|…)[!?\s\"'“”’»)]*$")
_WORDS_BACK = 4


class Suggestion(Struct, frozen=True):
    """A score as written, the first number first, the sentence that tells it, and the word that decided."""

    score: tuple[int, int]
    sentence: str
    reason: str


class _Line(Struct, frozen=True):
    """A scoreline and its place: the compound it opens ("3-2-zege") and the clause around it."""

    score: tuple[int, int]
    start: int
    end: int
    tail: str
    clause: str


def suggest(headline: str, lede: str, language: Language) -> Suggestion | None:
    """Give the score that the headline or the lede tells beyond doubt, else None.

    Scores of 0 to 30, sentences of 600 characters; sentences that tell different results tell none.
    """
    told = [*sentences(headline, language), *sentences(lede, language)]
    found = [known for sentence in told if (known := _read(sentence, language.scores))]
    results = {tuple(sorted(known.score)) for known in found}
    return found[0] if len(results) == 1 else None


def _read(sentence: str, words: Scores) -> Suggestion | None:
    if len(sentence) > LONGEST or _UNSURE.search(sentence) or _first(words.others, sentence):
        return None
    told = _asides(words).sub(lambda found: " " * len(found.group()), sentence)
    lines = [line for line in _lines(told, words) if not _means_other(line, told, words)]
    if len(lines) != 1 or _is_earlier(lines[0], told, words):
        return None
    reason = _reason(lines[0], told, words)
    return Suggestion(lines[0].score, sentence, reason) if reason else None


def _lines(sentence: str, words: Scores) -> Iterator[_Line]:
    """Give the scorelines that stand in no quotation, each with its clause."""
    pairs = [pair for pair in quotes.read(sentence).pairs if sentence[pair[0]] not in "([{"]
    for found in _scoreline(words.marks).finditer(sentence):
        score = int(found["first"]), int(found["second"])
        quoted = any(start < found.start() < end for start, end in pairs)
        if max(score) <= HIGHEST and not quoted:
            clause = _clause(sentence, found.start(), found.end(), words)
            yield _Line(score, found.start(), found.end(), found["tail"] or "", clause)


def _clause(sentence: str, start: int, end: int, words: Scores) -> str:
    """Give the words around a scoreline up to the marks and conjunctions that open another clause."""
    breaks = _breaks(words.breaks)
    before = max((found.start() for found in breaks.finditer(sentence, 0, start)), default=0)
    after = breaks.search(sentence, end)
    return sentence[before : after.start() if after else len(sentence)]


def _means_other(line: _Line, sentence: str, words: Scores) -> bool:
    """Say whether the words around it make it half-time, a running score, a range or a goal."""
    if line.tail:
        return not _first(words.results, line.tail)
    before, after = _neighbours(line, sentence)
    named = _first(words.results, f"{before} {after}")
    return bool(
        _first(words.units, after)
        or (_first(words.openers, before) and not named)
        or _first(words.half_time, line.clause)
        or _first(words.running, line.clause)
    )


def _is_earlier(line: _Line, sentence: str, words: Scores) -> bool:
    """Say whether it may be another day's: those words stand before it without a "now" between, or behind."""
    past = [found.end() for found in _any(words.earlier).finditer(sentence)]
    if not past:
        return False
    return max(past) > line.start or not _first(words.now, sentence[max(past) : line.start])


def _reason(line: _Line, sentence: str, words: Scores) -> str:
    if _first(words.negations, line.clause):
        return ""
    beside = line.tail or " ".join(_neighbours(line, sentence))
    named = _first(words.results, beside)
    if named and not _first(words.since, _back(line, sentence)):
        return f"result noun {named!r}"
    level = line.score[0] == line.score[1]
    verb = _first(words.drew if level else words.won | words.lost, line.clause)
    final = _first(words.final, line.clause)
    return f"result verb {verb!r}" if verb else f"final score word {final!r}" if final else ""


def _neighbours(line: _Line, sentence: str) -> tuple[str, str]:
    before = _WORD_BEFORE.search(sentence[: line.start])
    after = _WORD_AFTER.match(sentence, line.end)
    return before["word"] if before else "", after["word"] if after else ""


def _back(line: _Line, sentence: str) -> str:
    return " ".join(sentence[: line.start].split()[-_WORDS_BACK:])


def _first(words: frozenset[str], text: str) -> str:
    """Give the first of the words in the text as it stands there, else nothing."""
    found = _any(words).search(text)
    return found.group() if found else ""


@cache
def _any(words: frozenset[str]) -> re.Pattern[str]:
    forms = [
        re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace("'", "['’]")
        for word in sorted(words)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


@cache
def _breaks(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"{_BREAK}|{_any(words).pattern}", re.IGNORECASE)


@cache
def _asides(words: Scores) -> re.Pattern[str]:
    """Find the scorelines that a sentence itself puts aside: "(1-0 bij rust)", "3:1 (1:0)", "a 2-0 lead"."""
    score, brackets = f"{_NUMBER}{_mark(words.marks)}{_NUMBER}", r"[^()]*"
    half_time, running = _any(words.half_time).pattern, _any(words.running).pattern
    whole, end = rf"(?:(?<=[0-9])|(?<=[0-9]\s))\({score}\)", rf"{_NOT_BEFORE}{score}[\s-]{running}"
    return re.compile(rf"\({brackets}{half_time}{brackets}\)|{whole}|{end}", re.IGNORECASE)


@cache
def _scoreline(marks: str) -> regex.Pattern[str]:
    first, second = f"(?P<first>{_NUMBER})", f"(?P<second>{_NUMBER})"
    tail = r"(?:-(?P<tail>\p{L}[\p{L}-]*))?"
    return regex.compile(f"{_NOT_BEFORE}{first}{_mark(marks)}{second}{tail}{_NOT_BEHIND}")


def _mark(marks: str) -> str:
    return rf"(?:[{regex.escape(marks)}]|\s[{regex.escape(marks)}]\s)"
