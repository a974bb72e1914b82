"""Replies: their text, their bytes, and what is to happen once they are said."""

from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from publisher.testing.smtp.behaviour import Behaviour
from publisher.testing.smtp.journal import Message

NAME = "sink.test"


class Then(Enum):
    """What follows a reply."""

    GO_ON = auto()
    BODY = auto()
    ENCRYPT = auto()
    CLOSE = auto()
    CUT = auto()  # there is no reply at all


class Answer(NamedTuple):
    """Lines such as "250 2.1.0 ok", what follows them, and the message they are the last word about."""

    lines: tuple[str, ...]
    then: Then = Then.GO_ON
    message: Message | None = None


def say(line: str, message: Message | None = None) -> Answer:
    """Answer with one line; 421 closes the connection (RFC 5321 section 3.8)."""
    return Answer((line,), Then.CLOSE if line.startswith("421") else Then.GO_ON, message)


@lru_cache(maxsize=1024)
def encode(lines: tuple[str, ...], *, multiline: bool) -> bytes:
    """Write a reply (RFC 5321 section 4.2.1); a challenge of AUTH is never in two lines (RFC 4954)."""
    if multiline and not lines[0].startswith("334"):
        lines = (lines[0], *lines)
    said = [f"{line[:3]}-{line[4:]}" for line in lines[:-1]]
    return "".join(f"{line}\r\n" for line in (*said, lines[-1])).encode("ascii")


def greeting(behaviour: Behaviour) -> bytes:
    """Give the first bytes that a client reads."""
    if behaviour.greeting is not None:
        return behaviour.greeting
    return encode((f"220 {NAME} ESMTP",), multiline=behaviour.multiline)


def extensions(behaviour: Behaviour, *, encrypted: bool) -> tuple[str, ...]:
    """Say what EHLO is answered with: AUTH only over TLS, STARTTLS only without."""
    offered = {
        "PIPELINING": behaviour.pipelining,
        f"SIZE {behaviour.size}": True,
        "STARTTLS": behaviour.starttls and not encrypted,
        "AUTH PLAIN LOGIN": bool(behaviour.auth) and encrypted,
        "ENHANCEDSTATUSCODES": True,
        "8BITMIME": True,
        "SMTPUTF8": behaviour.smtputf8,
    }
    return (f"250 {NAME}", *(f"250 {name}" for name, offer in offered.items() if offer))
