"""Composing: what we tell today, and the same story within each network's limit. Pure."""

from publisher.compose.edition import compose
from publisher.compose.folding import fold
from publisher.compose.memory import Recall, Standing
from publisher.compose.ranking import Ranking, rank
from publisher.compose.rules import Picked, Rules
from publisher.compose.selection import is_embargoed
from publisher.compose.thread import thread

# Findings that ranking gives, anew for every build.
NOTICES = frozenset({"alike", "quiet", "updated", "sudden"})

__all__ = [
    "NOTICES",
    "Picked",
    "Ranking",
    "Recall",
    "Rules",
    "Standing",
    "compose",
    "fold",
    "is_embargoed",
    "rank",
    "thread",
]
