"""Values as pages write them: a text, an object with a name, a list of either, a number as a text."""

import re
from collections.abc import Iterator

from publisher.errors import SourceError
from publisher.sources import from_html

_LONGEST = 20_000  # characters of one line
_MOST = 200  # values of one list
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{1,8}){0,3}")
_COUNT = re.compile(r"[0-9]{1,12}")
_YES = {"true": True, "false": False, "yes": True, "no": False}

Node = dict[str, object]


def each(value: object) -> Iterator[object]:
    """Give a value, or those of a list, two lists deep and at most 200 of each."""
    if not isinstance(value, list):
        yield value
        return
    for item in value[:_MOST]:
        yield from item[:_MOST] if isinstance(item, list) else (item,)


def nodes(value: object) -> Iterator[Node]:
    """Give the objects among the values."""
    yield from (item for item in each(value) if isinstance(item, dict))


def line(value: object) -> str:
    """Give a value's text on one line, of an object its name; the empty string where it has none."""
    for item in each(value):
        said = item.get("name") if isinstance(item, dict) else item
        if isinstance(said, str) and (text := _plain(said)):
            return text
    return ""


def lines(value: object) -> list[str]:
    """Give the texts of all the values."""
    return [text for item in each(value) if (text := line(item))]


def address(value: object) -> str | None:
    """Give the address that a value names, of an object its `url`, `contentUrl` or `@id`."""
    for item in each(value):
        named = [item.get(key) for key in ("url", "contentUrl", "@id")] if isinstance(item, dict) else [item]
        for said in named:
            first = next(each(said), None)
            if isinstance(first, str) and first.strip():
                return first.strip()
    return None


def count(value: object) -> int | None:
    """Give a whole number that is not negative, also one written as a text."""
    said = next(each(value), None)
    if isinstance(said, bool):
        return None
    if isinstance(said, float) and said.is_integer():
        said = int(said) if said < 1e12 else None
    text = str(said).strip() if isinstance(said, int | str) else ""
    return int(text) if _COUNT.fullmatch(text) else None


def is_true(value: object) -> bool | None:
    """Give the truth value, also one written as a text ("False", "https://schema.org/False")."""
    said = next(each(value), None)
    if isinstance(said, str):
        return _YES.get(said.strip().rpartition("/")[2].lower())
    return said if isinstance(said, bool) else None


def language(value: object) -> str | None:
    """Give a language tag (BCP 47), or None for what has not the form of one."""
    for item in each(value):
        said = [item.get("alternateName"), item.get("name")] if isinstance(item, dict) else [item]
        for tag in said:
            if isinstance(tag, str) and _LANGUAGE.fullmatch(tag.strip()):
                return tag.strip().replace("_", "-")
    return None


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    try:
        return from_html.line(text)
    except SourceError:
        return ""
