"""`publish schedule`: when the coming editions are built, sent and given up."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import words
from publisher.cli.arguments import Campaign

if TYPE_CHECKING:
    from publisher.config.files import CampaignFile
    from publisher.pipeline.schedule import Occasion

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

_WEEK = 7  # days
_ROW = "{:<15} {:<6} {:<6} {}".format


@app.command()
def show(context: typer.Context, campaign: Campaign = None, json: Json = False) -> None:
    """Show today and the six days after it: when each edition is built and sent, or why there is none.

    Example: publish schedule show ochtend
    """
    from publisher.pipeline.schedule import occasion, written_in

    found = _campaign(context, campaign)
    schedule, today = found.campaign.schedule, words.now().astimezone(found.zone).date()
    days = [today + timedelta(days=number) for number in range(_WEEK)]
    with written_in(found.file):
        week = {day: occasion(schedule, found.zone, day) for day in days}
    if json:
        told = [_as_dict(found, day, one) for day, one in week.items()]
        words.data(words.as_json({**_head(found), "days": told}))
        return
    words.data(f"{found.id}, {found.site.timezone}, approval {schedule.approval}")
    words.data(_ROW("day", "build", "send", "until"))
    for day, one in week.items():
        words.data(_line(found, day, one))


@app.command("next")
def next_(context: typer.Context, campaign: Campaign = None, json: Json = False) -> None:
    """Say which edition is the next to be sent.

    Example: publish schedule next --json
    """
    from publisher.pipeline.schedule import following, written_in

    found = _campaign(context, campaign)
    with written_in(found.file):
        one = following(found.campaign.schedule, found.zone, words.now())
    if json:
        words.data(words.as_json({**_head(found), "next": _as_dict(found, one.day, one) if one else None}))
    elif one:
        words.data(f"{found.id}/{one.day}: {_sentence(one)}")
    else:
        words.data(f"{found.id}: no edition is to come")


def _campaign(context: typer.Context, name: str | None) -> "CampaignFile":
    from publisher.config import load_campaign

    return load_campaign(words.configuration(context), name)


def _head(found: "CampaignFile") -> dict[str, str]:
    return {"campaign": found.id, "timezone": found.site.timezone}


def _as_dict(found: "CampaignFile", day: date, one: "Occasion | None") -> dict[str, Any]:
    """Give a day as JSON prints it: without an edition its times are null, and `skipped` says why."""
    from publisher.pipeline.schedule import skipped

    times = ("build_at", "send_at", "deadline")
    return {
        "edition": f"{found.id}/{day}",
        "date": day,
        **{name: getattr(one, name).isoformat() if one else None for name in times},
        "skipped": skipped(found.campaign.schedule, day) or None,
    }


def _line(found: "CampaignFile", day: date, one: "Occasion | None") -> str:
    from publisher.pipeline.schedule import skipped

    name = f"{day:%a %Y-%m-%d}".lower()
    if one is None:
        return _ROW(name, "-", "-", f"no edition: {skipped(found.campaign.schedule, day)}")
    return _ROW(name, f"{one.build_at:%H:%M}", f"{one.send_at:%H:%M}", _until(one))


def _sentence(one: "Occasion") -> str:
    return f"built at {one.build_at:%H:%M}, sent at {one.send_at:%H:%M}, given up at {_until(one)}"


def _until(one: "Occasion") -> str:
    """Write the deadline, with its date where that is another one."""
    return f"{one.deadline:{'%H:%M %Z' if one.deadline.date() == one.day else '%Y-%m-%d %H:%M %Z'}}"
