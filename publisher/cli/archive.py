"""`publish archive`: the pages of what was sent, for anybody to read."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.archive import Report
    from publisher.model import Build
    from publisher.pipeline import House

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command()
def build(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Argument(help="Only this campaign's pages; else all.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write; else [archive] folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write a page for each edition that was sent, lists by month, and feeds; what is the same stays.

    Example: publish archive build ochtend
    """
    from publisher import archive, pipeline
    from publisher.preview import folder

    config = words.configuration(context)
    chosen = (Path.cwd() / out).resolve() if out else None
    if chosen:
        folder.ensure_not_root(chosen, config.root)
    with pipeline.opened(config, words.now) as house:
        report = archive.build(house, campaign, chosen)
    _say(report, json=json)


def before(house: "House") -> "Callable[[Build], None]":
    """Give what writes an edition's page before it leaves; nothing, where no archive is wanted."""
    if house.config.archive is None:
        return lambda _: None
    from publisher import archive

    return partial(archive.keep, house)


def _say(report: "Report", *, json: bool) -> None:
    if json:
        told = {
            "folder": str(report.folder),
            "editions": report.editions,
            "written": [str(path.relative_to(report.folder)) for path in report.written],
            "unchanged": report.unchanged,
        }
        words.data(words.as_json(told))
        return
    files = f"{len(report.written)} files written, {report.unchanged} unchanged"
    plural = "s" * (report.editions != 1)
    words.data(f"{words.near(report.folder)}: {report.editions:,} edition{plural}; {files}")
