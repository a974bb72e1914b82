"""An article's fields out of its page: JSON-LD first, then meta elements and microdata, then its text."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from msgspec.structs import replace

from publisher.model import Block
from publisher.ports import Context
from publisher.sources import addresses
from publisher.sources.entries import Entry
from publisher.sources.pages import (
    html_byline,
    html_counts,
    html_lede,
    html_match,
    html_meta,
    html_pictures,
    html_title,
    html_values,
    html_weights,
)
from publisher.sources.pages.html_body import Body
from publisher.sources.pages.html_page import Page
from publisher.sources.times import usable

_MOST_TAGS = 50
_LONGEST_TAG = 80
_TIERS = {"free": True, "locked": False}


def entry(page: Page, body: Body, context: Context) -> Entry:
    """Choose each field by itself, but never parts of two JSON-LD articles."""
    headline = html_title.headline(page.line("headline", "name"), page.meta, page.site)
    authors = html_byline.authors(page)
    lede = html_lede.chosen(page.line("description"), page.meta, list(html_weights.lines(page.weights)))
    repeated = {headline, lede, page.site, *(who.name for who in authors)}
    return Entry(
        headline=headline,
        url=page.url,
        base=page.base,
        description=lede or None,
        description_truncated=html_title.is_cut(lede),
        body=tuple(_placed(html_lede.without(repeated, body.blocks), page)),
        alternative_headline=page.line("alternativeHeadline") or None,
        authors=tuple(authors),
        date_published=_date(_published(page), context),
        date_modified=_date(_modified(page), context),
        section=page.line("articleSection") or page.meta.first(html_meta.SECTION) or None,
        tags=tuple(_tags(page)),
        publisher=page.site or None,
        language=_language(page),
        genre=page.line("genre") or None,
        image=html_pictures.main(page.node, page.graph, page.meta, page.tree),
        related=body.related,
        match=html_match.report(page.node, page.graph, context.zone),
        comment_count=html_counts.comments(page.node, page.graph),
        user_interaction_count=html_counts.reactions(page.node, page.graph),
        is_accessible_for_free=is_free(page),
    )


def is_free(page: Page) -> bool | None:
    """Say whether all may read it, or None where the page does not say."""
    said = next(page.said("isAccessibleForFree"), None)
    whole = html_values.is_true(said)
    parts = (html_values.nodes(value) for value in page.said("hasPart"))
    if any(html_values.is_true(part.get("isAccessibleForFree")) is False for part in chain(*parts)):
        return False
    return whole if whole is not None else _TIERS.get(page.meta.first(("article:content_tier",)).lower())


def _published(page: Page) -> Iterator[str]:
    yield page.line("datePublished")
    yield from page.meta.all(html_meta.PUBLISHED)
    yield from (html_meta.value(found) for found in islice(html_meta.itemprop(page.tree, "datePublished"), 5))
    yield page.line("dateCreated", "uploadDate")
    yield from page.meta.times[:1]


def _modified(page: Page) -> Iterator[str]:
    yield page.line("dateModified")
    yield from page.meta.all(html_meta.MODIFIED)


def _date(said: Iterator[str], context: Context) -> str | None:
    return next((text for text in said if text and usable(text, context.zone)), None)


def _language(page: Page) -> str | None:
    named = (*page.said("inLanguage"), page.meta.language, page.meta.first(("og:locale",)))
    return next(filter(None, map(html_values.language, named)), None)


def _tags(page: Page) -> Sequence[str]:
    said = [line for value in page.said("keywords") for line in html_values.lines(value)]
    said = said or list(page.meta.all(html_meta.TAGS))
    tags = (tag.strip() for text in said for tag in (text.split(",") if len(said) < 3 else [text]))
    return [tag for tag in dict.fromkeys(tags) if tag and len(tag) <= _LONGEST_TAG][:_MOST_TAGS]


def _placed(blocks: Sequence[Block], page: Page) -> Iterator[Block]:
    """Give the blocks with absolute addresses; a picture without one goes, and its caption too."""
    for block in blocks:
        if block.image is None:
            yield block
        elif image := addresses.picture(block.image, page.base):
            yield replace(block, image=image)
