"""The body by trafilatura, for those who choose it (`extract = "trafilatura"`); imported only then."""

from importlib import import_module
from typing import Any

from publisher.errors import ConfigError
from publisher.model import Block
from publisher.sources import from_html


def module() -> Any:  # noqa: ANN401  (an optional package without types)
    """Import trafilatura. Raises ConfigError with the remedy where it is not installed."""
    try:
        return import_module("trafilatura")
    except ImportError as error:
        remedy = "pip install 'publisher[extract]', or set extract to \"lean\""
        raise ConfigError(f"trafilatura can't be used: {error}", where="extract", remedy=remedy) from error


def read(text: str, shown: str) -> list[Block]:
    """Extract the body of a page and sanitise it. Empty where trafilatura finds none."""
    found = module().extract(text, output_format="html", include_comments=False, include_images=True)
    return from_html.read(found, shown) if found else []
