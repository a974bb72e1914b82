"""The body as JSON-LD tells it: an article's `articleBody`, a live blog's updates."""

from collections.abc import Iterator
from html import unescape

from publisher.errors import SourceError
from publisher.model import Block
from publisher.sources import blocks, from_html
from publisher.sources.blocks import MAX_CHARACTERS
from publisher.sources.pages import html_values
from publisher.sources.pages.html_body import MAX_BLOCKS
from publisher.sources.pages.html_page import Page


def length(page: Page) -> int:
    """Give the characters of `articleBody`, as it is written."""
    text = next(html_values.each(page.node.get("articleBody")), None)
    return len(text) if isinstance(text, str) else 0


def article(page: Page) -> list[Block]:
    """Give the blocks of `articleBody`; none where it is absent or can't be read."""
    return _blocks(page.node.get("articleBody"))


def updates(page: Page) -> list[Block]:
    """Give a live blog's updates in their order: each headline as a subhead, then its text.

    None where they are more than a body may hold: the page's own text then stands.
    """
    found: list[Block] = []
    size = 0
    for update in _updates(page):
        text = _blocks(update.get("articleBody") or update.get("description"))
        headline = html_values.line(update.get("headline")) or html_values.line(update.get("name"))
        found += [Block("subheading", headline)] if headline and text else []
        found += text
        size += sum(len(block.text) for block in text)
        if size > MAX_CHARACTERS or len(found) > MAX_BLOCKS:
            return []
    return found


def _updates(page: Page) -> Iterator[html_values.Node]:
    for value in page.said("liveBlogUpdate"):
        items = value if isinstance(value, list) else [value]
        yield from (item for item in items if isinstance(item, dict))


def _blocks(value: object) -> list[Block]:
    text = next(html_values.each(value), None)
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        return []
    if "<" not in text:
        return blocks.from_text(_parted(unescape(text)))
    try:
        return from_html.read(text, "")
    except SourceError:
        return []


def _parted(text: str) -> str:
    """Let each line be a paragraph where no blank line parts any."""
    return text if "\n\n" in text else text.replace("\n", "\n\n")
