"""The archive: static pages of what was sent, for anybody; one page per edition, lists and feeds beside them.

    ARCHIVE/CAMPAIGN/DATE/index.html    the mail as it left, without its reader
    ARCHIVE/CAMPAIGN/index.html         the campaign's editions by month, with feed.xml and feed.json
    ARCHIVE/index.html                  the same of all campaigns

All of it is made from the ledger alone, so it may be deleted and built again on any machine.
"""

from publisher.archive.building import Report, build, keep

__all__ = ["Report", "build", "keep"]
