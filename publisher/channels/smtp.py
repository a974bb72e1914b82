"""Mail through an SMTP relay."""

from typing import Literal

from msgspec import Struct

from publisher.config import Secret
from publisher.ports import Limits

LIMITS: Limits | None = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind smtp: the relay, how to reach it, how fast."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: Secret | None = None
    connections: int = 8
    rate: str | None = None
    dkim: Literal["relay", "rsa"] = "relay"

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return "password" if self.username and not self.password else None
