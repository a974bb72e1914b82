"""One chat of one bot (core.telegram.org/bots/api, 2026-11).

The Bot API has no name for "this again", and a bot can't read what it posted: one attempt is made, and a
lost answer stays unknown.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from publisher.channels.posting import Answer, Lost, PostChannel, Refused
from publisher.channels.telegram import LIMITS, PICTURES, Settings, writing
from publisher.channels.telegram.bot import Bot, may_post
from publisher.errors import ChannelError
from publisher.model import Build, Finding, Media
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient

# What is wrong with the chat, for every post, as the server words it (tdlib/telegram-bot-api, 2026-05).
_CHAT_TROUBLE = ("chat not found", "rights to", "administrator rights", "chat_write_forbidden", "upgraded")
_GONE = "message to delete not found"
_SAME = "message is not modified"


class TelegramChannel(PostChannel):
    """A Telegram channel or group (ports.Wall)."""

    edits = True
    deletes = True
    pictures = PICTURES

    def __init__(self, name: str, settings: Settings, context: Context) -> None:
        super().__init__(name, LIMITS, context)
        self._bot = Bot(settings.service, settings.token or "")
        plain = str(settings.chat)
        self._chat: str | int = plain if plain.startswith("@") else int(plain)

    def prepare(self, build: Build, recipients: Iterable[Recipient]) -> Iterator[Message | Receipt]:
        """Make exactly what will leave; what Telegram would not take is a rejected receipt."""
        for item in super().prepare(build, recipients):
            reason = writing.unfit(item.payload) if isinstance(item, Message) else ""
            yield Receipt(item.key, "rejected", "unfit", reason) if reason else item

    def _publish(self, message: Message, post: Post) -> Receipt:
        reply = writing.reply(post)
        if post.media and writing.shows_photo(post):
            answer = self._sent_photo(post.media, {"caption": post.text.strip(), **reply})
        else:
            answer = self._bot.call(
                "sendMessage", json={"chat_id": self._chat, **writing.message(post), **reply}
            )
        return _standing(message.key, answer)

    def _sent_photo(self, media: Media, rest: dict[str, Any]) -> Answer:
        fields = {"chat_id": str(self._chat), **rest}
        if answered := fields.get("reply_parameters"):
            fields["reply_parameters"] = msgspec.json.encode(answered).decode()
        return self._bot.call("sendPhoto", data=fields, files={"photo": ("photo", media.bytes, media.type)})

    def _edit(self, message: Message, post: Post, posted: Receipt) -> Receipt:
        place = _place(posted)
        if place is None or (reason := writing.unfit(post)):
            return Receipt(message.key, "rejected", "unfit", reason if place else "no message is known")
        try:
            if writing.shows_photo(post):
                self._bot.call("editMessageCaption", json={**place, "caption": post.text.strip()})
            else:
                self._bot.call("editMessageText", json={**place, **writing.message(post)})
        except Refused as refused:
            if _SAME not in str(refused):
                raise
        return _done(message.key, posted)

    def _delete(self, posted: Receipt) -> Receipt:
        place = _place(posted)
        if place is None:
            return Receipt(posted.key, "rejected", "unfit", "no message is known")
        try:
            self._bot.call("deleteMessage", json=place)
        except Refused as refused:
            if "can't be deleted" in str(refused):
                reason = f"{refused}; a bot may do so for 48 hours: take it down in Telegram"
                return replace(posted, outcome="rejected", code="400", reason=reason)
            if _GONE not in str(refused):
                raise
        return _done(posted.key, posted)

    def _find(self, message: Message, post: Post) -> Receipt:  # noqa: ARG002  (there is nothing to ask)
        return Receipt(message.key, "unknown", "lost", "a bot can't be asked what it has posted")

    def _look(self) -> Iterator[Finding]:
        bot = self._bot.read("getMe")
        try:
            chat = self._bot.read("getChat", chat_id=self._chat)
        except Refused as refused:
            if refused.answer.status != 400:
                raise
            yield self._finding("blocking", str(refused), self._chat_remedy())
            return
        name = chat.get("username")
        place = f"https://t.me/{name}" if name else "a chat without a public address"
        yield self._finding("info", f"posts as @{bot.get('username')} in {chat.get('title')}: {place}", "")
        if chat.get("type") == "private":
            return
        member = self._bot.read("getChatMember", chat_id=self._chat, user_id=bot.get("id"))
        if not may_post(chat, member):
            yield self._finding("blocking", "the bot may not post in this chat", self._chat_remedy())

    def _refused(self, key: Key, refused: Refused) -> Receipt | ChannelError:
        """Tell what is wrong with the chat or the address, for every post, from what is with this one."""
        status, place = refused.answer.status, f"[channels.{self.name}]"
        if 300 <= status < 400 or status == 404:
            remedy = "check token and service, then publish resume"
            return ChannelError(f"no bot is known there: {refused}", where=place, remedy=remedy)
        if status == 400 and any(words in str(refused).lower() for words in _CHAT_TROUBLE):
            reason = f"the chat can't be used: {refused}{_moved(refused.answer)}"
            return ChannelError(reason, where=place, remedy=f"{self._chat_remedy()}, then publish resume")
        return super()._refused(key, refused)

    def _remedy(self) -> str:
        return "give the token that BotFather shows, let the bot into the chat, then publish resume"

    def _chat_remedy(self) -> str:
        return "check chat, and make the bot an administrator who may post messages"


def _moved(answer: Answer) -> str:
    """Name the chat that a group has become."""
    moved = answer.told("parameters", "migrate_to_chat_id")
    return f"; it is now {moved}" if isinstance(moved, int) else ""


def _standing(key: Key, answer: Answer) -> Receipt:
    chat, number = answer.told("result", "chat", "id"), answer.told("result", "message_id")
    if not isinstance(chat, int) or not isinstance(number, int):
        raise Lost("the message was answered without its number")
    name = answer.told("result", "chat", "username")
    url = f"https://t.me/{name}/{number}" if isinstance(name, str) else None
    return Receipt(key, "sent", "200", remote_id=f"{chat}/{number}", url=url)


def _done(key: Key, posted: Receipt) -> Receipt:
    return Receipt(key, "sent", "200", remote_id=posted.remote_id, url=posted.url)


def _place(posted: Receipt) -> dict[str, int] | None:
    found = writing.message_of(posted.remote_id or "")
    return {"chat_id": found[0], "message_id": found[1]} if found else None
