"""The lede: what JSON-LD or Open Graph gives as the description, in the words that the page itself prints.

Extractors of body text lose the standfirst of nearly half of all pages, so it is never sought in there.
"""

from collections.abc import Iterable, Sequence

from publisher.model import Block
from publisher.sources.pages import html_meta, html_title
from publisher.sources.pages.html_meta import Meta

_SHORTEST = 25  # letters that say which text is meant
_MOST = 0.6  # of a description, for what is printed to be the same


def chosen(told: str, meta: Meta, printed: Sequence[str]) -> str:
    """Choose among the descriptions: the first that is printed on the page, else JSON-LD's, else meta's.

    `printed` are the page's paragraphs. One that was cut off comes in full where it is printed or given so.
    """
    said = [text for text in dict.fromkeys([told, *meta.all(html_meta.LEDE)]) if text]
    squashed = [(html_title.squashed(text), text) for text in printed]
    for text in said:
        if full := _printed(text, squashed):
            return full
    return html_title.whole(said[0], said) if said else ""


def without(repeated: Iterable[str], blocks: Iterable[Block]) -> list[Block]:
    """Give the blocks without those that only repeat the lede, the headline or a name above the article."""
    same = {html_title.squashed(text) for text in repeated} - {""}
    return [block for block in blocks if block.image or html_title.squashed(block.text) not in same]


def _printed(text: str, printed: Sequence[tuple[str, str]]) -> str:
    same = html_title.squashed(html_title.without_ellipsis(text))
    if len(same) < _SHORTEST:
        return ""
    for other, full in printed:
        if other == same:
            return full
    for other, full in printed:
        if html_title.is_cut(text) and other.startswith(same):
            return full
        if len(other) >= _MOST * len(same) and same.startswith(other) and len(other) >= _SHORTEST:
            return full
    return ""
