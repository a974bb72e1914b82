"""What a reader's link does: looked up, left by, taken back. Knows the audience and no HTTP."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from threading import Lock
from typing import TypeVar

from msgspec import Struct

from publisher import tokens
from publisher.audience import Audience
from publisher.audience.columns import moment
from publisher.errors import SecretError, StorageError
from publisher.tokens import Token

Opener = Callable[[], AbstractContextManager[Audience]]
T = TypeVar("T")
_PATIENCE = 5.0  # seconds: a database that took longer to refuse is busy, and is not asked again
_log = logging.getLogger(__name__)


class Visit(Struct, frozen=True):
    """A link that is ours: for which list, and in which language; `test` where no reader is behind it."""

    list: str
    language: str | None = None
    test: bool = False


class _Open(Struct, frozen=True):
    audience: Audience
    stack: ExitStack


class Desk:
    """Answers links from one audience, which is opened again when its database went away.

    Safe between threads. Every method raises StorageError or ConfigError where the database, or the site's
    secret, is not to be had.
    """

    def __init__(self, opener: Opener, clock: Callable[[], datetime]) -> None:
        self._opener, self._clock = opener, clock
        self._open: _Open | None = None
        self._mutex = Lock()

    def visit(self, text: str) -> Visit | None:
        """Look at a link; None for one that is not ours, or not for leaving. Changes nothing."""
        return self._asked(lambda audience: self._visit(audience, text))

    def leave(self, text: str) -> Visit | None:
        """End the subscription that the link names; a second time changes nothing more."""
        return self._change(text, Audience.leave)

    def come_back(self, text: str) -> Visit | None:
        """Take the leaving back, where it was a confirmed reader who left (Audience.come_back)."""
        return self._change(text, Audience.come_back)

    def close(self) -> None:
        """Close what is open."""
        with self._mutex:
            if self._open:
                self._open.stack.close()
            self._open = None

    def _change(self, text: str, change: Callable[[Audience, str, str, str], bool]) -> Visit | None:
        def work(audience: Audience) -> Visit | None:
            token = self._token(audience, text)
            if token and token.purpose == "unsubscribe":
                with audience.transaction():
                    change(audience, token.reader, token.list, moment(self._clock()))
            return self._visit(audience, text)

        return self._asked(work)

    def _visit(self, audience: Audience, text: str) -> Visit | None:
        token = self._token(audience, text)
        if token is None or token.purpose == "confirm":
            return None
        if token.purpose == "test":
            return Visit(token.list, test=True)
        reader = audience.reader(token.reader, token.list)
        return Visit(token.list, reader.language if reader else None)

    def _token(self, audience: Audience, text: str) -> Token | None:
        """Read a token. Raises OldKeysError where a key that was made after we opened may have signed it."""
        token = tokens.read(audience.keys, text, self._clock())
        claimed = tokens.key_of(text)
        if token is None and claimed and claimed not in {key.id for key in audience.keys.links}:
            _refuse_newer(claimed, audience)
        return token

    def _asked(self, work: Callable[[Audience], T]) -> T:
        """Do the work, which may be repeated; once more on a fresh connection where the old one failed."""
        opened, began = self._opened(), time.monotonic()
        try:
            return work(opened.audience)
        except (StorageError, OldKeysError) as error:
            if time.monotonic() - began > _PATIENCE:
                raise
            _log.warning("opening the audience again: %s", error)
        return work(self._renewed(opened).audience)

    def _opened(self) -> _Open:
        with self._mutex:
            self._open = self._open or self._fresh()
            return self._open

    def _renewed(self, old: _Open) -> _Open:
        """Open afresh, unless another thread has; the old one stays where that fails."""
        with self._mutex:
            if self._open is None or self._open is old:
                self._open = self._fresh()
                old.stack.close()
            return self._open

    def _fresh(self) -> _Open:
        with ExitStack() as stack:
            audience = stack.enter_context(self._opener())
            return _Open(audience, stack.pop_all())


class OldKeysError(SecretError):
    """A link of ours that this process can't verify yet."""


def _refuse_newer(claimed: bytes, audience: Audience) -> None:
    if any(name.startswith(claimed.hex()) for name, _ in audience.site_keys()):
        raise OldKeysError(
            "a link was signed with a newer key than this process has",
            where="the site's secret",
            remedy="start publish serve again with all secrets",
        )
