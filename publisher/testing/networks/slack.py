"""Slack's incoming webhooks: one webhook of one channel, strict on what it is given.

The rules are those of docs.slack.dev (read 2026-11): messaging/sending-messages-using-incoming-webhooks and
its errors (api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks),
messaging/formatting-message-text, messaging/unfurling-links-in-messages and reference/block-kit/blocks
(rich-text-block; section-block, whose limit of 3,000 stands here for a block's text, as none is told).
"""

import html
import re
from typing import Any

from publisher.testing.networks.serving import Network, Reply, Request, Undocumented

_KEYS = frozenset({"text", "blocks", "mrkdwn", "unfurl_links"})
_PIECES = {
    "text": (frozenset({"type", "text"}), frozenset({"style"})),
    "link": (frozenset({"type", "url"}), frozenset({"text", "style"})),
}
_STYLES = frozenset({"bold", "italic", "strike", "code"})
_CONTROL = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")  # control characters that are not entities
MAX_BLOCKS, MAX_TEXT = 50, 3_000


class SlackNetwork(Network):
    """A webhook; `wall` holds its messages in order, as they are seen, `archived` closes the channel."""

    path = "/services/T0VERZON/B0NNEN/SleutelVanDeWebhook"

    def __init__(self) -> None:
        super().__init__()
        self.wall: list[dict[str, Any]] = []
        self.archived = False

    @property
    def address(self) -> str:
        """Give the webhook's address, which is the secret."""
        return f"{self.url}{self.path}"

    def answer(self, request: Request) -> Reply:
        """Answer one post: a word in plain text."""
        if request.method != "POST" or request.query:
            raise Undocumented(f"{request.method} {request.url}: a webhook takes POST alone")
        if request.path != self.path:
            return _word(404, "no_service")
        if self.archived:
            return _word(410, "channel_is_archived")
        if request.headers.get("content-type") != "application/json":
            raise Undocumented(f"Content-Type: {request.headers.get('content-type')}")
        body = request.json
        if not isinstance(body, dict) or set(body) - _KEYS:
            raise Undocumented(f"the body: {body}")
        return self._posted(body)

    def _posted(self, body: dict[str, Any]) -> Reply:
        text, blocks = body.get("text", ""), body.get("blocks", [])
        if not text.strip():
            return _word(400, "no_text")  # with blocks it is what a notification shows
        if _CONTROL.search(text):
            raise Undocumented(f"text: & < > stand for nothing but themselves only as entities: {text}")
        if len(blocks) > MAX_BLOCKS:
            return _word(400, "invalid_blocks")
        pieces = [piece for block in blocks for piece in _read_block(block)]
        if sum(len(html.escape(_seen(piece), quote=False)) for piece in pieces) > MAX_TEXT:
            return _word(400, "invalid_blocks")
        self.wall.append(
            {
                "notification": html.unescape(text),
                "formatted": body.get("mrkdwn", True),
                "text": "".join(map(_seen, pieces)) or html.unescape(text),
                "links": {_seen(piece): piece["url"] for piece in pieces if piece["type"] == "link"},
                "unfurl": body.get("unfurl_links", False),
            }
        )
        return _word(200, "ok")


def _read_block(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the pieces of a rich text block, each of a kind that is known here."""
    if set(block) != {"type", "elements"} or block["type"] != "rich_text":
        raise Undocumented(f"blocks: {block}")
    pieces = []
    for section in block["elements"]:
        if set(section) != {"type", "elements"} or section["type"] != "rich_text_section":
            raise Undocumented(f"rich_text: {section}")
        pieces += [_read_piece(piece) for piece in section["elements"]]
    return pieces


def _read_piece(piece: dict[str, Any]) -> dict[str, Any]:
    needed, more = _PIECES.get(piece.get("type", ""), (frozenset({""}), frozenset()))
    if not needed <= set(piece) <= needed | more or set(piece.get("style", {})) - _STYLES:
        raise Undocumented(f"rich_text_section: {piece}")
    if not _seen(piece) or not piece.get("url", "https://").startswith(("http://", "https://")):
        raise Undocumented(f"rich_text_section: {piece} is empty, or leads nowhere")
    return piece


def _seen(piece: dict[str, Any]) -> str:
    return str(piece.get("text", piece.get("url")))


def _word(status: int, word: str) -> Reply:
    return Reply(status, word.encode(), {"Content-Type": "text/html"})
