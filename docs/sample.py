"""The sample edition of one fixed day, built in an empty folder with a fixed clock."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from publisher import config, pipeline, render
from publisher.config.files import defaults
from publisher.pipeline import identity
from publisher.preview import page
from publisher.render.variables import Variables, variables

DAY = date(2026, 11, 24)
TEMPLATE = defaults() / "templates" / "digest"
NOW = datetime(2026, 11, 24, 5, 31, tzinfo=UTC)


def preview() -> str:
    """Give the sample's preview.html, the same on every machine and at every time."""
    with tempfile.TemporaryDirectory() as folder:
        built = pipeline.digest(config.load(None, {}, Path(folder)), pipeline.Order(day=DAY), NOW)
        return page.render(built)


def seen() -> Variables:
    """Give what the sample's templates see."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load(None, {}, Path(folder))
        built = pipeline.digest(settings, pipeline.Order(day=DAY), NOW)
        edition = built.build.edition
        campaign = config.load_campaign(settings, edition.campaign)
        folders = config.template_folders(settings, campaign.campaign.template)
        look = identity.look(edition, campaign, render.load_theme(folders))
    reader = identity.proof_values(edition, campaign.mail)
    return variables(edition, look, render.Slots(**reader), edition.lead.description)
