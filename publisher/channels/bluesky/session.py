"""The account's session: opened by the first request, kept, and renewed when it has run out.

Logins are scarce (30 in five minutes, 300 a day: docs.bsky.app, rate limits), so one is never made per post.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from publisher.channels.posting import Answer, Lost, Refused, Unreached, Web

# The errors of a server that does not take us for who we say we are; the status beside them is 400 or 401.
UNWELCOME = frozenset(
    {
        "AccountDeactivated",
        "AccountSuspended",
        "AccountTakedown",
        "AuthFactorTokenRequired",
        "AuthMissing",
        "AuthenticationRequired",
        "ExpiredToken",
        "InvalidToken",
    }
)
_SERVER = "com.atproto.server"
Token = Annotated[str, Meta(pattern=r"^[!-~]+\Z")]


class Account(Struct, frozen=True, rename="camel"):
    """Who was let in, with the tokens of the session."""

    access_jwt: Token
    refresh_jwt: Token
    did: Annotated[str, Meta(pattern=r"^did:[!-~]+\Z")]
    handle: str
    active: bool = True
    status: str | None = None

    def __repr__(self) -> str:
        """Name the account without its tokens."""
        return f"Account({self.did!r})"


class NoSession(Refused):
    """The server did not let us in."""


class Session:
    """Requests in an account's name (XRPC methods by their names)."""

    def __init__(self, service: str, handle: str, password: str) -> None:
        self._web = Web(service)
        self._login = {"identifier": handle, "password": password}
        self._account: Account | None = None

    @property
    def date(self) -> str:
        """Give the Date header of the last answer."""
        return self._web.date

    def account(self) -> Account:
        """Give who we are, after a login where there was none. Raises Unreached, NoSession."""
        if self._account is None:
            self._account = self._opened("createSession", json=self._login)
        return self._account

    def get(self, method: str, **params: str) -> Answer:
        """Read something. Raises Unreached, Refused."""
        return self._asked(lambda who: self._web.get(f"/xrpc/{method}", headers=who, params=params))

    def post(self, method: str, headers: Mapping[str, str] | None = None, **body: Any) -> Answer:  # noqa: ANN401  (requests' own words)
        """Ask for something to be done. Raises Unreached, Lost, Refused."""
        return self._asked(
            lambda who: self._web.ask("POST", f"/xrpc/{method}", headers={**who, **(headers or {})}, **body)
        )

    def _asked(self, ask: Callable[[Mapping[str, str]], Answer]) -> Answer:
        """Ask in the account's name; where the session has run out, renew it and ask once more."""
        try:
            return ask(_bearer(self.account().access_jwt))
        except Refused as refused:
            if refused.answer.told("error") != "ExpiredToken":
                raise
        return ask(_bearer(self._renewed().access_jwt))

    def _renewed(self) -> Account:
        """Refresh the session, or open a new one where that is refused."""
        expired, self._account = self.account(), None
        try:
            self._account = self._opened("refreshSession", headers=_bearer(expired.refresh_jwt))
        except NoSession as refused:
            if refused.answer.status == 429:
                raise
        return self.account()

    def _opened(self, method: str, **rest: Any) -> Account:  # noqa: ANN401
        """Open a session. No post hangs on it, so a lost answer counts as unreached."""
        try:
            answer = self._web.ask("POST", f"/xrpc/{_SERVER}.{method}", **rest)
        except Lost as lost:
            raise Unreached(str(lost)) from lost
        except Refused as refused:
            said = str(refused).replace(self._login["password"], "…")  # some servers echo what they got
            raise NoSession(refused.answer, said) from None
        try:
            return msgspec.convert(answer.body, Account)
        except msgspec.ValidationError as error:
            raise Unreached(f"{method} was answered without a session") from error


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
