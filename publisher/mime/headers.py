"""The header: each field once, in a fixed order, written by hand because libraries fold or encode URLs.

Fields that are equal for every reader are encoded once per edition. What the sender configured is refused
where it holds a control (a line end would start a new field); a subscriber's name is cleaned to one line,
since what one reader is called must not stop an edition.
"""

import re
import unicodedata
from binascii import hexlify
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from publisher.errors import ConfigError
from publisher.mac import Mac
from publisher.mime import addresses, values, words
from publisher.model import Envelope

_MAILTO = re.compile(r"mailto:[!#-;=?-Z\[\]_a-z~]{3,900}")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT = 76  # characters: a line that is never folded
_COMMON = re.compile(f"To: {words.ATOMS} <{addresses.COMMON}>")  # what most readers' To fields are
_NO_CONTROL = "take out control characters and line ends"


class Fixed(Struct, frozen=True):
    """The header but for what differs per reader: the bytes between Date, To, Message-ID and the URL.

    `domain` is the From address's; `one_click` says whether an unsubscribe URL belongs in it.
    """

    after_date: bytes
    after_to: bytes
    after_id: bytes
    after_url: bytes
    domain: str
    one_click: bool


def fix(envelope: Envelope, *, utf8: bool = False) -> Fixed:
    """Encode the fields that are equal for every reader. Raises ConfigError naming the field."""
    sender, domain = _identity("From", envelope.sender, utf8=utf8)
    reply_to = ""
    if envelope.reply_to:
        reply_to = f"{_identity('Reply-To', envelope.reply_to, utf8=utf8)[0]}\r\n"
    before, after = _unsubscribe(envelope)
    return Fixed(
        after_date=f"\r\n{sender}\r\n".encode(),
        after_to=f"\r\n{reply_to}{_subject(envelope.subject)}\r\nMessage-ID: ".encode(),
        after_id=f"\r\n{_list_id(envelope.list_id)}\r\n{before}".encode(),
        after_url=f"{after}MIME-Version: 1.0\r\n".encode(),
        domain=domain,
        one_click=envelope.unsubscribe_url is not None,
    )


def begin(fixed: Fixed, date: datetime) -> bytes:
    """Write the fields before To: the zoned date (RFC 5322, 3.3), whatever language the system speaks."""
    day, month = _DAYS[date.weekday()], _MONTHS[date.month - 1]
    return f"Date: {day}, {date:%d} {month} {date:%Y %H:%M:%S %z}".encode() + fixed.after_date


def write(fixed: Fixed, start: bytes, to: bytes, identity: bytes, unsubscribe_url: bytes = b"") -> bytes:
    """Write one reader's header up to MIME-Version; Content-Type follows with the message's boundary.

    `start` comes from `begin`, `to` from `recipient`, `identity` from `identities`; the URL was checked by
    `values.https`, and stands whole on one line, as it is.
    """
    url = unsubscribe_url if fixed.one_click else b""
    return b"".join((start, to, fixed.after_to, identity, fixed.after_id, url, fixed.after_url))


def recipient(name: str, address: str, *, utf8: bool = False) -> bytes:
    """Write the To field. The name is cleaned to one line; raises ConfigError for the address."""
    field = f"To: {name} <{address}>"
    if len(field) <= _SHORT and len(address) <= addresses.LONGEST and _COMMON.fullmatch(field):
        return field.encode()
    return _mailbox("To", values.one_line(name), addresses.check(address, "To", utf8=utf8)).encode()


def message_id(edition_hash: str, recipient: str, key: bytes, domain: str) -> str:
    """Name one reader's mail, the same on every attempt: `<edition.HMAC(recipient)@domain>`.

    The keyed hash keeps a reader from being guessed from the identifier (RFC 5322, 3.6.4).
    """
    return identities(edition_hash, key, domain)(recipient).decode()


def identities(edition_hash: str, key: bytes, domain: str) -> Callable[[str], bytes]:
    """Give the function that names each reader's mail of an edition."""
    before, after = f"<{edition_hash[:16]}.".encode(), f"@{domain}>".encode()
    digest = Mac(key, f"{edition_hash}\n".encode()).digest

    def name(recipient: str) -> bytes:
        return before + hexlify(digest(recipient.encode("utf-8", "surrogatepass"))[:16]) + after

    return name


def _checked(header: str, value: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in value):
        raise ConfigError("holds a control character", where=header, remedy=_NO_CONTROL)
    return value


def _mailbox(header: str, name: str, address: str) -> str:
    return _named(header, name, f"<{address}>") if name.strip() else f"{header}: {address}"


def _named(header: str, name: str, bracketed: str) -> str:
    field = f"{header}: {words.phrase(header, name)}"
    last = len(field) - field.rfind("\n") - 1
    return f"{field}{' ' if last + len(bracketed) < 76 else words.FOLD}{bracketed}"


def _identity(header: str, mailbox: str, *, utf8: bool) -> tuple[str, str]:
    """Write a field that names the sender, and give the address's domain with it."""
    name, address = addresses.split(_checked(header, mailbox))
    checked = addresses.check(address, header, utf8=utf8)
    return _mailbox(header, name, checked), checked.rpartition("@")[2]


def _subject(subject: str) -> str:
    if not subject.strip():
        raise ConfigError("is empty", where="Subject", remedy="give the edition a subject")
    return words.unstructured("Subject", _checked("Subject", subject))


def _list_id(list_id: str) -> str:
    name, identity = addresses.split(_checked("List-Id", list_id))
    if "." not in identity or addresses.to_ascii(identity) != identity.lower():
        raise ConfigError(
            f"{list_id[:80]!r} is no list identifier (RFC 2919)",
            where="List-Id",
            remedy="write it like readers.example.org",
        )
    return _named("List-Id", name, f"<{identity}>") if name else f"List-Id: <{identity}>"


def _unsubscribe(envelope: Envelope) -> tuple[str, str]:
    """Give what stands before and after the URL; a fold is only ever between two URLs (RFC 2369, 2)."""
    mailto = f"<{_mailto(envelope.unsubscribe_mailto)}>" if envelope.unsubscribe_mailto else ""
    if envelope.unsubscribe_url is None:
        return (f"List-Unsubscribe: {mailto}\r\n" if mailto else ""), ""
    second = f",{words.FOLD}{mailto}" if mailto else ""
    return "List-Unsubscribe: <", f">{second}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def _mailto(value: str) -> str:
    url = value if value.startswith("mailto:") else f"mailto:{value}"
    if not _MAILTO.fullmatch(url):
        raise ConfigError("not a mailto: URL", where="List-Unsubscribe", remedy="write mailto:name@domain")
    return url
