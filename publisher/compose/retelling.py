"""The editor's own words: headlines and teasers put in place of the source's. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from publisher.compose.naming import find
from publisher.config import Override
from publisher.model import Article


def retold(articles: Sequence[Article], said: Override, places: Mapping[str, str]) -> list[Article]:
    """Put the editor's headlines and teasers in place of the source's. Raises AmbiguousError."""
    headlines = said.headline if isinstance(said.headline, dict) else {}
    changes: dict[str, dict[str, Any]] = {}
    for key, field, texts in (("headline", "headline", headlines), ("teaser", "description", said.teaser)):
        for name, text in texts.items():
            changes.setdefault(find(articles, name, places[key]).id, {})[field] = text
    for change in changes.values():
        if "description" in change:
            change["description_truncated"] = False
    return [msgspec.structs.replace(article, **changes.get(article.id, {})) for article in articles]
