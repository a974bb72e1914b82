"""What a mail channel hands over, decided purely: envelope and segments for each reader."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import repeat

from publisher import languages, mime, tokens
from publisher.errors import ConfigError
from publisher.mime import addresses
from publisher.model import Build
from publisher.ports import Context, Key, Mail, Message, Receipt, Recipient

Make = Callable[[Recipient, datetime], Message | Receipt]


class Mails:
    """Makes a build's mails under one channel's name. Safe to share between threads."""

    def __init__(self, channel: str, context: Context) -> None:
        self._channel = channel
        self._context = context
        self._maker = lru_cache(maxsize=4)(self._new_maker)

    def make(self, build: Build, recipient: Recipient) -> Message | Receipt:
        """Make one reader's mail; an address no mail can carry is a rejected receipt."""
        return self._maker(_Same(build))(recipient, self._context.clock())

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make each reader's mail, lazily; mails that are made together share their Date."""
        return map(self._maker(_Same(build)), recipients, repeat(self._context.clock()))

    def _new_maker(self, same: "_Same") -> Make:
        build, keys = same.build, self._context.keys
        if build.envelope is None or build.skeleton is None or keys is None:
            raise ConfigError("the build holds no mail", where=build.edition.name, remedy="publish digest")
        envelope = build.envelope
        compiled = mime.Compiled(envelope, build.skeleton, build.hash, key=keys.message_id, utf8=True)
        bounces = build.terms.return_path if build.terms else None
        sender = addresses.check(addresses.split(bounces or envelope.sender)[1], "From", utf8=True)
        template = envelope.unsubscribe_url or ""
        stranger = languages.get(build.edition.language).words.reader
        edition, channel, view = build.edition.name, self._channel, envelope.view_url or ""

        @lru_cache(maxsize=4)
        def links_of(name: str) -> tuple[Callable[[str], str], Callable[[str], mime.Link | str]]:
            token = tokens.maker(keys, "unsubscribe" if name else "test", name)
            return token, mime.links(template, len(token(tokens.TEST_READER)))

        def make(recipient: Recipient, date: datetime) -> Message | Receipt:
            key = Key(edition, channel, recipient.id, recipient.part)
            token, link = links_of(recipient.list)
            values = {
                "name": recipient.name or stranger,
                "unsubscribe_url": link(token(recipient.id)),
                "view_url": view,
            }
            try:
                segments = compiled.build(recipient, values, date)
            except ConfigError as error:
                return Receipt(key, "rejected", "address", error.message)
            return Message(key, Mail(sender, recipient.address, segments))

        return make


class _Same:
    """A build as a key: equal to itself alone, so that nothing of it is hashed."""

    def __init__(self, build: Build) -> None:
        self.build = build

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.build is other.build

    def __hash__(self) -> int:
        return id(self.build)
