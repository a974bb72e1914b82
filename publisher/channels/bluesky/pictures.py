"""The picture of a post: uploaded before the post that shows it."""

from publisher.channels.bluesky.record import Blob
from publisher.channels.bluesky.session import UNWELCOME, Session
from publisher.channels.bluesky.taking import MAX_IMAGE, too_large
from publisher.channels.posting import Lost, Refused, Unreached
from publisher.channels.posting.shrinking import shrunk
from publisher.model import Media
from publisher.ports import Post

_UNFIT = frozenset({400, 413, 415})


def uploaded(session: Session, post: Post) -> tuple[Blob | None, str]:
    """Upload a post's picture; give what the server says of it, or why its card does without.

    Raises Unreached and Refused; a post that is its picture is refused with it.
    """
    if post.media is None:
        return None, ""
    reason = too_large(post)
    media = shrunk(post.media, MAX_IMAGE) if reason else post.media
    if media is None:
        return None, _without(reason)
    try:
        return _upload(session, media), ""
    except Refused as refused:
        unwelcome = refused.answer.told("error") in UNWELCOME
        if post.card is None or unwelcome or refused.answer.status not in _UNFIT:
            raise
        return None, _without(str(refused))


def _upload(session: Session, media: Media) -> Blob:
    """Upload bytes. Nobody sees them before a post shows them, so a lost answer counts as unreached."""
    try:
        answer = session.post(
            "com.atproto.repo.uploadBlob", headers={"Content-Type": media.type}, data=media.bytes
        )
    except Lost as lost:
        raise Unreached(str(lost)) from lost
    blob = answer.told("blob")
    if not isinstance(blob, dict):
        raise Unreached("uploadBlob was answered without a blob")
    return blob


def _without(reason: str) -> str:
    return f"the card has no picture: {reason}"
