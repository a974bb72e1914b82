"""From a composed edition to its build: rendered, compiled and named, for whoever composed it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from publisher import mime, render
from publisher.config.files import CampaignFile
from publisher.ledger import name_build
from publisher.model import Article, Build, Edition, Finding, Media, Teaser, Terms
from publisher.pipeline import identity
from publisher.render import Look


class Draft(Struct, frozen=True):
    """An edition in words: what it was made from, what goes along with it, and what was noticed so far."""

    edition: Edition
    terms: Terms
    articles: tuple[Article, ...] = ()
    posts: dict[str, Teaser] = {}
    media: tuple[Media, ...] = ()
    findings: tuple[Finding, ...] = ()


def make(draft: Draft, campaign: CampaignFile, look: Look, folders: Sequence[Path], now: datetime) -> Build:
    """Render a draft with the template in `folders`, compile it and name it; nothing is checked or kept."""
    edition = draft.edition
    envelope = identity.envelope(edition, campaign)
    markers = mime.markers(mime.new_nonce(identity.content(edition, look)))
    rendered = render.render(edition, look, folders, *identity.slots(markers, campaign))
    skeleton = mime.compile(rendered.text, rendered.html, markers, optional=identity.OPTIONAL)
    reader = identity.proof_values(edition, campaign.mail)
    return Build(
        hash=name_build(edition.name, envelope, skeleton, draft.posts, draft.media),
        edition=edition,
        articles=draft.articles,
        envelope=envelope,
        html=identity.shown(rendered.html, markers, reader),
        text=identity.shown(rendered.text, markers, reader),
        skeleton=skeleton,
        posts=draft.posts,
        media=draft.media,
        findings=draft.findings,
        built_at=now.astimezone(UTC),
        terms=draft.terms,
    )
