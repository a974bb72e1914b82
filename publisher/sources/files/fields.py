"""The fields of an article as a file may give them: checked strictly against the model, then made an Article.

Front matter, `_publisher` objects and flat `_FIELD` keys all use the model's own field names; a key that the
model does not have, or a value of the wrong type, is an error that names file and key.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import GenericAlias
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from publisher.errors import SourceError
from publisher.match import Goal, MatchReport
from publisher.model import (
    Article,
    Author,
    Block,
    Image,
    Poll,
    RelatedLink,
    SourceRef,
)
from publisher.ports import Context
from publisher.sources import blocks, identity, reading
from publisher.sources.files import dates

_DATES = ("date_published", "date_modified", "embargoed_until")
_WHERE = re.compile(r"(?P<message>.*?)(?: - at `\$\.?(?P<key>.*)`)?")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`")


def _strict(model: type[Struct], without: Sequence[str] = (), **types: object) -> type[Struct]:
    """Make a struct of the model's fields that refuses every other key; `types` replaces types of fields."""
    kept = [field for field in msgspec.structs.fields(model) if field.name not in without]
    shapes = [(field, types.get(field.name, field.type)) for field in kept]
    made: list[Any] = [
        (field.name, shape) if field.required else (field.name, shape, field.default)
        for field, shape in shapes
    ]
    return msgspec.defstruct(model.__name__, made, frozen=True, forbid_unknown_fields=True)


def _many(shape: object) -> GenericAlias:
    return GenericAlias(tuple, (shape, ...))


# Beyond what any sport has seen; a slip of the keyboard is what these catch.
_Score = Annotated[int, msgspec.Meta(ge=0, le=500)]
_Minute = Annotated[int, msgspec.Meta(ge=0, le=150)]
_Match = _strict(
    MatchReport,
    ("provenance",),
    home_score=_Score | None,
    away_score=_Score | None,
    half_time=tuple[_Score, _Score] | None,
    goals=_many(_strict(Goal, minute=_Minute, added=_Minute | None)),
)
_Written = _strict(
    Article,
    ("id", "headline", "body", "source"),
    image=_strict(Image) | None,
    authors=_many(str | _strict(Author)),
    related=_many(_strict(RelatedLink)),
    poll=_strict(Poll) | None,
    match=_Match | None,
)
_Fields = msgspec.defstruct(
    "Article",
    [("id", str, ""), ("headline", str, "")],
    bases=(_Written,),
    frozen=True,
    forbid_unknown_fields=True,
)
NAMES = tuple(field.name for field in msgspec.structs.fields(_Fields))
_NESTED = (_Fields, _Match, Author, Goal, Image, Poll, RelatedLink)
# What other tools call the same thing.
_ALIASES = {"title": "headline", "titel": "headline", "summary": "description", "date": "date_published"}
_KNOWN = sorted({field.name for shape in _NESTED for field in msgspec.structs.fields(shape)})


def checked(raw: Mapping[str, Any], prefix: str, context: Context) -> dict[str, Any]:
    """Check the fields that a file gives and make them the model's: dates zoned, authors named, text clean.

    Every fact of a match is marked `structured`. Raises SourceError with `prefix` and the key as its place.
    """
    fields = _dated(cleaned(raw, prefix), prefix, context)
    try:
        msgspec.convert(fields, _Fields)
    except msgspec.ValidationError as error:
        raise problem(error, prefix) from error
    if "authors" in fields:
        fields["authors"] = [{"name": who} if isinstance(who, str) else who for who in fields["authors"]]
    if "match" in fields:
        fields["match"]["provenance"] = dict.fromkeys(fields["match"], "structured")
    return fields


def article(given: Mapping[str, Any], body: Sequence[Block], source: SourceRef) -> Article:
    """Make an Article of checked fields, which have a headline.

    Without an id it is derived from the URL, or else from headline and date.
    """
    lede, rest = blocks.lede_apart(given.get("description"), body)
    name = given.get("id") or identity.derived(given.get("url") or _headline_and_date(given))
    whole = {**given, "id": name, "description": lede, "body": rest, "source": source}
    return msgspec.convert(whole, Article)


def cleaned(value: Any, prefix: str) -> Any:  # noqa: ANN401  (decoded TOML or JSON has no narrower type)
    """Copy decoded TOML or JSON without control characters in its text and without keys that are null.

    Raises SourceError for what is nested too deep to be walked.
    """
    try:
        return _cleaned(value)
    except RecursionError:
        place = prefix.rstrip(": .")
        raise SourceError("nested too deep", where=place, remedy="give an article's fields only") from None


def problem(error: msgspec.ValidationError, prefix: str) -> SourceError:
    """Say which key is wrong, and what to do; `prefix` is such as `file: ` or `file: items[0].`."""
    found = _WHERE.fullmatch(str(error))
    message, key = (found["message"], found["key"] or "") if found else (str(error), "")
    unknown = _UNKNOWN.fullmatch(message)
    if unknown is None:
        place = f"{prefix}{key}".rstrip(": .")
        return SourceError(message, where=place, remedy="correct the value, or leave the key out")
    name = unknown["name"]
    close = [_ALIASES[name]] if name in _ALIASES else get_close_matches(name, _KNOWN, 1)
    remedy = f"did you mean {close[0]!r}?" if close else "keys are the names of an article's fields"
    return SourceError(
        f"unknown key {name!r}", where=f"{prefix}{key}{'.' if key else ''}{name}", remedy=remedy
    )


def _cleaned(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return reading.clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items() if item is not None}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def _headline_and_date(given: Mapping[str, Any]) -> str:
    day = given.get("date_published")
    return f"{given['headline']}|{day.isoformat()}" if day else str(given["headline"])


def _dated(fields: dict[str, Any], prefix: str, context: Context) -> dict[str, Any]:
    """Turn what stands under the keys of dates into moments."""
    tables = [(fields, key, key) for key in _DATES]
    if isinstance(fields.get("match"), dict):
        tables.append((fields["match"], "start_date", "match.start_date"))
    for table, name, key in tables:
        if name in table:
            try:
                table[name] = dates.moment(table[name], context)
            except ValueError as error:
                remedy = 'write 2026-05-01T20:45:00, with a zone or without, or "edition-1 22:41"'
                raise SourceError(str(error), where=f"{prefix}{key}", remedy=remedy) from error
    return fields
