"""The body of an answer: whole or an error, never more than 5 MB, whatever it says of itself."""

import zlib
from collections.abc import Callable, Iterator

from requests import Response

from publisher.errors import SourceError
from publisher.fetch.deadline import Deadline
from publisher.fetch.failures import cut_off, too_late

MAX_BYTES = 5_000_000  # as for files
_CHUNK = 65_536
_DAMAGED = "have the site repair it, or save the page and give the file"


def content(response: Response, deadline: Deadline, where: str) -> bytes:
    """Read and decompress the body.

    Raises SourceError for one that is too large, damaged, cut off, or packed in a way we did not ask for.
    """
    unpack = _unpacker(response.headers.get("Content-Encoding", ""), where)
    declared = _declared(response)
    if declared is not None and declared > MAX_BYTES:
        raise _too_large(where)
    got, taken = bytearray(), 0
    for chunk in _chunks(response, deadline, where):
        taken += len(chunk)
        got += unpack.feed(chunk, MAX_BYTES + 1 - len(got))
        if max(taken, len(got)) > MAX_BYTES:
            raise _too_large(where)
    # Where nothing says how long it is, nothing at all is what a cut within the headers looks like.
    if taken < (1 if declared is None else declared) or not unpack.complete:
        raise cut_off(where)
    return bytes(got)


class _Plain:
    """A body that is not packed."""

    complete = True

    def feed(self, data: bytes, room: int) -> bytes:
        """Give at most `room` bytes of it."""
        return data[:room]


class _Gzip:
    """Decompression that makes no more than it is asked for: one member or several (RFC 1952)."""

    def __init__(self, where: str) -> None:
        self._where, self._member = where, _member()

    @property
    def complete(self) -> bool:
        """Say whether the last member came to its end; its length and checksum were right."""
        return self._member.eof

    def feed(self, data: bytes, room: int) -> bytes:
        """Decompress what came, into at most `room` bytes."""
        made = bytearray()
        try:
            while data and len(made) < room:
                made += self._member.decompress(data, room - len(made))
                data = (
                    self._after(self._member.unused_data) if self.complete else self._member.unconsumed_tail
                )
        except zlib.error:
            raise SourceError("its compressed body is damaged", where=self._where, remedy=_DAMAGED) from None
        return bytes(made)

    def _after(self, data: bytes) -> bytes:
        """Begin the next member, if more than padding follows."""
        rest = data.lstrip(b"\0")
        if rest:
            self._member = _member()
        return rest


def _member() -> "zlib._Decompress":
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


def _unpacker(encoding: str, where: str) -> _Plain | _Gzip:
    packed = encoding.strip().lower()
    if packed in {"", "identity"}:
        return _Plain()
    if packed in {"gzip", "x-gzip"}:
        return _Gzip(where)
    raise SourceError(
        f"it came compressed as {packed[:20]!r}, which was not asked for", where=where, remedy=_DAMAGED
    )


def _chunks(response: Response, deadline: Deadline, where: str) -> Iterator[bytes]:
    # read() goes through http.client, which takes chunks apart itself and bounds the lines between them.
    read: Callable[..., bytes] = response.raw.read
    while chunk := read(_CHUNK, decode_content=False):
        if deadline.is_over:  # it may have sent more in time than can be read in time
            raise too_late(where, deadline.seconds)
        yield chunk


def _declared(response: Response) -> int | None:
    """Give the length in bytes that the server declared, or None; chunks end by themselves, so 0 for them."""
    if "Transfer-Encoding" in response.headers:
        return 0
    written = response.headers.get("Content-Length", "")
    return int(written) if written.isdecimal() and len(written) < 20 else None


def _too_large(where: str) -> SourceError:
    return SourceError(
        f"more than {MAX_BYTES // 1_000_000} MB", where=where, remedy="give the address of one page"
    )
