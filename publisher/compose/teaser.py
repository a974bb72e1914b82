"""A teaser: the lead's story within one network's limit, counted as that network counts. Pure."""

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from publisher.languages import Language
from publisher.model import Article, Card, Media, Teaser
from publisher.ports import Limits
from publisher.text import count, cut, sentences, urls, whole_sentences
from publisher.text.sentences import is_whole
from publisher.text.shorten import ELLIPSIS

# A line that only points elsewhere. In running text it takes capitals or a colon to tell it from a sentence.
_FURNITURE = regex.compile(
    r"^\s*(?i:lees ook|(?:à )?lire aussi|read also|lesen sie auch)\b.*$"
    r"|^\s*(?i:poll|peiling|sondage|umfrage)\s?:.*$"
    r"|(?<!\S)(?:LEES OOK|À LIRE AUSSI|LIRE AUSSI|READ ALSO|LESEN SIE AUCH)\s?:?\s*"
    r"(?:'.+?'(?!\w)|\".+?\"|“.+?”|‘.+?’(?!\w)|«.+?»|.*$)",
    regex.MULTILINE,
)


class Frame(Struct, frozen=True):
    """What stands around a teaser's words: tags and link, and the limits they count against."""

    limits: Limits
    tags: tuple[str, ...]
    link: str | None

    def text(self, words: str) -> str:
        """Put the words, the tags and the link together as they will leave, the link last."""
        tail = " ".join(filter(None, [*self.tags, self.link]))
        return "\n\n".join(filter(None, [words, tail]))

    def fits(self, words: str) -> bool:
        """Say whether these words fit with all that stands around them."""
        return self.over(words) is None

    def over(self, words: str) -> str | None:
        """Say how much these words would need where they don't fit ("312 of 280"), else None."""
        whole, limits = self.text(words), self.limits
        used = count(whole, limits.rule).used
        if used > limits.limit:
            return f"{used} of {limits.limit}"
        size = len(whole.encode())
        if limits.max_bytes is not None and size > limits.max_bytes:
            return f"{size} of {limits.max_bytes} bytes"
        return None


def compose(
    article: Article,
    limits: Limits,
    language: Language,
    *,
    link: str | None,
    own: str | None = None,
    tags: Sequence[str] = (),
    card_image: Media | None = None,
) -> Teaser:
    """Tell the article in one post.

    In order: the editor's `own` text, whole; headline and as many whole sentences of the lede as fit; the
    headline; the headline cut at a clause; cut at a word. Tags and link are budgeted first and the whole is
    counted again; tags go before a headline is cut, and so does a link that alone is too long. A post over
    its limit comes back only from the editor, and the checks stop it.
    """
    written = link if limits.link == "text" else None
    if own and own.strip():
        frame = Frame(limits, (), None if written and written in own else written)
        words, reason = own.strip(), "the editor's text"
    else:
        frame = _frame(article, limits, tags, written)
        words, reason = _told(article, frame, language)
    text = frame.text(words)
    counted = count(text, limits.rule)
    priced = frame.link or urls.extract(text)
    return Teaser(
        text=text,
        used=counted.used,
        limit=limits.limit,
        unit=counted.unit,
        link=link if limits.link == "card" or (link and link in text) else None,
        card=_card(article, link, language, card_image) if limits.link == "card" and link else None,
        tags=frame.tags,
        language=language.code,
        reason=reason,
        cost=limits.cost_with_link if priced and limits.cost_with_link else limits.cost,
    )


def _frame(article: Article, limits: Limits, tags: Sequence[str], link: str | None) -> Frame:
    """Decide what stands around the words: a headline is worth more than tags, any word more than a link."""
    frame = Frame(limits, tuple(f"#{tag.lstrip('#')}" for tag in tags), link)
    if not frame.fits(_headline(article)):
        frame = replace(frame, tags=())
    return frame if frame.fits(ELLIPSIS) else replace(frame, link=None)


def _told(article: Article, frame: Frame, language: Language) -> tuple[str, str]:
    headline = _headline(article)
    if not frame.fits(headline):
        shorter = cut(headline, frame.fits, language)
        return shorter.text, f"headline cut at {shorter.at}: it needs {frame.over(headline)}"
    told, lede = headline, _lede(article, language)
    for number, sentence in enumerate(lede):
        gap = " " if number else "\n\n"
        longer = f"{told}{gap}{sentence}".strip()
        if not frame.fits(longer):
            return told, f"the next sentence would need {frame.over(longer)}"
        told = longer
    return told, "headline and whole lede" if lede else "headline; the lede has no whole sentence"


def _headline(article: Article) -> str:
    return " ".join(article.headline.split())


def _lede(article: Article, language: Language) -> list[str]:
    """Give the lede's sentences without furniture; of a cut lede only the whole ones."""
    told = sentences(_described(article, language), language)
    if article.description_truncated:
        told = [sentence for sentence in told if is_whole(sentence, language)]
    return told


def _described(article: Article, language: Language) -> str:
    """Give the lede without the lines that point elsewhere or ask the poll's question."""
    said = _FURNITURE.sub("", article.description)
    if article.poll:
        said = said.replace(article.poll.question, "")
    return whole_sentences(said, language, truncated=article.description_truncated)


def _card(article: Article, link: str, language: Language, image: Media | None) -> Card:
    return Card(
        url=link,
        title=article.headline,
        description=_described(article, language),
        image=image.url if image else None,
        alt=image.alt if image else "",
    )
