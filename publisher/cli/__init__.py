"""The command line: parse, call the pipeline, print. Data to stdout, messages to stderr."""

import gc
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from publisher import __version__
from publisher.cli.plain import Command, Group
from publisher.cli.words import note, spread
from publisher.errors import PublisherError

# What a command imports stays to its end: looking through it for garbage every 700 objects takes a tenth of
# a short command's time.
_ALLOCATIONS = 50_000

# In the order of the help: the command and the module that holds it.
_COMMANDS: Mapping[str, str] = {
    "init": "init",
    "articles": "articles",
    "digest": "digest",
    "check": "check",
    "preview": "preview",
    "approve": "stop",
    "hold": "stop",
    "send": "send",
    "resume": "send",
    "status": "status",
    "cancel": "stop",
    "run": "run",
    "arm": "stop",
    "correct": "correct",
    "doctor": "doctor",
    "serve": "serve",
}
_GROUPS: Mapping[str, str] = {
    "subscribers": "Who wants the digest: import, export, add, show, leave.\n\n"
    "Example: publish subscribers stats",
    "posts": "What stands on the accounts: show, delete, correct.\n\nExample: publish posts show",
    "archive": "The pages of what was sent: build.\n\nExample: publish archive build",
    "schedule": "When the coming editions are built and sent: show, next.\n\nExample: publish schedule next",
    "keys": "The keys that sign readers' links: list, rotate.\n\nExample: publish keys list",
}
_ABOUT = """\
Turn today's articles into a digest email and a teaser per network, look at it, send it once.

Example: publish digest --open
"""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"publisher {__version__}")
        raise typer.Exit


def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The configuration; else config.toml here or in a folder above.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Keep what holds for every command."""
    del version
    context.obj = config


def program(only: str | None = None) -> typer.Typer:
    """Make the whole command line, or that of one command: all of them take a tenth of a short call."""
    app = typer.Typer(
        name="publish",
        cls=Group,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=_ABOUT,
    )
    app.callback()(options)
    for name, module in _COMMANDS.items():
        if only in {None, name}:
            app.command(name, cls=Command)(getattr(import_module(f"publisher.cli.{module}"), name))
    for name, about in _GROUPS.items():
        if only in {None, name}:
            app.add_typer(import_module(f"publisher.cli.{name}").app, name=name, help=about)
    return app


def main() -> None:
    """Run the command line: every error on one line of stderr, with its own exit code."""
    gc.set_threshold(_ALLOCATIONS)
    try:
        words = spread(sys.argv[1:])
        called = words[0] if words and words[0] in {*_COMMANDS, *_GROUPS} else None
        program(called)(args=words, color=False if os.environ.get("NO_COLOR") else None)
    except PublisherError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("PUBLISH_DEBUG"):
            raise
        _say(f"unexpected {type(error).__name__}: {error} (set PUBLISH_DEBUG=1 to see where)")
        sys.exit(1)
    finally:
        gc.freeze()  # what is left needs no looking through on the way out


def _say(message: str) -> None:
    note(f"publish: {message}")
