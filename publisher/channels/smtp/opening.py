"""Opening a connection: greeting, EHLO, TLS verified, AUTH over TLS only. One command, one reply."""

import asyncio
import base64
import ssl
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from publisher.channels.smtp import Settings
from publisher.channels.smtp.replies import Reply
from publisher.channels.smtp.turn import Turn
from publisher.channels.smtp.wire import Wire
from publisher.errors import ChannelError, ConfigError, CredentialsError, UnavailableError


class Opened(Struct, frozen=True):
    """A connection that takes mail, and what its server can do (keywords of RFC 5321, 4.1.1.1)."""

    wire: Wire
    keywords: frozenset[str]


class RefusedError(UnavailableError):
    """The server can't be reached, or does not want us now: another try may help."""


async def open_wire(
    settings: Settings, name: str, tls: ssl.SSLContext | None, turn: Turn | None = None
) -> Opened:
    """Open one connection.

    Raises RefusedError where another try may help, ChannelError where it will not (a certificate, no TLS, no
    SMTP), CredentialsError for a refused name or password.
    """
    where = f"[channels.{name}] {settings.host}:{settings.port}"
    try:
        async with asyncio.timeout(settings.connect_timeout):
            return await _Opening(settings, where, tls, turn or Turn()).run()
    except ssl.SSLCertVerificationError as error:
        raise ChannelError(
            f"the server's certificate is not accepted: {error.verify_message}",
            where=where,
            remedy="use the host name on the certificate, or ca_file for a certificate of your own",
        ) from error
    except ssl.SSLError as error:
        raise ChannelError(
            f"TLS fails: {error.reason or error}", where=where, remedy="check port and security"
        ) from error
    except TimeoutError as error:
        remedy = "check host and port; a firewall may drop the connection"
        raise RefusedError("no answer", where=where, remedy=remedy) from error
    except OSError as error:
        raise RefusedError(
            f"can't be reached: {error.strerror or error}", where=where, remedy="check host and port"
        ) from error


def tls_context(settings: Settings, root: Path) -> ssl.SSLContext | None:
    """Make the context that verifies the server, or None where the configuration wants no TLS."""
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=str(root / settings.ca_file) if settings.ca_file else None)
    except OSError as error:
        raise ConfigError(
            "ca_file can't be read", where=settings.ca_file or "", remedy="name a PEM file"
        ) from error


class _Opening:
    def __init__(self, settings: Settings, where: str, tls: ssl.SSLContext | None, turn: Turn) -> None:
        self._settings, self._where, self._tls = settings, where, tls
        self._wire = Wire(turn)
        self._wire.on_replies = self._take
        self._wire.on_lost = self._end
        self._waiting: asyncio.Future[Reply] | None = None
        self._early: list[Reply] = []
        self._ended = False

    async def run(self) -> Opened:
        settings, loop = self._settings, asyncio.get_running_loop()
        implicit = self._tls if settings.security == "tls" else None
        await loop.create_connection(lambda: self._wire, settings.host, settings.port, ssl=implicit)
        try:
            self._expect(await self._read(), 220, "greets with")
            keywords = await self._hello()
            if settings.security == "starttls":
                keywords = await self._start_tls(keywords)
            if settings.username:
                await self._log_in(keywords, settings.username, settings.password or "")
        except BaseException:
            self._wire.abort()
            raise
        return Opened(self._wire, frozenset(keywords))

    async def _hello(self) -> dict[str, str]:
        assert self._wire.transport is not None  # noqa: S101  (for the type checker)
        address = self._wire.transport.get_extra_info("sockname")[0]
        literal = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        reply = self._expect(await self._ask(f"EHLO {literal}"), 250, "answers EHLO with")
        lines = [line[4:].strip().upper() for line in reply.text.splitlines()[1:]]
        return {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}

    async def _start_tls(self, keywords: dict[str, str]) -> dict[str, str]:
        if "STARTTLS" not in keywords:
            raise ChannelError(
                "the server offers no TLS", where=self._where, remedy='security = "tls", or "none" on purpose'
            )
        self._expect(await self._ask("STARTTLS"), 220, "answers STARTTLS with")
        self._wire.forget()
        self._early.clear()
        assert self._wire.transport is not None  # noqa: S101
        assert self._tls is not None  # noqa: S101
        loop = asyncio.get_running_loop()
        self._wire.transport = await loop.start_tls(
            self._wire.transport, self._wire, self._tls, server_hostname=self._settings.host
        )
        return await self._hello()

    async def _log_in(self, keywords: dict[str, str], username: str, password: str) -> None:
        ways = keywords.get("AUTH", "").split()
        if "PLAIN" in ways:
            answer = await self._ask(f"AUTH PLAIN {_encoded(f'{chr(0)}{username}{chr(0)}{password}')}")
        elif "LOGIN" in ways:
            self._expect_login(await self._ask("AUTH LOGIN"), 334)
            self._expect_login(await self._ask(_encoded(username)), 334)
            answer = await self._ask(_encoded(password))
        else:
            raise CredentialsError(
                "the server offers neither AUTH PLAIN nor LOGIN", where=self._where, remedy="check the port"
            )
        self._expect_login(answer, 235)

    def _expect_login(self, answer: Reply, code: int) -> None:
        """Go on after this reply alone; its words are never shown, as a server may echo what it was given."""
        if answer.code != code:
            error = RefusedError if 400 <= answer.code < 500 else CredentialsError
            said = f"{answer.code} {answer.enhanced}".rstrip()
            remedy = "check username and password"
            raise error(f"refuses the login: {said}", where=self._where, remedy=remedy)

    def _expect(self, reply: Reply, code: int, what: str) -> Reply:
        if reply.code == code:
            return reply
        if 400 <= reply.code < 500:
            raise RefusedError(f"{what} {reply.said}", where=self._where, remedy="try again later")
        remedy = "check host, port and security: this may be no SMTP server"
        raise ChannelError(f"{what} {reply.said or 'nothing'}", where=self._where, remedy=remedy)

    async def _ask(self, command: str) -> Reply:
        self._wire.write([f"{command}\r\n".encode()])
        return await self._read()

    async def _read(self) -> Reply:
        if self._early:
            return self._early.pop(0)
        if self._ended:
            raise RefusedError("closes the connection", where=self._where, remedy="try again later")
        self._waiting = asyncio.get_running_loop().create_future()
        return await self._waiting

    def _take(self, replies: Sequence[Reply]) -> None:
        for reply in replies:
            if self._waiting and not self._waiting.done():
                self._waiting.set_result(reply)
            else:
                self._early.append(reply)

    def _end(self) -> None:
        self._ended = True
        if self._waiting and not self._waiting.done():
            lost = RefusedError("closes the connection", where=self._where, remedy="try again later")
            self._waiting.set_exception(lost)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
