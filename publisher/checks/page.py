"""Looking into compiled HTML: texts and attribute values, by XPath."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree


def values(page: str, path: str) -> list[str]:
    """Give what an XPath of attributes or texts finds in a page, none for an empty page."""
    root = _root(page)
    found = root.xpath(path) if root is not None else []
    return [str(value) for value in found] if isinstance(found, list) else []


def texts(page: str) -> Iterator[str]:
    """Give each run of text a reader sees, white space folded."""
    for text in values(page, "//body//text()[not(ancestor::style)]"):
        yield " ".join(text.split())


@lru_cache(maxsize=1)  # every check asks for the same page
def _root(page: str) -> etree._Element | None:
    return etree.HTML(page) if page.strip() else None
