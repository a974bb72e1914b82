"""A build's teaser as the post that will leave. Pure, and the same for the outbox that stands in for it."""

from collections.abc import Iterable, Iterator

from publisher.model import Build
from publisher.ports import Key, Message, Post, Receipt, Recipient


def prepare(name: str, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
    """Make the one post of the account; a build without one for this channel is a rejected receipt."""
    for recipient in recipients:
        key = Key(build.edition.name, name, recipient.id, recipient.part)
        teaser = build.posts.get(name)
        if teaser is None:
            yield Receipt(key, "rejected", "no-post", "the build holds no post for this channel")
            continue
        image = teaser.card.image if teaser.card else None
        media = next((media for media in build.media if media.url == image), None)
        yield Message(key, Post(teaser.text, teaser.card, teaser.language, teaser.link, teaser.tags, media))
