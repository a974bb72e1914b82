"""`publish send` and `publish resume`: hand an edition over, to each reader on each channel exactly once."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import control, words
from publisher.cli.arguments import Channels, Edition
from publisher.cli.progress import progress
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.pipeline import House
    from publisher.pipeline.planning import Plan, SendOrder
    from publisher.pipeline.unknown import Decide, Unknown

Yes = Annotated[bool, typer.Option("--yes", help="Send without asking.")]
NewLedger = Annotated[
    bool, typer.Option("--new-ledger", help="It is right that this ledger has never sent anything.")
]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Leave retries that fall due later to another run.")]
MaxLate = Annotated[
    str | None, typer.Option(help="Send until so long after the campaign's hour, as 90m or 3h; else all day.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


class Unknowns(StrEnum):
    """What becomes of messages that may or may not have arrived."""

    ask = "ask"
    skip = "skip"
    resend = "resend"


def send(
    context: typer.Context,
    edition: Edition = None,
    channel: Channels = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show who would get what; send and keep nothing.")
    ] = False,
    test: Annotated[
        list[str] | None, typer.Option(help="Send a marked test to this address only; repeat it.")
    ] = None,
    yes: Yes = False,
    new_ledger: NewLedger = False,
    no_wait: NoWait = False,
    max_late: MaxLate = None,
    json: Json = False,
) -> None:
    """Send an edition; whoever has it already does not get it again.

    Example: publish send ochtend --dry-run
    """
    if test and dry_run:
        raise UsageError("a test send is a mail", where="--test --dry-run", remedy="give one of them")
    order = _order(context, edition, channel, no_wait, max_late)
    with _planned(context, order) as (house, plan):
        if test:
            _trial(plan, test, json)
        elif dry_run:
            _dry_run(plan, json)
        else:
            _carry_out(house, plan, order, leave, yes=yes, new_ledger=new_ledger, json=json)


def resume(
    context: typer.Context,
    edition: Edition = None,
    unknown: Annotated[
        Unknowns | None,
        typer.Option(help="What to do with messages that may have arrived; else ask, or skip in CI."),
    ] = None,
    channel: Channels = None,
    yes: Yes = False,
    new_ledger: NewLedger = False,
    no_wait: NoWait = False,
    max_late: MaxLate = None,
    json: Json = False,
) -> None:
    """Go on with an edition that was interrupted or held, and decide about lost answers.

    Example: publish resume ochtend/2026-11-24 --unknown skip
    """
    order = _order(context, edition, channel, no_wait, max_late, release=True)
    with _planned(context, order) as (house, plan):
        _carry_out(house, plan, order, _decider(unknown), yes=yes, new_ledger=new_ledger, json=json)


def _order(
    context: typer.Context,
    edition: str | None,
    channel: list[str] | None,
    no_wait: bool,
    max_late: str | None,
    *,
    release: bool = False,
) -> "SendOrder":
    from publisher.config import Site, decode
    from publisher.pipeline.planning import SendOrder

    site = decode(words.configuration(context).tables["site"], Site)
    return SendOrder(
        edition=edition,
        channels=tuple(channel or ()),
        max_late=max_late,
        wait=not no_wait,
        release=release,
        who=control.who(),
        deployment=control.deployment(site.deployment),
    )


@contextmanager
def _planned(context: typer.Context, order: "SendOrder") -> Iterator[tuple["House", "Plan"]]:
    from publisher import pipeline
    from publisher.pipeline import planning

    with pipeline.opened(words.configuration(context), words.now) as house:
        yield house, planning.plan(house, order)


def _carry_out(
    house: "House",
    plan: "Plan",
    order: "SendOrder",
    decide: "Decide",
    *,
    yes: bool,
    new_ledger: bool,
    json: bool,
) -> None:
    from publisher.cli import archive, report
    from publisher.pipeline import sending

    if plan.refusal:
        raise plan.refusal
    waiting = sum(lot.waiting for lot in plan.lots)
    if waiting:
        control.confirm(report.question(plan), yes=yes)
    if plan.is_new and waiting:
        control.confirm(report.NEW_LEDGER, yes=yes and new_ledger, flag="--yes --new-ledger")
        house.ledger.trust(order.who, words.now())
    with control.stoppable() as stop, progress(waiting, f"sending {plan.edition}") as told:
        watch = sending.Control(stop, report.Tally(told), decide, words.note, archive.before(house))
        sent = sending.carry_out(house, plan, order, watch)
    report.say(sent, json=json)
    if sent.stopped:
        words.note(f"publish: {sent.edition}: {sent.stopped}")
    if sent.code:
        raise typer.Exit(sent.code)


def leave(count: int) -> "Unknown":
    """Leave lost answers to `resume`, and say so."""
    words.note(f"{count:,} messages may or may not have arrived; publish resume decides about them")
    return "leave"


def _decider(chosen: Unknowns | None) -> "Decide":
    def decide(count: int) -> "Unknown":
        words.note(f"{count:,} messages may or may not have arrived: the answer got lost")
        if chosen in {Unknowns.skip, Unknowns.resend}:
            return "skip" if chosen is Unknowns.skip else "resend"
        if not control.is_asked():
            if chosen is Unknowns.ask:
                raise UsageError("nobody is there to ask", where="--unknown", remedy="use skip or resend")
            return "skip"
        again = control.ask("Send them again? Some readers may get it twice")
        return "resend" if again else "skip"

    return decide


def _trial(plan: "Plan", addresses: list[str], json: bool) -> None:
    from publisher.audience import RowError, normalise
    from publisher.errors import ChannelError
    from publisher.pipeline.trial import trial

    try:
        readers = [normalise(address) for address in addresses]
    except RowError as error:
        raise UsageError(str(error), where="--test", remedy="write it as name@domain") from None
    answers = trial(plan, readers)
    if json:
        words.data(words.as_json({"edition": plan.edition, "hash": plan.build.hash, "test": answers}))
    else:
        for address, receipt in answers.items():
            words.data(f"{address}: {receipt.outcome} {receipt.code} {receipt.reason}".rstrip())
    if any(receipt.outcome != "sent" for receipt in answers.values()):
        raise typer.Exit(ChannelError.exit_code)


def _dry_run(plan: "Plan", json: bool) -> None:
    from publisher.cli import report
    from publisher.pipeline.rehearsal import rehearse

    shown = rehearse(plan)
    report.say_rehearsal(plan, shown, json=json)
    if plan.refusal:
        raise plan.refusal
