"""One document's way: at most five redirects, each checked as the first address was, and one second try."""

import re
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from requests import Response

from publisher.errors import SourceError
from publisher.fetch import body, door, targets, transport
from publisher.fetch.cache import Kept
from publisher.fetch.deadline import Deadline
from publisher.fetch.door import Dial, Door, Resolve
from publisher.fetch.failures import PassingError
from publisher.fetch.refusals import refusal
from publisher.fetch.settings import Settings

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DOCUMENTS = frozenset({200, 203})
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})""", re.ASCII | re.IGNORECASE)


class Loader:
    """Loads documents, each within the time that the settings give. Threads may share it."""

    def __init__(
        self,
        settings: Settings,
        agent: str,
        clock: Callable[[], datetime],
        resolve: Resolve | None,
        dial: Dial | None,
        sleep: Callable[[float], None],
    ) -> None:
        self._seconds, self._clock, self._sleep = settings.timeout, clock, sleep
        self._allowed = frozenset(map(targets.host_name, settings.allow_private_hosts))
        self._resolve, self._dial = resolve or door.look_up, dial or door.connect
        self._headers = {
            "User-Agent": agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def __call__(self, url: str, kept: Kept | None) -> tuple[Kept, bool]:
        """Load a document: `kept` itself if it has not changed; and say whether it may be kept.

        Raises SourceError.
        """
        with Deadline(self._seconds) as deadline:
            try:
                return self._followed(url, kept, deadline)
            except PassingError as error:
                if error.wait >= deadline.left():
                    raise
                self._sleep(error.wait)
            return self._followed(url, kept, deadline)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Trust what the system trusts (or SSL_CERT_FILE says), beside what requests brings along."""
        return ssl.create_default_context()

    def _followed(self, first: str, kept: Kept | None, deadline: Deadline) -> tuple[Kept, bool]:
        url, where = first, targets.place(first)
        seen = {url}
        for _ in range(MAX_REDIRECTS + 1):
            step = self._step(url, kept, deadline, where)
            if not isinstance(step, str):
                return step
            url, where = step, f"{targets.place(first)}, redirected to {targets.place(step)}"
            if url in seen:
                raise SourceError("it redirects in a circle", where=where, remedy="check it in a browser")
            seen.add(url)
        raise SourceError(
            f"it redirects more than {MAX_REDIRECTS} times", where=where, remedy="give the final address"
        )

    def _step(self, url: str, kept: Kept | None, deadline: Deadline, where: str) -> str | tuple[Kept, bool]:
        """Ask for one URL: a document, or the URL to ask for next."""
        request = transport.prepared(targets.checked(url, where), where)
        old = kept if kept and kept.url == request.url else None
        headers = self._headers | (old.conditions() if old else {})
        way = Door(self._allowed, deadline, self._resolve, self._dial)
        tls = self._tls if str(request.url).startswith("https:") else None
        with transport.asked(request, headers, way, tls, where) as response:
            if response.status_code in _REDIRECTS:
                return targets.joined(response.url, response.headers.get("Location"), where)
            if response.status_code == 304 and old and old.conditions():
                return old, True
            if response.status_code not in _DOCUMENTS:
                wait = response.headers.get("Retry-After")
                raise refusal(response.status_code, wait, self._clock(), where)
            return _document(response, deadline, where), _may_be_kept(response)


def _document(response: Response, deadline: Deadline, where: str) -> Kept:
    declared = response.headers.get("Content-Type", "")
    media, charset = _TYPE.match(declared.strip()), _CHARSET.search(declared)
    return Kept(
        response.url,
        body.content(response, deadline, where),
        media[0].lower() if media else "",
        charset[1] if charset else None,
        _value(response, "ETag"),
        _value(response, "Last-Modified"),
    )


def _may_be_kept(response: Response) -> bool:
    return "no-store" not in response.headers.get("Cache-Control", "").lower()


def _value(response: Response, name: str) -> str | None:
    """Give a header that can be sent back as it came."""
    value = response.headers.get(name, "").strip()
    return value if value.isascii() and value.isprintable() and value else None
