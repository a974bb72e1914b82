"""The ledger as one thing: its parts over one database."""

from publisher.ledger.accounts import Accounts
from publisher.ledger.builds import Builds
from publisher.ledger.corrections import Corrections
from publisher.ledger.deliveries import Deliveries
from publisher.ledger.errata import Errata
from publisher.ledger.events import Events
from publisher.ledger.issues import Issues
from publisher.ledger.rates import Rates
from publisher.ledger.schema import MIGRATIONS, ROOM
from publisher.ledger.status import Statuses
from publisher.ledger.stories import Stories
from publisher.ledger.ticks import Ticks
from publisher.store import Database, migrate


class Book(
    Accounts, Builds, Corrections, Deliveries, Errata, Events, Issues, Rates, Statuses, Stories, Ticks
):
    """The ledger (ports.Ledger) in a database of any kind."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.place = db.place


def open_ledger(db: Database) -> Book:
    """Open the ledger in a database, bringing its schema forward."""
    migrate(db, ROOM, MIGRATIONS)
    return Book(db)
