"""What `publish init` wants to know: each answer checked, whether it was a flag or is typed on a terminal."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from publisher.cli import control, words
from publisher.errors import PublisherError, UsageError

MORNINGS = {"nl": "ochtend", "fr": "matin", "en": "morning", "de": "morgen"}
_SHORT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class _Question(NamedTuple):
    """A question on a terminal, the answer where none is given, and the check of either."""

    text: str
    default: str
    check: Callable[[str], str]


def gather(root: Path, given: Mapping[str, str | None], *, ask: bool) -> dict[str, str]:
    """Give the answers by flag: as given, else asked for, else the default; "" leaves a key unset.

    Raises UsageError or ConfigError for a flag that does not fit, before anything is asked.
    """
    questions = _questions(root)
    said = {flag: questions[flag].check(word) for flag, word in given.items() if word is not None}
    for flag, question in questions.items():
        if flag not in said:
            said[flag] = _ask(_fitting(flag, question, said)) if ask else question.default
    return said


def wanted(*, yes: bool) -> bool:
    """Say whether to ask: only where a person is, and has not said yes to everything."""
    return not yes and control.is_asked()


def ask_source(root: Path) -> list[str]:
    """Ask where articles come from; nothing means the samples."""
    question = "Where articles come from, a path or an address (empty: samples to replace)"
    said = _ask(_Question(question, "", lambda text: place(root, text) if text else ""))
    return [said] if said else []


def campaign(text: str) -> str:
    """Check a campaign's short name: it names files, editions and headers."""
    if not _SHORT.fullmatch(text):
        remedy = "small letters, digits and -, such as ochtend"
        raise UsageError(f"no campaign can be called {text[:80]!r}", where="--campaign", remedy=remedy)
    return text


def place(root: Path, text: str) -> str:
    """Give an address of the web as it is, and a path as the newsroom's folder sees it."""
    from publisher.text import links

    if links.is_web(text):
        return text
    here = Path(os.path.normpath(Path.cwd() / text))
    if not text or not here.exists():
        raise UsageError("no such file or folder", where=f"--source {text}".strip(), remedy="check the path")
    return here.relative_to(root).as_posix() if here.is_relative_to(root) else str(here)


def _questions(root: Path) -> dict[str, _Question]:
    name = _CONTROL.sub("", root.name).replace("-", " ").strip().capitalize() or "Newsroom"
    return {
        "--name": _Question("Name of the newsroom, as readers see it", name, _name),
        "--language": _Question("Language of the readers: nl, fr, en or de", "nl-BE", _language),
        "--timezone": _Question("Time zone", "Europe/Brussels", _timezone),
        "--url": _Question("Address of the site (empty: later)", "", _url),
        "--sender": _Question("From, as Name <address> (empty: later)", "", _sender),
    }


def _fitting(flag: str, question: _Question, said: Mapping[str, str]) -> _Question:
    """Offer a From of the site's own domain, where that is known by now."""
    if flag != "--sender" or not said["--url"]:
        return question
    host = (urlsplit(said["--url"]).hostname or "").removeprefix("www.")
    offered = f"{said['--name']} <{MORNINGS[said['--language'][:2].lower()]}@{host}>"
    return question._replace(default=offered)


def _ask(question: _Question) -> str:
    """Ask on the terminal until the answer fits; Ctrl-C ends it all, and nothing was written."""

    def checked(text: str) -> str:
        try:
            return question.check(text.strip())
        except PublisherError as error:
            raise typer.BadParameter(str(error)) from None

    try:
        answer: str = typer.prompt(
            question.text,
            default=question.default,
            show_default=bool(question.default),
            value_proc=checked,
            err=True,
        )
    except typer.Abort:
        words.note("")  # the question's line ends here
        raise typer.Exit(130) from None
    return answer


def _name(text: str) -> str:
    if not text.strip() or _CONTROL.search(text):
        raise UsageError("a newsroom needs a name, on one line", where="--name", remedy="such as De Kroniek")
    return text.strip()


def _language(text: str) -> str:
    from publisher import languages

    if not languages.speaks(text):
        known = ", ".join(languages.CODES)
        remedy = f"one of {known}, with or without a region, such as nl-BE"
        raise UsageError(f"no language {text[:80]!r}", where="--language", remedy=remedy)
    return text


def _timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = "such as Europe/Brussels"
        raise UsageError(f"no time zone {text[:80]!r}", where="--timezone", remedy=remedy) from None


def _url(text: str) -> str:
    import msgspec

    from publisher.config.forms import WebAddress

    try:
        return msgspec.convert(text, WebAddress).rstrip("/") if text else ""
    except msgspec.ValidationError:
        remedy = "such as https://kroniek.test"
        raise UsageError(f"no web address: {text[:80]!r}", where="--url", remedy=remedy) from None


def _sender(text: str) -> str:
    from publisher.mime import addresses

    if _CONTROL.search(text):
        raise UsageError("a From is one line", where="--sender", remedy="such as De Kroniek <name@domain>")
    if text:
        addresses.check(addresses.split(text)[1], "--sender")
    return text
