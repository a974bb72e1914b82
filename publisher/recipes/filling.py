"""Filling a template of ours: slots, and the quoting that each kind of file asks for."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

_FILES = Path(__file__).parent / "files"


def fill(template: str, /, **slots: object) -> str:
    """Give the file that a template makes. Raises jinja2.UndefinedError for a slot that is not given."""
    return _environment().get_template(template).render(**slots)


def read(name: str) -> str:
    """Give a file that has no slots."""
    return (_FILES / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(  # noqa: S701  (TOML, YAML and units, never HTML; each slot says how)
        loader=jinja2.FunctionLoader(lambda name: read(f"{name}.j2")),
        undefined=jinja2.StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {"toml": _toml, "unit": _unit, "cron": _cron}
    environment.filters.update(filters)
    return environment


def _toml(text: str) -> str:
    """Write a TOML basic string: JSON's escapes are among TOML's own, but DEL needs one in TOML alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unit(text: str) -> str:
    """Write a value of a systemd unit, in which % opens a specifier."""
    return text.replace("%", "%%")


def _cron(text: str) -> str:
    """Write a command of a crontab, in which % is a line break: crontab(5)."""
    return text.replace("%", "\\%")
