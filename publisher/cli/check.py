"""`publish check`: whether we would send this edition."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import words
from publisher.cli.arguments import Edition
from publisher.errors import BlockedError

if TYPE_CHECKING:
    from publisher.model import Finding

_LEVELS = {"blocking": "error", "warning": "warning", "info": "notice"}


class Format(StrEnum):
    """How findings are printed; `github` writes workflow annotations."""

    text = "text"
    json = "json"
    github = "github"


def check(
    context: typer.Context,
    edition: Edition = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings stop it too.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = Format.text,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Check a built edition; exit 5 when something stands in the way of sending it.

    Example: publish check ochtend/2026-11-24 --strict
    """
    import msgspec

    from publisher import pipeline
    from publisher.preview import summary

    built = pipeline.check(words.configuration(context), edition, words.now())
    findings = built.build.findings
    if json or form is Format.json:
        words.data(words.as_json([msgspec.structs.asdict(finding) for finding in findings]))
    elif form is Format.github:
        for finding in findings:
            words.data(_annotation(_placed(finding)))
    else:
        for finding in findings:
            words.data(summary.finding_line(_placed(finding)))
        words.note(f"{built.build.edition.name}: {summary.verdict(built.build)}")
    stopping = {"blocking", "warning"} if strict else {"blocking"}
    if any(finding.severity in stopping for finding in findings):
        raise typer.Exit(BlockedError.exit_code)


def _placed(finding: "Finding") -> "Finding":
    """Let the message open with its place, as an error's does."""
    from msgspec.structs import replace

    return replace(finding, message=f"{finding.where}: {finding.message}") if finding.where else finding


def _annotation(finding: "Finding") -> str:
    """Write a GitHub workflow command; its data escapes %, CR and LF, its properties also : and ,."""
    text = f"{finding.message} ({finding.remedy})" if finding.remedy else finding.message
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    return f"::{_LEVELS[finding.severity]} title=publish check {finding.check}::{text}"
