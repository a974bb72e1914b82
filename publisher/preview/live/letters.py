"""The mail as one reader gets it: made as a channel makes it, and read again as a mail program does. Pure."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from typing import cast

from msgspec import Struct

from publisher import languages, mime
from publisher.model import Build
from publisher.preview.live.personas import Persona

_KEY = b"preview"  # signs Message-IDs that nobody gets
_INERT = "proof"  # in place of a token: the link does nothing


class Letter(Struct, frozen=True):
    """One reader's mail: its HTML, its text, and the header fields as they leave."""

    html: str
    text: str
    head: str


def letter(build: Build, persona: Persona) -> Letter:
    """Give the mail of a build as this reader would get it; empty where the build holds no mail."""
    return _letter(_Named(build), persona)


class _Named:
    """A build as a key: its hash names all that a mail is made of."""

    def __init__(self, build: Build) -> None:
        self.build = build

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self.build.hash == other.build.hash

    def __hash__(self) -> int:
        return hash(self.build.hash)


@lru_cache(maxsize=16)
def _letter(named: _Named, persona: Persona) -> Letter:
    build = named.build
    if build.envelope is None or build.skeleton is None:
        return Letter(build.html, build.text, "")
    compiled = mime.Compiled(build.envelope, build.skeleton, build.hash, key=_KEY, utf8=True)
    values = {
        "name": persona.name or languages.get(build.edition.language).words.reader,
        "unsubscribe_url": (build.envelope.unsubscribe_url or "").replace("{token}", _INERT),
        "view_url": build.envelope.view_url or "",
    }
    segments = compiled.build(persona.recipient(compiled.domain), values, build.built_at)
    made = mime.proof(segments)
    read = message_from_bytes(made, policy=policy.default)
    head = made.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").replace("\r\n", "\n")
    return Letter(_part(read, "html"), _part(read, "plain"), head)


def _part(read: EmailMessage, kind: str) -> str:
    body = read.get_body((kind,))
    return cast("EmailMessage", body).get_content().replace("\r\n", "\n") if body else ""
