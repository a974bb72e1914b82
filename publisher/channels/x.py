"""X: 280 weighted characters, a link last in the text, and a price per post."""

from msgspec import Struct

from publisher.config import Secret
from publisher.ports import Limits

# Prices of the pay-per-use API as of 2026: a post with a URL costs more than thirteen without.
LIMITS: Limits | None = Limits("x", 280, link="text", cost="$0.015", cost_with_link="$0.20")
_SECRETS = ("api_key", "api_secret", "access_token", "access_secret")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind x: the four keys of an app with the right to write."""

    api_key: Secret | None = None
    api_secret: Secret | None = None
    access_token: Secret | None = None
    access_secret: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the first secret that these settings need and lack."""
        return next((name for name in _SECRETS if not getattr(self, name)), None)
