"""MAIL and RCPT: the words of a command, and the transaction they open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_PATH = re.compile(
    r'(?i)(FROM|TO):<((?:"(?:[^"\\]|\\.)*"|[^>"\x00-\x20])*)>((?: +[A-Z0-9-]+(?:=[^ =]+)?)*) *'
)


@dataclass(slots=True)
class Envelope:
    """A transaction: who sends, whether it is one of SMTPUTF8, and who was accepted so far."""

    sender: str
    utf8: bool
    recipients: list[str] = field(default_factory=list)


class Path(NamedTuple):
    """An address, without its angle brackets, and the parameters behind it by their names in capitals."""

    address: str
    parameters: Mapping[str, str]


def parse(keyword: str, words: str) -> Path | None:
    """Read `FROM:<address> NAME=VALUE ...` strictly (RFC 5321 section 4.1.1), or give None."""
    found = _PATH.fullmatch(words)
    if not found or found[1].upper() != keyword:
        return None
    pairs = (word.partition("=") for word in found[3].split())
    return Path(found[2], {name.upper(): value for name, _, value in pairs})
