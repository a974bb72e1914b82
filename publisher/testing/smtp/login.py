"""AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616): a challenge at a time, until it is decided."""

import base64
import binascii

from publisher.testing.smtp.replies import Answer, say

OK = say("235 2.7.0 welcome")
WRONG = say("535 5.7.8 wrong user or password")
_BROKEN = say("501 5.5.2 that is no base64")
_CANCELLED = say("501 5.7.0 cancelled")
_UNKNOWN = say("504 5.5.4 only PLAIN and LOGIN")


class Login:
    """Hear a client's credentials; `over` once there is nothing more to hear."""

    def __init__(self, expected: tuple[str, str]) -> None:
        self._expected, self._heard = expected, list[str]()
        self._mechanism, self.over = "", False

    def start(self, words: str) -> Answer:
        """Hear `MECHANISM [first response]`."""
        mechanism, _, first = words.partition(" ")
        self._mechanism = mechanism.upper()
        if self._mechanism not in {"PLAIN", "LOGIN"}:
            return self._end(_UNKNOWN)
        return self.hear("" if first == "=" else first) if first else self._challenge()

    def hear(self, response: str) -> Answer:
        """Hear one response; what it says appears nowhere."""
        if response == "*":
            return self._end(_CANCELLED)
        try:
            self._heard.append(base64.b64decode(response, validate=True).decode())
        except (binascii.Error, UnicodeDecodeError):
            return self._end(_BROKEN)
        if self._mechanism == "LOGIN" and len(self._heard) < 2:
            return self._challenge()
        return self._end(OK if self._given() == self._expected else WRONG)

    def _challenge(self) -> Answer:
        asked = "" if self._mechanism == "PLAIN" else ("Username:", "Password:")[len(self._heard)]
        return say(f"334 {base64.b64encode(asked.encode()).decode()}")

    def _given(self) -> tuple[str, ...]:
        return tuple(self._heard[0].split("\0")[1:] if self._mechanism == "PLAIN" else self._heard)

    def _end(self, answer: Answer) -> Answer:
        self.over = True
        return answer
