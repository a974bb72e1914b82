"""One edition's mail, made ready once; each reader's copy is a tuple of segments."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from publisher.errors import ConfigError
from publisher.mime import headers, skeleton
from publisher.mime.links import Link
from publisher.mime.values import https
from publisher.model import Envelope, Skeleton, Slot
from publisher.ports import Recipient

_UNSUBSCRIBE = "unsubscribe_url"
_HASH = re.compile(r"[0-9A-Za-z]{16,128}")


class Compiled:
    """What is equal for every reader, encoded: header fields, boundaries and both parts.

    Safe to share between threads. `domain` is the From address's, in A-labels.
    """

    def __init__(
        self, envelope: Envelope, content: Skeleton, edition_hash: str, *, key: bytes, utf8: bool = False
    ) -> None:
        """Make an edition ready.

        `edition_hash` is 16 to 128 letters and digits, `key` the secret that Message-IDs are made with;
        `utf8` allows addresses that need SMTPUTF8. Raises ConfigError naming the field.
        """
        if not _HASH.fullmatch(edition_hash) or not key:
            raise ConfigError(
                "a mail needs its edition's hash and the site's secret",
                where="Message-ID",
                remedy="build the edition with `publish digest` and give [site] its secret",
            )
        self._fixed = headers.fix(envelope, utf8=utf8)
        self._utf8 = utf8
        self._body = skeleton.Filler(_body(content, f"=_{edition_hash[:32]}"))
        self.domain = self._fixed.domain
        self._identity = headers.identities(edition_hash, key, self.domain)
        self._must_check = self._fixed.one_click and _UNSUBSCRIBE not in self._body.links
        self._dated: tuple[datetime | None, bytes] = (None, b"")

    def build(
        self, recipient: Recipient, values: Mapping[str, str | Link], date: datetime
    ) -> tuple[bytes, ...]:
        """Give one reader's mail as segments of CRLF lines, never joined, without SMTP's final dot.

        `values` is by slot name and holds `unsubscribe_url` where the envelope has one; `date` is zoned.
        Raises ConfigError for an address or a URL that no mail can carry.
        """
        to = headers.recipient(recipient.name, recipient.address, utf8=self._utf8)
        body = self._body.fill(values)
        link = values.get(_UNSUBSCRIBE, "")
        url = link.url if isinstance(link, Link) else self._checked(link)
        header = headers.write(self._fixed, self._start(date), to, self._identity(recipient.id), url)
        return (header, *body)

    def _start(self, date: datetime) -> bytes:
        """Write how the header begins; mails that are made together share the moment."""
        dated = self._dated
        if dated[0] is not date:
            self._dated = dated = (date, headers.begin(self._fixed, date))
        return dated[1]

    def _checked(self, url: str) -> bytes:
        if self._must_check:
            https(url, "List-Unsubscribe")
        return url.encode()


def proof(segments: Sequence[bytes]) -> bytes:
    """Join one reader's segments: the file that can be looked at, signed or parsed."""
    return b"".join(segments)


def _body(content: Skeleton, boundary: str) -> tuple[bytes | Slot, ...]:
    """Put the parts between boundaries; `=_` can't be in quoted-printable, and that is checked."""
    for piece in (*content.text, *content.html):
        if isinstance(piece, bytes) and boundary.encode() in piece:
            raise ConfigError("a part holds the boundary", where="Content-Type", remedy="compile it again")
    top = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    return _merged((
        f"{top}{_opening(boundary, 'plain')}".encode(),
        *content.text,
        f"\r\n{_opening(boundary, 'html')}".encode(),
        *content.html,
        f"\r\n--{boundary}--\r\n".encode(),
    ))  # fmt: skip


def _opening(boundary: str, subtype: str) -> str:
    return (
        f"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )


def _merged(pieces: Sequence[bytes | Slot]) -> tuple[bytes | Slot, ...]:
    """Join neighbours that are bytes: fewer segments to write per reader."""
    merged: list[bytes | Slot] = []
    for piece in pieces:
        if merged and isinstance(piece, bytes) and isinstance(merged[-1], bytes):
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


def plain(sender: str, recipient: str, subject: str, text: str, date: datetime) -> bytes:
    """Give a mail of plain text to one address: for people of the house, not for readers."""
    from email.message import EmailMessage  # noqa: PLC0415  (seldom needed, and slow to load)
    from email.policy import SMTP  # noqa: PLC0415
    from email.utils import format_datetime, make_msgid  # noqa: PLC0415

    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, recipient
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("<> "))
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    mail.set_content(text)
    return mail.as_bytes()
