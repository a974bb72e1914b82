"""Words in a header: encoded (RFC 2047), quoted (RFC 5322, 3.2.4) and folded (2.2.3).

A line has at most 78 characters, one with an encoded-word at most 76 (RFC 2047, 2).
"""

import re
import textwrap
from base64 import b64encode
from collections.abc import Callable, Iterator

FOLD = "\r\n "

_LINE = 78
_ENCODED_LINE = 76
_WORD = 75
_FRAME = len("=?utf-8?q??=")
# The letters that may stand in an encoded-word within a display name (RFC 2047, 5, rule 3).
_Q_UNSAFE = re.compile(rb"[^A-Za-z0-9!*+/-]")
_Q_CODES = {bytes([octet]): b"=%02X" % octet for octet in range(256)} | {b" ": b"_"}
_ATOM = r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]++"
# A display name that is written as it is. A possessive group would fail before Python 3.11.5 (gh-106052).
ATOMS = f"{_ATOM}(?: {_ATOM})*"
_ATOMS = re.compile(ATOMS)
_PRINTABLE = re.compile(r"[ -~]*")


def unstructured(header: str, text: str) -> str:
    """Write a header of free text, folded, without its last line end. `text` holds no controls."""
    lines = textwrap.wrap(
        text,
        _LINE,
        initial_indent=f"{header}: ",
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    plain = _plain(text) and text == " ".join(text.split()) and all(len(line) <= _LINE for line in lines)
    return "\r\n".join(lines) if plain else f"{header}: {encoded(header, text)}"


def phrase(header: str, name: str) -> str:
    """Write a display name: as it is, quoted, or in encoded-words. Runs of white space become one space."""
    line = " ".join(name.split())
    written = line if not line or _ATOMS.fullmatch(line) else f'"{_escape(line)}"'
    return written if _plain(line) and len(f"{header}: {written}") <= _LINE else encoded(header, line)


def encoded(header: str, text: str) -> str:
    """Write text as encoded-words of whole characters, one a line; base64 where that is shorter."""
    room = min(_WORD, _ENCODED_LINE - len(header) - len(": ")) - _FRAME
    code, encode = ("q", _q) if len(_q(text)) <= len(_b(text)) else ("b", _b)
    return FOLD.join(f"=?utf-8?{code}?{piece}?=" for piece in _pieces(text, encode, room))


def _plain(text: str) -> bool:
    # A literal `=?` would be read as an encoded-word.
    return _PRINTABLE.fullmatch(text) is not None and "=?" not in text


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _pieces(text: str, encode: Callable[[str], str], room: int) -> Iterator[str]:
    while len(encode(text)) > room:
        size = next(size for size in range(room, 0, -1) if len(encode(text[:size])) <= room)
        yield encode(text[:size])
        text = text[size:]
    yield encode(text)


def _q(text: str) -> str:
    return _Q_UNSAFE.sub(lambda found: _Q_CODES[found[0]], text.encode("utf-8", "replace")).decode("ascii")


def _b(text: str) -> str:
    return b64encode(text.encode("utf-8", "replace")).decode("ascii")
