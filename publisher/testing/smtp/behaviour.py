"""How the sink behaves: every knob, and what an obedient server does where it is left alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, get_args

Drop = Literal["envelope", "body", "before-accept", "after-accept"]
DROPS: tuple[Drop, ...] = get_args(Drop)
Refused = Literal["354", "503", "554"]

_REPLY = re.compile(r"[245]\d\d [\x20-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Say how a sink behaves; without a word it is an obedient server without encryption.

    Durations are seconds, shares are permille (0 to 1000). Patterns are those of `fnmatch`, without regard to
    case; a pattern that is the address itself wins, then the first that fits. Replies are one line such as
    "550 5.1.1 no such user"; a 421 closes the connection. Raises ValueError naming the knob.
    """

    # When it answers
    delay: float = 0.0  # before the reply to the final dot; the message is accepted before it
    reply_delay: float = 0.0  # before every other reply
    split: bool = False  # each byte of a reply in a write of its own, a moment apart
    multiline: bool = False  # each reply in two lines, the first with a hyphen behind its code
    mute: bool = False  # takes the connection and never says a word
    # What it offers
    greeting: bytes | None = None  # sent as it is, whatever it is
    nonsense: bool = False  # "250 ok" to every line, also to DATA
    pipelining: bool = True
    smtputf8: bool = True
    size: int = 0  # bytes a message may have; 0 is no limit
    starttls: bool = False
    tls: bool = False  # from the first byte
    certfile: Path | None = None  # PEM, the leaf first
    keyfile: Path | None = None
    auth: tuple[str, str] | None = field(default=None, repr=False)  # user and password; then also required
    # What it refuses
    mail_rules: Mapping[str, str] = field(default_factory=dict)  # by sender
    rules: Mapping[str, str] = field(default_factory=dict)  # by recipient, to RCPT
    dot_rules: Mapping[str, str] = field(default_factory=dict)  # by recipient, to the final dot
    defer: int = 0  # permille of RCPT that get 451; another attempt of the same recipient is another throw
    data_after_refused: Refused = "554"  # to DATA when no recipient was accepted
    close_after: int | None = None  # messages on one connection; the next MAIL gets 421
    max_connections: int | None = None  # at a time; one more gets 421
    # Where it goes away without a word: permille of the messages, by the place
    drop: Mapping[Drop, int] = field(default_factory=dict)
    seed: int = 0  # of defer and drop

    def __post_init__(self) -> None:
        for wrong in _mistakes(self):
            raise ValueError(wrong)


def ruling(rules: Mapping[str, str], address: str) -> str | None:
    """Give the reply that a rule has for an address, or None."""
    if not rules:
        return None
    address = address.lower()
    if address in rules:
        return rules[address]
    return next((reply for pattern, reply in rules.items() if fnmatchcase(address, pattern.lower())), None)


def _mistakes(behaviour: Behaviour) -> Iterator[str]:
    yield from _mistakes_in_numbers(behaviour)
    if (behaviour.tls or behaviour.starttls) and not (behaviour.certfile and behaviour.keyfile):
        yield "tls and starttls need certfile and keyfile (publisher.testing.certificates makes a pair)"
    if behaviour.auth and not (behaviour.tls or behaviour.starttls):
        yield "auth is only offered over TLS: give tls or starttls as well"
    if behaviour.data_after_refused not in get_args(Refused):
        yield f"data_after_refused is one of {', '.join(get_args(Refused))}"
    for name in ("mail_rules", "rules", "dot_rules"):
        for pattern, reply in getattr(behaviour, name).items():
            if not _REPLY.fullmatch(reply):
                yield f'{name}, {pattern}: a reply is one line such as "550 5.1.1 no such user"'


def _mistakes_in_numbers(behaviour: Behaviour) -> Iterator[str]:
    for name, number in (("delay", behaviour.delay), ("reply_delay", behaviour.reply_delay)):
        if number < 0:
            yield f"{name} is a number of seconds, 0 or more"
    for where, share in behaviour.drop.items():
        if where not in DROPS:
            yield f"drop happens at one of {', '.join(DROPS)}"
        if not 0 <= share <= 1000:
            yield f"drop, {where}: a share is 0 to 1000 permille"
    if not 0 <= behaviour.defer <= 1000:
        yield "defer: a share is 0 to 1000 permille"
