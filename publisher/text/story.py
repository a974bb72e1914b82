"""When two articles are one story: normalised addresses, a digest of the words, headlines that are alike."""

import hashlib
import re
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from publisher.model import Article

_TRACKING = re.compile(r"(?:utm_|mtm_|pk_|mc_|at_)\w*|fbclid|gclid|dclid|msclkid|yclid|igshid|ref|cmp|share")
_WORD = re.compile(r"\w+")
_SHORT = 4  # words; what is shorter says too little to be alike


class Told(Struct, frozen=True):
    """What an edition that was sent told of a story. `content` is a digest of its words, `url` normalised."""

    edition: str
    id: str
    url: str | None
    source: str
    headline: str
    content: str
    modified: datetime | None = None
    lead: bool = False


class Seen(Struct, frozen=True):
    """When a source first gave a story: for which edition, and at which moment."""

    source: str
    id: str
    headline: str
    edition: str
    at: datetime


class Memory(Struct, frozen=True):
    """What a campaign's editions before one told and saw: only those that were sent count as told.

    `last` names the last edition sent before this one. `looked` is by source the last moment an earlier
    edition read it.
    """

    told: tuple[Told, ...] = ()
    seen: tuple[Seen, ...] = ()
    looked: dict[str, datetime] = {}
    last: str | None = None


def normalised(url: str | None) -> str | None:
    """Give what identifies a page in its address, or None where there is none.

    http and https are one, as are a host with and without `www.`, with a trailing dot or a default port, a
    path with and without its last slash, and an address with and without campaign tags and fragment.
    """
    try:
        parts = urlsplit(url or "")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host or parts.scheme.lower() not in {"http", "https"}:
        return url or None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _TRACKING.fullmatch(key.lower())]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    own_port = f":{port}" if port not in {None, 80, 443} else ""
    return f"{host.removeprefix('www.')}{own_port}{parts.path.rstrip('/')}{query}"


def content(article: Article) -> str:
    """Digest what an article says, and not how many read it: headline, lede and body; 16 hex digits."""
    said = [article.headline, article.description, *(block.text for block in article.body)]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def words(headline: str) -> frozenset[str]:
    """Give a headline's words in lower case, without order; empty where they are too few to judge by."""
    found = frozenset(_WORD.findall(headline.casefold()))
    return found if len(found) >= _SHORT else frozenset()


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Say how much two headlines share: common words over all words (Jaccard), 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0
