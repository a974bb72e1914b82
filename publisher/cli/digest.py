"""`publish digest`: build today's edition and say what it is."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import words
from publisher.cli.arguments import Campaign, kinds
from publisher.errors import NothingNew


def digest(
    context: typer.Context,
    campaign: Campaign = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--from", help="Read these files or folders instead of the campaign's sources."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Read --from as this kind of source.", autocompletion=kinds)
    ] = None,
    date: Annotated[str | None, typer.Option(help="The edition's date, as 2026-11-24; else today.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; else editions/CAMPAIGN/DATE.")
    ] = None,
    lead: Annotated[str | None, typer.Option(help="The lead: an id, a URL or a part of a headline.")] = None,
    pin: Annotated[list[str] | None, typer.Option(help="Put this article first in the recent list.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="Leave this article out.")] = None,
    subject: Annotated[str | None, typer.Option(help="The subject line.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read the sources again, not the kept snapshot.")
    ] = False,
    revise: Annotated[
        bool, typer.Option("--revise", help="Give the changed text to who did not get the edition yet.")
    ] = False,
    accept_new: Annotated[
        bool,
        typer.Option("--accept-new", help="Take a source's articles although all of it is suddenly new."),
    ] = False,
    detailed: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 3 when there is nothing new to tell.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the preview in the browser.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Build an edition: the digest email, a teaser per network, and a preview of both.

    Example: publish digest ochtend --lead "slotminuut" --open
    """
    from publisher import pipeline
    from publisher.preview import folder, summary

    config = words.configuration(context)
    order = pipeline.Order(
        campaign=campaign,
        day=words.parse_date(date),
        sources=words.from_here(config, source or ()),
        kind=kind,
        lead=lead,
        pin=tuple(pin or ()),
        drop=tuple(drop or ()),
        subject=subject,
        refresh=refresh,
        revise=revise,
        accept_new=accept_new,
    )
    chosen = (Path.cwd() / out).resolve() if out else None
    folder.ensure_writable(chosen or config.root / "editions")
    if chosen:
        folder.ensure_not_root(chosen, config.root)
        folder.ensure_apart(chosen, pipeline.places(config, order))
    try:
        built = pipeline.digest(config, order, words.now())
    except NothingNew as nothing:
        _say_nothing(nothing, json=json)
        raise typer.Exit(3 if detailed else 0) from None
    target = chosen or (config.root / "editions" / built.build.edition.name).resolve()
    preview = folder.write(built, target)
    if built.snapshot:
        words.note("the articles are the ones kept with this edition (--refresh reads the sources again)")
    words.data(
        words.as_json(summary.summarise(built, target))
        if json
        else "\n".join(summary.lines(built, words.near(target)))
    )
    if open_:
        words.launch(preview)


def _say_nothing(nothing: NothingNew, *, json: bool) -> None:
    """Say that nothing was built, and why: an answer, not an error."""
    if json:
        words.data(words.as_json({"edition": nothing.where, "hash": None, "reason": nothing.message}))
    else:
        words.data(f"{nothing.where}: {nothing.message}; nothing was built")
