"""What a decoded answer holds under a key: the kind of value that is wanted, or nothing. It never raises."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from publisher.errors import SourceError
from publisher.model import Image
from publisher.sources import from_html

_LONGEST_CREDIT = 200
_CREDIT = re.compile(
    r"(?:^|(?<=[\s(|/]))"
    r"(?:(?:foto|photo|beeld|bild|cr[eé]dits?)(?:\s+photo)?\s*:|(?:foto|photo) (?:by|door)\b|©|\(c\))"
    r"\s*(?P<who>[^|()]+)\)?$",
    re.IGNORECASE,
)


def table(value: object) -> Mapping[str, Any]:
    """Give an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows(value: object) -> list[Mapping[str, Any]]:
    """Give the objects of a list, without what else stands in it."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def once(found: Iterable[Mapping[str, Any]], *keys: str) -> dict[str, Mapping[str, Any]]:
    """Give objects by the name that stands under the first of `keys`, each once; one without is numbered."""
    named: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(found, 1):
        known = next(filter(None, (name(row.get(key)) for key in keys)), f"number {number}")
        named.setdefault(known, row)
    return named


def words(value: object) -> str | None:
    """Give a text that says something."""
    return value.strip() or None if isinstance(value, str) else None


def line(value: object) -> str | None:
    """Give what a short piece of HTML says, on one line; nothing where it can't be read."""
    try:
        return from_html.line(value) or None if isinstance(value, str) else None
    except SourceError:
        return None


def name(value: object) -> str | None:
    """Give an identifier; a number counts as its digits."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else words(value)


def strings(value: object) -> tuple[str, ...]:
    """Give the texts of a list, or the parts between the commas of a text."""
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(found for found in map(words, parts) if found)


def picture(
    url: object, alt: object = None, caption: object = None, size: tuple[object, object] = (None, None)
) -> Image | None:
    """Give a picture; its caption is HTML, and a credit at its end ("Foto: ...", "© ...") is told apart.

    `size` is its width and height in pixels.
    """
    address, said = words(url), line(caption) or ""
    found = _CREDIT.search(said, max(0, len(said) - _LONGEST_CREDIT))
    before = said[: found.start()].rstrip(" (|/-–—") if found else said
    credit = found["who"].strip(" .") if found else None
    width, height = (_pixels(side) for side in size)
    return Image(address, line(alt) or "", before or None, credit or None, width, height) if address else None


def _pixels(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000 else None
