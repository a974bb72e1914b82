"""MAIL, RCPT, DATA and the final dot: one message after another, refused where a knob says so."""

from publisher.testing.smtp.behaviour import DROPS, Drop, ruling
from publisher.testing.smtp.body import Body
from publisher.testing.smtp.envelope import Envelope, Path, parse
from publisher.testing.smtp.journal import Message
from publisher.testing.smtp.replies import Answer, Then, say
from publisher.testing.smtp.site import Site

_CUT = Answer((), Then.CUT)
_SYNTAX = say("501 5.5.4 a path stands between angle brackets")
_DEFERRED = say("451 4.2.1 the mailbox is busy, try again later")
_GO_ON = Answer(("354 end with a line that is a dot",), Then.BODY)
_REFUSED = {
    "354": _GO_ON,
    "503": say("503 5.5.1 no valid recipients"),
    "554": say("554 5.5.1 no valid recipients"),
}
_KNOWN = frozenset({"SIZE", "BODY", "SMTPUTF8"})


class Transaction:
    """The messages of one connection; `drop` is where this message's connection goes away, or None."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._envelope: Envelope | None = None
        self._messages = 0
        self.drop: Drop | None = None

    @property
    def open(self) -> bool:
        """Tell whether a sender was accepted and no message followed yet."""
        return self._envelope is not None

    def reset(self) -> None:
        """Forget sender and recipients."""
        self._envelope, self.drop = None, None

    def mail(self, words: str) -> Answer:
        """Answer MAIL."""
        limit = self._site.behaviour.close_after
        if self._envelope:
            self._site.journal.violation("MAIL within a transaction")
            return say("503 5.5.1 nested MAIL")
        if limit is not None and self._messages >= limit:
            return say("421 4.3.2 enough messages on this connection")
        path = parse("FROM", words)
        line = self._refusal(path) if path else None
        if not path or (line and not line.startswith("2")):
            return say(line) if line else _SYNTAX
        self._envelope = Envelope(path.address, utf8="SMTPUTF8" in path.parameters)
        return say(line or "250 2.1.0 ok")

    def rcpt(self, words: str) -> Answer:
        """Answer RCPT."""
        path = parse("TO", words)
        if not self._envelope:
            return say("503 5.5.1 need MAIL first")
        if not path or not path.address:
            return _SYNTAX
        if not path.address.isascii() and not self._envelope.utf8:
            return self._unannounced()
        line = ruling(self._site.behaviour.rules, path.address)
        if not line and self._hit("defer", path.address, self._site.behaviour.defer):
            return _DEFERRED
        if not line or line.startswith("2"):
            self._envelope.recipients.append(path.address)
        return say(line or "250 2.1.5 ok")

    def content(self) -> Answer:
        """Answer DATA, and decide whether this message's connection goes away, and where."""
        if not self._envelope or not self._envelope.recipients:
            return _REFUSED[self._site.behaviour.data_after_refused]
        first, shares = self._envelope.recipients[0], self._site.behaviour.drop
        self.drop = next((where for where in DROPS if self._hit(where, first, shares.get(where, 0))), None)
        return _CUT if self.drop == "envelope" else _GO_ON

    def conclude(self, body: Body) -> Answer:
        """Answer the final dot; the message is noted, as accepted where it is, before the reply is said."""
        envelope, drop = self._envelope, self.drop
        self.reset()
        if not envelope or not envelope.recipients:
            return self._nobody(body)
        self._messages += 1
        message = _message(envelope, body)
        line = self._verdict(message, body)
        accepted = line.startswith("2") and drop != "before-accept"
        self._site.journal.arrived(message, accepted=accepted)
        return _CUT if drop else say(line, message)

    def _nobody(self, body: Body) -> Answer:
        if body.size:
            self._site.journal.violation("content for nobody")
        return say("554 5.5.1 no valid recipients")

    def _verdict(self, message: Message, body: Body) -> str:
        rules, limit = self._site.behaviour.dot_rules, self._site.behaviour.size
        if limit and body.size > limit:
            return "552 5.3.4 the message is too large"
        said = (ruling(rules, recipient) for recipient in message.recipients)
        return next(filter(None, said), "250 2.0.0 ok, it is here")

    def _refusal(self, path: Path) -> str | None:
        behaviour, words = self._site.behaviour, path.parameters
        if words.keys() - _KNOWN or ("SMTPUTF8" in words and not behaviour.smtputf8):
            return "555 5.5.4 a parameter that was not offered"
        if not path.address.isascii() and "SMTPUTF8" not in words:
            return self._unannounced().lines[0]
        size = words.get("SIZE", "0")
        if behaviour.size and size.isdecimal() and int(size) > behaviour.size:
            return "552 5.3.4 the message is too large"
        return ruling(behaviour.mail_rules, path.address)

    def _unannounced(self) -> Answer:
        self._site.journal.violation("an address beyond ASCII without SMTPUTF8")
        return say("553 5.6.7 this address needs SMTPUTF8")

    def _hit(self, fault: str, recipient: str, permille: int) -> bool:
        return self._site.dice.hit(fault, recipient, permille, self._site.behaviour.seed)


def _message(envelope: Envelope, body: Body) -> Message:
    fields = body.fields()
    return Message(
        sender=envelope.sender,
        recipients=tuple(envelope.recipients),
        message_id=fields.get(b"message-id", ""),
        delivery=fields.get(b"x-publisher-delivery", ""),
        data=body.data(),
    )
