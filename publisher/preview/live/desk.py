"""What the page works with: today's editions, kept fresh; knows no HTTP. Safe between threads."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from threading import Lock

from msgspec import Struct

from publisher import pipeline
from publisher.config import Config, campaign_names, load_campaign
from publisher.errors import ApprovalError, PublisherError
from publisher.model import Build, Terms
from publisher.pipeline import House
from publisher.pipeline.order import today
from publisher.pipeline.planning import SendOrder
from publisher.preview.live.events import Bell
from publisher.preview.live.sending import Sending

_SAID = 8.0  # seconds for which the page says what was just done


class Who(Struct, frozen=True):
    """Who sits at the page, and which deployment this is."""

    name: str
    deployment: str = ""


class StaleError(ApprovalError):
    """What the page showed is no longer what would leave."""


class Desk:
    """The editions one page shows; `load` reads the configuration anew, `only` is the one asked for."""

    def __init__(
        self, load: Callable[[], Config], clock: Callable[[], datetime], who: Who, only: str | None = None
    ) -> None:
        self.load, self.clock, self.who, self.only = load, clock, who, only
        self.bell = Bell()
        self.problems: dict[str, PublisherError] = {}
        self.sendings: dict[str, Sending] = {}
        self._said: dict[str, tuple[str, float]] = {}
        self._building = Lock()

    def opened(self) -> AbstractContextManager[House]:
        """Open ledger and audience for the length of a block, with the configuration as it is now."""
        return pipeline.opened(self.load(), self.clock)

    def editions(self) -> list[str]:
        """Name the edition that was asked for, or today's of every campaign."""
        if self.only:
            return [self.only]
        return list(self._todays(self.load()))

    def order(self, edition: str) -> SendOrder:
        """Make the order that sending this edition goes by."""
        return SendOrder(edition=edition, who=self.who.name, deployment=self.who.deployment)

    def close(self) -> None:
        """Stop what is being sent, gently."""
        for sending in self.sendings.values():
            sending.stop()

    def say(self, edition: str, text: str) -> None:
        """Keep what was just done, for whoever looks in the next seconds."""
        self._said[edition] = (text, time.monotonic() + _SAID)

    def said(self, edition: str) -> str:
        """Give what was just done."""
        text, until = self._said.get(edition, ("", 0.0))
        return text if time.monotonic() < until else ""

    def rebuild(self, edition: str, *, reload: bool = False) -> None:
        """Build an edition anew from its snapshot, or from its sources; whoever looks is told.

        What goes wrong is kept, to be shown where it is; an edition that has begun to leave stays as it is.
        """
        try:
            self.build(edition, reload=reload)
        except PublisherError as error:
            self.problems[edition] = error
            self.bell.ring()

    def build(self, edition: str, *, reload: bool = False) -> None:
        """Build an edition anew; whoever looks is told. Raises publisher.errors for what does not build."""
        campaign, _, day = edition.partition("/")
        order = pipeline.Order(campaign=campaign, day=date.fromisoformat(day), refresh=reload)
        with self._building:
            pipeline.digest(self.load(), order, self.clock())
        self.problems.pop(edition, None)
        self.bell.ring()

    def _todays(self, config: Config) -> Iterator[str]:
        for name in campaign_names(config):
            try:
                campaign = load_campaign(config, name)
            except PublisherError as error:
                self.problems[name] = error
            else:
                self.problems.pop(name, None)
                yield f"{name}/{today(campaign, self.clock()).isoformat()}"


def shown(house: House, edition: str, hash: str) -> tuple[Build, Terms]:
    """Give the build that the page showed. Raises StaleError where another one is current by now."""
    build, terms = pipeline.build_of(house, edition)
    if not hash or build.hash != hash:
        raise StaleError(
            f"the build changed: it is {build.hash[:12]} now, and the page showed {hash[:12] or 'none'}",
            where=edition,
            remedy="look at it again",
        )
    return build, terms
