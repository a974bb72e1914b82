"""The ledger: what is known. Builds are kept by the hash that names them."""

from publisher.ledger.builds import SqliteLedger, open_ledger
from publisher.ledger.naming import name_build

__all__ = ["SqliteLedger", "name_build", "open_ledger"]
