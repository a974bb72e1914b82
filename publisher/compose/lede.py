"""What a teaser tells of an article: its headline, and the sentences of its lede that are news. Pure."""

import re

import regex

from publisher.languages import Language
from publisher.model import Article
from publisher.text import sentences, whole_sentences
from publisher.text.sentences import is_whole
from publisher.text.shorten import folded

# A line that only points elsewhere. In running text it takes capitals or a colon to tell it from a sentence.
_FURNITURE = re.compile(
    r"^\s*(?i:lees ook|(?:à )?lire aussi|read also|lesen sie auch)\b.*$"
    r"|^\s*(?i:poll|peiling|sondage|umfrage)\s?:.*$"
    r"|(?<!\S)(?:LEES OOK|À LIRE AUSSI|LIRE AUSSI|READ ALSO|LESEN SIE AUCH)\s?:?\s*"
    r"(?:'.+?'(?!\w)|\".+?\"|“.+?”|‘.+?’(?!\w)|«.+?»|.*$)",
    re.MULTILINE,
)
_NO_WORD = regex.compile(r"[\W_]+")


def headline(article: Article) -> str:
    """Give the headline on one line."""
    return folded(article.headline)


def shown(article: Article, language: Language) -> list[str]:
    """Give the lede's sentences without furniture and without one that only says the headline again.

    A lede that its source cut off ends in its last whole sentence, else it is one piece with an ellipsis.
    """
    said = _FURNITURE.sub("", article.description)
    if article.poll:
        said = said.replace(article.poll.question, "")
    line, _, rest = said.strip().partition("\n")
    if rest and repeats(line, article.headline):
        said = rest
    told = sentences(whole_sentences(said, language, truncated=article.description_truncated), language)
    return told[1:] if told and repeats(told[0], article.headline) else told


def whole(article: Article, language: Language) -> list[str]:
    """Give the lede as `shown`, but nothing of one that was cut off within its first sentence."""
    told = shown(article, language)
    return [] if article.description_truncated and told and not is_whole(told[-1], language) else told


def repeats(sentence: str, title: str) -> bool:
    """Say whether a sentence has the words of the title and no others, marks and capitals apart."""
    words = _words(title)
    return bool(words) and _words(sentence) == words


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()
