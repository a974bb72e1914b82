"""Which article an editor means: by id, by URL, or by a part of a headline that only one has."""

from collections.abc import Sequence

from publisher.errors import AmbiguousError
from publisher.model import Article


def find(articles: Sequence[Article], name: str, where: str) -> Article:
    """Give the one article the name fits.

    Raises AmbiguousError with the candidates when it fits none or several; `where` says who asked.
    """
    exact = [article for article in articles if name in (article.id, article.url, article.headline)]
    fits = exact or [article for article in articles if name.casefold() in article.headline.casefold()]
    if len(fits) == 1:
        return fits[0]
    problem = "fits no article" if not fits else f"fits {len(fits)} articles"
    candidates = [f"{article.id}  {article.headline}" for article in fits or articles]
    raise AmbiguousError(
        f"{name!r} {problem}", candidates, where=where, remedy="use an id, a URL or more of a headline"
    )
