"""Posts that are made and not yet published: nobody sees them, and each is published once.

A container is kept in memory until its publishing was answered. A lost answer is settled by its status
(developers.facebook.com/docs/threads/troubleshooting, 2026-11), and only the same one is published again.
"""

import time

from publisher.channels.posting import Answer, Lost, Refused, Unreached
from publisher.channels.threads import writing
from publisher.channels.threads.graph import Graph, is_missing
from publisher.ports import Message, Post

_LOOKS = 30  # at a container that is being worked on, a second apart: "on average 30 seconds"


class Containers:
    """The containers of one account."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kept: dict[Message, str] = {}

    def published(self, message: Message, post: Post, pause: float) -> str | None:
        """Publish a post and give its id; None where it is published already and its id is not told.

        Looks again after `pause` seconds while Threads is working on it. Raises Unreached, Lost, Refused.
        """
        container = self._kept.get(message) or self.made(message, post)
        if self._is_published(message, container, pause):
            return None
        try:
            answer = self._graph.write("/me/threads_publish", {"creation_id": container})
        except Refused as refused:
            self._doubt(message, refused)
            return None
        name = str(answer.told("id"))
        if not writing.is_id(name):
            raise Lost("the publishing was answered without the post's id")
        del self._kept[message]
        return name

    def made(self, message: Message, post: Post) -> str:
        """Make a container and give its id. A lost answer counts as unreached. Raises Unreached, Refused."""
        try:
            answer = self._graph.write("/me/threads", writing.fields(post))
        except Lost as lost:
            raise Unreached(str(lost)) from lost
        name = str(answer.told("id"))
        if not writing.is_id(name):
            raise Unreached("a container was answered without its id")
        self._kept[message] = name
        return name

    def is_published(self, message: Message) -> bool:
        """Say whether a container of ours is published, as far as is known. Raises Unreached, Refused."""
        container = self._kept.get(message)
        return container is not None and self._asked(container).told("status") == "PUBLISHED"

    def _is_published(self, message: Message, container: str, pause: float) -> bool:
        """Wait until a container may be published; say whether it is already. Raises Unreached, Refused."""
        for number in range(_LOOKS):
            if number:
                time.sleep(pause)
            answer = self._asked(container)
            status = answer.told("status")
            if status in {"PUBLISHED", "FINISHED"}:
                return bool(status == "PUBLISHED")
            if status != "IN_PROGRESS":
                del self._kept[message]
                raise _failed(answer)
        raise Unreached("Threads is still working on the post")

    def _asked(self, container: str) -> Answer:
        """Ask for a container's status; one that Threads knows nothing of has none.

        Raises Unreached, Refused.
        """
        try:
            return self._graph.read(f"/{container}", fields="status,error_message")
        except Refused as refused:
            if is_missing(refused):
                return refused.answer
            raise

    def _doubt(self, message: Message, refused: Refused) -> None:
        """Look at the container before a refusal is believed: published ones were refused, too.

        Seen with code 10 (github.com/tirthpatell/threads-go, pull 30, 2026-05). Raises Unreached, Refused.
        """
        try:
            if self.is_published(message):
                return
        except (Unreached, Refused):
            pass
        if not is_missing(refused):
            raise refused
        del self._kept[message]  # Threads loses sight of fresh ones; another is made next time
        raise Unreached(str(refused))


def _failed(answer: Answer) -> Refused | Unreached:
    """Say what became of a container that can't be published: given up only where making it failed."""
    status = answer.told("status")
    if status == "ERROR":
        return Refused(answer, f"Threads could not make the post: {answer.told('error_message')}")
    return Unreached(f"the post's container is {status or 'not there'}; another is made")
