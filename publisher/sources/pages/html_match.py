"""The facts of one match from JSON-LD (schema.org SportsEvent); nothing is read out of prose.

schema.org has no score: it stays unknown here.
"""

from zoneinfo import ZoneInfo

from publisher.match import MatchReport, Provenance
from publisher.sources.pages import html_values
from publisher.sources.pages.html_jsonld import Graph, types
from publisher.sources.pages.html_values import Node
from publisher.sources.times import usable

_MOST = 50  # matches of a page; where there are more, it is about none of them
_SAID: Provenance = "json-ld"


def report(article: Node, graph: Graph, zone: ZoneInfo) -> MatchReport | None:
    """Give the match that the article is about, or the only one that the page tells of.

    None without two teams, and where several matches stand on a page whose article names none of them.
    """
    events = _events(article, graph) or list(filter(_is_match, (*graph.main, *graph.aside)))
    found = [match for node in events[:_MOST] if (match := _match(node, graph, zone))]
    teams = {(match.home_team, match.away_team) for match in found}
    return found[0] if len(teams) == 1 else None


def _events(article: Node, graph: Graph) -> list[Node]:
    named = [graph.followed(article.get(key)) for key in ("about", "mainEntity", "mentions")]
    by_key = [[node for node in html_values.nodes(value) if _is_match(node)] for value in named]
    return next(filter(None, by_key), [])


def _is_match(node: Node) -> bool:
    return "SportsEvent" in types(node)


def _match(node: Node, graph: Graph, zone: ZoneInfo) -> MatchReport | None:
    home, away = (html_values.line(graph.followed(node.get(key))) for key in ("homeTeam", "awayTeam"))
    if not home or not away:
        return None
    said = {
        "start_date": usable(node.get("startDate"), zone),
        "location": html_values.line(graph.followed(node.get("location"))) or None,
        "competition": _competition(node, graph),
        "event_status": html_values.line(node.get("eventStatus")).rpartition("/")[2] or None,
    }
    known = {key: value for key, value in said.items() if value}
    provenance = dict.fromkeys(("home_team", "away_team", *known), _SAID)
    return MatchReport(home, away, provenance=provenance, **known)  # type: ignore[arg-type]


def _competition(node: Node, graph: Graph) -> str | None:
    """Give the event that this one belongs to; an organiser may as well be a club."""
    return html_values.line(graph.followed(node.get("superEvent"))) or None
