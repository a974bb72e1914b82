"""Requests in an account's name, and refusals told apart by their codes.

The token is part of every address that is read, so none is shown. A refusal's HTTP status says little; what
it means is its `error.code` (developers.facebook.com/docs/graph-api/guides/error-handling, 2026-11).
"""

from typing import Any

from msgspec.structs import replace

from publisher.channels.posting import Answer, Lost, Refused, Unreached, Web

BLOCKED = 368  # "temporarily blocked for policies violations"
_TOKEN = frozenset({102, 190})
_RIGHTS = frozenset({3, 10, *range(200, 300)})
_LIMITS = frozenset({4, 17, 32, 341, 613})
_PASSING = frozenset({1, 2})  # "a temporary issue due to downtime"
_MISSING = 24  # "the requested resource does not exist": a container, also one that is not there yet
_UNKNOWN = (100, 33)  # "Object with ID ... does not exist", code and subcode


class Graph:
    """The Threads API for one token."""

    def __init__(self, service: str, token: str) -> None:
        self._web = Web(f"{service.rstrip('/')}/v1.0", shown=service)
        self._token = token

    @property
    def date(self) -> str:
        """Give the Date header of the last answer, or the empty string."""
        return self._web.date

    def read(self, path: str, **asked: str) -> Answer:
        """Ask for something that changes nothing. Raises Unreached, Refused."""
        try:
            return self._ask("GET", path, params=asked | {"access_token": self._token})
        except Lost as lost:
            raise Unreached(str(lost)) from lost

    def token(self) -> Answer:
        """Ask for what is known of our token (GET /debug_token). Raises Unreached, Refused."""
        return self.read("/debug_token", input_token=self._token)

    def write(self, path: str, told: dict[str, str]) -> Answer:
        """Ask for a change. Raises Unreached, Lost, Refused."""
        return self._ask("POST", path, data=told | {"access_token": self._token})

    def delete(self, name: str) -> Answer:
        """Take a post down. Raises Unreached, Lost, Refused."""
        return self._ask("DELETE", f"/{name}", params={"access_token": self._token})

    def _ask(self, method: str, path: str, **rest: Any) -> Answer:  # noqa: ANN401  (requests' own words)
        try:
            return self._web.ask(method, path, **rest)
        except Refused as refused:
            raise self._meant(refused.answer) from None

    def _meant(self, answer: Answer) -> Refused | Lost:
        """Give a refusal with the status that its code means, or say that it was none."""
        code, reason = answer.told("error", "code"), self._said(answer)
        status = next((to for to, codes in _STATUSES.items() if code in codes), None)
        if status is None and (code in _PASSING or answer.told("error", "is_transient") is True):
            return Lost(reason)
        return Refused(replace(answer, status=status or answer.status), reason)

    def _said(self, answer: Answer) -> str:
        """Give the vendor's own words, which may name the address, without the token."""
        told = [answer.told("error", key) for key in ("message", "error_user_msg")]
        words = ": ".join(dict.fromkeys(word for word in told if isinstance(word, str) and word))
        return f"{answer.status} {words[:400]}".strip().replace(self._token, "…")


_STATUSES = {401: _TOKEN, 403: _RIGHTS, 429: _LIMITS}


def is_missing(refused: Refused) -> bool:
    """Say whether Threads knows nothing of that id for this account."""
    code, subcode = (refused.answer.told("error", key) for key in ("code", "error_subcode"))
    return code == _MISSING or (code, subcode) == _UNKNOWN
