"""Addresses as they may stand in a header and in an SMTP command (RFC 5321, RFC 5322, RFC 6531)."""

import re
from functools import lru_cache

import regex

from publisher.errors import ConfigError

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
# RFC 6531 adds everything beyond ASCII; letters, marks and digits are what a name is made of.
_ATOM_UTF8 = r"[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_UTF8 = rf"{_ATOM_UTF8}(?:\.{_ATOM_UTF8})*"  # compiled for the few that need it
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
LONGEST = 64  # octets of a local part: RFC 5321, 4.5.3.1.1
# Most addresses: short enough as a whole for what each part may have, and with nothing to rewrite.
_LOWER = r"[a-z0-9]++"
COMMON = rf"{_ATOM}(?:\.{_ATOM})*@{_LOWER}(?:(?:-++|\.){_LOWER})*"
_COMMON = re.compile(COMMON)
_NAMED = re.compile(r"(.*?)\s*<([^<>]*)>\s*", re.DOTALL)


def split(mailbox: str) -> tuple[str, str]:
    """Split `Name <address>` or a bare address into name and address; neither is checked.

    The name may be quoted, and may hold a comma without quotes: it is one mailbox, never a list.
    """
    found = _NAMED.fullmatch(mailbox)
    name, address = found.groups() if found else ("", mailbox.strip())
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name.strip(), address


def check(address: str, header: str, *, utf8: bool = False) -> str:
    """Give the address with its domain as A-labels.

    A local part beyond ASCII is kept only where `utf8` is asked (the server must take SMTPUTF8, RFC 6531).
    Raises ConfigError naming the header.
    """
    if len(address) <= LONGEST and _COMMON.fullmatch(address):
        return address
    local, at, domain = address.rpartition("@")
    if not local.isascii() and not utf8:
        raise _refused(address, header, "only a server with SMTPUTF8 takes it; use an ASCII address")
    ascii_domain = to_ascii(domain)
    fits = len(local.encode("utf-8", "replace")) <= LONGEST
    written = _LOCAL.fullmatch(local) or (utf8 and regex.fullmatch(_LOCAL_UTF8, local))
    if not (at and ascii_domain and fits and written):
        raise _refused(address, header, "write it as name@domain")
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=4096)
def to_ascii(domain: str) -> str:
    """Give a domain as A-labels by IDNA 2008 (RFC 5891), or "" for one that can't exist."""
    written = domain if domain.isascii() else _by_idna(domain)
    return written.lower() if _DOMAIN.fullmatch(written) else ""


def _by_idna(domain: str) -> str:
    import idna  # noqa: PLC0415  (large tables, for the few names that need them)

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _refused(address: str, header: str, remedy: str) -> ConfigError:
    return ConfigError(f"{address[:80]!r} is no address a mail can carry", where=header, remedy=remedy)
