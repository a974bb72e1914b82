"""Posts that stand: what is to be seen, taken down, or put right. Nothing is ever posted a second time."""

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from publisher.compose import correction
from publisher.errors import ChannelError, UsageError
from publisher.ledger import Posted
from publisher.model import Build, Terms
from publisher.pipeline.house import House, build_of, channels, edition_name
from publisher.ports import Channel, Limits, Message, Outcome, Receipt, Recipient, Wall


class Seen(Struct, frozen=True):
    """What became of one post: `what` is deleted, changed, or answered; `outcome` is the network's answer."""

    channel: str
    part: int
    what: str
    outcome: Outcome
    reason: str = ""
    url: str | None = None


class Standing(Struct, frozen=True):
    """An edition's posts that stand, with the channels they stand on."""

    build: Build
    terms: Terms
    posts: Sequence[tuple[Channel, Posted]]


def standing(house: House, name: str | None, only: tuple[str, ...]) -> Standing:
    """Give the posts of an edition that stand. Raises UsageError where none does, or nothing was built."""
    edition = edition_name(house, name)
    build, terms = build_of(house, edition)
    made = {channel.name: channel for channel in channels(house, build, terms, only)}
    posts = [(made[one.channel], one) for one in house.ledger.posted(edition) if one.channel in made]
    if not posts:
        remedy = "publish status shows what became of them"
        raise UsageError("no post of it stands anywhere", where=edition, remedy=remedy)
    return Standing(build, terms, posts)


def take_down(house: House, stands: Standing, who: str) -> list[Seen]:
    """Take posts down, the last part of a thread first; what still waits on those channels is skipped.

    A channel that fails does not stop the next. Raises LockedError while the edition is being sent.
    """
    edition = stands.build.edition.name
    with house.ledger.hold(edition):
        for name in {channel.name for channel, _ in stands.posts}:
            house.ledger.skip_rest(edition, name, "deleted", f"taken down by {who}", house.clock())
        return [_taken_down(house, channel, posted.receipt, who) for channel, posted in stands.posts]


def _taken_down(house: House, channel: Channel, receipt: Receipt, who: str) -> Seen:
    answer = _asked(channel, receipt, lambda wall: wall.delete(receipt))
    if answer.outcome == "sent":
        house.ledger.taken_down(receipt.key, who, house.clock())
        told = f"{channel.name} {receipt.url or receipt.remote_id or ''}".strip()
        house.ledger.record(receipt.key.edition, "deleted", who, house.clock(), detail=told)
    return Seen(channel.name, receipt.key.part, "deleted", answer.outcome, answer.reason, receipt.url)


class Correction(Struct, frozen=True):
    """One channel's correction: its first post as it stands, and what it is to say or to be answered."""

    channel: Channel
    posted: Posted
    limits: Limits
    text: str

    @property
    def edits(self) -> bool:
        """Say whether the network changes a post where it stands."""
        return bool(getattr(self.channel, "edits", False))


def corrections(stands: Standing, text: str) -> list[Correction]:
    """Plan the correction of each first post. Raises UsageError where a network would not take the text."""
    if not text.strip():
        raise UsageError("a correction needs words", where="--text", remedy="say what the post should say")
    found = [
        Correction(channel, posted, channel.limits, text)
        for channel, posted in stands.posts
        if posted.receipt.key.part == 0 and channel.limits is not None
    ]
    for one in found:
        post = stands.build.posts[one.channel.name]
        tried = (correction.changed if one.edits else correction.answer)(post, text, one.limits)
        if over := correction.excess(tried, one.limits):
            raise UsageError(
                f"too long for {one.channel.name}: {over}",
                where="--text",
                remedy="shorten it, or correct that channel apart with --channel",
            )
    return found


def correct(house: House, stands: Standing, planned: Iterable[Correction], who: str) -> list[Seen]:
    """Change posts where they stand; where a network can't, enrol an answer, which sending hands over.

    The same answer is enrolled once, however often it is asked for.
    """
    with house.ledger.hold(stands.build.edition.name):
        return [_corrected(house, stands.build, one, who) for one in planned]


def _corrected(house: House, build: Build, one: Correction, who: str) -> Seen:
    name, post, key = one.channel.name, build.posts[one.channel.name], one.posted.receipt.key
    if one.edits:
        post = correction.changed(post, one.text, one.limits)
        (message,) = one.channel.prepare(_saying(build, name, post), [Recipient(key.recipient, "")])
        answer = _asked(one.channel, one.posted.receipt, lambda wall: _edited(wall, message, one.posted))
        done, told = answer.outcome == "sent", answer
    else:
        post = correction.answer(post, one.text, one.limits)
        done = post.text not in [before.text for before in build.posts[name].corrections]
        told = Receipt(key, "sent", reason="an answer to it says so", url=one.posted.receipt.url)
        if done:
            house.ledger.correct(key.edition, name, post, house.clock())
    if done:
        house.ledger.record(key.edition, "corrected", who, house.clock(), detail=f"{name}: {post.text}")
    return Seen(name, 0, "changed" if one.edits else "answered", told.outcome, told.reason, told.url)


def _saying(build: Build, name: str, post: object) -> Build:
    return replace(build, posts={**build.posts, name: post})


def _edited(wall: Wall, message: Message | Receipt, posted: Posted) -> Receipt:
    return wall.edit(message, posted.receipt) if isinstance(message, Message) else message


def _asked(channel: Channel, receipt: Receipt, ask: Callable[[Wall], Receipt]) -> Receipt:
    """Ask a channel to see to a post of its; its fault is an answer too, so that the others get theirs."""
    if not hasattr(channel, "delete"):
        reason = f"{channel.name} keeps no posts"
        return replace(receipt, outcome="rejected", code="unsupported", reason=reason)
    try:
        return ask(cast("Wall", channel))
    except ChannelError as error:
        return replace(receipt, outcome="unavailable", code=str(error.exit_code), reason=str(error))
