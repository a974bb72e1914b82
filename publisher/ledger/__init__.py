"""The ledger: what is known. Builds by the hash that names them; deliveries, a row each; what people did."""

from publisher.ledger.deliveries import changed, doubled
from publisher.ledger.issues import issue_of
from publisher.ledger.lane import OpenLane
from publisher.ledger.naming import name_build
from publisher.ledger.opening import Book, open_ledger
from publisher.ledger.rows import (
    Approval,
    Attempt,
    Count,
    Event,
    Issue,
    Parked,
    Posted,
    Standing,
    Stop,
    Story,
)

__all__ = [
    "Approval",
    "Attempt",
    "Book",
    "Count",
    "Event",
    "Issue",
    "OpenLane",
    "Parked",
    "Posted",
    "Standing",
    "Stop",
    "Story",
    "changed",
    "doubled",
    "issue_of",
    "name_build",
    "open_ledger",
]
