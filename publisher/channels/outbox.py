"""The outbox: what another kind would send, as files in a folder. Needs no account and no network."""

from typing import Literal

from msgspec import Struct, field

from publisher.ports import Limits

LIMITS: Limits | None = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind outbox: the kind it stands in for, and the folder."""

    as_: Literal["smtp", "x", "mastodon", "bluesky"] = field(default="smtp", name="as")
    folder: str = "outbox"

    @property
    def missing_secret(self) -> str | None:
        """Give None: an outbox needs no secret."""
        return None
