"""The score that the lead's words seem to tell: suggested here and nowhere else, never sent."""

from collections.abc import Iterator

from publisher import languages
from publisher.checks.facts import Facts
from publisher.model import Build, Finding
from publisher.text import scoreline, whole_sentences


def suggested(build: Build, facts: Facts) -> Iterator[Finding]:
    """Suggest the score that a lead without match facts seems to tell; whose it is, the editor says."""
    lead, match = build.edition.lead, build.edition.lead.match
    if match and match.home_score is not None and match.away_score is not None:
        return
    language = languages.nearest(lead.language, build.edition.language)
    lede = whole_sentences(lead.description, language, truncated=lead.description_truncated)
    found = scoreline.suggest(lead.headline, lede, language)
    if found:
        first, second = found.score
        message = f"the text seems to say {first}-{second}: {found.sentence!r} ({found.reason})"
        yield Finding("score", "info", f"{message}; no score box is made of that", "lead", _remedy(build))


def _remedy(build: Build) -> str:
    """Give the line for the day file; its dots are no TOML, so that nobody sends them unread."""
    edition = build.edition
    file = f"campaigns/{edition.campaign}/{edition.date.isoformat()}.toml"
    line = "match = { home_team = ..., away_team = ..., home_score = ..., away_score = ... }"
    return f"if it is the result, write at the top of {file}: {line}"
