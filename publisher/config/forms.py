"""What a key may hold, in words: read from its type, where msgspec would quote a regular expression."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

WebAddress = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#]+([/?#]\S*)?$", description="a web address, such as https://kroniek.test"
    ),
]
EditionAddress = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#]+[/?#]\S*\{edition\}\S*$",
        description="a web address that holds {edition}, such as https://kroniek.test/e/{edition}",
    ),
]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="a time of day, such as 06:30")]
Duration = Annotated[
    str, Meta(pattern=r"^\d{1,4}[mhd]$", description="a number with m, h or d, such as 90m, 36h or 2d")
]
Hashtag = Annotated[
    str, Meta(pattern=r"^#?\w+$", description="one word of letters and digits, such as Vuurtorenliga")
]
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_INSIDE = re.compile(r"\[[^\]]*\]")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}


def span(written: str) -> timedelta:
    """Read a Duration, such as `90m`, `36h` or `2d`."""
    return timedelta(**{_UNITS[written[-1]]: int(written[:-1])})


def allowed(kind: type[Struct], path: str) -> str:
    """Say what the key at this path of some settings may hold, such as `newest or reactions`."""
    schema = msgspec.json.schema(kind)
    node = _resolved(schema, schema)
    for step in filter(None, _INSIDE.sub(".[", path).split(".")):
        node = _resolved(schema, _below(node, step))
    of_its_own = node.get("type") == "string" or "enum" in node  # a table's description is its docstring
    return str(node["description"]) if of_its_own and "description" in node else _by_type(node)


def _below(node: Mapping[str, Any], step: str) -> Mapping[str, Any]:
    items = node.get("items") or next(iter(node.get("prefixItems", ())), None)
    inner = items if step == "[" else node.get("properties", {}).get(step)
    return inner or node.get("additionalProperties") or {}


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, and of "this or nothing" take this."""
    while "$ref" in node or "anyOf" in node:
        if "anyOf" in node:
            node = next(inner for inner in node["anyOf"] if inner.get("type") != "null")
        else:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _by_type(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        *most, last = [str(value) for value in node["enum"]]
        return f"{', '.join(most)} or {last}" if most else last
    if pair := node.get("prefixItems"):
        return f"a list of {len(pair)}, each {_by_type(pair[0])}"
    words = _TYPES.get(node.get("type", ""), "another kind of value")
    least, highest = node.get("minimum"), node.get("maximum")
    if node.get("minLength") == 1 and "maxLength" not in node:
        return f"{words} that is not empty"
    if least is not None:
        return f"{words} from {least} to {highest}" if highest is not None else f"{words}, {least} or more"
    return words
