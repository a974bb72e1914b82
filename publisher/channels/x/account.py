"""What is asked of X in the account's name. Each answer is judged, and no word of it holds a key."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from publisher.channels.posting import Answer, Lost, Refused, Unreached, Web
from publisher.channels.x import Settings, reading, verdicts
from publisher.model import Media

if TYPE_CHECKING:
    from publisher.channels.x.client import Client

_PER_PAGE, _PAGES = 100, 32  # the 3,200 newest posts are all that X shows (docs.x.com, Timelines, 2026-11)


class Account:
    """An account on X; its client is made by the first request and kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: Client | None = None
        self._id: str | None = None

    def post(self, text: str, media: str | None, reply_to: str | None) -> Answer:
        """Post. Raises Unreached, Lost, Refused."""
        shown = [media] if media else None
        return self._asked(
            lambda x: x.create_tweet(text=text, media_ids=shown, in_reply_to_tweet_id=reply_to)
        )

    def delete(self, name: str) -> Answer:
        """Take a post down. Raises Unreached, Lost, Refused."""
        return self._asked(lambda x: x.delete_tweet(name))

    def me(self) -> Answer:
        """Say who we are. Raises Unreached, Refused."""
        answer = self._read(lambda x: x.get_me())
        if not str(answer.told("data", "id")).isdigit():
            raise Unreached("X answered without an account")
        self._id = str(answer.told("data", "id"))
        return answer

    def pages(self, since: datetime | None) -> Iterator[reading.Page]:
        """Give the account's own posts since a moment, newest first, without reposts.

        Raises Unreached, Refused. What X gives is billed by the post.
        """
        asked: dict[str, Any] = {
            "start_time": since,
            "max_results": _PER_PAGE,
            "exclude": "retweets",
            "tweet_fields": "created_at,entities",
        }
        name = self._id or self.me().told("data", "id")
        for _ in range(_PAGES):
            page = reading.page(self._read(lambda x: x.get_users_tweets(name, user_auth=True, **asked)))
            yield page
            if page.more is None:
                return
            asked["pagination_token"] = page.more

    def uploaded(self, media: Media) -> str:
        """Upload a picture with its alt text, and give its id. Raises Unreached, Refused.

        POST /2/media/upload and /2/media/metadata (docs.x.com, Media, 2026-11). Nobody sees it before a post
        shows it, so a lost answer counts as unreached.
        """
        files = {"media": (media.sha256[:12], media.bytes, media.type)}
        data = {"media_category": "tweet_image"}
        answer = self._unseen(lambda x: x.request("POST", "/2/media/upload", files=files, data=data))
        name = answer.told("data", "id")
        if not str(name).isdigit():
            raise Unreached("media/upload was answered without an id")
        if media.alt:
            told = {"id": str(name), "metadata": {"alt_text": {"text": media.alt}}}
            self._unseen(lambda x: x.request("POST", "/2/media/metadata", json=told))
        return str(name)

    def _read(self, ask: Callable[["Client"], Answer]) -> Answer:
        """Read something: a refusal that concerns a post can't be one of the post to come."""
        try:
            return self._unseen(ask)
        except Refused as refused:
            if refused.answer.status != 429 and verdicts.verdict(refused.answer).concerns == "post":
                raise Unreached(f"X can't be read: {refused}") from None
            raise

    def _unseen(self, ask: Callable[["Client"], Answer]) -> Answer:
        """Ask for what no reader sees: a lost answer counts as unreached."""
        try:
            return self._asked(ask)
        except Lost as lost:
            raise Unreached(str(lost)) from lost

    def _asked(self, ask: Callable[["Client"], Answer]) -> Answer:
        try:
            return ask(self._client())
        except Refused as refused:
            raise Refused(refused.answer, self._without_keys(reading.said(refused.answer))) from None

    def _client(self) -> "Client":
        from publisher.channels.x.client import Client  # noqa: PLC0415  (tweepy is slow to load)

        if self._made is None:
            self._made = Client(self._settings, Web(self._settings.service))
        return self._made

    def _without_keys(self, text: str) -> str:
        keys = self._settings
        for secret in (keys.api_key, keys.api_secret, keys.access_token, keys.access_secret):
            text = text.replace(secret, "…") if secret else text
        return text
