"""Requests in an author's name. No word of an answer holds a token."""

from typing import Any
from urllib.parse import quote

from publisher.channels.linkedin import Settings
from publisher.channels.posting import Answer, Lost, Refused, Unreached, Web, hosts
from publisher.model import Media
from publisher.text import links

_FINDER, _PATCH, _DELETE = ({"X-RestLi-Method": name} for name in ("FINDER", "PARTIAL_UPDATE", "DELETE"))


class Api:
    """The Posts API for one author and token."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bearer = {"Authorization": f"Bearer {settings.token}"}
        versions = {"LinkedIn-Version": settings.version, "X-Restli-Protocol-Version": "2.0.0"}
        self._web = Web(settings.service, self._bearer | versions, needs_json=False)

    @property
    def date(self) -> str:
        """Give the Date header of the last answer, or the empty string."""
        return self._web.date

    def create(self, body: dict[str, Any]) -> Answer:
        """Post. Raises Unreached, Lost, Refused."""
        return self._ask("POST", "/rest/posts", json=body)

    def change(self, name: str, commentary: str) -> Answer:
        """Give a post another text. Raises Unreached, Lost, Refused."""
        patch = {"patch": {"$set": {"commentary": commentary}}}
        return self._ask("POST", _path(name), _PATCH, json=patch)

    def delete(self, name: str) -> Answer:
        """Take a post down; "post deletions are idempotent". Raises Unreached, Lost, Refused."""
        return self._ask("DELETE", _path(name), _DELETE)

    def post(self, name: str) -> Answer:
        """Read one post. Raises Unreached, Refused."""
        return self._read(_path(name))

    def page(self, start: int, count: int) -> Answer:
        """Read the author's posts, the last changed first. Raises Unreached, Refused."""
        asked = {"q": "author", "author": self._settings.author, "start": str(start), "count": str(count)}
        return self._read("/rest/posts", _FINDER, params=asked | {"sortBy": "LAST_MODIFIED"})

    def token(self) -> Answer | None:
        """Ask for what is known of our token, None where nobody gave the app's secret. Raises as `post`."""
        keys = self._settings
        if not keys.client_id or not keys.client_secret:
            return None
        told = {"client_id": keys.client_id, "client_secret": keys.client_secret, "token": keys.token}
        return self._unseen(Web(keys.login), "POST", "/oauth/v2/introspectToken", data=told)

    def uploaded(self, media: Media) -> str:
        """Upload a picture and give its URN. Nobody sees it before a post shows it.

        POST /rest/images?action=initializeUpload, then PUT (images-api). Raises Unreached, Refused.
        """
        told = {"initializeUploadRequest": {"owner": self._settings.author}}
        made = self._unseen(self._web, "POST", "/rest/images?action=initializeUpload", json=told)
        name, (origin, path) = made.told("value", "image"), hosts.apart(str(made.told("value", "uploadUrl")))
        if not isinstance(name, str) or not self._is_ours(origin):
            raise Unreached("LinkedIn named no picture, or no place of its own to upload it to")
        web = Web(origin, self._bearer, needs_json=False, shown=links.shown(origin))
        self._unseen(web, "PUT", path, headers={"Content-Type": media.type}, data=media.bytes)
        return name

    def _is_ours(self, origin: str) -> bool:
        """Say whether a token may be shown there."""
        if origin == hosts.apart(self._settings.service)[0]:
            return True
        return origin.startswith("https://") and f".{links.host(origin)}".endswith(".linkedin.com")

    def _read(self, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Answer:  # noqa: ANN401
        return self._unseen(self._web, "GET", path, headers=headers, **rest)

    def _unseen(self, web: Web, method: str, path: str, **rest: Any) -> Answer:  # noqa: ANN401
        """Ask for what no reader sees: a lost answer counts as unreached."""
        try:
            return self._asked(web, method, path, **rest)
        except Lost as lost:
            raise Unreached(str(lost)) from lost

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Answer:  # noqa: ANN401
        return self._asked(self._web, method, path, headers=headers, **rest)

    def _asked(self, web: Web, method: str, path: str, **rest: Any) -> Answer:  # noqa: ANN401
        try:
            return web.ask(method, path, **rest)
        except Refused as refused:
            said = str(refused)
            for secret in (self._settings.token, self._settings.client_secret):
                said = said.replace(secret, "…") if secret else said
            raise Refused(refused.answer, said) from None


def _path(name: str) -> str:
    return f"/rest/posts/{quote(name, safe='')}"
