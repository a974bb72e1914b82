"""The words of `python -m publisher.testing.smtp`: every knob, and where to listen and to log."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from publisher.testing.smtp.behaviour import DROPS, Behaviour, Refused

_KNOBS = frozenset(Behaviour.__dataclass_fields__)
_SWITCHES = {
    "split": "each byte of a reply in a write of its own",
    "multiline": "each reply in two lines",
    "mute": "take the connection and never say a word",
    "nonsense": 'answer "250 ok" to everything',
    "starttls": "offer STARTTLS",
    "tls": "speak TLS from the first byte",
}
_NUMBERS: dict[str, tuple[Callable[[str], object], str]] = {
    "delay": (float, "seconds before the reply to the final dot"),
    "reply-delay": (float, "seconds before every other reply"),
    "size": (int, "bytes a message may have"),
    "defer": (int, "permille of RCPT that get 451"),
    "close-after": (int, "messages on a connection, then 421"),
    "max-connections": (int, "connections at a time; one more gets 421"),
    "seed": (int, "of --defer and --drop"),
    "certfile": (Path, "the certificate, PEM"),
    "keyfile": (Path, "its key, PEM"),
    "greeting": (lambda text: f"{text}\r\n".encode(), "the line it greets with, whatever it is"),
}
_RULES = {
    "rules": ("--rule", "answer RCPT to such a recipient"),
    "mail_rules": ("--mail-rule", "answer MAIL from such a sender"),
    "dot_rules": ("--dot-rule", "answer the final dot for such a recipient"),
}


def parse(words: Sequence[str] | None = None) -> tuple[Behaviour, argparse.Namespace]:
    """Read the command line; the namespace has `port`, `ipv6` and `log`. Exits 2 on what can't be."""
    parser = _parser()
    given = parser.parse_args(words)
    try:
        return Behaviour(**_behaviour(given)), given
    except ValueError as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m publisher.testing.smtp",
        description="A mail server on loopback that keeps nothing, and behaves or misbehaves as it is told. "
        "Prints `listening PORT`; SIGTERM ends it.",
        epilog="The password that belongs to --user is read from SINK_PASSWORD.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--port", type=int, default=0, help="0 is any that is free")
    parser.add_argument("--ipv6", action="store_true", default=False, help="listen on ::1 too")
    parser.add_argument("--log", type=Path, default=None, help="append each event to this file")
    for name, (kind, meaning) in _NUMBERS.items():
        parser.add_argument(f"--{name}", type=kind, help=meaning)
    for name, meaning in _SWITCHES.items():
        parser.add_argument(f"--{name}", action="store_true", help=meaning)
    _add_the_rest(parser)
    return parser


def _add_the_rest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-pipelining", dest="pipelining", action="store_false", help="do not offer it")
    parser.add_argument("--no-smtputf8", dest="smtputf8", action="store_false", help="do not offer it")
    parser.add_argument("--user", help="require AUTH as this user")
    parser.add_argument(
        "--data-after-refused", choices=get_args(Refused), help="when no recipient was accepted"
    )
    parser.add_argument(
        "--drop", action="append", type=_share, metavar="WHERE=PERMILLE", help=f"WHERE: {', '.join(DROPS)}"
    )
    for name, (flag, meaning) in _RULES.items():
        parser.add_argument(
            flag, dest=name, action="append", type=_pair, metavar="PATTERN=REPLY", help=meaning
        )


def _behaviour(given: argparse.Namespace) -> dict[str, Any]:
    """Keep what was given, under the names that Behaviour has; raises ValueError."""
    knobs = {name: value for name, value in vars(given).items() if name in _KNOBS}
    knobs |= {name: dict(knobs[name]) for name in (*_RULES, "drop") if name in knobs}
    if "user" in given:
        knobs["auth"] = (given.user, os.environ.get("SINK_PASSWORD", ""))
    return knobs


def _share(text: str) -> tuple[str, int]:
    where, share = _pair(text)
    if not share.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} has no number of permille")
    return where, int(share)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} has no equals sign")
    return name, value
