"""The hash that names a build: sha256 over canonical JSON of all that leaves, and of nothing else."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from publisher.model import Envelope, Media, Skeleton, Teaser


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
        "posts": {name: [post.text, post.card, post.tags, post.language] for name, post in posts.items()},
        "media": [[item.sha256, item.type, item.alt, item.url] for item in media],
    }
    return hashlib.sha256(msgspec.json.encode(leaving, order="sorted")).hexdigest()
