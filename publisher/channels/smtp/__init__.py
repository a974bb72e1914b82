"""Mail through an SMTP relay."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from publisher.config import Secret
from publisher.ports import Channel, Context, Limits

LIMITS: Limits | None = None
Seconds = Annotated[float, Meta(gt=0)]
Rate = Annotated[
    str,
    Meta(pattern=r"^[1-9]\d{0,6}/(s|m|h)$", description="a number with /s, /m or /h, such as 20/s"),
]
Host = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._:-]+$", description="a host name or an IP address, such as smtp.kroniek.test"
    ),
]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind smtp: the relay, how to reach it, how fast, and who signs.

    `ca_file` names the certificates that are trusted instead of the system's. A connection is renewed after
    `messages_per_connection` mails or 300 s.
    """

    host: Host
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: str | None = None
    username: str | None = None
    password: Secret | None = None
    connections: Annotated[int, Meta(ge=1, le=512)] = 8
    messages_per_connection: Annotated[int, Meta(ge=1)] = 200
    rate: Rate | None = None
    connect_timeout: Seconds = 30
    command_timeout: Seconds = 300
    data_timeout: Seconds = 600
    dkim: Literal["relay", "rsa"] = "relay"
    dkim_domain: str | None = None
    dkim_selector: str | None = None
    dkim_key: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        if self.dkim == "rsa" and not self.dkim_key:
            return "dkim_key"
        return "password" if self.username and not self.password else None

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key that can't stand beside the others, and why."""
        if self.username and self.security == "none":
            return "username", 'a password is never sent in the clear: use security = "starttls" or "tls"'
        if self.dkim == "rsa" and not self.dkim_selector:
            return "dkim_selector", 'dkim = "rsa" needs the selector of its DNS record'
        return None


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.smtp.channel import SmtpChannel  # noqa: PLC0415  (asyncio and ssl load slowly)

    return SmtpChannel(name, settings, context)
