"""URLs that may be asked for, and how they are named in an error: without what may be secret."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from publisher.errors import SourceError
from publisher.text import links

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_-])?|[0-9a-f:.]*:[0-9a-f:.]*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_WRITE = "write it as https://HOST/PATH"
_LONGEST = 4_000


def place(url: str) -> str:
    """Name a URL for people: without user, password, query and fragment, even when it is none."""
    named = links.shown(url) if links.is_web(url) else re.split(r"[?#]", url)[0].rpartition("@")[2][:200]
    return "".join(filter(str.isprintable, named))


def host_name(written: str) -> str:
    """Give a host's name for comparing: lower case, ASCII (IDNA), no last dot; an address in its own form."""
    bare = written.rstrip(".").lower()
    if not bare.isascii():
        bare = _ascii(bare)
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


def checked(url: str, where: str) -> str:
    """Give the URL as it may be asked for: its host in ASCII, no fragment.

    Raises SourceError for another scheme than http(s), a user or password, or what is no web address.
    """
    written = url.strip(" ").replace(" ", "%20")
    if _CONTROLS.search(written) or len(written) > _LONGEST:
        raise _malformed(where)
    try:
        parts = urlsplit(written)
        _refuse(parts, where)
        return urlunsplit((parts.scheme, _netloc(parts), parts.path or "/", parts.query, ""))
    except ValueError:
        raise _malformed(where) from None


def joined(url: str, location: str | None, where: str) -> str:
    """Give where a redirect leads; its bytes came as latin-1 and mean UTF-8, where they are that.

    Raises SourceError for one that leads nowhere.
    """
    if not location:
        raise SourceError("redirects without saying where", where=where, remedy="give the final address")
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location.strip())
    except ValueError:
        raise _malformed(where) from None


def _refuse(parts: SplitResult, where: str) -> None:
    if parts.scheme not in {"http", "https"}:
        scheme = parts.scheme[:20] or "an address without a scheme"
        raise SourceError(f"only http and https are fetched, not {scheme}", where=where, remedy=_WRITE)
    if parts.username is not None or parts.password is not None:
        raise SourceError(
            "a URL with a user or a password is not fetched",
            where=where,
            remedy="take them out: use an address that needs none, or save the page and give the file",
        )


def _netloc(parts: SplitResult) -> str:
    """Give host and port in ASCII. Raises ValueError for what is no host or no port."""
    host = (parts.hostname or "").lower()
    host = (host if host.isascii() else _ascii(host)).removesuffix(".")
    if not _HOST.fullmatch(host):
        raise ValueError(host)
    named = f"[{host}]" if ":" in host else host
    return named if parts.port is None else f"{named}:{parts.port}"


def _ascii(host: str) -> str:
    import idna  # noqa: PLC0415  (large tables, for the few names that need them)

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def _malformed(where: str) -> SourceError:
    return SourceError("not a web address", where=where, remedy=_WRITE)
