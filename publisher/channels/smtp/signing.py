"""Mails made and signed in two threads: OpenSSL works without the interpreter's lock."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from math import ceil

from publisher.channels.mails import Mails
from publisher.channels.smtp import Settings
from publisher.errors import ConfigError
from publisher.mime import addresses
from publisher.mime.dkim import Signer, dns_record
from publisher.model import Build
from publisher.ports import Context, Mail, Message, Receipt, Recipient

_THREADS = 2
_PIECE = 32  # mails that a thread makes at most at a time: neither waits long for the other
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

        def work(piece: Sequence[Recipient]) -> list[Message | Receipt]:
            return self._signed(signer, list(self._mails.prepare(build, piece)))

        while batch := list(islice(rest, _BATCH)):
            if len(batch) == 1:
                yield from work(batch)
                continue
            for done in self._threads.map(work, _pieces(batch)):
                yield from done

    def _signed(self, signer: Signer, made: Sequence[Message | Receipt]) -> list[Message | Receipt]:
        """Sign what is a mail; an address that no mail can carry stays a receipt."""
        mails = [_mail(item).segments for item in made if isinstance(item, Message)]
        signed = iter(signer.sign_all(mails, self._clock()))
        return [_replaced(item, next(signed)) if isinstance(item, Message) else item for item in made]

    def _new_signer(self, domain: str) -> Signer:
        return Signer(domain, self._selector, self._key)


def _pieces(batch: Sequence[Recipient]) -> list[Sequence[Recipient]]:
    """Cut a batch into as much for each thread, and no more than a piece at a time."""
    rounds = ceil(len(batch) / (_THREADS * _PIECE))
    size = ceil(len(batch) / (_THREADS * rounds))
    return [batch[at : at + size] for at in range(0, len(batch), size)]


def _mail(message: Message) -> Mail:
    assert isinstance(message.payload, Mail)  # noqa: S101  (Mails makes nothing else)
    return message.payload


def _replaced(message: Message, segments: tuple[bytes, ...]) -> Message:
    mail = _mail(message)
    return Message(message.key, Mail(mail.sender, mail.recipient, segments))


def _domain(build: Build) -> str:
    if build.envelope is None:
        raise ConfigError("the build holds no mail", where=build.edition.name, remedy="publish digest")
    return addresses.split(build.envelope.sender)[1].rpartition("@")[2]
