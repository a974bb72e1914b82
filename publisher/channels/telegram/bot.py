"""A bot's methods: called, and their answers read. The token is part of every address, so none is shown."""

from typing import Any

from msgspec.structs import replace

from publisher.channels.posting import Answer, Lost, Refused, Unreached, Web
from publisher.channels.posting.waits import as_header


class Bot:
    """One bot at one service."""

    def __init__(self, service: str, token: str) -> None:
        self._web = Web(f"{service.rstrip('/')}/bot{token}", shown=service)
        self._token = token

    def call(self, method: str, **rest: Any) -> Answer:  # noqa: ANN401  (requests' own words)
        """Call a method. Raises as Web.ask does; `ok` says what became of it."""
        try:
            answer = self._web.ask("POST", f"/{method}", **rest)
        except Refused as refused:
            raise self._told(refused.answer, str(refused)) from None
        if answer.told("ok") is True:
            return answer
        status = answer.told("error_code")
        if not isinstance(status, int) or not 400 <= status < 500:
            raise Lost(f"{method} was answered without ok")
        raise self._told(replace(answer, status=status), f"{status} {answer.told('description')}")

    def read(self, method: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON)
        """Ask for something that changes nothing. Raises Unreached, Refused."""
        try:
            found = self.call(method, json=asked).told("result")
        except Lost as lost:
            raise Unreached(str(lost)) from lost
        if not isinstance(found, dict):
            raise Unreached(f"{method} was answered without what it asked for")
        return found

    def _told(self, answer: Answer, reason: str) -> Refused:
        """Give the refusal, with the wait that the body names where the base looks for it.

        A machine in between may name the address that it does not know.
        """
        wait = as_header(answer.told("parameters", "retry_after"))
        said = reason.replace(self._token, "…")
        return Refused(replace(answer, headers={**answer.headers, **wait}), said)


def may_post(chat: dict[str, Any], member: dict[str, Any]) -> bool:
    """Say what getChat and getChatMember say: in a channel administrators post, in a group also members."""
    kind, status = chat.get("type"), member.get("status")
    if status == "administrator" and kind == "channel":
        return member.get("can_post_messages") is True
    if status == "restricted":
        return member.get("can_send_messages") is True
    if status == "member":
        rights = chat.get("permissions") or {}
        return kind != "channel" and rights.get("can_send_messages") is not False
    return status in {"administrator", "creator"}
