"""Bodies as blocks of plain text: what HTML and Markdown share, and where the lede is told from the body."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from publisher.model import Block, BlockType, Image
from publisher.sources.reading import clean

MAX_CHARACTERS = 500_000
Kind = BlockType | Literal["caption"]
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


class Builder:
    """Collects text and pictures under open elements; a block ends wherever an element opens or closes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[Kind | None] = []
        self._text: list[str] = []
        self._images: list[Image] = []

    def start(self, kind: Kind | None) -> None:
        """Open an element; None takes the kind of the element round it, at last a paragraph."""
        self._flush()
        self._open.append(kind)

    def end(self) -> None:
        """Close the innermost element."""
        self._flush()
        self._open.pop()

    def text(self, text: str) -> None:
        """Add text; two newlines, with white space only between them, part it into two blocks."""
        self._text.append(text)

    def image(self, image: Image) -> None:
        """Add a picture, which comes after the text that it stands in."""
        self._images.append(image)
        if not "".join(self._text).strip():
            self._flush()

    def _flush(self) -> None:
        kind: Kind = next((kind for kind in reversed(self._open) if kind), "paragraph")
        for part in _PARAGRAPH_BREAK.split(clean("".join(self._text))):
            if text := " ".join(part.split()):
                self._add(kind, text)
        self.blocks += [Block("image", image.caption or "", image) for image in self._images]
        self._text, self._images = [], []

    def _add(self, kind: Kind, text: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if kind != "caption":
            self.blocks.append(Block(kind, text))
        elif last is not None and last.image is not None:
            self.blocks[-1] = Block("image", text, replace(last.image, caption=text))
        else:
            self.blocks.append(Block("paragraph", text))


def from_text(text: str) -> list[Block]:
    """Read plain text: a blank line ends a paragraph."""
    builder = Builder()
    builder.start(None)
    builder.text(text)
    builder.end()
    return builder.blocks


def lede_apart(description: str | None, blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Part lede and body. A `description` stays, and a first paragraph that only repeats it goes.

    Without one (None) the first paragraph becomes the lede, if the body opens with a paragraph.
    """
    first = blocks[0] if blocks and blocks[0].type == "paragraph" else None
    if first is not None and description in {None, first.text}:
        return first.text, tuple(blocks[1:])
    return description or "", tuple(blocks)
