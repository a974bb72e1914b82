"""Bluesky: 300 graphemes and 3,000 bytes; the link goes into an external card."""

from msgspec import Struct

from publisher.config import Secret
from publisher.ports import Limits

LIMITS: Limits | None = Limits("bluesky", 300, max_bytes=3000, link="card")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind bluesky: the service, the handle and an app password."""

    handle: str
    service: str = "https://bsky.social"
    password: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.password else "password"
