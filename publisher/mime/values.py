"""What a reader's value becomes in its place: a slot's context decides, never its name."""

import html
import re

from publisher.errors import ConfigError
from publisher.mime import quoted
from publisher.model import Slot

URL_LIMIT = 900  # characters: leaves the header's own words room within 998 (RFC 5322, 2.1.1)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Printable ASCII without "&'<=> and with single spaces. At the end of a line the library may encode a dot.
_BARE = re.compile(r"[!#-%(-;?-~]++(?: [!#-%(-;?-~]++)*(?<!\.)")
# RFC 3986 characters only, no user information before the host: what is written is what is opened.
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!#-;=?-Z\[\]_a-z~]*)?")
# Both at once: most readers' links.
_BARE_HTTPS = re.compile(
    rf"(?=.{{1,{URL_LIMIT}}}\Z)https://[A-Za-z0-9.-]+(?::[0-9]{{1,5}})?(?:[/?#][!#-%(-;?-Z\[\]_a-z~]*)?(?<!\.)"
)

# These match a value that has nothing to clean, to escape or to encode: it is the same in every context.
bare = _BARE.fullmatch
# And this one such a value that is a URL which `https` takes.
bare_https = _BARE_HTTPS.fullmatch


def one_line(value: str) -> str:
    """Give the value on one line: each run of controls and line separators becomes a space."""
    return _CONTROLS.sub(" ", value)


def https(value: str, where: str) -> str:
    """Give the URL back if it is an absolute https URL in ASCII of at most 900 characters.

    Raises ConfigError naming `where`; the URL itself, which may hold a reader's token, is not repeated.
    """
    if len(value) <= URL_LIMIT and _HTTPS.fullmatch(value):
        return value
    raise ConfigError(
        "not an https URL that can be put in a mail",
        where=where,
        remedy=f"give an absolute https:// URL of at most {URL_LIMIT} ASCII characters, percent-encoded",
    )


def encode(slot: Slot, value: str | None) -> bytes:
    """Encode a reader's value for its slot. Raises ConfigError for a missing value or an unusable URL."""
    if value is None:
        raise ConfigError("a slot has no value", where=slot.name, remedy="give a value for every slot, or ''")
    if slot.context == "href":
        return quoted.value(html.escape(https(value, slot.name)))
    line = one_line(value)
    return quoted.value(html.escape(line) if slot.context == "html" else line)
