"""The doctor: looks at everything a morning's sending needs before the morning, and says the remedy.

line       one look: ok, warning or error
machine    Python, the packages, the time zones
newsroom   secrets, campaigns, templates, the ledger, the readers
accounts   each channel asked about itself: who it posts as, what it may, its limits, its clock
dns        what receivers look up about the sender: SPF, DKIM, DMARC
"""

from publisher.doctor.examine import Visit, examine
from publisher.doctor.line import Line

__all__ = ["Line", "Visit", "examine"]
