"""Keys from the environment: PUBLISH_SECTION__KEY, or the same with __FILE naming a file that holds it.

A channel that the environment gives another kind starts afresh: the old kind's keys mean nothing to the new.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from publisher.config.tables import Table
from publisher.errors import ConfigError, SecretError

_PREFIX = "PUBLISH_"


def environment_tables(tables: Mapping[str, Table], environ: Mapping[str, str]) -> dict[str, Table]:
    """Lay the environment over the tables. Raises SecretError where a named file can't be read."""
    return {name: _over(table, _keys(name, environ)) for name, table in tables.items()}


def refuse_unknown(sections: Collection[str], environ: Mapping[str, str]) -> None:
    """Refuse a variable that looks like a key of ours and names no section. Raises ConfigError naming it."""
    for variable in sorted(environ):
        section, mark, _ = variable.removeprefix(_PREFIX).partition("__")
        if variable.startswith(_PREFIX) and mark and section.lower() not in sections:
            known = ", ".join(f"{_PREFIX}{name.upper()}__KEY" for name in sections)
            raise ConfigError(f"no section {section!r}", where=variable, remedy=f"known: {known}")


def _keys(table: str, environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Give key -> (value, variable) for one table; the variable's value wins over its file."""
    start = (_PREFIX + table.replace(".", "__").replace("-", "_") + "__").upper()
    found: dict[str, tuple[str, str]] = {}
    for variable in sorted(environ, reverse=True):
        key = variable[len(start) :].lower()
        if not variable.startswith(start) or not key:
            continue
        if key.endswith("__file"):
            found[key.removesuffix("__file")] = (_content(variable, environ[variable]), variable)
        elif "__" not in key:
            found[key] = (environ[variable], variable)
    return found


def _content(variable: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SecretError(
            f"the secret's file can't be read: {file}", where=variable, remedy="name a readable UTF-8 file"
        ) from None


def _over(table: Table, keys: Mapping[str, tuple[str, str]]) -> Table:
    if not keys:
        return table
    values = {key: value for key, (value, _) in keys.items()}
    origins = {key: variable for key, (_, variable) in keys.items()}
    same = values.get("kind", table.values.get("kind")) == table.values.get("kind")
    below = table if same else Table(table.name, {}, table.file)
    return Table(table.name, values, table.file, origins).over(below)
