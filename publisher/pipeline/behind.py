"""Posts behind the mail: they leave once readers' first window was accepted, and their own delay is over.

So a mail that nobody can get is not announced to the whole world. A long mailing is paused for the posts.
"""

from datetime import datetime

from publisher.config import span
from publisher.pipeline.house import House
from publisher.pipeline.planning import Plan


class Behind:
    """When each post channel of a sending may have its turn; without a mail in it, at once."""

    def __init__(self, house: House, plan: Plan) -> None:
        self._house, self._edition = house, plan.edition
        self._mail = next((lot.channel for lot in plan.lots if lot.readers is not None), None)
        posts = [lot.channel.name for lot in plan.lots if lot.readers is None] if self._mail else []
        self._delays = {name: span(plan.terms.delays.get(name, "0m")) for name in posts}
        self._turns = set(posts)  # who has not had a turn yet
        self._accepted: datetime | None = None
        self._answers = self._asked_at = 0
        self._paused = False

    def due(self, name: str) -> datetime | None:
        """Give when a channel may have its turn; None while the mail's first window is not accepted."""
        if name not in self._delays:
            return self._house.clock()
        accepted = self._moment()
        return accepted + self._delays[name] if accepted else None

    def is_due(self, name: str) -> bool:
        """Say whether a channel may have its turn now."""
        due = self.due(name)
        return due is not None and due <= self._house.clock()

    def waits(self, name: str) -> datetime | None:
        """Give when a channel that had no turn yet is due; None where it had one, or nobody knows yet."""
        return self.due(name) if name in self._turns else None

    def had(self, name: str) -> None:
        """Note that a channel had its turn: the mail is not paused for it again."""
        self._turns.discard(name)

    def answered(self, count: int) -> None:
        """Note how many more rows are answered."""
        self._answers += count

    def pauses(self) -> bool:
        """Say whether the mail is paused now, because a post is due that had no turn yet."""
        if not self._turns or (self._accepted is None and not self._is_worth_asking()):
            return False
        self._paused = any(self.is_due(name) for name in self._turns)
        return self._paused

    def paused(self) -> bool:
        """Say, once, whether the mail was paused: it goes on after the posts' turn."""
        was, self._paused = self._paused, False
        return was

    def _is_worth_asking(self) -> bool:
        """Say whether another window was answered since the ledger was asked: it counts every row."""
        window = self._mail.window if self._mail else 1
        if self._answers < self._asked_at + window:
            return False
        self._asked_at = self._answers
        return True

    def _moment(self) -> datetime | None:
        if self._accepted is None and self._mail is not None:
            self._accepted = self._house.ledger.accepted(self._edition, self._mail.name, self._mail.window)
        return self._accepted
