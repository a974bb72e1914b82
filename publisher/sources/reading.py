"""Files as text: bounded in size, decoded, free of control characters, refused with place and remedy.

Encodings: a BOM decides (UTF-8, UTF-16, UTF-32); without one it is UTF-8, in which every byte that can't be
UTF-8 is read as cp1252 with a warning (the whole of an old Windows file, or its stray paste). A file with NUL
characters or full of control characters is binary, or UTF-16 without its BOM, and is refused.
"""

import codecs
import re
import stat
from pathlib import Path

from msgspec import Struct

from publisher.errors import SourceError
from publisher.model import Finding

MAX_BYTES = 5_000_000
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SAVE_AS_TEXT = "save it as text in UTF-8"


class Text(Struct, frozen=True):
    """What a file says, and what was noticed while reading it."""

    text: str
    findings: tuple[Finding, ...] = ()


def place(path: Path, root: Path) -> str:
    """Name a file, for people and for `SourceRef.url`: relative to `root` if it lies in it, else as given."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def clean(text: str) -> str:
    """Drop control characters (C0, DEL, C1) but newline and tab; every kind of line end becomes a newline."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read(path: Path, shown: str) -> Text:
    """Read one regular file of at most 5 MB as text. Raises SourceError with `shown` as its place."""
    text, findings = decoded(content(path, shown), shown)
    return Text(checked(text, shown), findings)


def checked(text: str, shown: str) -> str:
    """Clean a decoded text. Raises SourceError where it is empty, or no text at all."""
    controls = len(_CONTROL.findall(text.replace("\r", "")))
    if "\x00" in text or text.startswith("%PDF-") or (controls > 8 and controls * 10 > len(text)):
        raise SourceError(
            "binary data, or UTF-16 without a byte order mark", where=shown, remedy=_SAVE_AS_TEXT
        )
    text = clean(text) if controls or "\r" in text else text
    if not text.strip():
        raise SourceError("it is empty", where=shown, remedy="give one with text in it")
    return text


def content(path: Path, shown: str) -> bytes:
    """Read one regular file of at most 5 MB. Raises SourceError with `shown` as its place."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("not a file", where=shown, remedy="give the path of a file")
        if status.st_size > MAX_BYTES:
            raise _too_large(status.st_size, shown)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        remedy = "check the path; a relative one starts at the folder of config.toml"
        raise SourceError("no such file", where=shown, remedy=remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"can't be read: {reason}", where=shown, remedy="check its path and permissions"
        ) from error
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), shown)
    return data


def _too_large(size: int, shown: str) -> SourceError:
    message = f"{size:,} bytes is more than the {MAX_BYTES:,} that an article file may have"
    return SourceError(message, where=shown, remedy="split it, or leave embedded pictures out")


def decoded(data: bytes, shown: str) -> tuple[str, tuple[Finding, ...]]:
    """Decode a file as the module says. Raises SourceError for one that is neither UTF-8 nor cp1252."""
    encoding = next((name for bom, name in ENCODINGS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if encoding not in {"utf-8", "utf-8-sig"}:
            raise SourceError(
                f"not the {encoding} it says to be", where=shown, remedy=_SAVE_AS_TEXT
            ) from error
        first = error
    try:
        text = data.decode(encoding, errors=_as_cp1252.__name__)
    except UnicodeDecodeError as error:
        message = f"neither UTF-8 nor cp1252 text (byte {error.start + 1})"
        raise SourceError(message, where=shown, remedy=_SAVE_AS_TEXT) from error
    message = f"not UTF-8 from byte {first.start + 1} on: read as cp1252, so check its accents"
    return text, (Finding("encoding", "warning", message, shown, _SAVE_AS_TEXT),)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as cp1252, and name the byte where it is neither."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.end].decode("cp1252"), error.end
    except UnicodeDecodeError:
        raise error from None


codecs.register_error(_as_cp1252.__name__, _as_cp1252)
