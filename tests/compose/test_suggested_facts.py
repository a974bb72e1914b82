"""What is only suggested is dropped before anything is told, fact by fact."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import asdict, fields, replace

from publisher.compose import facts, selection
from publisher.languages import get
from publisher.match import Goal, MatchReport
from publisher.model import Article
from publisher.render import variables

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FULL = MatchReport(
    home_team="Duinrode",
    away_team="Kapelveld",
    home_score=2,
    away_score=1,
    half_time=(1, 0),
    start_date=NOON,
    location="De Duinpan",
    competition="Vuurtorenliga",
    event_status="finished",
    goals=(Goal("Verwaest", 12, "home"),),
    provenance={},
)
FACTS = [field.name for field in fields(MatchReport) if field.name != "provenance"]
TEAMS = ("home_team", "away_team")


def suggested(*names, origin="structured"):
    return replace(FULL, provenance={**dict.fromkeys(FACTS, origin), **dict.fromkeys(names, "suggested")})


def told(match):
    article = Article(id="a", headline="Duinrode wint met 2-1", match=match)
    return selection.told_by([article], NOON + timedelta(days=1))[0].match


@pytest.mark.parametrize("name", FACTS)
def test_one_suggested_fact_of_any_kind_makes_no_match_report(name):
    assert selection.is_match_report(suggested())
    assert not selection.is_match_report(suggested(name))


@pytest.mark.parametrize("name", [name for name in FACTS if name not in TEAMS])
def test_a_suggested_fact_is_dropped_before_anything_is_told_and_the_others_stay(name):
    whole, left = asdict(suggested()), asdict(told(suggested(name)))
    assert left.pop(name) in (None, ())
    del whole[name], whole["provenance"][name]
    assert left == whole


@pytest.mark.parametrize("name", TEAMS)
def test_without_its_team_no_fact_is_told(name):
    assert told(suggested(name)) is None


@pytest.mark.parametrize("name", ["home_score", "away_score"])
def test_without_one_of_its_scores_there_is_no_score_box(name):
    left = told(suggested(name))
    assert not selection.is_match_report(left)
    assert variables.score(left, get("nl").words) is None


def test_a_suggested_half_time_leaves_the_score_box_without_it():
    box = variables.score(told(suggested("half_time", "goals")), get("nl").words)
    assert (box.result, box.facts, box.home_goals) == ("2–1", "De Duinpan", ())


@pytest.mark.parametrize("origin", ["structured", "json-ld", "editor"])
def test_facts_that_somebody_gave_are_all_told(origin):
    assert told(suggested(origin=origin)) == suggested(origin=origin)
    assert told(FULL) == FULL
    assert told(None) is None


def test_everything_suggested_is_nothing():
    assert facts.told(suggested(*FACTS)) is None
