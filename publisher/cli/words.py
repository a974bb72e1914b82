"""What the commands share: reading words of the command line, and printing."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

import typer

from publisher.errors import StorageError, UsageError

if TYPE_CHECKING:
    from publisher.config import Config

_SPREAD = "--from"
_WEB = ("http://", "https://")


def spread(args: Sequence[str]) -> list[str]:
    """Let `--from` take several paths, as a shell's `*.txt` gives them.

    A word behind the first path is a source when it names something on disk or an address of the web;
    anything else stays a word of its own, such as the campaign.
    """
    result: list[str] = []
    taking = False
    for word in args:
        if taking and not word.startswith("-") and result[-1] != _SPREAD and _is_place(word):
            result.append(_SPREAD)
        elif word.startswith("-") or (taking and result[-1] != _SPREAD):
            taking = word == _SPREAD
        result.append(word)
    return result


def _is_place(word: str) -> bool:
    return word.lower().startswith(_WEB) or Path(word).exists()


def parse_date(text: str | None) -> date | None:
    """Read a date written as 2026-11-24. Raises UsageError for another form."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"no date: {text!r}", where="--date", remedy="write it as 2026-11-24") from None


def configuration(context: typer.Context) -> "Config":
    """Load the configuration that this call of `publish` names or finds."""
    from publisher import config

    return config.load(context.obj, os.environ, Path.cwd())


def from_here(config: "Config", paths: Sequence[str]) -> tuple[str, ...]:
    """Give paths typed here as the configuration's folder sees them, and addresses of the web as they are.

    Raises UsageError for a file that is missing.
    """
    return tuple(_from_root(config.root, path) for path in paths)


def now() -> datetime:
    """Give the time, zoned."""
    return datetime.now(UTC)


def local(at: datetime | str, zone: str, form: str = "%Y-%m-%d %H:%M %Z") -> str:
    """Write a moment as the clock says it in a time zone, and name the zone."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(ZoneInfo(zone)).strftime(form)


def data(text: str) -> None:
    """Print what was asked for, to stdout; a reader who closed the pipe has read enough."""
    with patient():
        typer.echo(text)


@contextmanager
def patient() -> Iterator[None]:
    """Run a block that prints to stdout; it ends where the reader closes the pipe.

    Raises StorageError where what was printed can't be written.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_the_rest(sys.stdout)
    except OSError as error:
        _drop_the_rest(sys.stdout)
        raise StorageError(
            f"can't be written: {error.strerror}", where="stdout", remedy="free some space and run it again"
        ) from error


def note(text: str) -> None:
    """Print a message, to stderr; where that is closed or full, what goes on matters more than its words."""
    with unheard():
        typer.echo(text, err=True)


@contextmanager
def unheard() -> Iterator[None]:
    """Run a block that prints to stderr; it ends, and nothing else, where nobody can hear it."""
    try:
        yield
    except OSError:
        _drop_the_rest(sys.stderr)


def launch(page: Path) -> None:
    """Open a file in the browser; where there is none, its path was printed."""
    open_in_browser(page.resolve().as_uri())


def open_in_browser(address: str) -> None:
    """Open an address in the browser, where there is one."""
    import webbrowser

    with suppress(webbrowser.Error):
        webbrowser.open(address)


def as_json(value: object) -> str:
    """Write a value as indented JSON."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def near(path: Path) -> Path:
    """Give a path as people write it: relative to here where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _drop_the_rest(stream: TextIO) -> None:
    """Let what is still to be printed go nowhere, so that Python's own last flush can't fail."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _from_root(root: Path, path: str) -> str:
    if path.lower().startswith(_WEB):
        return path
    here = Path(os.path.normpath(Path.cwd() / path))
    if not here.exists():
        raise UsageError("no such file or folder", where=path, remedy="check the path")
    return str(here.relative_to(root)) if here.is_relative_to(root) else str(here.resolve())
