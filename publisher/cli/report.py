"""What `send`, `resume` and `status` print: counts by channel, and why something did not arrive."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from publisher.cli import words

if TYPE_CHECKING:
    from publisher.ledger import Count
    from publisher.pipeline import Plan, Sent
    from publisher.pipeline.rehearsal import Shown

NEW_LEDGER = (
    "This ledger has never sent anything; if it is a wrong one, or another was lost, readers get an edition"
    " twice. Is it right?"
)
_MOST_REASONS = 12
_SHOWN = ("sent", "rejected", "skipped", "unknown", "queued", "retry", "sending")


class Tally:
    """Adds up what is answered, for a progress that wants the sum."""

    def __init__(self, told: Callable[[int], None]) -> None:
        self._told, self._sum = told, 0

    def __call__(self, count: int) -> None:
        """Take how many more are answered."""
        self._sum += count
        self._told(self._sum)


def question(plan: "Plan") -> str:
    """Ask about a sending in one line."""
    lots = ", ".join(_lot(lot.waiting, lot.channel.name, lot.readers) for lot in plan.lots if lot.waiting)
    return f"Send {plan.edition} ({plan.build.hash[:12]}) to {lots}?"


def say(sent: "Sent", *, json: bool) -> None:
    """Print what a sending came to."""
    if json:
        words.data(words.as_json(as_dict(sent.edition, sent.hash, sent.channels, sent.reasons)))
    else:
        for line in lines(sent.edition, sent.hash, sent.channels, sent.reasons):
            words.data(line)
        if not sent.answered and not sent.failures:
            words.data("nothing was left to send")
    for failure in sent.failures.values():
        words.note(f"publish: {failure}")


def as_dict(
    edition: str, hash: str, channels: Mapping[str, Mapping[Any, int]], reasons: Mapping[str, "list[Count]"]
) -> dict[str, Any]:
    """Give an edition's status as JSON prints it."""
    import msgspec

    told = {name: [msgspec.structs.asdict(count) for count in counts] for name, counts in reasons.items()}
    return {"edition": edition, "hash": hash, "channels": channels, "reasons": told}


def lines(
    edition: str, hash: str, channels: Mapping[str, Mapping[Any, int]], reasons: Mapping[str, "list[Count]"]
) -> list[str]:
    """Give an edition's status in lines for people; at most a dozen reasons a channel."""
    result = [f"{edition} ({hash[:12]})"]
    for name, rows in channels.items():
        shown = ", ".join(f"{rows[status]:,} {status}" for status in _SHOWN if rows[status]) or "nobody"
        result.append(f"  {name}: {shown}")
        counts = reasons.get(name, [])
        result += [f"    {_reason(count)}" for count in counts[:_MOST_REASONS]]
        if len(counts) > _MOST_REASONS:
            result.append(f"    ... and {len(counts) - _MOST_REASONS} more reasons")
    return result


def say_rehearsal(plan: "Plan", shown: "list[Shown]", *, json: bool) -> None:
    """Print what a sending would do."""
    if json:
        told = {
            item.channel: {
                "recipients": item.recipients,
                "waiting": item.waiting,
                "forecast": item.forecast,
                "payload": item.payload,
            }
            for item in shown
        }
        refusal = str(plan.refusal) if plan.refusal else None
        words.data(
            words.as_json(
                {"edition": plan.edition, "hash": plan.build.hash, "channels": told, "refusal": refusal}
            )
        )
        return
    words.data(f"{plan.edition} ({plan.build.hash[:12]}), nothing is sent")
    for item in shown:
        words.data(
            f"== {item.channel}: {item.waiting:,} of {item.recipients:,} wait; {forecast(item.forecast)}"
        )
        words.data(item.payload)


def forecast(seconds: float | None) -> str:
    """Say how long something takes, in words."""
    if seconds is None:
        return "no earlier sending tells how long it takes"
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def _lot(count: int, channel: str, readers: str | None) -> str:
    return f"{channel}" if readers is None else f"{count:,} readers of {readers!r} by {channel}"


def _reason(count: "Count") -> str:
    at = f" at {count.domain}" if count.domain else ""
    return f"{count.count:,} {count.status} {count.code}{at}".rstrip()
