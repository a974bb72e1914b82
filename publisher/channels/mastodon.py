"""Mastodon: 500 characters by default, a URL counts as 23."""

from msgspec import Struct

from publisher.config import Secret
from publisher.ports import Limits

LIMITS: Limits | None = Limits("mastodon", 500, link="text")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind mastodon: the instance and an access token with write:statuses."""

    instance: str
    token: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.token else "token"
