"""The mail phase of one connection: one round trip a message where the server pipelines (RFC 2920).

With the final dot of one message, or after it, go MAIL, RCPT and DATA of the next; the replies come back in
order. A server that does not pipeline is asked one command at a time. Every reply is looked at: a recipient
refused while DATA is answered 354 gets a lone dot, and its message no body.
"""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from publisher.channels.smtp.opening import Opened
from publisher.channels.smtp.replies import EXPECTED, Reply, Stage
from publisher.ports import Mail, Message

State = Literal["idle", "MAIL", "RCPT", "DATA", "dot", "lone dot", "reset", "closing"]
_NONE = Mail("", "", ())
# RFC 6531, 3.5: what a server answers that can't take the address.
NO_UTF8 = Reply(553, "553 5.6.7 the server does not take addresses beyond ASCII (SMTPUTF8)")


class Dispatcher(Protocol):
    """Whoever has the messages: gives the next one, and takes what became of each."""

    def take(self, session: "Session") -> Message | None:
        """Give the next message, or None when this connection is to rest or there is none."""
        ...

    def accepted(self, session: "Session", message: Message, reply: Reply) -> Message | None:
        """Take the reply that accepted a message, and give the next one as `take` does."""
        ...

    def answered(self, session: "Session", message: Message, stage: Stage, reply: Reply) -> None:
        """Take the reply that ended a message."""
        ...

    def lost(self, session: "Session", unsent: Message | None, unanswered: Message | None) -> None:
        """Take what a lost connection leaves: a message without its body sent, one without its answer."""
        ...


