"""Which article an editor means: by id, by URL, or by a part of a headline that only one has."""

from collections.abc import Sequence

from publisher.errors import AmbiguousError
from publisher.model import Article


def find(articles: Sequence[Article], name: str, where: str, rather: Sequence[Article] = ()) -> Article:
    """Give the one article the name fits, one of `rather` where it fits one of these.

    Raises AmbiguousError with the candidates when it fits none or several; `where` says who asked.
    """
    among = fits(rather, name)
    found = among if len(among) == 1 else fits(articles, name)
    if len(found) == 1:
        return found[0]
    problem = "fits no article" if not found else f"fits {len(found)} articles"
    candidates = [f"{article.id}  {article.headline}" for article in found or articles]
    raise AmbiguousError(
        f"{name!r} {problem}", candidates, where=where, remedy="use an id, a URL or more of a headline"
    )


def fits(articles: Sequence[Article], name: str) -> list[Article]:
    """Give the articles a name fits: by id, URL or whole headline, else by a part of their headlines."""
    exact = [article for article in articles if name in (article.id, article.url, article.headline)]
    return exact or [article for article in articles if name.casefold() in article.headline.casefold()]
