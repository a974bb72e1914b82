"""The hash that names a build: sha256 over canonical JSON of all that leaves; and what a build tells."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from publisher.model import Build, Envelope, Media, Skeleton, Teaser
from publisher.text import story
from publisher.text.story import Told


def name_build(
    edition: str,
    envelope: Envelope | None,
    skeleton: Skeleton | None,
    posts: Mapping[str, Teaser],
    media: Sequence[Media],
) -> str:
    """Give the hash as 64 hex digits.

    The same edition in another folder, on another machine, at another time has the same hash: neither
    findings, fetch times, Date, signatures, slot values nor paths are part of it. How a teaser was cut and
    what it costs are our own notes, not part of what leaves.
    """
    leaving = {
        "edition": edition,
        "envelope": envelope,
        "mail": skeleton,
        "posts": {name: _leaving(post) for name, post in posts.items()},
        "media": [[item.sha256, item.type, item.alt, item.url] for item in media],
    }
    return hashlib.sha256(msgspec.json.encode(leaving, order="sorted")).hexdigest()


def _leaving(post: Teaser) -> list[object]:
    thread = [_leaving(part) for part in post.follows]
    return [post.text, post.card, post.tags, post.language, *([thread] if thread else [])]


def told_by(build: Build) -> Iterator[Told]:
    """Name the stories a build tells, its lead and its list, as their sources had them."""
    edition = build.edition
    names = {edition.lead.id, *(entry.id for section in edition.sections for entry in section.entries)}
    own = {article.id: article for article in build.articles}
    for article in {edition.lead.id: edition.lead, **own}.values():
        if article.id in names:
            yield Told(
                edition=edition.name,
                id=article.id,
                url=story.normalised(article.url),
                source=article.source.url if article.source else "",
                headline=article.headline,
                content=story.content(article),
                modified=article.date_modified,
                lead=article.id == edition.lead.id,
            )
