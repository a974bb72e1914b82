"""The characters of a feed or sitemap: as `charsets` says, and what stands in XML of other people's besides.

Bytes that are no UTF-8 in a document that is or says nothing else are read as cp1252, one by one: a stray
paste garbles itself, never the accents of all other items. UTF-16 may come without its mark, NULs are
dropped, and who declares UTF-16 in characters of one byte is not believed.
"""

import codecs

from msgspec.structs import replace

from publisher.model import Finding
from publisher.sources import charsets, reading
from publisher.sources.documents import Document

_WIDE = ("utf-16", "utf-32")


def decoded(document: Document) -> reading.Text:
    """Decode and clean a document. Raises SourceError for what is empty or no text."""
    charset = _bare(document.content) or document.charset
    if _is_wide(document.content, charset):
        return replace(document, charset=charset).text()
    content = document.content.replace(b"\0", b"")
    said = {charsets.codec(name) for name in (charset, charsets.declared(content))}
    plain = {name for name in said if name and not name.startswith(_WIDE)}
    if plain <= {"utf-8"}:
        return _utf_8(content, document.shown)
    return replace(document, content=content, charset=charset).text()


def _bare(content: bytes) -> str | None:
    """Name the UTF-16 that a document without a mark starts in (XML 1.0, appendix F)."""
    starts = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
    return starts.get(content[:2])


def _is_wide(content: bytes, charset: str | None) -> bool:
    marked = any(content.startswith(bom) for bom, name in reading.ENCODINGS if name in _WIDE)
    return marked or (charsets.codec(charset) or "").startswith(_WIDE)


def _utf_8(content: bytes, shown: str) -> reading.Text:
    text = content.decode("utf-8-sig", _as_windows.__name__)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 from byte {error.start + 1} on: read as cp1252, so check its accents"
        finding = Finding("encoding", "warning", message, shown, "serve it as UTF-8, and say so")
        return reading.Text(reading.checked(text, shown), (finding,))
    return reading.Text(reading.checked(text, shown))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as cp1252, and mark those that are neither."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_as_windows.__name__, _as_windows)
