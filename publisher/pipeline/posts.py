"""One teaser per post channel of the campaign."""

from collections.abc import Mapping, Sequence

from publisher import languages, registry
from publisher.compose import Rules, teaser
from publisher.config.files import CampaignFile
from publisher.errors import ConfigError
from publisher.model import Edition, Media, Teaser
from publisher.pipeline import identity
from publisher.ports import Limits
from publisher.text import links


def limits(campaign: CampaignFile, known: Mapping[str, Limits]) -> dict[str, Limits]:
    """Give the limits of each post channel; what an account itself said (`known`) wins.

    Raises ConfigError for a channel that is configured wrongly.
    """
    kinds = [registry.channel(name, table) for name, table in campaign.channels.items()]
    return {kind.name: lived(kind.limits, known.get(kind.name)) for kind in kinds if kind.limits}


def lived(usual: Limits, known: Limits | None) -> Limits:
    """Give what an account was last known to take, else the usual; another rule is another network's."""
    return known if known and known.rule == usual.rule else usual


def compose_posts(
    edition: Edition,
    campaign: CampaignFile,
    told: Rules,
    view_url: str | None,
    media: Sequence[Media],
    taken: Mapping[str, Limits],
) -> dict[str, Teaser]:
    """Compose the campaign's teasers; `taken` is what each channel takes.

    They link to the lead's address, else to the view page, else nowhere.
    Raises ConfigError when the editor wrote a post for a channel that the campaign does not have.
    """
    own = told.override.posts
    for name in own:
        if name not in taken:
            known = ", ".join(taken) or "none"
            raise ConfigError(
                f"no post channel {name!r}", where=told.places["posts"], remedy=f"one of: {known}"
            )
    link = links.tagged(edition.lead.url, identity.utm(campaign.campaign.utm, "social")) or view_url
    return {
        name: teaser.compose(
            edition.lead,
            limit,
            languages.get(edition.language),
            link=link,
            own=own.get(name),
            tags=campaign.campaign.hashtags,
            card_image=media[0] if media else None,
        )
        for name, limit in taken.items()
    }
