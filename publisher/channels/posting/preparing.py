"""A build's teaser as the post that will leave. Pure, and the same for the outbox that stands in for it."""

import hashlib
from collections.abc import Iterable, Iterator

from msgspec import structs

from publisher.model import Build, Media, Teaser
from publisher.ports import CORRECTION, Key, Message, Pictures, Post, Receipt, Recipient


def prepare(
    name: str, build: Build, recipients: Iterable[Recipient], pictures: Pictures = "card"
) -> Iterator[Message | Receipt]:
    """Make the account's posts, one for each part; a part that the build does not hold is rejected.

    The lead's picture goes along where a card shows it; `alone` also where there is no link, or `always`.
    """
    for recipient in recipients:
        key = Key(build.edition.name, name, recipient.id, recipient.part)
        teaser = _part(build, name, recipient.part)
        if teaser is None:
            yield Receipt(key, "rejected", "no-post", "the build holds no post for this channel")
            continue
        post = Post(
            teaser.text,
            teaser.card,
            teaser.language,
            teaser.link,
            teaser.tags,
            media=_picture(build, teaser, pictures) if not recipient.part else None,
            reply_to=recipient.reply_to,
            root=recipient.root,
        )
        yield Message(key, post, after=_before(key))


def idempotency_key(key: Key) -> str:
    """Give the name under which a message is posted: the same on every attempt, from every machine."""
    written = "\0".join([key.edition, key.channel, key.recipient, str(key.part)])
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _part(build: Build, name: str, part: int) -> Teaser | None:
    first = build.posts.get(name)
    if first is None:
        return None
    parts = dict(enumerate([first, *first.follows])) | dict(enumerate(first.corrections, CORRECTION))
    return parts.get(part)


def _before(key: Key) -> Key | None:
    """Name the part that this one answers."""
    if not key.part:
        return None
    return structs.replace(key, part=0 if key.part >= CORRECTION else key.part - 1)


def _picture(build: Build, teaser: Teaser, pictures: Pictures) -> Media | None:
    if pictures == "always" or (pictures == "alone" and teaser.link is None):
        return build.media[0] if build.media else None
    image = teaser.card.image if teaser.card else None
    return next((media for media in build.media if media.url == image), None)
