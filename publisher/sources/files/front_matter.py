"""Markdown with TOML front matter between `+++` lines: one article in one file.

TOML, because YAML reads `20:45` as 1245 and `no` as false, and fails on a colon in a headline.
"""

import re
import tomllib
from typing import Any

from publisher.errors import SourceError
from publisher.model import Article, SourceRef
from publisher.ports import Context
from publisher.sources.files import fields, from_markdown

_FENCE = "+++"
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_REMEDY = "front matter is TOML between two lines of +++"


def article(text: str, shown: str, context: Context) -> Article:
    """Read one article. Without a `headline` key, a level-one heading that opens the body is the headline.

    Raises SourceError that names the file and the line, or the file and the key.
    """
    table, body = split(text, shown)
    given = fields.checked(table, f"{shown}: ", context)
    heading, found = from_markdown.read(body, shown)
    if not given.get("headline"):
        if not heading:
            remedy = 'write headline = "..." in its front matter'
            raise SourceError("no headline", where=f"{shown}: headline", remedy=remedy)
        given, found = {**given, "headline": heading}, found[1:]
    return fields.article(given, found, SourceRef("folder", shown))


def split(text: str, shown: str) -> tuple[dict[str, Any], str]:
    """Part front matter and body; a text without front matter is all body."""
    lines = text.lstrip("\n").split("\n")
    skipped = text.count("\n") + 1 - len(lines)
    if lines[0].rstrip() == "---" and "---" in (line.rstrip() for line in lines[1:]):
        raise SourceError("front matter in YAML", where=f"{shown}:{skipped + 1}", remedy=_REMEDY)
    if lines[0].rstrip() != _FENCE:
        return {}, text
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise SourceError("front matter that is never closed", where=f"{shown}:{skipped + 1}", remedy=_REMEDY)
    return _table("\n".join(lines[1:end]), shown, skipped + 1), "\n".join(lines[end + 1 :])


def _table(toml: str, shown: str, before: int) -> dict[str, Any]:
    """Decode the TOML; `before` is the number of lines of the file that stand above it."""
    try:
        return tomllib.loads(toml)
    except ValueError as error:  # also a number of more digits than Python reads
        found = _LINE.search(str(error))
        line = int(found[1]) if found else toml.count("\n") + 1
        message = _LINE.sub("", str(error)).strip()
        raise SourceError(message, where=f"{shown}:{before + line}", remedy=_REMEDY) from error
    except RecursionError:
        raise SourceError("front matter nested too deep", where=shown, remedy=_REMEDY) from None
