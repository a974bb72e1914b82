"""`publish preview`: look at an edition, live; or write its folder anew."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import control, words

if TYPE_CHECKING:
    from publisher.preview.live.desk import Desk


def preview(
    context: typer.Context,
    edition: Annotated[
        str | None, typer.Argument(help="CAMPAIGN/DATE or CAMPAIGN; else today's of every campaign.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = 8026,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSONA", help="Who looks: reader, long, none, rtl or other."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Don't open the browser.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write the edition's folder anew instead, and show its file.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="The folder that --write writes; else editions/CAMPAIGN/DATE.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what --write wrote as JSON.")] = False,
) -> None:
    """Look at an edition on a page of this machine that follows each change, test it, hold or approve it.

    Example: publish preview ochtend
    """
    if write or out or json:
        _write(context, edition, out, no_open=no_open, json=json)
    else:
        _serve(context, edition, port, as_, no_open=no_open)


def _write(
    context: typer.Context, edition: str | None, out: Path | None, *, no_open: bool, json: bool
) -> None:
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


def _serve(
    context: typer.Context, edition: str | None, port: int, persona: str | None, *, no_open: bool
) -> None:
    from publisher import serving
    from publisher.preview.live import app, server
    from publisher.preview.live.view import View, named
    from publisher.preview.live.watching import Watcher

    view = View(persona=named(persona)) if persona else View()
    desk = _desk(context, edition)
    with server.listening(port) as listening:
        address = f"{serving.address(listening)}/{desk.only or ''}"
        answers = app.create(desk, listening.getsockname()[1], view)
        watcher = Watcher(desk)
        watcher.start()
        try:
            serving.run(
                server.Server(answers, desk.bell), listening, partial(_started, address, no_open=no_open)
            )
        finally:
            watcher.stop()
            desk.close()


def _desk(context: typer.Context, edition: str | None) -> "Desk":
    """Make what the page works with. Raises UsageError for an edition that nobody can mean."""
    from publisher import config, pipeline
    from publisher.config import Site, decode
    from publisher.preview.live.desk import Desk, Who

    given, here = context.obj, Path.cwd()
    loaded = words.configuration(context)
    site = decode(loaded.tables["site"], Site)
    with pipeline.opened(loaded, words.now) as house:
        only = pipeline.edition_name(house, edition) if edition else None
    who = Who(control.who(), control.deployment(site.deployment))
    return Desk(lambda: config.load(given, os.environ, here), words.now, who, only)


def _started(address: str, *, no_open: bool) -> None:
    words.note(f"{address} (Ctrl-C ends it)")
    if not no_open and control.is_asked():
        words.open_in_browser(address)
