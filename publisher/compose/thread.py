"""A thread: the posts that follow the lead's, one for each recent entry. Pure."""

from collections.abc import Callable, Sequence
from itertools import islice

from publisher.compose import teaser
from publisher.languages import Language
from publisher.model import Article, DigestEntry, Teaser
from publisher.ports import Limits


def thread(
    lead: Teaser,
    entries: Sequence[DigestEntry],
    limits: Limits,
    language: Language,
    *,
    link: Callable[[DigestEntry], str | None],
    most: int,
) -> tuple[Teaser, ...]:
    """Tell up to `most` entries in a post each (`Teaser.follows`); none where posts can't answer.

    Each is composed as the lead is: headline, whole sentences that fit, and the address that `link` gives,
    placed as the network wants it. No hashtags, no picture: those are the lead's. An entry that has neither
    headline nor teaser, or the lead's own address, is passed over.
    """
    if not limits.threads:
        return ()
    told = (_post(entry, limits, language, link(entry)) for entry in entries)
    new = (post for post in told if post.text and not (lead.link and post.link == lead.link))
    return tuple(islice(new, max(0, most)))


def _post(entry: DigestEntry, limits: Limits, language: Language, link: str | None) -> Teaser:
    said = Article(
        id=entry.id,
        headline=entry.headline,
        description=entry.teaser,
        description_truncated=entry.teaser.rstrip().endswith(("…", "...")),
    )
    link = link if said.headline.strip() or said.description.strip() else None
    return teaser.compose(said, limits, language, link=link)
