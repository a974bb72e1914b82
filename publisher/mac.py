"""The site's keys, and HMAC-SHA256 under a key that signs many short texts."""

from hashlib import sha256

from msgspec import Struct

_BLOCK = 64  # bytes
_INNER = bytes(octet ^ 0x36 for octet in range(256))
_OUTER = bytes(octet ^ 0x5C for octet in range(256))


class Mac:
    """Sign texts with HMAC-SHA256 (RFC 2104). Safe to share between threads.

    The key's two blocks are hashed once. A mail needs two signatures, and `hmac.digest` prepares its key for
    each: that took as long as all else that makes a mail. `common` is what all the texts begin with.
    """

    def __init__(self, key: bytes, common: bytes = b"") -> None:
        block = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = sha256(block.translate(_INNER) + common)
        self._outer = sha256(block.translate(_OUTER))

    def digest(self, text: bytes) -> bytes:
        """Give the 32 bytes that `hmac.digest(key, common + text, "sha256")` gives."""
        inner = self._inner.copy()
        inner.update(text)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()


class LinkKey(Struct, frozen=True):
    """A key that signs readers' links, and the four bytes that name it in a link."""

    id: bytes
    secret: bytes

    def __repr__(self) -> str:
        """Name the key without showing it."""
        return f"LinkKey({self.id.hex()})"


class Keys(Struct, frozen=True):
    """The site's keys: `message_id` names mails, the last of `links` signs, all of them verify."""

    message_id: bytes
    links: tuple[LinkKey, ...]

    def __repr__(self) -> str:
        """Name the keys without showing them."""
        return f"Keys({self.links!r})"
