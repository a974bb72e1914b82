"""One account on one network: posts one after the other, each answer a receipt.

A network's module gives `_publish`, `_find` and `_look`. Where it has a real way to say "this again"
(`repeats`), a lost answer is asked for again under the same name; else, and at last, the account is looked
through. What nobody can know is `unknown`.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import ClassVar

from publisher.channels.posting.preparing import prepare
from publisher.channels.posting.waits import retry_at, skew
from publisher.channels.posting.web import Lost, Refused, Unreached
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Build, Finding
from publisher.ports import Context, Exchange, Key, Limits, Message, Pictures, Post, Receipt, Recipient

_TRIES = 3
_APART, _NONE = timedelta(minutes=1), timedelta(0)
_UNWELCOME = frozenset({401, 403})


class PostChannel(ABC):
    """A post channel (ports.Channel)."""

    window = 1
    real = True
    rate: str | None = None
    repeats: ClassVar[bool] = False
    edits = False
    deletes = False
    pictures: ClassVar[Pictures] = "card"
    pause: ClassVar[float] = 1.0  # seconds before a lost answer is asked for again

    def __init__(self, name: str, limits: Limits, context: Context) -> None:
        self.name = name
        self.limits: Limits | None = limits
        self._clock = context.clock

    @abstractmethod
    def _publish(self, message: Message, post: Post) -> Receipt:
        """Post it; give the receipt of a success. Raises Unreached, Lost, Refused."""

    @abstractmethod
    def _find(self, message: Message, post: Post) -> Receipt:
        """Look for it on the account: sent, unavailable where it is proved absent, or unknown."""

    @abstractmethod
    def _look(self) -> Iterator[Finding]:
        """Say what would keep this account from posting. Raises Unreached, Refused."""

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave."""
        return prepare(self.name, build, recipients, self.pictures)

    def deliver(self, exchange: Exchange) -> None:
        """Post until the exchange is empty. Raises CredentialsError when the account is not let in."""
        receipts: list[Receipt] = []
        while messages := exchange(receipts):
            receipts = []
            for at, message in enumerate(messages):
                receipt = self._posted(message)
                if isinstance(receipt, ChannelError):
                    untouched = [Receipt(left.key, "untouched", "credentials") for left in messages[at:]]
                    exchange([*receipts, *untouched], more=False)
                    raise receipt
                receipts.append(receipt)

    def find(self, message: Message) -> Receipt:
        """Look for a post whose answer was lost."""
        return self._answered(message, self._find)

    def delete(self, posted: Receipt) -> Receipt:
        """Take down a post of ours; one that is gone already is taken down. Raises ChannelError."""
        return self._seen_to(posted.key, lambda: self._delete(posted))

    def edit(self, message: Message, posted: Receipt) -> Receipt:
        """Make a post of ours say what `message` says. Raises ChannelError."""
        return self._seen_to(message.key, lambda: self._edit(message, _post(message), posted))

    def _delete(self, posted: Receipt) -> Receipt:
        """Take it down. Raises Unreached, Lost, Refused."""
        return Receipt(posted.key, "rejected", "unsupported", "this network takes nothing down for us")

    def _edit(self, message: Message, post: Post, posted: Receipt) -> Receipt:  # noqa: ARG002
        """Change it. Raises Unreached, Lost, Refused."""
        return Receipt(message.key, "rejected", "unsupported", "this network changes no post")

    def check(self) -> Iterable[Finding]:
        """Say what would keep this channel from posting."""
        try:
            yield from self._look()
            yield from self._skew()
        except (Unreached, Lost) as error:
            yield self._finding("warning", str(error), "check the address and the network")
        except Refused as error:
            busy = error.answer.status == 429
            remedy = "check again later" if busy else self._remedy()
            yield self._finding("warning" if busy else "blocking", str(error), remedy)
        except ChannelError as error:
            yield self._finding("blocking", str(error), self._remedy())

    def _date(self) -> str:
        """Give the Date header of the last answer, or the empty string."""
        return ""

    def _skew(self) -> Iterator[Finding]:
        apart = skew(self._date(), self._clock())
        if apart is not None and abs(apart) > _APART:
            side = "behind" if apart > _NONE else "ahead of"
            message = f"this machine's clock is {round(abs(apart).total_seconds())} s {side} the server's"
            yield self._finding("warning", message, "set the clock (NTP)")

    def _posted(self, message: Message) -> Receipt | ChannelError:
        lost: Lost | None = None
        for number in range(_TRIES if self.repeats else 1):
            if number:
                time.sleep(self.pause)
            try:
                return self._publish(message, _post(message))
            except Lost as error:
                lost = error
            except (Unreached, Refused) as error:
                if lost is None:
                    return self._untaken(message, error)
                break  # an earlier try may have been carried out, whatever became of this one
        found = self.find(message)
        return found if found.outcome != "unknown" else Receipt(message.key, "unknown", "lost", str(lost))

    def _untaken(self, message: Message, error: Unreached | Refused) -> Receipt | ChannelError:
        if isinstance(error, Refused):
            return self._refused(message.key, error)
        return Receipt(message.key, "unavailable", "unreached", str(error))

    def _seen_to(self, key: Key, act: Callable[[], Receipt]) -> Receipt:
        """Do what may be repeated, so that a lost answer is a reason to ask again."""
        for number in range(_TRIES):
            if number:
                time.sleep(self.pause)
            try:
                return act()
            except Lost as error:
                lost = str(error)
            except Unreached as error:
                return Receipt(key, "unavailable", "unreached", str(error))
            except Refused as error:
                refused = self._refused(key, error)
                if isinstance(refused, ChannelError):
                    raise refused from None
                return refused
        return Receipt(key, "unknown", "lost", lost)

    def _answered(self, message: Message, act: Callable[[Message, Post], Receipt]) -> Receipt:
        try:
            return act(message, _post(message))
        except (Unreached, Lost, Refused) as error:
            return Receipt(message.key, "unknown", "lost", str(error))

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        status, reason = refused.answer.status, str(refused)
        if status in _UNWELCOME:
            return CredentialsError(reason, where=f"[channels.{self.name}]", remedy=self._remedy())
        if status == 429:
            wait = retry_at(refused.answer.headers, self._clock())
            return Receipt(key, "unavailable", "429", reason, retry_at=wait)
        return Receipt(key, "rejected", str(status), reason)

    def _remedy(self) -> str:
        return "give the account's credentials anew, then publish resume"

    def _finding(self, severity: str, message: str, remedy: str) -> Finding:
        return Finding("channel", severity, message, f"[channels.{self.name}]", remedy)  # type: ignore[arg-type]


def _post(message: Message) -> Post:
    assert isinstance(message.payload, Post)  # noqa: S101  (prepare makes nothing else)
    return message.payload
