"""`publish run`: one tick of the scheduler; safe to start every ten minutes, on several machines."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import control, words
from publisher.cli.arguments import campaigns
from publisher.errors import ConfigError, PublisherError, UsageError

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.config.files import CampaignFile
    from publisher.pipeline import House
    from publisher.pipeline.planning import Plan
    from publisher.pipeline.running import Ticked


def run(
    context: typer.Context,
    campaign: Annotated[
        str | None,
        typer.Argument(help="Which campaign; else each one that there is.", autocompletion=campaigns),
    ] = None,
    max_late: Annotated[
        str | None, typer.Option(help="Send until so long after the campaign's hour; else its own max_late.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
    detailed: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 3 when there is nothing new to tell.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Do what this moment asks: build today's edition, wait, send it, or come back for what is left.

    Example: publish run ochtend --yes
    """
    from publisher import config as settings
    from publisher import pipeline

    config = words.configuration(context)
    if not yes and not control.is_asked():
        raise UsageError("a tick sends without asking", where="publish run", remedy="add --yes")
    names = [campaign] if campaign else settings.campaign_names(config)
    with pipeline.opened(config, words.now) as house:
        ticked = [_tick(config, house, name, max_late, yes=yes) for name in names]
    if json:
        words.data(words.as_json([_as_dict(one) for one in ticked]))
    else:
        for one in ticked:
            words.data(f"{one.edition}: {one.message}")
    code = max(one.code for one in ticked)
    if code or (detailed and any(one.nothing_new for one in ticked)):
        raise typer.Exit(code or 3)


def _tick(config: "Config", house: "House", name: str, max_late: str | None, *, yes: bool) -> "Ticked":
    from publisher import config as settings
    from publisher import pipeline
    from publisher.cli import archive
    from publisher.cli.send import leave
    from publisher.pipeline import running, sending
    from publisher.preview import folder

    def build(found: "CampaignFile", now: datetime) -> None:
        built = pipeline.digest(config, pipeline.Order(campaign=found.id), now)
        try:
            folder.write(built, (config.root / "editions" / built.build.edition.name).resolve())
        except PublisherError as error:
            words.note(str(error))  # the folder is a view: the build stands in the ledger

    try:
        campaign = settings.load_campaign(config, name)
    except ConfigError as error:
        return running.unread(house, name, error, words.note)
    order = running.TickOrder(max_late, control.deployment(house.site.deployment))
    with control.stoppable() as stop:
        watch = sending.Control(stop, lambda _: None, leave, words.note, archive.before(house))
        hands = running.Hands(build, lambda plan: _confirm(plan, yes=yes), watch)
        return running.tick(house, campaign, order, hands)


def _confirm(plan: "Plan", *, yes: bool) -> None:
    from publisher.cli import report

    control.confirm(report.question(plan), yes=yes)


def _as_dict(one: "Ticked") -> dict[str, Any]:
    channels = one.sent.channels if one.sent else {}
    fields = ("edition", "step", "message", "code", "built")
    return {**{name: getattr(one, name) for name in fields}, "channels": channels}
