"""Addresses of readers: checked, written in one way, folded to one key, and masked in what is printed."""

import unicodedata

from msgspec import Struct

from publisher.errors import ConfigError
from publisher.mime import addresses

_LONGEST = 254  # octets: RFC 5321, 4.5.3.1.3, without the angle brackets


class RowError(ValueError):
    """A row or an address that is refused; its text is the reason and holds no address."""


class Address(Struct, frozen=True):
    """An address as it is mailed, and folded: equal for spellings that reach the same reader."""

    mailed: str
    folded: str


def normalise(text: str) -> Address:
    """Write an address in one way: NFC, the domain as A-labels in lower case (RFC 5891, RFC 6531).

    The local part keeps its case where it is mailed; the folded form ignores it. Takes `Name <address>`.
    Raises RowError with the reason.
    """
    bare = unicodedata.normalize("NFC", addresses.split(text)[1].strip())
    if not bare:
        raise RowError("no address")
    try:
        mailed = addresses.check(bare, "email", utf8=True)
    except ConfigError:
        raise RowError(f"no address a mail can carry: {mask(bare)}") from None
    local, _, domain = mailed.rpartition("@")
    if "." not in domain or domain.rpartition(".")[2].isdigit():
        raise RowError(f"the domain is not complete: {mask(bare)}")
    if len(mailed.encode()) > _LONGEST:
        raise RowError(f"longer than {_LONGEST} bytes: {mask(bare)}")
    return Address(mailed, f"{unicodedata.normalize('NFC', local.casefold())}@{domain}")


def mask(address: str) -> str:
    """Give so much of an address as its owner recognises: `m***@kroniek.test`."""
    local, at, domain = address.rpartition("@")
    shown = "".join(char for char in domain[:60] if char.isprintable())
    return f"{local[:1] if local[:1].isprintable() else ''}***@{shown}" if at else "***"
