"""Match facts and their provenance: what was only suggested is dropped, the editor's word lies on top."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import asdict, replace

from publisher.config.settings import MatchSettings
from publisher.errors import ConfigError
from publisher.match import Goal, MatchReport
from publisher.model import Article

_TEAMS = ("home_team", "away_team")
_SCORES = ("home_score", "away_score")


def told(match: MatchReport | None) -> MatchReport | None:
    """Drop each fact that is only suggested, and all of them where a team is: they would be nobody's."""
    dropped = {name for name, origin in match.provenance.items() if origin == "suggested"} if match else set()
    if match is None or not dropped:
        return match
    if dropped.intersection(_TEAMS):
        return None
    kept = {name: value for name, value in asdict(match).items() if name not in dropped}
    kept["provenance"] = {name: origin for name, origin in match.provenance.items() if name not in dropped}
    return MatchReport(**kept)


def by_editor(lead: Article, said: MatchSettings | None, zone: ZoneInfo, where: str) -> Article:
    """Lay the editor's facts over the lead's own, field by field; a start without a zone is the site's.

    `where` is the key that said them. Raises ConfigError where a team is missing, or one of two scores.
    """
    if said is None:
        return lead
    given = _given(said, zone)
    own = asdict(lead.match) if lead.match else {}
    origins = {**own.get("provenance", {}), **dict.fromkeys(given, "editor")}
    facts = {**own, **given, "provenance": origins}
    _refuse_half(facts, given, where)
    return replace(lead, match=MatchReport(**facts))


def _given(said: MatchSettings, zone: ZoneInfo) -> dict[str, Any]:
    given = {name: value for name, value in asdict(said).items() if value is not None}
    if said.goals is not None:
        given["goals"] = tuple(Goal(**asdict(goal)) for goal in said.goals)
    if said.start_date and said.start_date.tzinfo is None:
        given["start_date"] = said.start_date.replace(tzinfo=zone)
    return given


def _refuse_half(facts: Mapping[str, Any], given: Mapping[str, Any], where: str) -> None:
    """Refuse facts of a match without its teams, and one score given without the other."""
    wanted = [*_TEAMS, *(_SCORES if given.keys() & set(_SCORES) else ())]
    missing = [name for name in wanted if facts.get(name) is None]
    if missing:
        raise ConfigError(
            f"not known of the lead's match: {', '.join(missing)}", where=where, remedy="add what is missing"
        )
