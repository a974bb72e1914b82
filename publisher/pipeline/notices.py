"""Notices: what a scheduler has to tell people, by webhook, mail or a channel; and the ping of a success."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct, structs

from publisher import languages, mime, registry
from publisher.channels.posting import Lost, Refused, Unreached, Web, hosts
from publisher.config import decode
from publisher.config.settings import Alerts, MailIdentity
from publisher.errors import ChannelError, ConfigError, PublisherError
from publisher.mime import addresses
from publisher.pipeline.house import House, context_of
from publisher.pipeline.trial import Once
from publisher.ports import Channel, Key, Mail, Message, Post
from publisher.text import count, cut


class Notice(Struct, frozen=True):
    """What is told: of which edition and build, of what kind, in words, and the exit code that says it."""

    edition: str
    hash: str
    kind: str
    message: str
    code: int


def tell_once(house: House, notice: Notice, say: Callable[[str], None]) -> bool:
    """Tell it on every way that [alerts] names, unless it was told; give whether this is the first time.

    Where a way fails, whoever finds it next tells it again; `say` takes why.
    """
    ledger, told = house.ledger, (notice.edition, notice.kind, notice.hash)
    if not ledger.claim_notice(*told, house.clock()):
        return False
    alerts = decode(house.config.tables["alerts"], Alerts)
    if failed := [*_failures(_ways(house, alerts, notice))]:
        ledger.drop_notice(*told)
        for failure in failed:
            say(failure)
    return True


def _ways(house: House, alerts: Alerts, notice: Notice) -> Iterator[tuple[str, Callable[[], None]]]:
    if alerts.webhook:
        yield "webhook", partial(_posted, alerts.webhook, notice)
    if notice.code:
        yield from ((address, partial(_mailed, house, address, notice)) for address in alerts.mail)
        yield from ((name, partial(_through, house, name, notice)) for name in alerts.channels)
    elif alerts.ping:
        yield "ping", partial(_pinged, alerts.ping)


def _failures(ways: Iterator[tuple[str, Callable[[], None]]]) -> Iterator[str]:
    for way, act in ways:
        try:
            act()
        except (PublisherError, Unreached, Lost, Refused) as error:
            yield f"[alerts] {way}: {error}"


def _posted(url: str, notice: Notice) -> None:
    origin, path = hosts.apart(url)
    Web(origin, needs_json=False).ask("POST", path, json=structs.asdict(notice))


def _pinged(url: str) -> None:
    origin, path = hosts.apart(url)
    Web(origin, needs_json=False).get(path)


def _mailed(house: House, to: str, notice: Notice) -> None:
    """Send it as a mail of its own, through the first mail channel there is."""
    channel = next((one for one in _channels(house) if one.limits is None), None)
    sender = decode(house.config.tables["mail"], MailIdentity).from_
    if channel is None or not sender:
        raise ConfigError("no mail can be sent", remedy="set [mail] from, and a channel of kind smtp")
    subject = f"{notice.edition}: {notice.kind}"
    content = mime.plain(sender, to, subject, f"{notice.message}\n", house.clock())
    payload = Mail(addresses.split(sender)[1], to, (content,))
    _deliver(channel, Message(_key(notice, channel.name), payload))


def _through(house: House, name: str, notice: Notice) -> None:
    """Post it on a channel, cut to what the network takes."""
    channel = next((one for one in _channels(house) if one.name == name), None)
    if channel is None or channel.limits is None:
        raise ConfigError(f"no channel of posts {name!r}", where="[alerts] channels")
    limits, language = channel.limits, languages.get(house.site.language)
    told = f"{notice.edition}: {notice.message}"
    words = cut(told, lambda tried: count(tried, limits.rule).used <= limits.limit, language).text
    _deliver(channel, Message(_key(notice, name), Post(words)))


def _channels(house: House) -> Iterator[Channel]:
    for name, table in house.config.channels.items():
        yield registry.create_channel(name, table, context_of(house, house.clock().date()))


def _key(notice: Notice, channel: str) -> Key:
    """Name it apart from what readers get: a tick that tells it again means the same message."""
    return Key(f"{notice.edition}#{notice.kind}", channel, notice.hash[:12] or "none")


def _deliver(channel: Channel, message: Message) -> None:
    """Hand it over. Raises ChannelError where it was not taken."""
    once = Once([message])
    channel.deliver(once)
    for receipt in once.receipts:
        if receipt.outcome != "sent":
            raise ChannelError(f"{receipt.outcome}: {receipt.reason}", where=f"[channels.{channel.name}]")
