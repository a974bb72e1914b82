"""Markdown (CommonMark) to blocks of plain text."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from publisher.errors import SourceError
from publisher.model import Block, Image
from publisher.sources import from_html
from publisher.sources.blocks import MAX_CHARACTERS, Builder, Kind

_MAX_NESTING = 60  # the parser drops what lies deeper, and recurses a few frames a level
_KINDS: dict[str, Kind | None] = {
    "paragraph": None,
    "heading": "subheading",
    "list_item": "list_item",
    "blockquote": "quote",
}


def read(text: str, where: str) -> tuple[str | None, list[Block]]:
    """Give the text of a level-one heading that opens the document (None without one), and all the blocks.

    HTML blocks are sanitised and read as HTML; tags within a line are dropped and their text is kept. Raises
    SourceError with `where` as its place for a text above half a million characters, or nested too deep.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"{len(text):,} characters is more than the {MAX_CHARACTERS:,} that an article may have"
        raise SourceError(message, where=where, remedy="split it")
    tokens = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).parse(text)
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):
        raise SourceError(
            "quotes or lists nested too deep to be an article", where=where, remedy="flatten them"
        )
    builder = Builder()
    for token in tokens:
        _take(token, builder, where)
    titled = len(tokens) > 1 and tokens[0].tag == "h1" and bool(tokens[1].content)
    return builder.blocks[0].text if titled else None, builder.blocks


def _take(token: Token, builder: Builder, where: str) -> None:
    """Add one block token."""
    name, _, step = token.type.rpartition("_")
    if name in _KINDS and step == "open":
        builder.start(_KINDS[name])
    elif name in _KINDS:
        builder.end()
    elif token.type == "inline":
        _inline(token.children or (), builder)
    elif token.type == "html_block":
        builder.blocks += from_html.read(token.content, where)
    elif token.type in {"fence", "code_block"}:
        builder.start(None)
        builder.text(token.content)
        builder.end()


def _inline(children: Iterable[Token], builder: Builder) -> None:
    for token in children:
        if token.type == "image":
            url, title = str(token.attrs["src"]), token.attrs.get("title")
            builder.image(Image(url, token.content, caption=str(title) if title else None))
        elif token.type in {"softbreak", "hardbreak"}:
            builder.text(" ")
        elif token.type in {"text", "text_special", "code_inline"}:
            builder.text(token.content)
