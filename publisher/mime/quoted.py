"""Quoted-printable (RFC 2045, 6.7) that no hop has to touch.

A physical line has at most 76 characters with its soft break. A dot or `From ` at its start is encoded, so
nothing is stuffed on the way; tabs, trailing blanks and second spaces are encoded, so the raw, the simple and
the relaxed DKIM body (RFC 6376, 3.4) are the same bytes.
"""

import re
from binascii import b2a_qp

SOFT = b"=\r\n"
HARD = b"\r\n"

_ROOM = 73
_STARTS = (b".", b"From ")  # what may not stand at the start of a line
# 73 octets, two more where the first one is encoded, and the soft break make 76; never ends within `=XX`.
_CHUNK = re.compile(rb".{1,73}(?<!=)(?<!=.)")
_SECOND_SPACE = re.compile(rb"(?<= ) ")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def value(line: str) -> bytes:
    """Encode one line that may stand at the start of any physical line; every line of it ends softly.

    `line` holds no line feed. An empty one is no bytes at all.
    """
    return _physical(line) + SOFT if line else b""


def bare(line: str) -> bytes:
    """Encode as `value` does a line that needs no encoding but for what stands at the start of a line."""
    encoded = line.encode()
    if len(encoded) <= _ROOM:
        return (_guard(encoded) if encoded.startswith(_STARTS) else encoded) + SOFT
    lines = [encoded[at : at + _ROOM] for at in range(0, len(encoded), _ROOM)]
    return SOFT.join(map(_guard, lines)) + SOFT


def document(text: str) -> bytes:
    """Encode text with its line ends as CRLF. Controls become spaces; the end of the text is left open."""
    return HARD.join(map(_physical, clean(text).split("\n")))


def before_slot(text: str) -> bytes:
    """Encode the text that stands before a slot, so that the slot begins a physical line."""
    encoded = document(text)
    return encoded if not encoded or encoded.endswith(HARD) else encoded + SOFT


def clean(text: str) -> str:
    """Make every line end a line feed and every other control but the tab a space."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _physical(line: str) -> bytes:
    encoded = _encode(line)
    return _guard(encoded) if len(encoded) <= _ROOM else SOFT.join(map(_guard, _CHUNK.findall(encoded)))


def _encode(line: str) -> bytes:
    # The library's own line breaks leave no room for the guard: they are taken out again.
    encoded = b2a_qp(line.encode("utf-8", "replace"), istext=False).replace(b"=\n", b"")
    tabless = encoded.replace(b"\t", b"=09")
    return _SECOND_SPACE.sub(b"=20", tabless) if b"  " in tabless else tabless


def _guard(line: bytes) -> bytes:
    return b"=%02X" % line[0] + line[1:] if line.startswith(_STARTS) else line
