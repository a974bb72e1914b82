"""`publish doctor`: everything that a morning's sending needs, looked at before the morning."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import words
from publisher.cli.arguments import Channels
from publisher.errors import ConfigError

if TYPE_CHECKING:
    from publisher.doctor import Line

_MARKS = {"ok": "ok     ", "warning": "warning", "error": "error  "}


def doctor(
    context: typer.Context,
    channel: Channels = None,
    ci: Annotated[
        bool, typer.Option("--ci", help="Judge it as a runner that is thrown away afterwards.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody over the network.")] = False,
    nameserver: Annotated[
        list[str] | None, typer.Option(help="Ask this DNS server, as HOST or HOST:PORT.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Look at the machine, the newsroom, each account and DNS; say what is wrong and its remedy.

    Example: publish doctor --channel newsletter
    """
    from publisher.doctor import Line, Visit, examine

    is_runner = ci or bool(os.environ.get("CI"))
    lines: list[Line] = []
    try:
        visit = Visit(tuple(channel or ()), is_runner, offline, tuple(nameserver or ()))
        for line in examine(words.configuration(context), visit, words.now):
            lines.append(line)
            if not json:
                _print(line)
    except ConfigError as error:
        lines.append(Line("configuration", "error", str(error)))
        if not json:
            _print(lines[-1])
    if json:
        words.data(words.as_json({"lines": lines}))
    if any(line.state == "error" for line in lines):
        raise typer.Exit(2)


def _print(line: "Line") -> None:
    remedy = f"\n           -> {line.remedy}" if line.remedy and line.state != "ok" else ""
    words.data(f"{_MARKS[line.state]}  {line.topic}: {line.message}{remedy}")
