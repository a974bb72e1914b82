"""Every variable a template may use, in one place: docs/templates.md is made from these Structs."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from publisher import languages
from publisher.config import MailIdentity, Site
from publisher.languages import Words
from publisher.match import Goal, MatchReport
from publisher.model import Article, DigestEntry, Edition, Erratum, RelatedLink, Section
from publisher.render.theme import Theme
from publisher.text import links


class Slots(Struct, frozen=True):
    """Places that differ by reader; each is a marker until the mail is filled in."""

    name: str
    unsubscribe_url: str | None


class Newsroom(Struct, frozen=True):
    """Whose mail it is. What [site] says beyond this, its secret above all, is no template's affair."""

    name: str
    url: str | None
    tagline: str | None


class Sender(Struct, frozen=True):
    """Who the mail is from, as its footer says."""

    sender: str
    postal_address: str | None


class Score(Struct, frozen=True):
    """The score box, ready to print; there is none without structured facts."""

    home_team: str
    away_team: str
    result: str
    facts: str
    home_goals: tuple[str, ...]
    away_goals: tuple[str, ...]


class Look(Struct, frozen=True):
    """What rendering needs beside the edition; `utm` are the tags each article link gets."""

    site: Site
    mail: MailIdentity
    theme: Theme
    utm: Mapping[str, str | None]
    view_url: str | None


class Variables(Struct, frozen=True):
    """What a template sees. `lead` has its picture resolved and its body without recirculated links."""

    language: str
    date_long: str
    site: Newsroom
    mail: Sender
    edition: Edition
    lead: Article
    lead_text: str
    lead_url: str | None
    byline: str
    related: tuple[RelatedLink, ...]
    errata: tuple[Erratum, ...]
    score: Score | None
    sections: tuple[Section, ...]
    words: Words
    theme: Theme
    logo_url: str | None
    view_url: str | None
    slots: Slots


def variables(edition: Edition, look: Look, slots: Slots, lead_text: str) -> Variables:
    """Gather what the templates see; links carry the campaign's tags from here on."""
    lead = edition.lead
    logo = look.theme.logo and look.site.assets_url
    words = languages.get(edition.language).words
    return Variables(
        language=edition.language.replace("_", "-"),
        date_long=languages.long_date(edition.date, edition.language),
        site=Newsroom(look.site.name, look.site.url, look.site.tagline),
        mail=Sender(look.mail.from_ or look.site.name, look.mail.postal_address),
        edition=edition,
        lead=lead,
        lead_text=lead_text,
        lead_url=links.tagged(lead.url, look.utm),
        byline=", ".join(author.name for author in lead.authors),
        related=_related(lead, look.utm),
        errata=tuple(replace(one, url=links.tagged(one.url, look.utm)) for one in edition.errata),
        score=score(lead.match, words),
        sections=tuple(_tagged_section(section, look.utm) for section in edition.sections),
        words=words,
        theme=look.theme,
        logo_url=f"{look.site.assets_url}/{look.theme.logo}" if logo else None,
        view_url=look.view_url,
        slots=slots,
    )


def score(match: MatchReport | None, words: Words) -> Score | None:
    """Make the score box, or nothing where the result is not a structured fact."""
    if match is None or match.home_score is None or match.away_score is None:
        return None
    if "suggested" in match.provenance.values():
        return None
    half_time = f"{words.half_time} {match.half_time[0]}–{match.half_time[1]}" if match.half_time else None
    goals = {
        side: tuple(_goal(goal, words) for goal in match.goals if goal.side == side)
        for side in ("home", "away")
    }
    return Score(
        home_team=match.home_team,
        away_team=match.away_team,
        result=f"{match.home_score}–{match.away_score}",
        facts=" · ".join(filter(None, [half_time, match.location])),
        home_goals=goals["home"],
        away_goals=goals["away"],
    )


def _goal(goal: Goal, words: Words) -> str:
    minute = f"{goal.minute}+{goal.added}'" if goal.added else f"{goal.minute}'"
    kind = words.own_goal if goal.own_goal else words.penalty if goal.penalty else ""
    return f"{minute} {goal.player}" + (f" ({kind})" if kind else "")


def _related(lead: Article, utm: Mapping[str, str | None]) -> tuple[RelatedLink, ...]:
    editorial = (link for link in lead.related if link.rel == "related")
    return tuple(replace(link, url=links.tagged(link.url, utm)) for link in editorial)


def _tagged_section(section: Section, utm: Mapping[str, str | None]) -> Section:
    return replace(section, entries=tuple(_tagged_entry(entry, utm) for entry in section.entries))


def _tagged_entry(entry: DigestEntry, utm: Mapping[str, str | None]) -> DigestEntry:
    return replace(entry, url=links.tagged(entry.url, utm))
