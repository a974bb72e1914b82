"""LinkedIn: 3,000 characters of "little text"; the link goes into a card with its picture.

little    text as LinkedIn reads it: escapes and hashtags, and back (pure)
writing   a post as the API takes it, and why it would not (pure)
reading   what LinkedIn answers: the author's posts, a duplicate's name, a token's end (pure)
api       requests in the author's name, pictures uploaded
channel   post, look for, change, take down, and be told why not
"""

import re

from msgspec import Struct

from publisher.channels.posting import Pictures, hosts
from publisher.config import Secret
from publisher.ports import Channel, Context, Limits

LIMITS = Limits("linkedin", 3_000, link="card")
PICTURES: Pictures = "alone"  # a post has a card or a picture
# Each version lives a year at least (learn.microsoft.com/linkedin/marketing/versioning, 2026-11).
VERSION = "202607"
_AUTHOR = re.compile(r"urn:li:(?:person|organization):[A-Za-z0-9_-]+", re.ASCII)
_VERSION = re.compile(r"20\d\d(?:0[1-9]|1[0-2])", re.ASCII)
_SECRET = re.compile(r"[!-~]+")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """[channels.NAME] of kind linkedin: who posts, as a URN, and an access token that may in their name.

    `client_id` and `client_secret` are the app's, and only wanted to ask when the token ends.
    """

    author: str
    version: str = VERSION
    service: str = "https://api.linkedin.com"
    login: str = "https://www.linkedin.com"
    client_id: str | None = None
    token: Secret | None = None
    client_secret: Secret | None = None

    @property
    def missing_secret(self) -> str | None:
        """Name the secret that these settings need and lack."""
        return None if self.token else "token"

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """Give the key whose value can't be used, and why."""
        for name in ("token", "client_secret"):
            if not _SECRET.fullmatch(getattr(self, name) or "-"):
                return name, "it holds a character that none has"
        if not _AUTHOR.fullmatch(self.author):
            return "author", "an author is written as urn:li:organization:NUMBER or urn:li:person:ID"
        if not _VERSION.fullmatch(self.version):
            return "version", "a version is written as a year and a month, such as 202607"
        if self.client_secret and not self.client_id:
            return "client_id", "client_secret is of no use without it"
        wrong = ((name, hosts.unfit(getattr(self, name))) for name in ("service", "login"))
        return next(((name, reason) for name, reason in wrong if reason), None)


def create(name: str, settings: Settings, context: Context) -> Channel:
    """Make the channel that `[channels.NAME]` describes."""
    from publisher.channels.linkedin.channel import LinkedInChannel  # noqa: PLC0415  (settings alone load fast)

    return LinkedInChannel(name, settings, context)
