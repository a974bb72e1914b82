"""A session's last moments: what never left is handed back, not called unknown."""

import pytest

from publisher.channels.smtp.opening import Opened
from publisher.channels.smtp.session import Session
from publisher.channels.smtp.turn import Turn
from publisher.channels.smtp.wire import Wire
from publisher.ports import Key, Mail, Message


class Transport:
    def __init__(self):
        self.written = b""

    def get_extra_info(self, _):
        return None

    def writelines(self, pieces):
        self.written += b"".join(pieces)


class Messages:
    """Gives messages to one session and keeps what it hears of them."""

    def __init__(self, *names):
        self.ready = [
            Message(
                Key("ed", "mail", name, 0), Mail("a@krant.example", f"{name}@post.example", (b"text\r\n",))
            )
            for name in names
        ]
        self.sent, self.unsent, self.unanswered = [], [], []

    def take(self, _):
        return self.ready.pop(0) if self.ready else None

    def accepted(self, session, message, reply):
        self.answered(session, message, "dot", reply)
        return self.take(session)

    def answered(self, _, message, stage, reply):
        assert (stage, reply.code) == ("dot", 250)
        self.sent.append(message.key.recipient)

    def lost(self, _, unsent, unanswered):
        self.unsent += [unsent.key.recipient] if unsent else []
        self.unanswered += [unanswered.key.recipient] if unanswered else []


@pytest.fixture
def turn():
    """Give a turn that is run by hand."""
    hand = Turn()
    hand._come = lambda: None
    return hand


def begun(turn, messages, *keywords):
    """Start a session whose first envelope was written."""
    wire, transport = Wire(turn), Transport()
    wire.connection_made(transport)
    Session(Opened(wire, frozenset(keywords)), messages).start()
    turn._run()
    return wire, transport


def test_a_server_that_goes_right_behind_its_leave_got_no_text(turn):
    messages = Messages("an", "jo", "mo")
    wire, transport = begun(turn, messages, "PIPELINING")
    wire.data_received(b"250 ok\r\n250 ok\r\n354 go\r\n")
    turn._run()
    assert transport.written.endswith(
        b"text\r\n.\r\nMAIL FROM:<a@krant.example>\r\nRCPT TO:<jo@post.example>\r\nDATA\r\n"
    )
    wire.data_received(b"250 taken\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    wire.connection_lost(None)
    turn._run()
    assert (messages.sent, messages.unsent, messages.unanswered) == (["an"], ["jo"], [])
    assert len(messages.ready) == 1
    assert transport.written.count(b"text") == 1


def test_so_does_one_that_is_asked_one_command_at_a_time(turn):
    messages = Messages("an", "jo")
    wire, transport = begun(turn, messages)
    for answer in (b"250 ok\r\n", b"250 ok\r\n"):
        wire.data_received(answer)
        turn._run()
    wire.data_received(b"354 go\r\n")
    wire.connection_lost(None)
    assert (messages.sent, messages.unsent, messages.unanswered) == ([], ["an"], [])
    assert b"text" not in transport.written


def test_a_text_that_left_is_unanswered_and_the_envelope_behind_it_unsent(turn):
    messages = Messages("an", "jo", "mo")
    wire, _ = begun(turn, messages, "PIPELINING")
    wire.data_received(b"250 ok\r\n250 ok\r\n354 go\r\n")
    turn._run()
    wire.connection_lost(None)
    assert (messages.sent, messages.unsent, messages.unanswered) == ([], ["jo"], ["an"])