class Session:
    """One open connection at work."""

    def __init__(self, opened: Opened, dispatcher: Dispatcher) -> None:
        self._wire = opened.wire
        self._pipelining = "PIPELINING" in opened.keywords
        self._utf8 = "SMTPUTF8" in opened.keywords
        self._dispatcher = dispatcher
        self._wire.on_replies, self._wire.on_granted = self._hear, self._hear_granted
        self._wire.on_lost = self._end
        self.state: State = "idle"  # what the connection waits for
        self._current: Message | None = None  # its envelope is being talked about
        self._mail, self._ascii = _NONE, True  # what it carries
        self._sent: Message | None = None  # its final dot is unanswered
        self._refused: tuple[Stage, Reply] | None = None
        self.taken = self.served = 0
        self.opened_at = self.since

    @property
    def since(self) -> float:
        """Say when it last heard or wrote something."""
        return self._wire.since

    @property
    def is_open(self) -> bool:
        """Say whether the connection is not closed yet."""
        return self._wire.transport is not None

    @property
    def is_waiting(self) -> bool:
        """Say whether it could already talk about another message while it waits for an answer."""
        return self.state == "dot" and self._pipelining and self._current is None

    def start(self) -> None:
        """Take up work when idle, or announce the next message behind an unanswered dot."""
        if self.state == "idle" and self._next():
            self._ask("MAIL", self._envelope())
        elif self.is_waiting and self._next():
            self._wire.write([self._envelope()])

    def close(self) -> None:
        """Go, and say goodbye where nothing is outstanding: behind DATA it would be taken for a mail."""
        if self.state == "idle":
            self._wire.write([b"QUIT\r\n"])
        self.state = "closing"
        self._wire.close()

    @property
    def is_uncommitted(self) -> bool:
        """Say whether it talks about a message, and has sent none whose answer is awaited."""
        return self._current is not None and self._sent is None

    def abort(self) -> None:
        """Give up a connection that has gone silent."""
        self._wire.abort()

    def _hear(self, replies: Sequence[Reply]) -> None:
        for reply in replies:
            _HEARERS[self.state](self, reply)

    def _hear_granted(self, first: Reply, others: Sequence[Reply]) -> None:
        """Take an accepted message and leave to send the next text: what most of a sending consists of."""
        sent, segments = self._sent, self._mail.segments
        is_fit = self.state == "dot" and self._current is not None and self.is_open
        if sent is None or not is_fit or first.code != 250:
            self._hear((first, *others))
            return
        self._sent, self._current = self._current, None
        self.served += 1
        following = self._dispatcher.accepted(self, sent, first)
        self._write(segments, announce=following is not None and (self._begin(following) or self._next()))

    def _hear_envelope(self, reply: Reply) -> None:
        """Take the reply to MAIL or RCPT."""
        stage: Stage = "MAIL" if self.state == "MAIL" else "RCPT"
        if self._refused is None and reply.code not in EXPECTED[stage]:
            self._refused = (stage, reply)
        if self._pipelining:
            self.state = "RCPT" if stage == "MAIL" else "DATA"
        elif self._refused:
            self._ask("reset", b"RSET\r\n")
        elif stage == "MAIL":
            self._ask("RCPT", _rcpt(self._mail))
        else:
            self._ask("DATA", b"DATA\r\n")

    def _hear_data(self, reply: Reply) -> None:
        if self._refused is None and reply.code != 354:
            self._refused = ("DATA", reply)
        if self._refused is None:
            self._send_body()
        elif reply.code == 354:
            self._ask("lone dot", b".\r\n")
        elif self._refused[0] == "MAIL":
            self._settle_refused()
        else:  # the server took MAIL, and waits for another recipient (RFC 5321, 4.1.4)
            self._ask("reset", b"RSET\r\n")

    def _hear_dot(self, reply: Reply) -> None:
        self.state = "MAIL" if self._current else "idle"
        self._take_answer(reply)
        if not self._pipelining or self.state == "idle":
            self.start()

    def _take_answer(self, reply: Reply) -> None:
        """Hand over the reply to the final dot."""
        message, self._sent = self._sent, None
        self.served += reply.code == 250
        assert message is not None  # noqa: S101  (for the type checker)
        self._dispatcher.answered(self, message, "dot", reply)

    def _hear_reset(self, reply: Reply) -> None:
        """Take the reply to RSET or to a lone dot: the message was refused before."""
        del reply
        self._settle_refused()

    def _hear_unasked(self, reply: Reply) -> None:
        """Take words that nobody asked for: a server that says goodbye will close."""
        if reply.code == 421 and self.state == "idle":
            self.close()

    def _settle_refused(self) -> None:
        refused, message = self._refused, self._current
        self._refused = self._current = None
        self.state = "idle"
        assert refused is not None  # noqa: S101
        assert message is not None  # noqa: S101
        self._dispatcher.answered(self, message, *refused)
        self.start()

    def _send_body(self) -> None:
        """Send the text, unless the connection went right behind the leave to: then it never left."""
        if not self.is_open:
            return
        segments = self._mail.segments
        self._sent, self._current = self._current, None
        self.state = "dot"
        self._write(segments, announce=self._pipelining and self._next())

    def _write(self, segments: Sequence[bytes], *, announce: bool) -> None:
        """Write a text and its final dot, and behind it the envelope of the next message."""
        self._wire.write([*segments, b".\r\n" + self._envelope() if announce else b".\r\n"])

    def _next(self) -> bool:
        """Take the next message that this server can be asked to take."""
        while self.is_open and (message := self._dispatcher.take(self)):
            if self._begin(message):
                return True
        return False

    def _begin(self, message: Message) -> bool:
        """Make a message the current one; False where this server can't be asked to take it."""
        mail = message.payload
        assert isinstance(mail, Mail)  # noqa: S101  (prepare makes nothing else)
        self._mail = mail
        self._ascii = mail.recipient.isascii() and mail.sender.isascii()
        if not (self._ascii or self._utf8):
            self._dispatcher.answered(self, message, "RCPT", NO_UTF8)
            return False
        self._current = message
        self.taken += 1
        return True

    def _envelope(self) -> bytes:
        mail, extension = self._mail, "" if self._ascii else " SMTPUTF8"
        if self._pipelining:
            commands = f"MAIL FROM:<{mail.sender}>{extension}\r\nRCPT TO:<{mail.recipient}>\r\nDATA\r\n"
        else:
            commands = f"MAIL FROM:<{mail.sender}>{extension}\r\n"
        return commands.encode()

    def _ask(self, state: State, command: bytes) -> None:
        self.state = state
        self._wire.write([command])

    def _end(self) -> None:
        refused, current, sent = self._refused, self._current, self._sent
        self._refused = self._current = self._sent = None
        self.state = "closing"
        if refused and current:  # it was refused before the connection went: that is its answer
            self._dispatcher.answered(self, current, *refused)
            current = None
        self._dispatcher.lost(self, current, sent)


_HEARERS: dict[State, Callable[[Session, Reply], None]] = {
    "idle": Session._hear_unasked,
    "MAIL": Session._hear_envelope,
    "RCPT": Session._hear_envelope,
    "DATA": Session._hear_data,
    "dot": Session._hear_dot,
    "lone dot": Session._hear_reset,
    "reset": Session._hear_reset,
    "closing": Session._hear_unasked,
}


def _rcpt(mail: Mail) -> bytes:
    return f"RCPT TO:<{mail.recipient}>\r\n".encode()
