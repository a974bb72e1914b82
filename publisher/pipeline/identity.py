"""Under whose name an edition leaves: envelope, look, slot markers, and the proof reader's copy."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from publisher import languages, mime, registry, render
from publisher.checks.mail import UNSET_SENDER
from publisher.config import MailIdentity, Utm
from publisher.config.files import CampaignFile
from publisher.errors import ConfigError
from publisher.mime import addresses
from publisher.model import Build, Edition, Envelope, Skeleton, Slot, Terms
from publisher.ports import Recipient
from publisher.render import Look, Slots
from publisher.text import links

OPTIONAL = ("name", "unsubscribe_url", "view_url")
# Which key of ours wrote the header that a mail can't carry.
_KEYS = {
    "From": "[mail] from",
    "Reply-To": "[mail] reply_to",
    "List-Id": "[mail] list_id",
    "List-Unsubscribe": "[mail] unsubscribe_url",
    "unsubscribe_url": "[mail] unsubscribe_url",
}
_PROOF_KEY = b"proof"


def look(edition: Edition, campaign: CampaignFile, theme: render.Theme) -> Look:
    """Gather what rendering needs of the campaign."""
    return Look(
        site=campaign.site,
        mail=campaign.mail,
        theme=theme,
        utm=utm(campaign.campaign.utm, "email"),
        view_url=_view_url(edition, campaign.mail),
    )


def utm(tags: Utm, medium: str) -> Mapping[str, str | None]:
    """Give the tags every article link gets; none at all unless the campaign names one."""
    if tags == Utm():
        return {}
    return {"source": tags.source, "medium": tags.medium or medium, "campaign": tags.campaign}


def envelope(edition: Edition, campaign: CampaignFile) -> Envelope:
    """Gather the headers that are equal for every reader."""
    mail = campaign.mail
    sender = mail.from_ or f"{campaign.site.name} <{UNSET_SENDER}>"
    domain = sender.rpartition("@")[2].strip("<> ")
    return Envelope(
        sender=sender,
        subject=edition.subject,
        preheader=edition.preheader,
        list_id=mail.list_id or f"{campaign.id}.{domain}",
        reply_to=mail.reply_to,
        unsubscribe_url=mail.unsubscribe_url,
        unsubscribe_mailto=mail.unsubscribe_mailto,
        view_url=_view_url(edition, mail),
    )


def terms(campaign: CampaignFile, sends_at: datetime) -> Terms:
    """Gather what sending needs to know of the campaign. Raises ConfigError for a bad return path."""
    if campaign.mail.return_path:
        addresses.check(addresses.split(campaign.mail.return_path)[1], "[mail] return_path", utf8=True)
    kinds = {name: registry.channel(name, table) for name, table in campaign.channels.items()}
    return Terms(
        list=campaign.campaign.list,
        channels={name: kind.full_kind for name, kind in kinds.items()},
        delays={name: kind.delay for name, kind in kinds.items() if kind.delay},
        sends_at=sends_at,
        zone=campaign.site.timezone,
        max_late=campaign.campaign.schedule.max_late,
        approval=campaign.campaign.schedule.approval,
        return_path=campaign.mail.return_path,
        site=campaign.site.name,
        recent=campaign.campaign.digest.recent,
    )


def content(edition: Edition, look: Look) -> str:
    """Give every word the templates are filled with, so that no marker can stand in it."""
    return msgspec.json.encode([edition, look], order="sorted").decode()


def slots(markers: Mapping[str, Slot], campaign: CampaignFile) -> tuple[Slots, Slots]:
    """Give the markers of the HTML part and of the text part."""
    return _slots(mime.by_name(markers, "html"), campaign), _slots(mime.by_name(markers, "text"), campaign)


def shown(part: str, markers: Mapping[str, Slot], build_values: Mapping[str, str]) -> str:
    """Put the proof reader's values in place of the markers, for people to look at."""
    for marker, slot in markers.items():
        part = part.replace(marker, build_values.get(slot.name, ""))
    return part


def proof_values(edition: Edition, mail: MailIdentity) -> dict[str, str]:
    """Give the values of a reader who does not exist: an inert token, and the word for reader as a name."""
    url = (mail.unsubscribe_url or "").replace("{token}", "proof")
    return {"name": languages.get(edition.language).words.reader, "unsubscribe_url": url}


def proof(build: Build, origins: Mapping[str, str]) -> bytes:
    """Give the bytes a proof reader would get.

    `origins` says which file wrote a key. Raises ConfigError for a header that can't be sent, naming the key.
    """
    if build.envelope is None or build.skeleton is None:
        return b""
    try:
        return _proof(build, build.envelope, build.skeleton)
    except ConfigError as error:
        key = _KEYS.get(error.where, error.where)
        key = "[site] name" if error.where == "From" and "[mail] from" not in origins else key
        where = f"{origins[key]} {key}" if key in origins else key
        raise ConfigError(error.message, where=where, remedy=error.remedy) from None


def _proof(build: Build, written: Envelope, skeleton: Skeleton) -> bytes:
    envelope = msgspec.structs.replace(written, subject=written.subject or "-")
    compiled = mime.Compiled(envelope, skeleton, build.hash, key=_PROOF_KEY)
    values = proof_values(build.edition, MailIdentity(unsubscribe_url=envelope.unsubscribe_url))
    reader = Recipient("proof", f"proof@{compiled.domain}", values["name"])
    return mime.proof(compiled.build(reader, values, build.built_at))


def _slots(markers: Mapping[str, str], campaign: CampaignFile) -> Slots:
    return Slots(markers["name"], markers["unsubscribe_url"] if campaign.mail.unsubscribe_url else None)


def _view_url(edition: Edition, mail: MailIdentity) -> str | None:
    return (
        mail.view_url.replace("{edition}", edition.name)
        if links.is_web(mail.view_url) and mail.view_url
        else None
    )
