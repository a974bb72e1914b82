"""Addresses that a document names: made absolute, and only those that a reader's browser may open."""

from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from publisher.model import Image
from publisher.sources.reading import clean
from publisher.text import links

_LONGEST = 4_000


def resolved(url: str | None, base: str) -> str | None:
    """Give the absolute http(s) address that `url` names in a document at `base`, or None.

    `javascript:`, `data:` and other schemes give None, as do a relative address without a base, one that no
    URL parser reads, one with a user's name or password, and one above 4,000 characters.
    """
    written = "".join(clean(url or "").split("\n")).strip().replace(" ", "%20")
    if not written or len(written) > _LONGEST:
        return None
    try:
        whole = urljoin(base, written)
    except ValueError:
        return None
    return whole if links.is_web(whole) and "@" not in urlsplit(whole).netloc else None


def picture(image: Image | None, base: str) -> Image | None:
    """Give the picture with its absolute address, or None where that is none of the web."""
    url = resolved(image.url, base) if image else None
    return replace(image, url=url) if image and url else None
