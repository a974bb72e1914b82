"""What every source keeps, as tests: a package with a source of its own runs them too (docs/sources.md).

class TestLines(SourceContract):
    @pytest.fixture
    def source(self, tmp_path): ...     over a place that holds at least two articles
    @pytest.fixture
    def missing(self, tmp_path): ...    over a place that is not there
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from publisher.errors import SourceError
from publisher.model import Article, Block, Loaded
from publisher.ports import Context, Fetched, Source
from publisher.text import links

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TAG = re.compile(r"</?(?:p|div|span|br|a|b|i|em|strong|script|img|h[1-6])\b[^>]*>", re.IGNORECASE)


def context(folder: Path, answers: Mapping[str, str | bytes] | None = None) -> Context:
    """Make a context in a folder, early on 24 November 2026 in Brussels.

    Fetching gives `answers` by their address, and a SourceError for every other one.
    """
    known = answers or {}

    def fetch(url: str) -> Fetched:
        if url not in known:
            raise SourceError("not found (404)", where=links.shown(url), remedy="check the address")
        answer = known[url]
        return Fetched(url, answer.encode() if isinstance(answer, str) else answer, NOW)

    return Context(DAY, ZoneInfo("Europe/Brussels"), folder, clock=lambda: NOW, fetch=fetch)


class SourceContract:
    """The tests. A subclass gives `source` and `missing` as fixtures."""

    @pytest.fixture
    def source(self) -> Source:
        """Give a source over a place that holds at least two articles."""
        pytest.fail("give a fixture `source`")

    @pytest.fixture
    def missing(self) -> Source:
        """Give a source over a place that is not there."""
        pytest.fail("give a fixture `missing`")

    @pytest.fixture
    def given(self, source: Source) -> Loaded:
        """Read the source once."""
        return source.articles()

    def test_it_gives_articles_and_the_same_ones_when_it_is_read_again(
        self, source: Source, given: Loaded
    ) -> None:
        """A rebuild with the same input must be the same build."""
        assert len(given.articles) >= 2
        assert source.articles() == given

    def test_every_article_has_an_id_of_its_own_and_a_headline_on_one_line(self, given: Loaded) -> None:
        """Editors and the ledger name articles by their ids."""
        ids = [article.id for article in given.articles]
        assert all(ids)
        assert len(set(ids)) == len(ids)
        assert all(a.headline.strip() and "\n" not in a.headline for a in given.articles)

    def test_its_words_are_plain_text(self, given: Loaded) -> None:
        """Tags and control characters have no place in a mail."""
        for text in (text for article in given.articles for text in _words(article)):
            assert not _CONTROL.search(text)
            assert not _TAG.search(text)

    def test_its_addresses_are_of_the_web_or_there_are_none(self, given: Loaded) -> None:
        """A reader's browser opens them."""
        for article in given.articles:
            named = [article.url, *(link.url for link in article.related), *(a.url for a in article.authors)]
            assert all(url is None or links.is_web(url) for url in named)

    def test_its_moments_are_zoned(self, given: Loaded) -> None:
        """Whether something is new must not depend on where it runs."""
        for article in given.articles:
            for moment in (article.date_published, article.date_modified, article.embargoed_until):
                assert moment is None or moment.tzinfo is not None

    def test_it_says_where_each_article_stood(self, given: Loaded) -> None:
        """The memory of a campaign is kept by place."""
        for article in given.articles:
            assert article.source is not None
            assert article.source.kind
            assert article.source.url

    def test_its_articles_come_back_from_the_ledger_as_they_were(self, given: Loaded) -> None:
        """A build keeps them as JSON."""
        kept = msgspec.json.encode(given)
        assert msgspec.json.decode(kept, type=Loaded) == given

    def test_it_can_be_asked_for_what_is_new(self, source: Source, given: Loaded) -> None:
        """A source may ignore `since`, and gives nothing that it would not give without it."""
        newer = source.articles(NOW - timedelta(hours=36))
        assert {article.id for article in newer.articles} <= {article.id for article in given.articles}

    def test_a_place_that_is_not_there_is_a_source_error_with_place_and_remedy(self, missing: Source) -> None:
        """A failed source is never "nothing new"."""
        with pytest.raises(SourceError) as caught:
            missing.articles()
        assert caught.value.where
        assert caught.value.remedy


def _words(article: Article) -> list[str]:
    blocks: tuple[Block, ...] = article.body
    said = [article.headline, article.description, article.section, article.publisher, *article.tags]
    said += [block.text for block in blocks] + [author.name for author in article.authors]
    return [text for text in said if text]
