"""The content of a message while it arrives: where it ends, and the little that is kept of it."""

import re

_END = b"\r\n.\r\n"
_HEAD = 65536  # bytes of header that are looked at
_FIELD = re.compile(rb"^(message-id|x-publisher-delivery):\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Body:
    """Take a message in pieces of any length; keeps all of it only when `keep` says so."""

    def __init__(self, *, keep: bool) -> None:
        self.size = 0  # bytes before the line of the final dot
        self._keep, self._pieces = keep, bytearray()
        self._tail = _END[:2]  # the line of DATA ended with it: a lone dot ends an empty message
        self._head, self._head_ended = bytearray(_END[:2]), False

    def feed(self, data: bytes, start: int) -> int:
        """Take what is in `data` from `start` on; give the place behind the final dot, or -1.

        Only CRLF . CRLF ends a message (RFC 5321 section 4.1.1.4), never a bare LF.
        """
        end = self._find(data, start)
        stop = len(data) if end < 0 else end
        self.size += stop - start - (0 if end < 0 else 3)
        if not self._head_ended:
            self._look(data, start, stop)
        if self._keep:
            self._pieces += data[start:stop]
        self._tail = (self._tail + data[max(start, stop - 4) : stop])[-4:]
        return end

    def data(self) -> bytes | None:
        """Give the content with its dots unstuffed (RFC 5321 section 4.5.2), or None when it was not kept."""
        if not self._keep:
            return None
        return (_END[:2] + self._pieces[:-3]).replace(b"\r\n.", b"\r\n")[2:]

    def fields(self) -> dict[bytes, str]:
        """Give Message-ID and X-Publisher-Delivery by their names in lower case."""
        return {name.lower(): value.decode("utf-8", "replace") for name, value in _FIELD.findall(self._head)}

    def _find(self, data: bytes, start: int) -> int:
        """Look over the seam of two pieces first, then in this one."""
        seam = (self._tail + data[start : start + 4]).find(_END)
        if seam >= 0:
            return start + seam + len(_END) - len(self._tail)
        found = data.find(_END, start)
        return found if found < 0 else found + len(_END)

    def _look(self, data: bytes, start: int, stop: int) -> None:
        self._head += data[start : min(stop, start + _HEAD - len(self._head))]
        blank = self._head.find(b"\r\n\r\n")
        self._head_ended = blank >= 0 or len(self._head) >= _HEAD
        if blank >= 0:
            del self._head[blank:]
