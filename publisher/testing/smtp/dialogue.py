"""What the sink answers to each line: decisions only, no connection.

RFC 5321, with the replies that Postfix has. A connection begins a new Dialogue when it becomes encrypted,
because nothing said before counts (RFC 3207 section 4.2).
"""

from collections.abc import Callable, Mapping

from publisher.testing.smtp.body import Body
from publisher.testing.smtp.login import OK, Login
from publisher.testing.smtp.replies import NAME, Answer, Then, extensions, say
from publisher.testing.smtp.site import Site
from publisher.testing.smtp.transaction import Transaction

_MAIL = frozenset({"MAIL", "RCPT", "DATA"})


class Dialogue:
    """One client's conversation; `verb` is what was answered last."""

    def __init__(self, site: Site, *, encrypted: bool) -> None:
        self._site, self._encrypted = site, encrypted
        self._greeted = self._authenticated = False
        self._login: Login | None = None
        self.transaction = Transaction(site)
        self.verb = ""

    def answer(self, line: str) -> Answer:
        """Answer one line, without its CRLF."""
        if self._login:
            return self._heard(self._login, self._login.hear(line))
        verb, _, words = line.partition(" ")
        self.verb = verb.upper() if verb.upper() in _VERBS else "an unknown command"
        if self._site.behaviour.nonsense:
            return Answer(("250 ok",), Then.CLOSE if self.verb == "QUIT" else Then.GO_ON)
        too_early = self._too_early() if self.verb in _MAIL else None
        return too_early or _VERBS.get(self.verb, Dialogue._unknown)(self, words)

    def conclude(self, body: Body) -> Answer:
        """Answer the final dot."""
        self.verb = "the final dot"
        return self.transaction.conclude(body)

    def _too_early(self) -> Answer | None:
        if not self._greeted:
            self._site.journal.violation(f"{self.verb} before EHLO")
            return say("503 5.5.1 say EHLO first")
        if self._site.behaviour.auth and not self._authenticated:
            return say("530 5.7.0 authentication required")
        return None

    def _ehlo(self, words: str) -> Answer:
        return self._greet(words, extensions(self._site.behaviour, encrypted=self._encrypted))

    def _helo(self, words: str) -> Answer:
        return self._greet(words, (f"250 {NAME}",))

    def _greet(self, words: str, lines: tuple[str, ...]) -> Answer:
        if not words.strip():
            return say("501 5.5.4 say who you are")
        self._greeted = True
        self.transaction.reset()
        return Answer(lines)

    def _starttls(self, words: str) -> Answer:
        if words:
            return say("501 5.5.4 no parameters are allowed")
        if self._encrypted or not self._site.behaviour.starttls:
            return say("503 5.5.1 TLS is not on offer")
        return Answer(("220 2.0.0 ready to start TLS",), Then.ENCRYPT)

    def _auth(self, words: str) -> Answer:
        expected = self._site.behaviour.auth
        if not self._encrypted:
            self._site.journal.violation("AUTH without TLS")
            return say("538 5.7.11 encryption required")
        if not expected or self._authenticated or self.transaction.open:
            return say("503 5.5.1 AUTH is not possible here")
        self._login = Login(expected)
        return self._heard(self._login, self._login.start(words))

    def _heard(self, login: Login, answer: Answer) -> Answer:
        self._login = None if login.over else login
        self._authenticated = answer is OK
        return answer

    def _mail(self, words: str) -> Answer:
        return self.transaction.mail(words)

    def _rcpt(self, words: str) -> Answer:
        return self.transaction.rcpt(words)

    def _data(self, words: str) -> Answer:
        return self.transaction.content() if not words else say("501 5.5.4 DATA takes no words")

    def _rset(self, _: str) -> Answer:
        self.transaction.reset()
        return say("250 2.0.0 ok")

    def _noop(self, _: str) -> Answer:
        return say("250 2.0.0 ok")

    def _vrfy(self, _: str) -> Answer:
        return say("252 2.5.0 send some mail and see")

    def _quit(self, _: str) -> Answer:
        return Answer(("221 2.0.0 bye",), Then.CLOSE)

    def _unknown(self, _: str) -> Answer:
        return say("500 5.5.2 no such command here")


_VERBS: Mapping[str, Callable[[Dialogue, str], Answer]] = {
    "EHLO": Dialogue._ehlo,
    "HELO": Dialogue._helo,
    "STARTTLS": Dialogue._starttls,
    "AUTH": Dialogue._auth,
    "MAIL": Dialogue._mail,
    "RCPT": Dialogue._rcpt,
    "DATA": Dialogue._data,
    "RSET": Dialogue._rset,
    "NOOP": Dialogue._noop,
    "VRFY": Dialogue._vrfy,
    "QUIT": Dialogue._quit,
}
