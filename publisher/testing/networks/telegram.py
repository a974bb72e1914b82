"""Telegram's Bot API, as far as a newsroom posts with it: one bot, one chat, strict on what it is given.

The rules are those of core.telegram.org/bots/api (read 2026-11), named by method; the words of refusals are
those of its server (github.com/tdlib/telegram-bot-api, 2026-05).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from publisher.testing.networks.forms import kind, parts
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented

_PLACE = frozenset({"chat_id", "message_id"})
_TEXT = frozenset({"text", "entities", "link_preview_options"})
_KEYS: Mapping[str, frozenset[str]] = {  # of each method what is documented and known here
    "getMe": frozenset(),
    "getChat": frozenset({"chat_id"}),
    "getChatMember": frozenset({"chat_id", "user_id"}),
    "sendMessage": _TEXT | {"chat_id", "reply_parameters"},
    "sendPhoto": frozenset({"chat_id", "photo", "caption", "reply_parameters"}),
    "editMessageText": _TEXT | _PLACE,
    "editMessageCaption": _PLACE | {"caption"},
    "deleteMessage": _PLACE,
}
_NEEDED = {
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "sendMessage": {"chat_id", "text"},
    "sendPhoto": {"chat_id", "photo"},
    "editMessageText": {"chat_id", "message_id", "text"},
    "editMessageCaption": _PLACE,
    "deleteMessage": _PLACE,
}
_JSON = ("entities", "link_preview_options", "reply_parameters")  # "JSON-serialized" in a form
MAX_TEXT, MAX_CAPTION, MAX_PHOTO = 4_096, 1_024, 10_000_000
_DELETABLE = timedelta(hours=48)


class TelegramNetwork(Network):
    """A bot and a chat; `wall` holds the messages by number, `now` may be moved, `member` be demoted."""

    token = "7700:AAF-verzonnen_Sleutel"  # noqa: S105  (invented)

    def __init__(self, username: str | None = "kroniek_nieuws", kind: str = "channel") -> None:
        super().__init__()
        self.now = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
        self.bot: dict[str, Any] = {
            "id": 7700,
            "is_bot": True,
            "first_name": "Bode",
            "username": "kroniekbot",
        }
        self.chat: dict[str, Any] = {"id": -1001234, "type": kind, "title": "De Kroniek"}
        if username:
            self.chat["username"] = username
        self.member: dict[str, Any] = {"status": "administrator", "can_post_messages": True}
        self.wall: dict[int, dict[str, Any]] = {}
        self._last = 0

    def answer(self, request: Request) -> Reply:
        """Answer one call: POST /bot<token>/METHOD ("Making requests")."""
        bot, _, method = urlsplit(request.url).path.removeprefix("/").partition("/")
        if bot != f"bot{self.token}":
            return _refusal(401, "Unauthorized")
        if request.method != "POST" or method not in _KEYS or request.query:
            raise Undocumented(f"{request.method} {method}: no such method here")
        asked = _given(request, method)
        if "chat_id" in asked and (refused := self._unwelcome(asked["chat_id"], method)):
            return refused
        return self._done(method, asked)

    def _done(self, method: str, asked: dict[str, Any]) -> Reply:
        if method == "getMe":
            return _result(self.bot)
        if method == "getChat":
            return _result(self.chat)
        if method == "getChatMember":
            return _result({**self.member, "user": self.bot}) if asked["user_id"] == 7700 else _absent()
        if method.startswith("send"):
            return self._send(asked)
        return self._change(method, asked)

    def _unwelcome(self, chat: object, method: str) -> Reply | None:
        """Refuse a chat that nobody knows, and a bot that may not post in it."""
        if str(chat) not in {str(self.chat["id"]), f"@{self.chat.get('username')}"}:
            return _refusal(400, "Bad Request: chat not found")
        status = self.member["status"]
        if method.startswith("get"):
            return None
        if status in {"kicked", "left"}:
            done = "was kicked from" if status == "kicked" else "is not a member of"
            return _refusal(403, f"Forbidden: bot {done} the {self.chat['type']} chat")
        if self.chat["type"] == "channel" and not self.member.get("can_post_messages"):
            return _refusal(400, "Bad Request: need administrator rights in the channel chat")
        return None

    def _send(self, asked: dict[str, Any]) -> Reply:
        answered = asked.get("reply_parameters")
        if answered is not None:
            if not isinstance(answered, dict) or set(answered) - {"message_id", "chat_id"}:
                raise Undocumented(f"reply_parameters: {answered}")
            if self.wall.get(answered["message_id"]) is None or answered.get("chat_id") != self.chat["id"]:
                return _refusal(400, "Bad Request: message to be replied not found")
        if refused := _unfit(asked):
            return refused
        self._last += 1
        message = {
            "message_id": self._last,
            "chat": self.chat,
            "date": int(self.now.timestamp()),
            **{key: value for key, value in asked.items() if key in {"text", "entities", "caption", "photo"}},
            **{key: asked[key] for key in ("link_preview_options",) if key in asked},
            **({"reply_to_message": answered["message_id"]} if answered else {}),
        }
        self.wall[self._last] = message
        return _result(_shown(message))

    def _change(self, method: str, asked: dict[str, Any]) -> Reply:
        what = "delete" if method == "deleteMessage" else "edit"
        message = self.wall.get(asked["message_id"])
        if message is None:
            return _refusal(400, f"Bad Request: message to {what} not found")
        if what == "delete":
            return self._delete(message)
        told = {key: value for key, value in asked.items() if key not in _PLACE}
        if refused := _unfit({**told, "photo": message.get("photo")} if "photo" in message else told):
            return refused
        if method == "editMessageText" and "text" not in message:
            return _refusal(400, "Bad Request: there is no text in the message to edit")
        kept = {key: value for key, value in message.items() if key not in _TEXT | {"caption"}}
        if {**kept, **told} == message:
            return _refusal(400, "Bad Request: message is not modified: specified new message content")
        self.wall[message["message_id"]] = {**kept, **told}
        return _result(_shown(self.wall[message["message_id"]]))

    def _delete(self, message: dict[str, Any]) -> Reply:
        """Delete it (deleteMessage: "if it was sent less than 48 hours ago")."""
        if self.now - datetime.fromtimestamp(message["date"], UTC) >= _DELETABLE:
            return _refusal(400, "Bad Request: message can't be deleted for everyone")
        del self.wall[message["message_id"]]
        return _result(True)  # noqa: FBT003  (the API's own answer)


def _given(request: Request, method: str) -> dict[str, Any]:
    """Read the parameters: JSON, or a form where a file goes along ("Making requests")."""
    if request.headers.get("content-type") == "application/json":
        asked = request.json
    else:
        asked = {name: _field(name, content) for name, content in parts(request).items()}
    if not isinstance(asked, dict):
        raise Undocumented(f"{method}: {asked}")
    if odd := set(asked) - _KEYS[method] or _NEEDED.get(method, set()) - set(asked):
        raise Undocumented(f"{method}: unknown or missing {sorted(odd)}")
    return asked


def _field(name: str, content: bytes) -> Any:  # noqa: ANN401  (JSON)
    if name == "photo":
        return content
    return json.loads(content) if name in _JSON else content.decode()


def _unfit(asked: dict[str, Any]) -> Reply | None:
    """Refuse a text, a caption or a photo that is not as sendMessage and sendPhoto take it."""
    photo, text = asked.get("photo"), str(asked.get("text", asked.get("caption", "")))
    if photo is not None:
        if len(photo) > MAX_PHOTO:
            return _refusal(413, "Request Entity Too Large")
        if kind(photo) is None:
            return _refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    elif not text.strip():
        return _refusal(400, "Bad Request: message text is empty")
    if _units(text) > (MAX_CAPTION if photo is not None else MAX_TEXT):
        what = "message caption" if photo is not None else "message"
        return _refusal(400, f"Bad Request: {what} is too long")
    if text != text.strip():
        raise Undocumented("text: its ends are trimmed, and entities then point elsewhere")
    _read_entities(asked.get("entities", []), text)
    _read_preview(asked.get("link_preview_options", {}))
    return None


def _read_entities(entities: Any, text: str) -> None:  # noqa: ANN401  (JSON)
    """Check the entities (MessageEntity: offset and length in UTF-16 units, url for text_link)."""
    written = text.encode("utf-16-le")
    for entity in entities:
        if set(entity) != {"type", "offset", "length", "url"} or entity["type"] != "text_link":
            raise Undocumented(f"entities: {entity}")
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        if not 0 <= start < end <= len(written) or not entity["url"].startswith(("http://", "https://")):
            raise Undocumented(f"entities: {entity} is not of this text, or no link")
        try:
            written[start:end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise Undocumented(f"entities: {entity} splits a character") from None


def _read_preview(options: Any) -> None:  # noqa: ANN401  (JSON)
    if set(options) - {"is_disabled", "url", "prefer_large_media", "prefer_small_media", "show_above_text"}:
        raise Undocumented(f"link_preview_options: {options}")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    """Give a message as the API shows it: a photo as what can be fetched of it."""
    photo = [{"file_id": "AgAC", "file_unique_id": "AQAD", "width": 1, "height": 1}]
    return {**message, "photo": photo} if "photo" in message else message


def _result(result: Any) -> Reply:  # noqa: ANN401  (JSON)
    return Reply(200, {"ok": True, "result": result})


def _absent() -> Reply:
    return _refusal(400, "Bad Request: user not found")


def _refusal(status: int, description: str) -> Reply:
    return Reply(status, {"ok": False, "error_code": status, "description": description})
