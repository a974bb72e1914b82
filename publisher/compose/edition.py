"""Compose an edition: what we tell today. Pure: articles and rules in, an Edition out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from publisher import languages
from publisher.compose import facts, lines, selection
from publisher.compose.naming import find
from publisher.config import Campaign, Override, Site
from publisher.config.settings import DigestSettings
from publisher.model import Article, DigestEntry, Edition, Section, Sponsor
from publisher.text import sentences, whole_sentences

TEASER_CHARACTERS = 120


class Rules(msgspec.Struct, frozen=True):
    """What composing needs beside the articles: the campaign, the editor's word, and whose it is."""

    id: str
    day: date
    language: str
    campaign: Campaign
    override: Override
    site: Site
    file: str
    places: Mapping[str, str]
    sends_at: datetime


def compose(articles: Sequence[Article], rules: Rules) -> Edition:
    """Choose lead and recent list, and write subject and preheader.

    What is under embargo when the edition is sent is left out, and so is an address that is not of the web.
    No article appears twice. Raises AmbiguousError for a name that fits none or several, TemplateError for a
    subject or preheader that does not render, ConfigError for half a match, UsageError without an article.
    """
    said, places = rules.override, rules.places
    free = selection.told_by(selection.unique(articles), rules.sends_at)
    told = selection.without(free, said.drop, places["drop"])
    told = _retold(told, said, places)
    lead = _lead(told, said, places["lead"])
    lead = facts.by_editor(lead, said.match, ZoneInfo(rules.site.timezone), places["match"])
    first = [find(told, name, places[key]) for key in ("pin", "order") for name in getattr(said, key)]
    recent = selection.arranged(told, first, lead, rules.campaign.digest.order)
    sections = _sections(recent, rules.campaign.digest, languages.get(rules.language))
    subject, preheader = _lines(lead, sections, rules)
    return Edition(
        name=f"{rules.id}/{rules.day.isoformat()}",
        campaign=rules.id,
        date=rules.day,
        language=rules.language,
        subject=subject,
        preheader=preheader,
        lead=lead,
        sections=sections,
        note=said.note if said.note is not None else rules.campaign.note,
        sponsor=_sponsor(rules.campaign),
    )


def _sponsor(campaign: Campaign) -> Sponsor | None:
    said = campaign.sponsor
    return Sponsor(said.name, said.text, said.url) if said else None


def _lead(told: Sequence[Article], said: Override, where: str) -> Article:
    lead = selection.lead(told, said.lead, where)
    return msgspec.structs.replace(lead, headline=said.headline) if isinstance(said.headline, str) else lead


def _retold(articles: Sequence[Article], said: Override, places: Mapping[str, str]) -> list[Article]:
    """Put the editor's headlines and teasers in place of the source's."""
    headlines = said.headline if isinstance(said.headline, dict) else {}
    changes: dict[str, dict[str, Any]] = {}
    for key, field, texts in (("headline", "headline", headlines), ("teaser", "description", said.teaser)):
        for name, text in texts.items():
            changes.setdefault(find(articles, name, places[key]).id, {})[field] = text
    for change in changes.values():
        if "description" in change:
            change["description_truncated"] = False
    return [msgspec.structs.replace(article, **changes.get(article.id, {})) for article in articles]


def _sections(
    recent: Sequence[Article], digest: DigestSettings, language: languages.Language
) -> tuple[Section, ...]:
    groups: dict[str | None, list[Article]] = {}
    for article in islice(_within_quota(recent, digest), digest.recent):
        groups.setdefault(article.section if digest.group_by else None, []).append(article)
    return tuple(
        Section(title, tuple(_entry(article, language) for article in group))
        for title, group in groups.items()
    )


def _within_quota(recent: Sequence[Article], digest: DigestSettings) -> list[Article]:
    taken: dict[str | None, int] = {}
    kept = []
    for article in recent:
        taken[article.section] = taken.get(article.section, 0) + 1
        if digest.quota is None or taken[article.section] <= digest.quota:
            kept.append(article)
    return kept


def _entry(article: Article, language: languages.Language) -> DigestEntry:
    updated = bool(
        article.date_modified and article.date_published and article.date_modified > article.date_published
    )
    return DigestEntry(
        id=article.id,
        headline=article.headline,
        teaser=_teaser(article, language),
        url=article.url,
        user_interaction_count=article.user_interaction_count,
        updated=updated,
        is_accessible_for_free=article.is_accessible_for_free,
    )


def _teaser(article: Article, language: languages.Language) -> str:
    """Give the first whole sentences within 120 characters, at least one: a list is for scanning."""
    told = whole_sentences(article.description, language, truncated=article.description_truncated)
    kept = ""
    for sentence in sentences(told, language):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > TEASER_CHARACTERS:
            break
        kept = longer
    return kept


def _lines(lead: Article, sections: Sequence[Section], rules: Rules) -> tuple[str, str]:
    said, values = rules.override, _line_values(lead, sections, rules)
    where = f"{rules.file} subject"
    subject = said.subject or lines.render_line(rules.campaign.subject, values, where)
    written = said.preheader or lines.render_line(rules.campaign.preheader, values, f"{rules.file} preheader")
    others = " · ".join(entry.headline for section in sections for entry in section.entries[:3])
    return " ".join(subject.split()), lines.preheader([written, lead.description, others], subject)


def _line_values(lead: Article, sections: Sequence[Section], rules: Rules) -> Mapping[str, Any]:
    return {
        "lead": lead,
        "recent": [entry for section in sections for entry in section.entries],
        "date": languages.long_date(rules.day, rules.language),
        "short_date": languages.short_date(rules.day, rules.language),
        "site": {"name": rules.site.name, "url": rules.site.url},
    }
