"""`publish preview`: look at an edition as it is kept in the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import control, words


def preview(
    context: typer.Context,
    edition: Annotated[str | None, typer.Argument(help="CAMPAIGN/DATE or CAMPAIGN; else today's.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; else editions/CAMPAIGN/DATE.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Don't open the browser.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write the edition's folder anew from the ledger, and open its preview."""
    from publisher import pipeline
    from publisher.preview import folder, summary

    config = words.configuration(context)
    with pipeline.opened(config, words.now) as house:
        built = pipeline.kept(house, edition)
    target = (Path.cwd() / out if out else config.root / "editions" / built.build.edition.name).resolve()
    folder.ensure_not_root(target, config.root)
    page = folder.write(built, target)
    words.data(words.as_json(summary.summarise(built, target)) if json else str(words.near(page)))
    if not no_open and control.is_asked():
        words.launch(page)
