"""[fetch]: what the newsroom may say about fetching, and the name under which it asks."""

from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct

from publisher import __version__

HostName = Annotated[
    str,
    Meta(
        # One name or one literal address: no port, no network, no wildcard, nothing that means "all", and no
        # number that only looks like a name (127.1, 0x7f.1, 10.0.0.0-9).
        pattern=r"^(?!(?i:all|any|none|true|yes)$)"
        r"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+"
        r"|(?!(?:.*\.)?(?:[\d-]+|0[xX][0-9A-Fa-f]*)\.?$)\w[\w-]*(?:\.\w[\w-]*)*\.?)$",
        max_length=253,
        description="the name of one host or its address, such as cms.kroniek.test or 10.0.0.5",
    ),
]
Contact = Annotated[
    str,
    Meta(
        pattern=r"^[!-'*-\[\]-~]+$",
        max_length=200,
        description="a mail or web address, such as redactie@kroniek.test",
    ),
]
Seconds = Annotated[float, Meta(ge=1, le=300)]
_SAFE = "!#$%&'*+,/:;=?@[]~"


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[fetch]: hosts that may have a private address, who to write to about our requests, and our patience.

    `timeout` is in seconds, for one document with all its redirects.
    """

    allow_private_hosts: tuple[HostName, ...] = ()
    contact: Contact | None = None
    timeout: Seconds = 20


def user_agent(contact: str | None, site: str | None = None) -> str:
    """Give the User-Agent that says who asks: `publisher/VERSION (+contact)`, else with the site's URL."""
    who = quote(contact or site or "", safe=_SAFE)
    return f"publisher/{__version__} (+{who})" if who else f"publisher/{__version__}"
