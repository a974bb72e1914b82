"""Discord's webhooks: one webhook of one channel, strict on what it is given.

The rules are those of discord.com/developers/docs (read 2026-11): resources/webhook, resources/message,
reference (User Agent, Uploading Files, Error Messages) and topics/opcodes-and-status-codes.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from publisher.testing.networks.forms import kind, parts
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented

_KEYS = frozenset({"content", "embeds", "allowed_mentions", "attachments"})
_EMBED = frozenset({"title", "url", "description", "image"})
_ATTACHMENT = frozenset({"id", "filename", "description"})
_UNSAID = frozenset({"files", "allowed_mentions", "attachments"})
_SHOWN = (".jpg", ".jpeg", ".png", ".webp", ".gif")  # reference, Using Attachments within Embeds
MAX_CONTENT, MAX_TITLE, MAX_DESCRIPTION, MAX_EMBEDS = 2_000, 256, 4_096, 10
MAX_TOGETHER, MAX_ALT, MAX_FILE = 6_000, 1_024, 10 * 1_024 * 1_024
_PIECES = re.compile(r"(https?://[^\s<]+)|\\([^0-9A-Za-z\s])|([*_~`|\[<])")
_LINE_START = re.compile(r"^\s*(?:>>>|>|#{1,3}|-#|[-*+]|\d+\.)\s", re.MULTILINE)


class DiscordNetwork(Network):
    """A webhook; `wall` holds its messages by number, `path` is its address below `url`."""

    guild, channel = "41771983423143937", "199737254929760256"
    path = "/api/webhooks/223704706495545344/3d89bb-Verzonnen_Sleutel"

    def __init__(self) -> None:
        super().__init__()
        self.wall: dict[str, dict[str, Any]] = {}
        self._last = 1_300_000_000_000_000_000

    @property
    def address(self) -> str:
        """Give the webhook's address, which is the secret."""
        return f"{self.url}{self.path}"

    def answer(self, request: Request) -> Reply:
        """Answer one request for the webhook or for a message of its own."""
        if not request.headers.get("user-agent", "").startswith("DiscordBot ("):
            raise Undocumented(f"User-Agent: {request.headers.get('user-agent')}")
        path = urlsplit(request.url).path
        if refused := self._stranger(path):
            return refused
        rest = path.removeprefix(self.path)
        if rest == "":
            return self._at_webhook(request)
        if not re.fullmatch(r"/messages/\d+", rest) or request.query:
            raise Undocumented(f"{request.method} {request.url}")
        return self._at_message(request, rest.rpartition("/")[2])

    def _stranger(self, path: str) -> Reply | None:
        known, asked = self.path.split("/"), path.split("/")
        if asked[:4] != known[:4]:
            return _refusal(404, 10_015, "Unknown Webhook")
        return _refusal(401, 50_027, "Invalid Webhook Token") if asked[:5] != known[:5] else None

    def _at_webhook(self, request: Request) -> Reply:
        if request.method == "GET" and not request.query:
            number = self.path.split("/")[3]
            told = {"type": 1, "name": "De Kroniek", "guild_id": self.guild, "channel_id": self.channel}
            return Reply(200, {**told, "id": number, "avatar": None, "application_id": None})
        if request.method != "POST" or request.query != [("wait", "true")]:
            raise Undocumented(f"{request.method} {request.url}: without wait=true nothing is answered")
        body, files = _given(request)
        if refused := _unfit(body, files):
            return refused
        self._last += 1
        return self._kept(str(self._last), body, files)

    def _at_message(self, request: Request, number: str) -> Reply:
        if number not in self.wall:
            return _refusal(404, 10_008, "Unknown Message")
        if request.method == "DELETE":
            del self.wall[number]
            return Reply(204)
        if request.method != "PATCH":
            raise Undocumented(f"{request.method} of a message")
        body, files = _given(request)
        changed = {**self.wall[number], **body}  # "All parameters to this endpoint are optional"
        if "attachments" not in body and files:
            raise Undocumented("attachments: must hold all that should be present after the edit")
        refused = _unfit({key: changed[key] for key in _KEYS if key in changed}, files)
        return refused or self._kept(number, changed, files)

    def _kept(self, number: str, body: dict[str, Any], files: dict[str, bytes]) -> Reply:
        parse = body.get("allowed_mentions", {"parse": ["everyone"]}).get("parse", [])
        loud = "everyone" in parse and "@everyone" in body.get("content", "")
        told = {"id": number, "channel_id": self.channel, "webhook_id": self.path.split("/")[3]}
        self.wall[number] = {**body, **told, "mention_everyone": loud, "files": files}
        answered = {key: value for key, value in self.wall[number].items() if key not in _UNSAID}
        return Reply(200, answered)


