"""`publish status`: how far an edition is, and what happened to one reader."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import report, standing, words
from publisher.cli.arguments import Edition
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.ledger import Story
    from publisher.pipeline import House

_PAUSE = 2.0  # seconds between two looks
_FINE = "%Y-%m-%d %H:%M:%S %Z"
_OPEN = ("queued", "sending", "retry")


def status(
    context: typer.Context,
    edition: Edition = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep looking, with rate and time left.")] = False,
    reader: Annotated[
        str | None, typer.Option(help="Tell the story of this address: what it got, when, and each attempt.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Show how many have an edition, how many wait, and why some did not get it.

    Example: publish status ochtend --watch
    """
    from publisher import pipeline

    with pipeline.opened(words.configuration(context), words.now) as house:
        name = pipeline.edition_name(house, edition)
        build, _ = pipeline.build_of(house, name)
        if reader is not None:
            _tell_story(house, name, reader, json)
            return
        if watch:
            _watch(house, name)
        if json:
            words.data(words.as_json(_as_dict(house, name, build.hash)))
            return
        for line in standing.lines(house, name, build.hash):
            words.data(line)


def _as_dict(house: "House", name: str, digest: str) -> dict[str, Any]:
    import msgspec

    told = report.as_dict(name, digest, house.ledger.counts(name), house.ledger.reasons(name))
    found, events = house.ledger.standing(name), house.ledger.events(name)
    stop = found.stop if found else None
    return {**told, "stop": stop, "events": [msgspec.structs.asdict(event) for event in events]}


def _watch(house: "House", name: str) -> None:
    """Say a line every two seconds until nothing is open any more; Ctrl-C ends the looking alone."""
    if _is_awaited(house, name):
        words.note(f"{name}: has not begun")
    while _is_awaited(house, name):
        time.sleep(_PAUSE)
    before, at = _answered(house.ledger.counts(name)), time.monotonic()
    while left := _left(house.ledger.counts(name)):
        time.sleep(_PAUSE)
        answered, now = _answered(house.ledger.counts(name)), time.monotonic()
        rate = (answered - before) / (now - at)
        left = _left(house.ledger.counts(name))
        eta = report.forecast(left / rate) if rate > 0 else "standing still"
        words.note(f"{name}: {answered:,} answered, {left:,} left, {rate:,.0f}/s, {eta}")
        before, at = answered, now


def _is_awaited(house: "House", name: str) -> bool:
    """Say whether an edition has not begun and still may."""
    found = house.ledger.standing(name)
    return not house.ledger.counts(name) and (found is None or found.stop != "cancelled")


def _answered(counts: dict[str, dict[Any, int]]) -> int:
    return sum(count for rows in counts.values() for status, count in rows.items() if status not in _OPEN)


def _left(counts: dict[str, dict[Any, int]]) -> int:
    return sum(rows[status] for rows in counts.values() for status in _OPEN)


def _tell_story(house: "House", name: str, reader: str, json: bool) -> None:
    from publisher.audience import RowError, mask, normalise

    try:
        address = normalise(reader)
    except RowError as error:
        raise UsageError(str(error), where="--reader", remedy="write it as name@domain") from None
    digest = house.audience.digest(address)
    found = house.audience.known("", [digest]).get(digest)
    stories = house.ledger.stories(name, found.id) if found else []
    if json:
        words.data(words.as_json({"edition": name, "stories": stories}))
        return
    if not stories:
        words.data(f"{mask(address.mailed)} is not among the recipients of {name}")
    for story in stories:
        for line in _story(story, house.site.timezone):
            words.data(line)


def _story(story: "Story", zone: str) -> list[str]:
    build = f" of {story.hash[:12]}" if story.hash else ""
    said = " ".join(filter(None, [story.code, story.reason, story.remote_id]))
    last = f"{story.channel}: {story.status}{build} at {words.local(story.at, zone, _FINE)} {said}".rstrip()
    tried = [
        f"{story.channel}: attempt {each.number} {each.outcome} at {words.local(each.at, zone, _FINE)}"
        f" {each.code} {each.reason}"
        for each in story.attempts
    ]
    return [*tried, last]
