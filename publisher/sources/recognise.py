"""Which kind of source a path is, by what is in it."""

import re
from pathlib import Path

from publisher.errors import SourceError
from publisher.sources import reading

_REMEDY = "name it with --kind"
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|rss|feed)\b", re.IGNORECASE)


def recognise(path: Path) -> str:
    """Give `folder` for a directory, Markdown or a JSON Feed, and `page_text` for other plain text.

    Raises SourceError for what is none of these, with `--kind` as the remedy, and for what can't be read.
    """
    if path.is_dir():
        return "folder"
    shown = path.as_posix()
    text = reading.read(path, shown).text
    if path.suffix.lower() == ".md" or text.lstrip().startswith("+++\n"):
        return "folder"
    if path.suffix.lower() == ".json" or _is_json(text):
        from publisher.sources import json_feed  # noqa: PLC0415  (loads slowly, and not for a page text)

        if json_feed.is_feed(json_feed.decode(text, shown)):
            return "folder"
        raise SourceError("JSON, but not a JSON Feed", where=shown, remedy=_REMEDY)
    if _MARKUP.match(text):
        raise SourceError("HTML or XML, which no kind of file source reads", where=shown, remedy=_REMEDY)
    return "page_text"


def _is_json(text: str) -> bool:
    """Say whether a text is JSON, and not a page whose headline opens with a brace."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    from publisher.sources import json_feed  # noqa: PLC0415

    try:
        json_feed.decode(text, "")
    except SourceError as error:
        return "deep" in error.message
    return True