def shown(content: str) -> tuple[str, bool]:
    """Give a text as Discord shows it, and whether any of it would be formatted instead."""
    marked = any(found[3] for found in _PIECES.finditer(content)) or bool(_LINE_START.search(content))
    return _PIECES.sub(lambda found: found[1] or found[2] or found[3], content), marked


def _given(request: Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read a body: JSON, or a form with payload_json and files[n] (reference, Uploading Files)."""
    if request.headers.get("content-type") == "application/json":
        body, files, names = request.json, {}, {}
    else:
        files, names = parts(request), _filenames(request)
        body = json.loads(files.pop("payload_json", b"null"))
    if not isinstance(body, dict) or set(body) - _KEYS:
        raise Undocumented(f"the body: {body}")
    for name in files:
        if not re.fullmatch(r"files\[\d+\]", name) or name not in names:
            raise Undocumented(f"a part is named {name!r}, or has no filename")
    _read_attachments(body.get("attachments", []), names)
    return body, {names[name]: content for name, content in files.items()}


def _filenames(request: Request) -> dict[str, str]:
    """Give the file names of a form's parts by the parts' names."""
    found = re.findall(rb'name="([^"]+)"; filename="([^"]+)"', request.body)
    return {name.decode(): filename.decode() for name, filename in found}


def _read_attachments(attachments: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Check the attachments (attachment request: the id of a new one is the n of files[n])."""
    for attachment in attachments:
        if set(attachment) - _ATTACHMENT or names.get(f"files[{attachment['id']}]") != attachment["filename"]:
            raise Undocumented(f"attachments: {attachment} of {names}")
    if len(attachments) != len(names):
        raise Undocumented(f"attachments: {attachments} of {names}")


def _unfit(body: dict[str, Any], files: dict[str, bytes]) -> Reply | None:
    """Refuse what is over a limit, or holds nothing."""
    content, embeds = body.get("content", ""), body.get("embeds", [])
    if not (content.strip() or embeds or files):
        return _refusal(400, 50_006, "Cannot send an empty message")
    if any(len(file) > MAX_FILE for file in files.values()):
        return _refusal(413, 40_005, "Request entity too large")
    if len(content.strip()) > MAX_CONTENT:
        return _form_error("content", f"Must be {MAX_CONTENT} or fewer in length.")
    if any(len(one.get("description", "")) > MAX_ALT for one in body.get("attachments", [])):
        return _form_error("attachments", f"Must be {MAX_ALT} or fewer in length.")
    if set(body.get("allowed_mentions", {})) - {"parse", "roles", "users", "replied_user"}:
        raise Undocumented(f"allowed_mentions: {body['allowed_mentions']}")
    return _unfit_embeds(embeds, files)


def _unfit_embeds(embeds: list[dict[str, Any]], files: dict[str, bytes]) -> Reply | None:
    """Refuse embeds over a limit (message, Embed Limits)."""
    words = [(one.get("title", ""), one.get("description", "")) for one in embeds]
    if len(embeds) > MAX_EMBEDS or sum(len(a) + len(b) for a, b in words) > MAX_TOGETHER:
        return _form_error("embeds", "Embed size exceeds maximum size of 6000")
    for embed, (title, description) in zip(embeds, words, strict=True):
        if set(embed) - _EMBED or not embed.get("url", "http://").startswith(("http://", "https://")):
            raise Undocumented(f"embeds: {embed}")
        if len(title) > MAX_TITLE or len(description) > MAX_DESCRIPTION:
            return _form_error("embeds", "Must be fewer in length.")
        _read_picture(embed.get("image"), files)
    return None


def _read_picture(image: dict[str, str] | None, files: dict[str, bytes]) -> None:
    if image is None:
        return
    name = image["url"].removeprefix("attachment://")
    if not name.endswith(_SHOWN) or kind(files.get(name, b"")) is None:
        raise Undocumented(f"image: {image} is no picture of {list(files)}")


def _form_error(key: str, message: str) -> Reply:
    errors = {key: {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": message}]}}
    return Reply(400, {"message": "Invalid Form Body", "code": 50_035, "errors": errors})


def _refusal(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"message": message, "code": code})
