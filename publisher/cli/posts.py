"""`publish posts`: what stands on the accounts' walls; taken down, or put right, never posted again."""

from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import control, words
from publisher.cli.arguments import Channels, Edition
from publisher.errors import ChannelError

if TYPE_CHECKING:
    from publisher.pipeline import House
    from publisher.pipeline.walls import Seen

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command()
def show(
    context: typer.Context, edition: Edition = None, channel: Channels = None, json: Json = False
) -> None:
    """Show an edition's posts that stand, and where.

    Example: publish posts show ochtend/2026-11-24
    """
    from publisher import pipeline
    from publisher.pipeline import walls

    with pipeline.opened(words.configuration(context), words.now) as house:
        stands = walls.standing(house, edition, tuple(channel or ()))
    posts = [
        walls.Seen(c.name, p.receipt.key.part, "stands", "sent", "", p.receipt.url) for c, p in stands.posts
    ]
    _say(stands.build.edition.name, posts[::-1], json=json)


@app.command()
def delete(
    context: typer.Context,
    edition: Edition = None,
    channel: Channels = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take an edition's posts down; they are not posted again.

    Example: publish posts delete ochtend --channel bluesky
    """
    from publisher import pipeline
    from publisher.pipeline import walls

    with pipeline.opened(words.configuration(context), words.now) as house:
        stands = walls.standing(house, edition, tuple(channel or ()))
        names = ", ".join(sorted({one.name for one, _ in stands.posts}))
        control.confirm(f"Take down {stands.build.edition.name} on {names}?", yes=yes)
        seen = walls.take_down(house, stands, control.who())
    _say(stands.build.edition.name, seen, json=json)


@app.command()
def correct(
    context: typer.Context,
    text: Annotated[str, typer.Option(help="What the post should say.")],
    edition: Edition = None,
    channel: Channels = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put an edition's posts right: changed where they stand, else answered; never posted again.

    Example: publish posts correct ochtend --text "Het werd 2-1, niet 3-1."
    """
    from publisher import pipeline
    from publisher.pipeline import walls

    with pipeline.opened(words.configuration(context), words.now) as house:
        stands = walls.standing(house, edition, tuple(channel or ()))
        planned = walls.corrections(stands, text)
        for one in planned:
            what = "changes" if one.edits else "answers"
            words.note(f"{one.channel.name}: {what} {one.posted.receipt.url or 'its post'}")
        control.confirm(f"Correct {stands.build.edition.name}?", yes=yes)
        seen = walls.correct(house, stands, planned, control.who())
        answered = tuple(one.channel.name for one in planned if not one.edits)
        code = handed_over(house, stands.build.edition.name, answered) if answered else 0
    _say(stands.build.edition.name, seen, json=json, code=code)


def handed_over(house: "House", edition: str, names: tuple[str, ...]) -> int:
    """Hand the answers over, as any row leaves; give the exit code that says what became of them."""
    from publisher.cli.send import leave
    from publisher.pipeline import planning, sending

    name = control.deployment(house.site.deployment)
    order = planning.SendOrder(
        edition=edition, channels=names, whenever=True, who=control.who(), deployment=name
    )
    with control.stoppable() as stop:
        watch = sending.Control(stop, lambda _: None, leave, words.note)
        sent = sending.carry_out(house, planning.plan(house, order), order, watch)
    for failure in sent.failures.values():
        words.note(f"publish: {failure}")
    return sent.code


def _say(edition: str, seen: "list[Seen]", *, json: bool, code: int = 0) -> None:
    """Print what became of each post; raises Exit where something is left to do."""
    import msgspec

    if json:
        words.data(
            words.as_json({"edition": edition, "posts": [msgspec.structs.asdict(one) for one in seen]})
        )
    else:
        for one in seen:
            words.data(line(one))
    failed = any(one.outcome != "sent" for one in seen)
    if code or failed:
        raise typer.Exit(code or ChannelError.exit_code)


def line(one: "Seen") -> str:
    """Say what became of one post."""
    part = f" part {one.part + 1}" if 0 < one.part < 1_000 else " correction" if one.part else ""
    what = one.what if one.outcome == "sent" else f"not {one.what}: {one.outcome}"
    reason = f" ({one.reason})" if one.reason else ""
    return f"{one.channel}{part}  {what}{reason}  {one.url or ''}".rstrip()
