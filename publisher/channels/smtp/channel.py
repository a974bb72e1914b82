"""The smtp channel: mails prepared purely, delivered by the engine."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from publisher.channels.mails import Mails
from publisher.channels.smtp import LIMITS, Settings
from publisher.channels.smtp.engine import Engine
from publisher.channels.smtp.opening import open_wire, tls_context
from publisher.channels.smtp.signing import SignedMails
from publisher.errors import ChannelError
from publisher.model import Build, Finding
from publisher.ports import Context, Exchange, Limits, Message, Receipt, Recipient


class SmtpChannel:
    """Mail through one relay (ports.Channel)."""

    limits: Limits | None = LIMITS
    real = True

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        self.name = name
        self.window = 2 * settings.connections
        self.rate = settings.rate
        self._settings = settings
        self._mails: Mails | SignedMails = Mails(name, context)
        if settings.dkim == "rsa":
            self._mails = SignedMails(self._mails, settings, context)
        self._tls = tls_context(settings, context.root)

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make each reader's mail, signed where the relay does not sign."""
        return self._mails.prepare(build, recipients)

    def deliver(self, exchange: Exchange) -> None:
        """Hand mails over until the exchange is empty. Raises ChannelError."""

        async def work() -> None:
            await Engine(self.name, self._settings, self.window, self._tls, exchange).run()

        _run(work())

    def find(self, message: Message) -> Receipt:
        """Say unknown: SMTP can't be asked what it took."""
        return Receipt(message.key, "unknown", "lost", "SMTP can't be asked what it took")

    def check(self) -> Iterable[Finding]:
        """Open a connection and close it; say what keeps it from opening."""

        async def work() -> None:
            opened = await open_wire(self._settings, self.name, self._tls)
            opened.wire.close()

        try:
            _run(work())
        except ChannelError as error:
            yield Finding("channel", "blocking", error.message, error.where, error.remedy)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run on a loop of its own, in a thread of its own where this one has a loop already."""
    if asyncio._get_running_loop() is None:
        _fastest()(work)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="smtp") as thread:
        thread.submit(_fastest(), work).result()


def _fastest() -> Callable[[Coroutine[Any, Any, None]], None]:
    """Give uvloop's way to run where it is installed, else asyncio's."""
    try:
        import uvloop  # noqa: PLC0415  (an extra)
    except ImportError:
        return asyncio.run
    return uvloop.run
