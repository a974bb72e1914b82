"""The ledger: what is known. Builds by the hash that names them; deliveries, a row each; what people did."""

from publisher.ledger.deliveries import changed, doubled
from publisher.ledger.lane import OpenLane
from publisher.ledger.naming import name_build
from publisher.ledger.opening import Book, open_ledger
from publisher.ledger.rows import Approval, Attempt, Count, Event, Parked, Posted, Standing, Stop, Story

__all__ = [
    "Approval",
    "Attempt",
    "Book",
    "Count",
    "Event",
    "OpenLane",
    "Parked",
    "Posted",
    "Standing",
    "Stop",
    "Story",
    "changed",
    "doubled",
    "name_build",
    "open_ledger",
]
