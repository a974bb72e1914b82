"""What `send`, `resume` and `status` print: counts by channel, and why something did not arrive."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from publisher.cli import words

if TYPE_CHECKING:
    from publisher.ledger import Count
    from publisher.pipeline.planning import Plan
    from publisher.pipeline.rehearsal import Shown
    from publisher.pipeline.sending import Sent
    from publisher.ports import Status

NEW_LEDGER = (
    "This ledger has never sent anything; if it is a wrong one, or another was lost, readers get an edition"
    " twice. Is it right?"
)
_MOST_REASONS = 12
_OPEN: "tuple[Status, ...]" = ("queued", "retry", "sending")
_WORDS: Mapping[tuple[str, str], str] = {
    ("unknown", "decided"): ", left alone on purpose",
    ("unknown", "lost"): ": the answer got lost; publish resume decides",
    ("skipped", "cancelled"): ": cancelled",
    ("skipped", "deadline"): ": too late",
    ("skipped", "suppressed"): ": suppressed",
    ("skipped", "unsubscribed"): ": left the list",
    ("skipped", "forgotten"): ": asked to be forgotten",
}
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
        if not sent.answered and not sent.failures and not _left(sent):
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
    edition: str,
    hash: str,
    channels: Mapping[str, Mapping[Any, int]],
    reasons: Mapping[str, "list[Count]"],
    due: Mapping[str, str] | None = None,
) -> list[str]:
    """Give an edition's status in lines for people; at most a dozen reasons a channel.

    `due` says by channel what is to be told of its retries.
    """
    result = [f"{edition} ({hash[:12]})"]
    for name, rows in channels.items():
        shown = ", ".join(f"{rows[status]:,} {status}" for status in _SHOWN if rows[status]) or "nobody"
        result.append(f"  {name}: {shown}")
        if rows["retry"] and due and name in due:
            result.append(f"    {rows['retry']:,} retry, {due[name]}")
        told = _told(reasons.get(name, []))
        result += [f"    {line}" for line in told[:_MOST_REASONS]]
        if len(told) > _MOST_REASONS:
            result.append(f"    ... and {len(told) - _MOST_REASONS} more reasons")
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


def _told(counts: "Iterable[Count]") -> list[str]:
    """Say why something did not arrive, most first.

    What we decided ourselves is in words and counted over all domains; a server's refusal has its code.
    """
    sums: Counter[str] = Counter()
    for count in counts:
        at = f" at {count.domain}" if count.domain else ""
        plain = f" {count.code}{at}".rstrip()
        sums[f"{count.status}{_WORDS.get((count.status, count.code), plain)}"] += count.count
    return [f"{count:,} {what}" for what, count in sums.most_common()]


def _left(sent: "Sent") -> int:
    """Count what is not settled: it waits, or nobody decided about it."""
    waiting = sum(rows[status] for rows in sent.channels.values() for status in _OPEN)
    reasons = (count for counts in sent.reasons.values() for count in counts)
    return waiting + sum(c.count for c in reasons if c.status == "unknown" and c.code != "decided")
