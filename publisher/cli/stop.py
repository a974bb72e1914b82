"""`publish cancel`, `hold`, `approve` and `arm`: what people decide about an edition, and who may send."""

from typing import Annotated

import typer

from publisher.cli import control, words
from publisher.cli.arguments import Edition
from publisher.errors import ApprovalError, UsageError

Hash = Annotated[
    str | None,
    typer.Option("--hash", metavar="PREFIX", help="The build this is about; another current one exits 4."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def cancel(context: typer.Context, edition: Edition = None, json: Json = False) -> None:
    """Stop an edition now: whoever still waits gets nothing, unless it is revised.

    Example: publish cancel ochtend/2026-11-24
    """
    _decide(context, edition, "cancelled", json=json)


def hold(context: typer.Context, edition: Edition = None, hash_: Hash = None, json: Json = False) -> None:
    """Keep an edition back, also while it is being sent; `publish resume` lets it go on.

    Example: publish hold ochtend
    """
    _decide(context, edition, "held", prefix=hash_, json=json)


def approve(context: typer.Context, edition: Edition = None, hash_: Hash = None, json: Json = False) -> None:
    """Let an edition leave: exactly the build that was looked at.

    Example: publish approve ochtend --hash 4f2a9c01
    """
    _decide(context, edition, "approved", prefix=hash_, json=json)


def arm(context: typer.Context, json: Json = False) -> None:
    """Make this deployment the one that sends, from this ledger; any other refuses from now on.

    Example: publish arm
    """
    from publisher import pipeline

    with pipeline.opened(words.configuration(context), words.now) as house:
        name = control.deployment(house.site.deployment)
        if not name:
            raise UsageError(
                "this deployment has no name", where="[site] deployment", remedy="set it in config.toml"
            )
        house.ledger.arm(name, control.who(), words.now())
        if not house.ledger.trusted():
            house.ledger.trust(control.who(), words.now())
    words.data(words.as_json({"deployment": name}) if json else f"armed: {name}")


def _decide(
    context: typer.Context, edition: str | None, kind: str, *, prefix: str | None = None, json: bool
) -> None:
    from publisher import pipeline

    with pipeline.opened(words.configuration(context), words.now) as house:
        name = pipeline.edition_name(house, edition)
        build, _ = pipeline.build_of(house, name)
        if prefix is not None and (not prefix or not build.hash.startswith(prefix.lower())):
            raise ApprovalError(
                f"the current build is {build.hash[:12]}, not {prefix[:64]}",
                where=name,
                remedy="look at it again",
            )
        who, now = control.who(), words.now()
        standing = house.ledger.standing(name)
        if standing and standing.stop == "cancelled" and kind != "cancelled":
            raise ApprovalError("was cancelled", where=name, remedy="publish digest --revise makes it anew")
        if kind == "approved":
            house.ledger.approve(name, build.hash, who, now)
        else:
            house.ledger.stop(name, "held" if kind == "held" else "cancelled", who, now)
        counts = house.ledger.counts(name)
    if json:
        words.data(words.as_json({"edition": name, "hash": build.hash, "event": kind, "channels": counts}))
        return
    sent = sum(rows["sent"] for rows in counts.values())
    words.data(f"{name} ({build.hash[:12]}) {kind}; {sent:,} have it")
