"""What a person or a scheduler may do to a running command: stop it gently, answer its questions."""

import getpass
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import typer

from publisher.cli import words
from publisher.errors import ApprovalError, UsageError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether SIGINT or SIGTERM came; a second one ends the process at once."""
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def take(number: int, frame: FrameType | None) -> None:
        del frame
        came.append(number)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        with suppress(RuntimeError):  # the program was just printing: a stream can't be entered twice
            words.note("stopping: what is under way is finished first (again to end at once)")

    for number in _SIGNALS:
        signal.signal(number, take)
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_asked() -> bool:
    """Say whether there is a person to ask: a terminal on both ends."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def confirm(question: str, *, yes: bool, flag: str = "--yes") -> None:
    """Ask before what can't be taken back. Raises ApprovalError for a no, UsageError without anybody."""
    if yes:
        return
    if not is_asked():
        raise UsageError(f"{question} Nobody is there to answer", remedy=f"add {flag}")
    if not ask(question):
        raise ApprovalError("nothing was sent", remedy="as you said")


def ask(question: str) -> bool:
    """Ask a person, who may also leave by Ctrl-C: nothing more is done then, and the exit code is 130."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        words.note("")  # the question's line ends here
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def who() -> str:
    """Name who runs this, for the events in the ledger."""
    return os.environ.get("GITHUB_ACTOR") or os.environ.get("GITLAB_USER_LOGIN") or _user()


def deployment(configured: str | None) -> str:
    """Name this deployment: as configured, else the repository in CI; never a host name."""
    return configured or os.environ.get("GITHUB_REPOSITORY") or os.environ.get("CI_PROJECT_PATH") or ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
