"""Whether a picture has more than one frame, as far as its bytes can be followed. Pure."""

from collections.abc import Iterator

_IMAGE = 0x2C


def is_moving(kind: str, content: bytes) -> bool:
    """Say whether a GIF, PNG or WebP moves; a file that breaks off moves no further than it goes."""
    if kind == "image/gif":
        return sum(1 for _ in _frames(content)) > 1
    if kind == "image/png":  # an acTL chunk stands before the first IDAT (PNG 3, APNG)
        return b"acTL" in content.partition(b"IDAT")[0]
    if kind == "image/webp":  # the second bit of VP8X's flags (RFC 9649, 2.7)
        return content[12:16] == b"VP8X" and bool(content[20:21] and content[20] & 2)
    return False


def _frames(content: bytes) -> Iterator[int]:
    """Give where each image of a GIF starts (GIF89a, 17 to 26)."""
    at = 13 + _table(content[10:11])
    while content[at : at + 1] in {b"\x2c", b"\x21"}:
        if content[at] == _IMAGE:
            yield at
            at = _after_blocks(content, at + 11 + _table(content[at + 9 : at + 10]))
        else:
            at = _after_blocks(content, at + 2)


def _table(flags: bytes) -> int:
    """Give how many bytes a colour table takes."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1
