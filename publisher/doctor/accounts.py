"""The accounts: each channel asked about itself; what it says of its limits is kept for composing."""

from collections.abc import Iterator
from datetime import datetime

from publisher import registry
from publisher.doctor.line import Line, State, failed
from publisher.errors import PublisherError
from publisher.model import Severity
from publisher.pipeline import House
from publisher.pipeline.house import context_of
from publisher.ports import Channel

_STATES: dict[Severity, State] = {"info": "ok", "warning": "warning", "blocking": "error"}


def look(house: House, name: str, now: datetime) -> Iterator[Line]:
    """Ask one channel: the account, the right to post, token, live limits, clock."""
    table = house.config.channels[name]
    try:
        channel = registry.create_channel(name, table, context_of(house, now.date()))
        found = [Line(name, _STATES[one.severity], one.message, one.remedy) for one in channel.check()]
    except PublisherError as error:
        yield failed(name, error)
        return
    _keep_limits(house, channel, now)
    yield from found or [Line(name, "ok", f"kind {registry.channel(name, table).kind}: nothing to say")]


def _keep_limits(house: House, channel: Channel, now: datetime) -> None:
    if channel.limits is not None:
        house.ledger.keep_limits(channel.name, channel.limits, now)
