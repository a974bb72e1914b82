"""The command line: parse, call the pipeline, print. Data to stdout, messages to stderr."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from publisher import __version__
from publisher.cli import articles, check, digest, keys, preview, send, serve, status, stop, subscribers
from publisher.cli.plain import Command, Group
from publisher.cli.words import note, spread
from publisher.errors import PublisherError

# What a command imports stays to its end: looking through it for garbage every 700 objects takes a tenth of
# a short command's time.
_ALLOCATIONS = 50_000

app = typer.Typer(
    name="publish",
    cls=Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn today's articles into a digest email and a teaser per network, look at it, send it once.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"publisher {__version__}")
        raise typer.Exit


@app.callback()
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


_COMMANDS: Mapping[str, Callable[..., None]] = {
    "articles": articles.articles,
    "digest": digest.digest,
    "check": check.check,
    "preview": preview.preview,
    "approve": stop.approve,
    "hold": stop.hold,
    "send": send.send,
    "resume": send.resume,
    "status": status.status,
    "cancel": stop.cancel,
    "arm": stop.arm,
    "serve": serve.serve,
}
for name, command in _COMMANDS.items():
    app.command(name, cls=Command)(command)
app.add_typer(
    subscribers.app, name="subscribers", help="Who wants the digest: import, export, add, show, leave."
)
app.add_typer(keys.app, name="keys", help="The keys that sign readers' links: list, rotate.")


def main() -> None:
    """Run the command line: every error on one line of stderr, with its own exit code."""
    gc.set_threshold(_ALLOCATIONS)
    try:
        app(args=spread(sys.argv[1:]))
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
