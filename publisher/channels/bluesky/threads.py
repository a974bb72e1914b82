"""The posts that a post answers: their records by name and content (com.atproto.repo.strongRef)."""

from publisher.channels.bluesky.record import Reply
from publisher.channels.bluesky.session import Session
from publisher.channels.posting import Refused, Unreached
from publisher.ports import Post


def answers(session: Session, post: Post) -> Reply | None:
    """Name the post above this one and the one that began its thread, as they stand now.

    Raises Unreached, and Refused where one of them is gone.
    """
    if not post.reply_to:
        return None
    parent = _strong(session, post.reply_to)
    root = parent if post.root in {None, post.reply_to} else _strong(session, post.root or "")
    return {"root": root, "parent": parent}


def place(uri: str) -> dict[str, str]:
    """Take a record's address (`at://REPO/COLLECTION/RKEY`) apart, as requests want it."""
    repo, collection, rkey = uri.removeprefix("at://").split("/")
    return {"repo": repo, "collection": collection, "rkey": rkey}


def _strong(session: Session, uri: str) -> dict[str, str]:
    try:
        answer = session.get("com.atproto.repo.getRecord", **place(uri))
    except Refused as refused:
        if refused.answer.told("error") != "RecordNotFound":
            raise
        raise Refused(refused.answer, "the post that it answers is gone") from None
    cid = answer.told("cid")
    if not isinstance(cid, str):
        raise Unreached("getRecord was answered without a cid")
    return {"uri": uri, "cid": cid}
