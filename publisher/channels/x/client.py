"""Tweepy's client, on our own web: time-outs, no redirect, no proxy of the environment, any address.

Tweepy 4.17 (2026-11) hard-codes the host, sets no time-out, follows redirects, and reads x-rate-limit-reset
with int(): what it can't read ends in a ValueError. So it builds the requests, and Web sends them.
"""

from typing import Any

import requests
import tweepy  # type: ignore[import-untyped]

from publisher.channels.posting import Answer, Web
from publisher.channels.x import Settings


class Client(tweepy.Client):  # type: ignore[misc]
    """A client in an account's name (OAuth 1.0a); its methods give Answers and raise what Web raises."""

    def __init__(self, settings: Settings, web: Web) -> None:
        keys = (settings.api_key, settings.api_secret, settings.access_token, settings.access_secret)
        super().__init__(None, *keys, return_type=requests.Response, wait_on_rate_limit=False)
        self._web, self._auth = web, tweepy.OAuth1UserHandler(*keys).apply_auth()

    def request(
        self,
        method: str,
        route: str,
        params: dict[str, Any] | None = None,
        json: Any = None,  # noqa: ANN401  (JSON)
        user_auth: bool = True,  # noqa: ARG002, FBT001, FBT002  (tweepy's signature)
        **rest: Any,  # noqa: ANN401
    ) -> Answer:
        """Send a request in the account's name. Raises Unreached, Lost, Refused."""
        return self._web.ask(method, route, auth=self._auth, params=params, json=json, **rest)
