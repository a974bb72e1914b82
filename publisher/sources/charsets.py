"""The characters of a document from the web: byte order mark, HTTP charset, meta, UTF-8, in that order.

The names are those of the WHATWG's Encoding Standard where Python differs: `iso-8859-1` means cp1252.
"""

import codecs
import re
from collections.abc import Iterator

from publisher.model import Finding
from publisher.sources import reading

_HEAD = 4096  # bytes; HTML asks for a declaration within the first 1024, and many come later
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{1,40})|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w-]{1,40})""",
    re.IGNORECASE,
)
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
_WESTERN = frozenset({"cp1252", "iso8859-15"})
_MARKED_ALONE = ("utf-16", "utf-32")
_SAVE_AS_UTF8 = "serve it as UTF-8, and say so"


def text(content: bytes, shown: str, charset: str | None = None) -> reading.Text:
    """Decode and clean a document; `charset` is what HTTP declared.

    A stray byte in what says to be UTF-8 is read as cp1252, and the rest stays. A declared Western European
    charset gives way to valid UTF-8: servers declare it without looking. Where nothing fits, the declared
    charset with replacement characters, and a finding. Raises SourceError for what is empty or binary.
    """
    if charset is None and declared(content) is None:
        decoded, findings = reading.decoded(content, shown)
        return reading.Text(reading.checked(decoded, shown), findings)
    decoded, findings = _decoded(content, shown, charset)
    return reading.Text(reading.checked(decoded, shown), findings)


def declared(content: bytes) -> str | None:
    """Give the charset that an XML declaration or a meta element names, if any."""
    found = _DECLARED.search(content, 0, _HEAD)
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _own(content: bytes) -> str | None:
    """Give the charset a document says of itself; what was read as ASCII to find UTF-16 is none (WHATWG)."""
    known = codec(declared(content))
    return "utf-8" if known and known.startswith(_MARKED_ALONE) else known


def codec(name: str | None) -> str | None:
    """Give Python's name of a charset, or None for one that it does not know."""
    try:
        known = codecs.lookup(name or "").name
        "a".encode(known)  # some codecs make no text
    except (LookupError, ValueError):
        return None
    return "cp1252" if known in _LATIN else known


def _decoded(content: bytes, shown: str, charset: str | None) -> tuple[str, tuple[Finding, ...]]:
    tried = list(_candidates(content, charset))
    for name in tried:
        try:
            return content.decode(name).removeprefix("\ufeff"), ()
        except UnicodeDecodeError:
            continue
    first = next((name for name in tried if name != "utf-8"), None)
    if first is None:
        return reading.decoded(content, shown)
    message = f"neither {' nor '.join(dict.fromkeys(tried))}: characters that can't be read are marked"
    finding = Finding("encoding", "warning", message, shown, _SAVE_AS_UTF8)
    return content.decode(first, "replace"), (finding,)


def _candidates(content: bytes, charset: str | None) -> Iterator[str]:
    marked = next((name for bom, name in reading.ENCODINGS if content.startswith(bom)), None)
    if marked:
        yield marked
    said = [name for name in (codec(charset), _own(content)) if name]
    if _WESTERN.intersection(said):
        yield "utf-8"
    yield from said
    yield "utf-8"
