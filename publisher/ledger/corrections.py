"""Corrections: what became of posts that stand: answered, changed, taken down; never posted again.

A correction is a row of its own beside the post it answers, so that it too leaves exactly once.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from publisher.ledger.rows import Posted
from publisher.model import Build, Teaser
from publisher.ports import CORRECTION, Key, Receipt
from publisher.store import Database

_POSTED = (
    "select l.channel, d.recipient, d.part, d.code, d.reason, d.remote_id, d.url, d.revision from delivery d"
    " join lane l on l.id = d.lane where l.edition = ? and l.list is null and d.status = 'sent'"
    " and d.code <> 'deleted' order by l.id, d.part desc"
)
_CORRECTION = (
    "insert into correction (edition, channel, part, content, at)"
    " select ?, ?, coalesce(max(part) + 1, ?), ?, ? from correction where edition = ? and channel = ?"
)
_ROW = (
    "insert into delivery (lane, seq, recipient, part, status, attempt, code, reason, at)"
    " select lane, max(seq) + 1, max(recipient), (select max(part) from correction where edition = ? and"
    " channel = ?), 'queued', 0, '', '', ? from delivery"
    " where lane = (select id from lane where edition = ? and channel = ?) group by lane"
)
_GROW = "update lane set enrolled = enrolled + 1 where edition = ? and channel = ?"
_DELETED = (
    "update delivery set code = 'deleted', reason = ?, at = ? where part = ? and status = 'sent'"
    " and lane = (select id from lane where edition = ? and channel = ?)"
)
_KEPT = "select channel, content from correction where edition = ? order by channel, part"


class Corrections:
    """The part of the ledger that knows what stands on the walls."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def posted(self, edition: str) -> list[Posted]:
        """Give an edition's posts that stand, the last part of each channel first."""
        return [
            Posted(channel, Receipt(Key(edition, channel, recipient, part), "sent", *told), revision)
            for channel, recipient, part, *told, revision in self._db.execute(_POSTED, (edition,))
        ]

    def correct(self, edition: str, channel: str, answer: Teaser, at: datetime) -> None:
        """Enrol an answer that corrects the channel's first post; sending it is the sender's matter."""
        now, place = at.isoformat(), (edition, channel)
        with self._db.transaction():
            content = msgspec.json.encode(answer)
            self._db.execute(_CORRECTION, (*place, CORRECTION, content, now, *place))
            self._db.execute(_ROW, (*place, now, *place))
            self._db.execute(_GROW, place)

    def taken_down(self, key: Key, who: str, at: datetime) -> None:
        """Keep that a post was taken down; its row stays sent, so that it is never posted again."""
        values = (f"taken down by {who}", at.isoformat(), key.part, key.edition, key.channel)
        self._db.execute(_DELETED, values)


def with_corrections(db: Database, build: Build) -> Build:
    """Lay the corrections of a build's posts beside them."""
    kept: dict[str, list[Teaser]] = {}
    for channel, content in db.execute(_KEPT, (build.edition.name,)):
        kept.setdefault(channel, []).append(msgspec.json.decode(content, type=Teaser))
    posts = {
        name: replace(post, corrections=tuple(kept[name])) if name in kept else post
        for name, post in build.posts.items()
    }
    return replace(build, posts=posts) if kept else build
