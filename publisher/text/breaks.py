"""Where a text may end before its end: not inside a name, a number and its unit, or on a dangling word."""

from collections.abc import Sequence

import regex

from publisher.languages import Language, words_of
from publisher.text.sentences import is_abbreviation

_WORD = regex.compile(r"[^ \t\r\n]+")
_EDGES = "\"'“”‘’„‚«»()[]{}.,;:!?…–—-/&+|=*·•€$£\u00a0"
_CLAUSE = (",", ";", ":", "–", "—", ".", "!", "?", "…")
_SPEAKS_TO_THE_END = (*_CLAUSE, ")", "]", '"', "”", "“", "»", "«", "‘")
_NUMBER = regex.compile(r"[\p{Sc}(]?\d[\d.,:/–-]*(?i:e|de|ste|er|ère|ème|th|st|nd|rd)?\)?")
_AMOUNT = regex.compile(r"\p{Sc}?\d[\d.,]*")
_PRICE = regex.compile(r"\p{Sc}\d[\d.,]*")
# Goals, not a range of anything: two digits behind the mark are a time or a range ("20:45 Uhr", "10-15 km").
_SCORE = regex.compile(r"\(?\d{1,2}[-–:]\d\)?")
_SCALES = words_of(
    "m md mds k mln mld mio mrd bn miljoen miljard duizend honderd million millions milliard milliards mille "
    "millionen milliarde milliarden tausend hundert thousand hundred billion"
)
_MOST_PARTICLES = 4
_SIGNS = "%°‰&+"
_CURRENCIES = ("€", "$", "£")


class Words:
    """A text read for its breaks. Places are numbered by the word behind which the text would end."""

    def __init__(self, text: str, language: Language) -> None:
        self._found = list(_WORD.finditer(text))
        self._words = [found[0] for found in self._found]
        self._bare = [bare(word) for word in self._words]
        self._language = language
        # In a text without small letters a capital tells nothing.
        self._has_names = any(char.islower() for char in text)

    def __len__(self) -> int:
        return len(self._words)

    def span(self, at: int) -> tuple[int, int]:
        """Give the code points between which a word stands."""
        return self._found[at].span()

    def end(self, at: int) -> int:
        """Give the code point at which the text would end."""
        return self._found[at].end()

    def may_end(self, at: int, *, in_name: bool = False) -> bool:
        """Say whether the text may end behind this word; `in_name` allows it between the parts of a name."""
        word = self._words[at]
        if self._dangles(at):
            return False
        if at + 1 == len(self._words):
            return not (_AMOUNT.fullmatch(word) or is_abbreviation(word, self._language))
        return not self._is_bound(at) and (in_name or not self._is_name(at))

    def ends_clause(self, at: int) -> bool:
        """Say whether a clause ends behind this word."""
        following = self._words[at + 1 : at + 2]
        return self._words[at].endswith(_CLAUSE) or following in (["–"], ["—"], ["-"])

    def _dangles(self, at: int) -> bool:
        lower = self._words[at].lower().replace("’", "'").rstrip(",;:.")
        dangling = self._language.dangling
        if not self._bare[at]:
            return self._words[at] != "»"
        if self._is_scale(at):
            return not self._is_priced(at)
        return self._bare[at].lower() in dangling or lower in dangling

    def _is_bound(self, at: int) -> bool:
        """Say whether a number stands with its unit, a score, a sign or an abbreviation with its word."""
        word, following = self._words[at], self._words[at + 1]
        if is_abbreviation(word, self._language):
            return True
        if word.endswith(_CLAUSE):
            return False
        if _NUMBER.match(following):
            return bool(_NUMBER.fullmatch(word)) or self._bare[at][:1].isupper()
        return self._counts(at) or following[0] in _SIGNS

    def _counts(self, at: int) -> bool:
        """Say whether this is a number that needs the word behind it, as a score does not."""
        if not _NUMBER.fullmatch(self._words[at]):
            return False
        following = self._bare[at + 1].lower()
        return not _SCORE.fullmatch(self._words[at]) or following in self._language.scores.units | _SCALES

    def _is_scale(self, at: int) -> bool:
        return at > 0 and self._bare[at].lower() in _SCALES and bool(_NUMBER.fullmatch(self._words[at - 1]))

    def _is_priced(self, at: int) -> bool:
        """Say whether the currency stands before this amount ("£9.5 million"), so that none need follow."""
        sign = self._words[at - 2] if at > 1 else ""
        return bool(_PRICE.fullmatch(self._words[at - 1])) or sign in _CURRENCIES

    def _is_name(self, at: int) -> bool:
        if not self._has_names or self._words[at].endswith(_SPEAKS_TO_THE_END):
            return False
        return (self._bare[at][:1].isupper() or self._is_particle(at)) and self._name_goes_on(at + 1)

    def _is_particle(self, at: int) -> bool:
        particles = self._language.particles
        # A particle may begin with an apostrophe ("Ann 't Zand").
        return self._bare[at].lower() in particles or self._words[at].lower().replace("’", "'") in particles

    def _name_goes_on(self, at: int) -> bool:
        # A name cut off behind its particle ("Charles De") goes on where we can't see it.
        near = range(at, min(at + _MOST_PARTICLES + 1, len(self._bare)))
        following = next((self._bare[place] for place in near if not self._is_particle(place)), "")
        return following[:1].isupper() or (not following and near.stop == len(self._bare))


def bare(word: str) -> str:
    """Give a word without the quotes, brackets and marks around it."""
    return word.strip(_EDGES)


def last(places: Sequence[int], words: Words, *, in_name: bool = False) -> int | None:
    """Give the last of these places at which the text may end, or None."""
    return next((at for at in reversed(places) if words.may_end(at, in_name=in_name)), None)
