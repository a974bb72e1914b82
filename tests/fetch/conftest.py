"""A raw site, and what a fetch of it that fails says."""

import pytest
from raw_site import Site, fetcher

from publisher.errors import SourceError


@pytest.fixture
def site():
    with Site() as opened:
        yield opened


@pytest.fixture
def refused():
    """Fetch what must fail; give the error, which has a place and a remedy and hides the query."""

    def run(url, **words):
        with pytest.raises(SourceError) as caught:
            (words.pop("by", None) or fetcher(**words))(url)
        error = caught.value
        assert error.where
        assert error.remedy
        assert "geheim" not in str(error)
        return error

    return run
