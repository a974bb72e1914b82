"""Compose an edition: what we tell today, in words. Pure: a ranking and rules in, an Edition out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from publisher import languages
from publisher.compose import facts, lines, selection
from publisher.compose.ranking import Ranking
from publisher.compose.rules import Picked, Rules
from publisher.config import Campaign
from publisher.config.settings import DigestSettings
from publisher.model import Article, DigestEntry, Edition, Section, Sponsor
from publisher.text import sentences, whole_sentences

TEASER_CHARACTERS = 120
_TOUCHED = timedelta(minutes=30)


def compose(ranking: Ranking, rules: Rules) -> Edition:
    """Write the edition that a ranking makes: its sections, its subject and its preheader.

    Raises TemplateError for a subject or preheader that does not render, ConfigError for half a match.
    """
    lead = _lead(ranking.lead.article, rules)
    sections = _sections(ranking.recent, rules.campaign.digest, languages.get(rules.language))
    subject, preheader = _lines(lead, sections, rules)
    said = rules.override
    return Edition(
        name=rules.name,
        campaign=rules.id,
        date=rules.day,
        language=rules.language,
        subject=subject,
        preheader=preheader,
        lead=lead,
        sections=sections,
        note=said.note if said.note is not None else rules.campaign.note,
        sponsor=_sponsor(rules.campaign),
        lead_reason=ranking.lead.reason,
        lead_updated=ranking.lead.updated,
        errata=rules.errata,
    )


def _sponsor(campaign: Campaign) -> Sponsor | None:
    said = campaign.sponsor
    return Sponsor(said.name, said.text, said.url) if said else None


def _lead(lead: Article, rules: Rules) -> Article:
    """Put the editor's headline and match facts in place of the source's."""
    said, zone = rules.override, ZoneInfo(rules.site.timezone)
    lead = msgspec.structs.replace(lead, headline=said.headline) if isinstance(said.headline, str) else lead
    return facts.by_editor(lead, said.match, zone, rules.places["match"])


def _sections(
    recent: Sequence[Picked], digest: DigestSettings, language: languages.Language
) -> tuple[Section, ...]:
    groups: dict[str | None, list[Picked]] = {}
    for picked in recent:
        groups.setdefault(picked.article.section if digest.group_by else None, []).append(picked)
    return tuple(
        Section(title, tuple(_entry(picked, language) for picked in group)) for title, group in groups.items()
    )


def _entry(picked: Picked, language: languages.Language) -> DigestEntry:
    article = picked.article
    return DigestEntry(
        id=article.id,
        headline=article.headline,
        teaser=_teaser(article, language),
        url=article.url,
        user_interaction_count=selection.reactions(article),
        updated=picked.updated or _was_updated(article),
        reason=picked.reason,
        is_accessible_for_free=article.is_accessible_for_free,
    )


def _was_updated(article: Article) -> bool:
    """Say whether an article changed well after it was published: many systems touch one within minutes."""
    published, modified = article.date_published, article.date_modified
    return bool(published and modified and modified - published > _TOUCHED)


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
