"""One connection: bytes in, bytes out, each command answered in its turn (RFC 5321, RFC 2920, RFC 3207)."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import cast

from publisher.testing.smtp.body import Body
from publisher.testing.smtp.dialogue import Dialogue
from publisher.testing.smtp.journal import Message
from publisher.testing.smtp.replies import Answer, Then, encode, greeting, say
from publisher.testing.smtp.site import Site
from publisher.testing.smtp.wire import Wire

_LINE = 4096  # octets; more than any command with its extensions needs
_WAITING = 1 << 20  # bytes that may lie here while a reply is late
_HANDSHAKE = 10  # seconds
# RFC 2920 section 3.1, RFC 3207 section 4.2, RFC 4954 section 4: the client waits for the answer to these
_LAST = frozenset({"the greeting", "EHLO", "HELO", "DATA", "VRFY", "NOOP", "QUIT", "STARTTLS", "AUTH"})


class Session(asyncio.Protocol):
    """Serve one client; everything happens in the loop's thread."""

    def __init__(self, site: Site, open_sessions: set["Session"]) -> None:
        self._site, self._open = site, open_sessions
        self._wire = Wire()
        self._dialogue = Dialogue(site, encrypted=False)
        self._input, self._at = b"", 0
        self._body: Body | None = None
        self._settled: list[Message] = []
        self._handshake: asyncio.Task[None] | None = None
        self._served = self._over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, over TLS where that comes first."""
        self._wire.transport = cast("asyncio.Transport", transport)
        self._open.add(self)
        self._served = self._site.connections.enter(self._site.behaviour.max_connections)
        if self._site.behaviour.tls and not self._site.behaviour.mute:
            self._encrypt(self._greet)
        else:
            self._greet()

    def data_received(self, data: bytes) -> None:
        """Take what arrived, and answer it unless an earlier reply is still to come."""
        if self._site.behaviour.mute or self._over:
            return
        left = len(self._input) - self._at
        self._input, self._at = (self._input[self._at :] + data if left else data), 0
        if not self._wire.busy:
            self._run()
            return
        self._went_on()
        if len(self._input) > _WAITING:
            self._wire.transport.pause_reading()

    def connection_lost(self, _: Exception | None) -> None:
        """Forget the client; a reply that was to come is not said, and not noted."""
        self._wire.cancel()
        self._over = True
        if self in self._open:
            self._open.remove(self)
            self._site.connections.now -= self._served

    def abort(self) -> None:
        """Cut the connection."""
        self._wire.transport.abort()

    def _greet(self) -> None:
        """Say the first words, or refuse one connection too many."""
        if not self._served:
            self._say(say("421 4.3.2 too many connections"), self._site.behaviour.reply_delay)
        else:
            self._dialogue.verb = "the greeting"
            self._send(greeting(self._site.behaviour), Answer(()), self._site.behaviour.reply_delay)
        self._flush()

    def _run(self) -> None:
        while self._at < len(self._input) and not self._wire.busy:
            if not (self._take_content(self._body) if self._body else self._take_line()):
                break
        self._flush()

    def _take_line(self) -> bool:
        end = self._input.find(b"\n", self._at) + 1
        if not end and len(self._input) - self._at <= _LINE:
            return False
        line = self._input[self._at : end or None]
        self._at += len(line)
        self._answer(line)
        return True

    def _answer(self, line: bytes) -> None:
        if len(line) > _LINE:
            self._say(Answer(("500 5.5.2 the line is too long",), Then.CLOSE), 0)
            return
        if not line.endswith(b"\r\n"):
            self._site.journal.violation("a line that ends in a bare LF")
        words = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
        self._reply(self._dialogue.answer(words), self._site.behaviour.reply_delay)

    def _take_content(self, body: Body) -> bool:
        if self._dialogue.transaction.drop == "body":
            self._do(Answer((), Then.CUT))
            return False
        end = body.feed(self._input, self._at)
        self._at = len(self._input) if end < 0 else end
        if end >= 0:
            self._body = None
            self._reply(self._dialogue.conclude(body), self._site.behaviour.delay)
        return True

    def _reply(self, answer: Answer, delay: float) -> None:
        if self._at < len(self._input):
            self._went_on()
        self._say(answer, delay)

    def _went_on(self) -> None:
        """Note a client that did not wait for an answer that it has to wait for."""
        verb, self._dialogue.verb = self._dialogue.verb, ""
        if verb in _LAST:
            self._site.journal.violation(f"went on past {verb}")
        elif verb and not self._site.behaviour.pipelining:
            self._site.journal.violation(f"went on past {verb} without PIPELINING")

    def _say(self, answer: Answer, delay: float) -> None:
        data = encode(answer.lines, multiline=self._site.behaviour.multiline) if answer.lines else b""
        self._send(data, answer, delay)

    def _send(self, data: bytes, answer: Answer, delay: float) -> None:
        split = self._site.behaviour.split
        if self._site.behaviour.mute:
            return
        if data and (split or delay):
            self._flush()
            self._wire.trickle(data, after=delay, split=split, done=partial(self._resume, answer))
            return
        self._wire.queue(data)
        self._do(answer)

    def _resume(self, answer: Answer) -> None:
        self._wire.transport.resume_reading()
        self._do(answer)
        self._run()

    def _do(self, answer: Answer) -> None:
        """Carry out what follows a reply that is written, or waits for the next flush."""
        if answer.message:
            self._settled.append(answer.message)
        if answer.then is Then.BODY:
            self._body = Body(keep=self._site.keep_data)
        elif answer.then is Then.ENCRYPT:
            self._encrypt(self._run)
        elif answer.then is not Then.GO_ON:
            self._leave(answer.then)

    def _leave(self, then: Then) -> None:
        self._flush()
        self._input, self._at, self._over = b"", 0, True
        self._wire.transport.abort() if then is Then.CUT else self._wire.transport.close()

    def _flush(self) -> None:
        """Write what is to be said, and note it as replied unless the client turns out to be gone."""
        self._wire.flush()
        for message in () if self._wire.transport.is_closing() else self._settled:
            self._site.journal.replied(message)
        self._settled.clear()

    def _encrypt(self, done: Callable[[], None]) -> None:
        """Drop what came in the clear (RFC 3207 section 4.2), shake hands, then go on with `done`."""
        self._flush()
        self._input, self._at = b"", 0
        self._wire.busy = True
        self._dialogue = Dialogue(self._site, encrypted=True)
        self._wire.transport.pause_reading()
        self._handshake = asyncio.get_running_loop().create_task(self._shake_hands(done))

    async def _shake_hands(self, done: Callable[[], None]) -> None:
        """Begin TLS; without a certificate, or with a client that does not come through, cut."""
        plain, loop = self._wire.transport, asyncio.get_running_loop()
        made = None
        with contextlib.suppress(OSError, ValueError):
            context = self._site.context()
            made = await loop.start_tls(
                plain, self, context, server_side=True, ssl_handshake_timeout=_HANDSHAKE
            )
        if made:
            self._wire.transport, self._wire.busy = made, False
            done()
        else:
            plain.abort()
            self.connection_lost(None)
