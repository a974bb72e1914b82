"""The audience: who wants the digest, who left, and who is never to be mailed."""

from publisher.audience.addresses import Address, RowError, mask, normalise
from publisher.audience.importing import Import, Invalid, Report, import_csv, keep_rows
from publisher.audience.merge import Row, Subscriber
from publisher.audience.subscribers import Audience, open_audience

__all__ = [
    "Address",
    "Audience",
    "Import",
    "Invalid",
    "Report",
    "Row",
    "RowError",
    "Subscriber",
    "import_csv",
    "keep_rows",
    "mask",
    "normalise",
    "open_audience",
]
