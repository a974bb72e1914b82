"""One TOML table on its way to typed settings: it remembers where each key came from."""

import re
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Struct

from publisher.config.forms import allowed
from publisher.errors import ConfigError, SecretError

Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]
S = TypeVar("S", bound=Struct)
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<field>[^`]*)`")


class Table(Struct, frozen=True):
    """A raw table: its values, its name (`[site]`), and per key where the value was written."""

    name: str
    values: Mapping[str, Any]
    file: str
    origins: Mapping[str, str] = {}

    def origin(self, key: str) -> str:
        """Give the file, or the environment variable, that wrote the key."""
        return self.origins.get(re.split(r"[.\[]", key, maxsplit=1)[0], self.file)

    def over(self, other: "Table") -> "Table":
        """Lay this table over another one: its keys win and keep their origin."""
        own = dict.fromkeys(self.values, self.file) | dict(self.origins)
        return Table(self.name, {**other.values, **self.values}, other.file, {**other.origins, **own})


def decode(table: Table, kind: type[S]) -> S:
    """Turn a raw table into settings of the given kind.

    A value from the environment is text and is read as the key's type; a value from a file must have it.
    Raises ConfigError for an unknown key or a wrong type, SecretError for a secret written into a file.
    """
    _refuse_written_secrets(table, kind)
    values = {key: _typed(table, key, value, kind) for key, value in table.values.items()}
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise _explained(table, kind, str(error)) from None


def variable(table: Table, key: str) -> str:
    """Name the environment variable that sets a key of this table."""
    section = table.name.strip("[]").replace(".", "__")
    return "__".join(part for part in ("PUBLISH_" + section, key) if part).upper().replace("-", "_")


@cache
def secret_keys(kind: type[Struct]) -> frozenset[str]:
    """Name the keys of these settings that hold a secret."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return frozenset(key for key, hint in hints.items() if hint == Secret or Secret in typing.get_args(hint))


def _refuse_written_secrets(table: Table, kind: type[Struct]) -> None:
    for key in secret_keys(kind) & set(table.values):
        if key not in table.origins or not table.origins[key].startswith("PUBLISH_"):
            name = variable(table, key)
            raise SecretError(
                f"a secret stands in the file: {_shown(table, key)}",
                where=table.origin(key),
                remedy=f"remove it there and set {name}, or {name}__FILE to a file that holds it",
            )


def _typed(table: Table, key: str, value: Any, kind: type[Struct]) -> Any:  # noqa: ANN401  (raw TOML)
    if not table.origins.get(key, "").startswith("PUBLISH_"):
        return value
    wanted = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}.get(key)
    if wanted is None:
        return value
    text = value.split(",") if typing.get_origin(wanted) in {tuple, list} else value
    try:
        return msgspec.convert(text, wanted, strict=False)
    except msgspec.ValidationError:
        return value


def _explained(table: Table, kind: type[Struct], message: str) -> ConfigError:
    found = _PATH.search(message)
    path = found["path"] if found else ""
    text = _PATH.sub("", message)
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    if unknown := _UNKNOWN.search(text):
        key = ".".join(filter(None, [path, unknown["field"]]))
        remedy = f"known here: {', '.join(known)}" if not path else f"see {_manual(table, key)}"
        return ConfigError(f"unknown key {_shown(table, key)}", where=table.origin(key), remedy=remedy)
    if missing := _MISSING.search(text):
        key = ".".join(filter(None, [path, missing["field"]]))
        by_environment = f", or set {variable(table, key)}" if re.match(r"\[\w", table.name) else ""
        return ConfigError(
            f"missing key {_shown(table, key)}",
            where=table.origin(key),
            remedy=f"add it{by_environment}; {_manual(table, key)} explains it",
        )
    return ConfigError(
        f"wrong value for {_shown(table, path)}: expected {allowed(kind, path)}",
        where=table.origin(path),
        remedy=f"{_manual(table, path)} shows the form",
    )


def _manual(table: Table, key: str) -> str:
    """Name the page that explains a key, by the file that wrote it."""
    folder = table.origin(key).partition("/")[0]
    return {"campaigns": "docs/campaigns.md", "templates": "docs/templates.md"}.get(
        folder, "config.example.toml"
    )


def _shown(table: Table, key: str) -> str:
    return f"{table.name} {key}".strip()
