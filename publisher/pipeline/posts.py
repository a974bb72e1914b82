"""One teaser per post channel of the campaign."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from publisher import languages, registry
from publisher.compose import Rules, teaser, thread
from publisher.config.files import CampaignFile
from publisher.errors import ConfigError
from publisher.model import DigestEntry, Edition, Media, Teaser
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
    """Compose the campaign's teasers, and the threads behind them; `taken` is what each channel takes.

    They link to the lead's address, else to the view page, else nowhere. Raises ConfigError when the editor
    wrote a post for a channel that the campaign does not have.
    """
    own, said = told.override.posts, campaign.campaign
    for name in own:
        if name not in taken:
            known = ", ".join(taken) or "none"
            raise ConfigError(
                f"no post channel {name!r}", where=told.places["posts"], remedy=f"one of: {known}"
            )
    utm, language = identity.utm(said.utm, "social"), languages.get(edition.language)
    posts = {
        name: teaser.compose(
            edition.lead,
            limit,
            language,
            link=links.tagged(edition.lead.url, utm) or view_url,
            own=own.get(name),
            tags=said.hashtags,
            card_image=media[0] if media else None,
        )
        for name, limit in taken.items()
    }
    if not said.thread:
        return posts
    recent = [entry for section in edition.sections for entry in section.entries]

    def link(entry: DigestEntry) -> str | None:
        return links.tagged(entry.url, utm)

    return {
        name: replace(post, follows=thread(post, recent, taken[name], language, link=link, most=said.thread))
        for name, post in posts.items()
    }
