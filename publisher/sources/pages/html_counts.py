"""How often readers reacted, as schema.org writes it (commentCount, interactionStatistic)."""

import re
from collections.abc import Iterator

from publisher.sources.pages import html_values
from publisher.sources.pages.html_jsonld import Graph, types
from publisher.sources.pages.html_values import Node

_COMMENTS = ("CommentAction", "UserComments", "ReplyAction")
_REACTIONS = ("LikeAction", "UserLikes", "ReactAction", "AgreeAction", "EndorseAction")
_LEGACY = re.compile(r"(\w+):(\d{1,12})")


def comments(node: Node, graph: Graph) -> int | None:
    """Give how many comments there are, or None where the page does not say."""
    said = html_values.count(node.get("commentCount"))
    return said if said is not None else _of(_COMMENTS, node, graph)


def reactions(node: Node, graph: Graph) -> int | None:
    """Give how many readers liked it, or None where the page does not say."""
    return _of(_REACTIONS, node, graph)


def _of(actions: tuple[str, ...], node: Node, graph: Graph) -> int | None:
    found = dict(_counted(node, graph))
    return next((found[action] for action in actions if action in found), None)


def _counted(node: Node, graph: Graph) -> Iterator[tuple[str, int]]:
    for counter in html_values.nodes(graph.followed(node.get("interactionStatistic"))):
        number = html_values.count(counter.get("userInteractionCount"))
        if number is not None:
            yield from ((action, number) for action in _actions(counter.get("interactionType")))
    for text in html_values.lines(node.get("interactionCount")):
        if old := _LEGACY.fullmatch(text):
            yield old[1], int(old[2])


def _actions(value: object) -> Iterator[str]:
    for item in html_values.each(value):
        if isinstance(item, dict):
            yield from types(item)
        elif isinstance(item, str):
            yield item.rpartition("/")[2]
