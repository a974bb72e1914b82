"""The nouns of a match: frozen, with the names of schema.org (SportsEvent) and SportsML."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

Provenance = Literal["structured", "json-ld", "editor", "suggested"]
Side = Literal["home", "away"]


class Goal(Struct, frozen=True, omit_defaults=True):
    """A goal for `side`; an own goal counts for the side it was given to."""

    player: str
    minute: int
    side: Side
    added: int | None = None
    own_goal: bool = False
    penalty: bool = False


class MatchReport(Struct, frozen=True, omit_defaults=True):
    """Facts of one match (schema.org SportsEvent, IPTC SportsML); `provenance` is by field name."""

    home_team: str
    away_team: str
    home_score: int | None = None
    away_score: int | None = None
    half_time: tuple[int, int] | None = None
    start_date: datetime | None = None
    location: str | None = None
    competition: str | None = None
    event_status: str | None = None
    goals: tuple[Goal, ...] = ()
    provenance: dict[str, Provenance] = {}
