"""Which addresses a vendor's API may have: a host alone, and no password in the clear. Pure."""

from urllib.parse import urlsplit

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def unfit(address: str) -> str | None:
    """Say why an address is none to send credentials to, or None. http is for this machine alone."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or any(char.isspace() for char in address):
        return "give it as https://HOST"
    if parts.username is not None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        return "give the host alone, as https://HOST"
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _OWN_MACHINE):
        return "a password is never sent in the clear: use https"
    return None


def apart(url: str) -> tuple[str, str]:
    """Take an address apart: the server, and all that comes behind it; two empty texts for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin, url.removeprefix(origin)
