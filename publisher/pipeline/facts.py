"""What the checks must be told: gathered here, so that they stay pure."""

from collections.abc import Mapping
from datetime import datetime

from publisher import registry, render
from publisher.checks import Facts
from publisher.config.files import CampaignFile
from publisher.pipeline.order import today
from publisher.ports import Limits

_PAIRS = (
    ("text", "card"),
    ("muted", "card"),
    ("accent", "card"),
    ("on_accent", "accent"),
    ("muted", "page"),
    ("muted", "badge"),
)


def gather(campaign: CampaignFile, theme: render.Theme, now: datetime, limits: Mapping[str, Limits]) -> Facts:
    """Gather the day, the channels and the colours."""
    kinds = [registry.channel(name, table) for name, table in campaign.channels.items()]
    return Facts(
        today=today(campaign, now),
        limits=limits,
        mail=any(kind.limits is None for kind in kinds),
        real=any(kind.real for kind in kinds),
        wanted=campaign.campaign.digest.recent,
        colours=tuple(_colours(theme)),
        template=campaign.campaign.template,
        postal_address=bool(campaign.mail.postal_address),
    )


def _colours(theme: render.Theme) -> list[tuple[str, str, str]]:
    return [
        (f"{scheme} {text} on {ground}", getattr(palette, text), getattr(palette, ground))
        for scheme, palette in (("light", theme.light), ("dark", theme.dark))
        for text, ground in _PAIRS
    ]
