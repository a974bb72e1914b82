"""Looking into compiled HTML: texts and attribute values, by XPath."""

from collections.abc import Iterator

from lxml import html


def values(page: str, path: str) -> list[str]:
    """Give what an XPath of attributes or texts finds in a page, none for an empty page."""
    found = html.fromstring(page).xpath(path) if page.strip() else []
    return [str(value) for value in found] if isinstance(found, list) else []


def texts(page: str) -> Iterator[str]:
    """Give each run of text a reader sees, white space folded."""
    for text in values(page, "//body//text()[not(ancestor::style)]"):
        yield " ".join(text.split())
