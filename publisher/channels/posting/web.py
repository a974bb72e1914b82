"""Requests to a vendor: each answer told apart by what is known afterwards.

What never reached the other side may be sent again. What was lost after the body went out may have been
carried out: only the vendor can tell. Redirects are not followed, a proxy of the environment is not used.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from publisher.text import links

if TYPE_CHECKING:
    from requests import Response, Session

CONNECT, READ = 10.0, 30.0  # seconds
MAX_BYTES = 1_000_000


class Answer(Struct, frozen=True):
    """What the other side said: its status, its JSON or None, and its headers by names in lower case.

    `text` is the beginning of what it said where that is no JSON.
    """

    status: int
    body: Any
    headers: Mapping[str, str]
    text: str = ""

    def told(self, *path: str | int) -> Any:  # noqa: ANN401  (JSON)
        """Give the value at a path of keys, or None where there is none."""
        value = self.body
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


class Unreached(Exception):  # noqa: N818  (an answer, not an error of ours)
    """It never reached the other side: nothing happened there."""


class Lost(Exception):  # noqa: N818
    """It went out and no answer came back that says what became of it."""


class Refused(Exception):  # noqa: N818
    """The other side said no; `answer` is what it said."""

    def __init__(self, answer: Answer, reason: str) -> None:
        super().__init__(reason)
        self.answer = answer


class Web:
    """One vendor's API below `base`; a session that is opened by the first request and kept."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str] | None = None,
        *,
        needs_json: bool = True,
        shown: str | None = None,
    ) -> None:
        """Say whether a success must hold JSON, else it says nothing of what became of the request.

        `shown` stands for every address in errors, and keeps them out of logs: a secret is part of them.
        """
        self._base = base.rstrip("/")
        self._shown = shown
        self._headers = dict(headers or {})
        self._needs_json = needs_json
        self._session: Session | None = None
        self.date = ""  # of the last answer, as its server's clock had it

    def get(self, path: str, **rest: Any) -> Answer:  # noqa: ANN401  (requests' own words)
        """Read something: a lost answer has changed nothing, so it counts as unreached."""
        try:
            return self.ask("GET", path, **rest)
        except Lost as lost:
            raise Unreached(str(lost)) from lost

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **rest: Any) -> Answer:  # noqa: ANN401
        """Ask for something and give its JSON.

        Raises Unreached, Lost (a read time-out, a cut, a 5xx, a success that is no JSON) and Refused (4xx,
        and a redirect, which an API has no reason for).
        """
        import requests  # noqa: PLC0415  (an adapter that is not used costs nothing)

        url = f"{self._base}{path}"
        shown = self._shown or links.shown(url)
        try:
            answer = self._answer(
                self._opened().request(
                    method,
                    url,
                    headers={**self._headers, **(headers or {})},
                    timeout=(CONNECT, READ),
                    allow_redirects=False,
                    stream=True,
                    **rest,
                )
            )
        except (requests.RequestException, ValueError) as error:
            raise _trouble(error, shown) from error
        return _judged(answer, shown, needs_json=self._needs_json)

    def _opened(self) -> "Session":
        import requests  # noqa: PLC0415

        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
            if self._shown:
                _silence()
        return self._session

    def _answer(self, response: "Response") -> Answer:
        content = b""
        for chunk in response.iter_content(65_536):
            content += chunk
            if len(content) > MAX_BYTES:
                break
        response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.date = headers.get("date", self.date)
        said = _json(content)
        text = content[:1_000].decode(errors="replace") if said is None else ""
        return Answer(response.status_code, said, headers, text)


def _silence() -> None:
    """Keep urllib3 from logging: it names each address, also in warnings."""
    import logging  # noqa: PLC0415

    for name in ("urllib3.connectionpool", "urllib3.connection"):
        logging.getLogger(name).disabled = True


def _json(content: bytes) -> Any:  # noqa: ANN401
    try:
        return msgspec.json.decode(content) if content else None
    except (msgspec.DecodeError, RecursionError):
        return None


def _judged(answer: Answer, shown: str, *, needs_json: bool) -> Answer:
    if 200 <= answer.status < 300:
        if answer.body is None and needs_json:
            raise Lost(f"{shown} answered {answer.status} without JSON")
        return answer
    if answer.status >= 500:
        raise Lost(f"{shown} answered {answer.status}")
    raise Refused(answer, _said(answer))


def _said(answer: Answer) -> str:
    """Give the vendor's own words, as the common keys hold them."""
    words = [answer.told(key) for key in ("error_description", "message", "detail", "error", "description")]
    said = next((word for word in words if isinstance(word, str) and word), "")
    return f"{answer.status} {said[:300]}".strip()


def _trouble(error: Exception, shown: str) -> Unreached | Lost:
    """Tell what never left from what may have arrived, by the cause that urllib3 gives.

    Of TLS only a certificate that is refused stands before the request: the rest may spoil the answer.
    """
    import ssl  # noqa: PLC0415

    import requests  # noqa: PLC0415
    from urllib3 import exceptions  # noqa: PLC0415

    never = (exceptions.NewConnectionError, exceptions.ConnectTimeoutError, ssl.SSLCertVerificationError)
    causes = [error, *_causes(error)]
    if isinstance(error, requests.ConnectTimeout) or any(isinstance(cause, never) for cause in causes):
        return Unreached(f"{shown} can't be reached: {type(causes[-1]).__name__}")
    spoilt = any(isinstance(cause, exceptions.InvalidHeader) for cause in causes)  # in the answer
    if isinstance(error, ValueError) and not spoilt:
        return Unreached(f"{shown} is no address, or the credentials hold a character that none may")
    return Lost(f"{shown}: the answer was lost ({type(causes[-1]).__name__})")


def _causes(error: BaseException) -> list[BaseException]:
    """Give what lies behind an error: urllib3 hides its own as argument, reason or cause."""
    found: list[BaseException] = []
    inner: object = error
    while isinstance(inner, BaseException) and len(found) < 10:
        args = [arg for arg in inner.args if isinstance(arg, BaseException)]
        inner = getattr(inner, "reason", None) or (args[0] if args else inner.__cause__)
        if isinstance(inner, BaseException):
            found.append(inner)
    return found
