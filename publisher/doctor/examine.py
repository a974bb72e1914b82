"""The whole visit, a line at a time, so that whoever waits sees where it is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from publisher import registry
from publisher.config import Config, decode
from publisher.config.files import CampaignFile
from publisher.config.settings import MailIdentity
from publisher.doctor import accounts, dns, machine, newsroom
from publisher.doctor.line import Line, failed
from publisher.doctor.resolver import resolver
from publisher.errors import PublisherError, UsageError
from publisher.mime import addresses
from publisher.mime.dkim import dns_record
from publisher.pipeline import House, opened


class Visit(Struct, frozen=True):
    """What is looked at: some channels or all, for a runner that is thrown away, without the network."""

    channels: Sequence[str] = ()
    is_runner: bool = False
    offline: bool = False
    nameservers: Sequence[str] = ()


def examine(config: Config, visit: Visit, clock: Callable[[], datetime]) -> Iterator[Line]:
    """Look at everything, or at the named channels alone. Raises UsageError for an unknown channel."""
    for name in visit.channels:
        if name not in config.channels:
            known = ", ".join(config.channels)
            raise UsageError(f"no channel {name!r}", where="--channel", remedy=f"one of: {known}")
    if visit.channels:
        yield from _house(config, visit, clock, [])
        return
    found = [*newsroom.campaigns(config)]
    campaigns = [one for one in found if isinstance(one, CampaignFile)]
    yield from machine.look(frozenset(one.site.timezone for one in campaigns))
    yield from (one for one in found if isinstance(one, Line))
    yield from newsroom.secrets(config)
    yield from (newsroom.template(config, one) for one in campaigns)
    for campaign in campaigns:
        yield from _guarded(f"mail {campaign.id}", newsroom.mail(campaign))
    yield from _house(config, visit, clock, campaigns)
    if not visit.offline:
        yield from _dns(config, campaigns, visit.nameservers)


def _guarded(topic: str, lines: Iterator[Line]) -> Iterator[Line]:
    try:
        yield from lines
    except PublisherError as error:
        yield failed(topic, error)


def _house(
    config: Config, visit: Visit, clock: Callable[[], datetime], campaigns: Sequence[CampaignFile]
) -> Iterator[Line]:
    """Look at what needs the ledger."""
    try:
        with opened(config, clock) as house:
            if campaigns:
                yield from newsroom.ledger(config, house, is_runner=visit.is_runner)
                yield newsroom.scheduler(house, clock())
                yield from newsroom.readers(house, frozenset(one.campaign.list for one in campaigns))
            if not visit.offline:
                yield from _channels(config, house, visit, clock())
    except PublisherError as error:
        yield failed("ledger", error)


def _channels(config: Config, house: House, visit: Visit, now: datetime) -> Iterator[Line]:
    for name in visit.channels or config.channels:
        try:
            kind = registry.channel(name, config.channels[name])
        except PublisherError as error:
            if visit.channels:  # else it was told with the secrets
                yield failed(name, error)
            continue
        if kind.real or visit.channels:
            yield from accounts.look(house, name, now)


def _dns(config: Config, campaigns: Sequence[CampaignFile], nameservers: Sequence[str]) -> Iterator[Line]:
    senders = {one.mail.from_ for one in campaigns} | {decode(config.tables["mail"], MailIdentity).from_}
    domains = {addresses.split(sender)[1].rpartition("@")[2] for sender in senders if sender}
    mails = [name for name, table in config.channels.items() if table.values.get("kind") == "smtp"]
    if not domains or not mails:
        return
    try:
        txt = resolver(nameservers)
    except UsageError as error:
        yield Line("dns", "warning", error.message, error.remedy)
        return
    for domain in sorted(domains):
        yield from _guarded(f"dns {domain}", dns.look(domain, _keys(config, mails, domain), txt))


def _keys(config: Config, mails: Sequence[str], domain: str) -> list[tuple[str, str]]:
    """Name the DKIM records of the channels that sign themselves."""
    tables = [config.channels[name].values for name in mails]
    own = [table for table in tables if table.get("dkim") == "rsa" and table.get("dkim_key")]
    return [
        (
            f"{table.get('dkim_selector')}._domainkey.{table.get('dkim_domain') or domain}",
            dns_record(str(table["dkim_key"])),
        )
        for table in own
    ]
