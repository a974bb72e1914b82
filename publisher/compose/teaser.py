"""A teaser: the lead's story within one network's limit, counted as that network counts. Pure."""

from collections.abc import Sequence

from publisher.compose import lede
from publisher.compose.frame import Frame, around, standing
from publisher.languages import Language
from publisher.model import Article, Card, Media, Teaser
from publisher.ports import Limits
from publisher.text import count, cut, urls


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
    counted again; tags go before a headline is cut, and so does a link that would leave no word of it. A post
    over its limit comes back only from the editor, and the checks stop it. Where the editor wrote the
    article's address into the text, there is no second link.
    """
    written = link if limits.link == "text" else None
    card = _card(article, link, language, card_image) if limits.link == "card" and link else None
    if own and own.strip():
        stands = standing(link, own) if link else None
        frame = Frame(limits, (), None if stands else written)
        return posted(frame, own.strip(), "the editor's text", language, card=card, link=stands)
    title, told = lede.headline(article), lede.whole(article, language)
    if not (title or told):
        told = lede.shown(article, language)
    frame, left_out = around(title or "".join(told[:1]), limits, language, tags=tags, link=written)
    words, reason = tell(title, told, frame, language)
    if reason == "headline":
        reason = f"headline; {_why_alone(article)}"
    return posted(frame, words, reason + left_out, language, card=card)


def tell(title: str, told: Sequence[str], frame: Frame, language: Language) -> tuple[str, str]:
    """Put a title and as many of these sentences as fit into a frame, and say why there are no more.

    Without a title the first sentence stands in its place.
    """
    opening, rest = (title, told) if title else ("".join(told[:1]), told[1:])
    name = "headline" if title else "first sentence"
    if not frame.fits(opening):
        shorter = cut(opening, frame.fits, language)
        return shorter.text, f"{name} cut at {shorter.at}: it needs {frame.over(opening)}"
    words, gap = opening, "\n\n" if title else " "
    for sentence in rest:
        longer = f"{words}{gap}{sentence}"
        if not frame.fits(longer):
            return words, f"the next sentence would need {frame.over(longer)}"
        words, gap = longer, " "
    if not opening:
        return "", "there is neither headline nor lede"
    return words, "headline and whole lede" if title and rest else "headline" if title else "whole lede"


def posted(
    frame: Frame, words: str, reason: str, language: Language, *, card: Card | None, link: str | None = None
) -> Teaser:
    """Make the post of a frame and its words, counted as it will leave; `link` is one within the words."""
    text, limits = frame.text(words), frame.limits
    counted = count(text, limits.rule)
    priced = limits.cost_with_link and (frame.link or urls.extract(text))
    return Teaser(
        text=text,
        used=counted.used,
        limit=limits.limit,
        unit=counted.unit,
        link=card.url if card else frame.link or link,
        card=card,
        tags=frame.tags,
        language=language.code,
        reason=reason,
        cost=limits.cost_with_link if priced else limits.cost,
    )


def _why_alone(article: Article) -> str:
    if not article.description.strip():
        return "there is no lede"
    if lede.repeats(article.description, article.headline):
        return "the lede only repeats it"
    return "the lede has no whole sentence"


def _card(article: Article, link: str, language: Language, image: Media | None) -> Card:
    title, told = lede.headline(article), lede.shown(article, language)
    return Card(
        url=link,
        title=title or "".join(told[:1]),
        description=" ".join(told if title else told[1:]),
        image=image.url if image else None,
        alt=image.alt if image else "",
    )
