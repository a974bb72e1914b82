"""feedparser's own well-formed tests, read from its source distribution: `PUBLISHER_FEEDPARSER_TESTS`.

Each file states what feedparser must find in it (`Expect:`). Where an article has a field for that, the article
must hold the same by what we promise: plain text, addresses of the web, zoned dates.
"""

import ast
import os
import re
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser
import pytest
from msgspec.structs import replace

from publisher.errors import SourceError
from publisher.ports import Context
from publisher.sources import entries, feed_entry, feed_xml, from_html
from publisher.sources.documents import Document
from publisher.sources.feed import Feed, Settings
from publisher.text import links

CONTEXT = Context(date(2026, 5, 2), ZoneInfo("UTC"), Path(), clock=lambda: datetime(2199, 1, 1, tzinfo=UTC))
SERVER = "http://127.0.0.1:8097/tests/"


@pytest.fixture(scope="module")
def wellformed():
    """Give the files of feedparser's `tests/wellformed`."""
    place = os.environ.get("PUBLISHER_FEEDPARSER_TESTS")
    if place and (files := sorted(Path(place, "wellformed").rglob("*.xml"))):
        return files
    what = "PUBLISHER_FEEDPARSER_TESTS, the folder that holds feedparser's wellformed/,"
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")
