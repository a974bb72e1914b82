"""Commands that take text as it was typed.

Typer (0.29) reads every word, and every word that was not given, through an adapter of pydantic. For text
that changes nothing, and importing pydantic takes longer than importing typer: `publish` can do without.
"""

import typing
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperGroup

_TEXT = (str, str | None, list[str], list[str] | None)


class Command(TyperCommand):
    """A command whose text is taken as it was typed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (click's, or typer's own)
        """Read the words of the command line."""
        _take_as_typed(self, ctx)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group whose own options are read as those of its commands are."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the words before the command's name."""
        _take_as_typed(self, ctx)
        return super().parse_args(ctx, args)


def _take_as_typed(command: TyperCommand | TyperGroup, context: Any) -> None:  # noqa: ANN401
    kinds = typing.get_type_hints(command.callback) if command.callback else {}
    for param in command.get_params(context):
        # On the object, as typer alone makes its parameters and their classes.
        vars(param)["process_value"] = partial(_read, param, kinds.get(param.name or "") in _TEXT)


def _read(param: Any, is_text: bool, context: Any, value: Any) -> Any:  # noqa: ANN401
    """Give what needs no reading; the usual way reads the rest, and says what is missing or wrong."""
    many = param.multiple or param.nargs == -1
    words = value if many else (value,)
    if value is None and not param.required:
        taken = () if many else None
    elif is_text and words and all(isinstance(word, str) for word in words):
        taken = value
    else:
        return type(param).process_value(param, context, value)
    return param.callback(context, param, taken) if param.callback else taken
