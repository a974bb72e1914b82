"""Links as they leave: campaign tags added once, query and fragment kept, only web addresses."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from publisher.text import urls

_WEB = frozenset({"http", "https"})


def is_web(url: str | None) -> bool:
    """Say whether this is an absolute http or https URL with a host."""
    try:
        parts = urlsplit(url or "")
        return parts.scheme in _WEB and bool(parts.hostname)
    except ValueError:
        return False


def host(url: str) -> str:
    """Give the host of a URL in lower case, or the empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def shown(url: str) -> str:
    """Give a URL for people and logs to see: without user, password and the query, which may hold a key."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url.partition("?")[0]
    return urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", ""))


def tagged(url: str | None, utm: Mapping[str, str | None]) -> str | None:
    """Add `utm_KEY=value` to a web URL for each value given; a tag that stands there already is kept.

    Query and fragment keep their place and order. Anything but a web URL comes back unchanged.
    """
    if not url or not is_web(url):
        return url
    parts = urlsplit(url)
    there = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    new = {f"utm_{key}": value for key, value in utm.items() if value and f"utm_{key}" not in there}
    query = "&".join(filter(None, [parts.query, urlencode(new, quote_via=quote)]))
    return urlunsplit(parts._replace(query=query))


def accidental_links(text: str, known: str | None) -> list[str]:
    """Name the bare domains that X would turn into links although nobody wrote one ("Ik ga.Nu")."""
    return [
        span.url
        for span in urls.extract(text)
        if not span.url.lower().startswith(("http://", "https://")) and span.url not in (known or "")
    ]
