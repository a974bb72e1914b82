"""Mails made and signed in two threads: OpenSSL works without the interpreter's lock."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice

from msgspec.structs import replace

from publisher.channels.mails import Mails
from publisher.channels.smtp import Settings
from publisher.errors import ConfigError
from publisher.mime import addresses
from publisher.mime.dkim import Signer, dns_record
from publisher.model import Build
from publisher.ports import Context, Mail, Message, Receipt, Recipient

_THREADS = 2
_PIECE = 8  # mails that a thread makes at a time: neither waits long for the other
_BATCH = 512  # mails made ahead at most: the widest window is twice as many


class SignedMails:
    """Makes a build's mails and signs them. Safe to share between threads."""

    def __init__(self, mails: Mails, settings: Settings, context: Context) -> None:
        """Check the key. Raises SecretError, in which the key is never shown."""
        self._key, self._selector = settings.dkim_key or "", settings.dkim_selector or ""
        self._mails, self._domain, self._clock = mails, settings.dkim_domain, context.clock
        dns_record(self._key)
        self._signer = lru_cache(maxsize=4)(self._new_signer)
        if self._domain:
            self._signer(self._domain)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="sign")

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make each reader's signed mail, in order. Raises ConfigError for a domain that can't sign."""
        signer = self._signer(self._domain or _domain(build))
        rest = iter(recipients)

        def work(piece: list[Recipient]) -> list[Message | Receipt]:
            return [self._signed(signer, made) for made in self._mails.prepare(build, piece)]

        while batch := list(islice(rest, _BATCH)):
            if len(batch) == 1:
                yield from work(batch)
                continue
            pieces = [batch[at : at + _PIECE] for at in range(0, len(batch), _PIECE)]
            for done in self._threads.map(work, pieces):
                yield from done

    def _signed(self, signer: Signer, made: Message | Receipt) -> Message | Receipt:
        if isinstance(made, Receipt):
            return made
        mail = made.payload
        assert isinstance(mail, Mail)  # noqa: S101  (Mails makes nothing else)
        return replace(made, payload=replace(mail, segments=signer.sign(mail.segments, self._clock())))

    def _new_signer(self, domain: str) -> Signer:
        return Signer(domain, self._selector, self._key)


def _domain(build: Build) -> str:
    if build.envelope is None:
        raise ConfigError("the build holds no mail", where=build.edition.name, remedy="publish digest")
    return addresses.split(build.envelope.sender)[1].rpartition("@")[2]
