"""What a server's reply means (RFC 5321 4.2, RFC 3463): judged purely, by stage, code and enhanced code."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from publisher.ports import Outcome

Stage = Literal["MAIL", "RCPT", "DATA", "dot"]
# Codes by which a message goes on; what ends it is judged.
EXPECTED: dict[Stage, tuple[int, ...]] = {"MAIL": (250,), "RCPT": (250, 251, 252), "DATA": (354,)}
_ENHANCED = re.compile(r"\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b")
_OURS = re.compile(r"5\.3\.4|5\.[57]\.\d+|5\.1\.[78]")
_LONGEST = 200  # characters of a server's words that are kept


class Reply(Struct, frozen=True, dict=True):
    """One reply, its lines joined. `enhanced` is the code of RFC 3463, or "" where there is none."""

    code: int
    text: str

    @cached_property
    def enhanced(self) -> str:
        """Give the enhanced status code."""
        found = _ENHANCED.match(self.text)
        return found[1] if found else ""

    @cached_property
    def name(self) -> str:
        """Give the code a reader of a report recognises: the enhanced one, else the three digits."""
        return self.enhanced if self.code >= 400 and self.enhanced else str(self.code)

    @cached_property
    def said(self) -> str:
        """Give the server's words without control characters, cut to 200 characters."""
        text = self.text[:_LONGEST]
        return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)

    def about(self, address: str) -> str:
        """Give the server's words about a reader, without the address: what is kept names nobody."""
        said = self.said
        if self.code < 400 and "@" not in said:
            return said
        return re.sub(re.escape(address), "***", said, flags=re.IGNORECASE)


def grants(replies: Sequence[Reply]) -> bool:
    """Say whether these accept MAIL, RCPT and DATA, so that the text may be sent."""
    if len(replies) != len(EXPECTED):
        return False
    return all(reply.code in codes for reply, codes in zip(replies, EXPECTED.values(), strict=True))


class Judgement(Struct, frozen=True):
    """What a reply makes of a message, and of the connection.

    ours: the fault is in how we send, the edition must stop. slow: send more slowly. rest: leave this
    connection for a while.
    """

    outcome: Outcome
    ours: bool = False
    slow: bool = False
    rest: bool = False


SENT = Judgement("sent")


def judge(stage: Stage, reply: Reply) -> Judgement:
    """Judge the reply that ended a message: the first that refused it, or that to the final dot."""
    if stage == "dot" and 200 <= reply.code < 300:
        return SENT
    if reply.code < 400:
        # What is no refusal, such as 250 to DATA: no SMTP server, or nothing it is sure of.
        return Judgement("unknown" if stage == "dot" else "untouched", ours=True)
    if reply.code < 500:
        return _judge_temporary(reply)
    if stage == "MAIL" or reply.code in {530, 535}:
        return Judgement("untouched", ours=True)  # about the sender: nothing was said of this reader
    content = stage in {"DATA", "dot"} and not reply.enhanced.startswith(("5.1.", "5.2."))
    ours = content or _OURS.fullmatch(reply.enhanced) is not None
    return Judgement("unavailable", ours=True) if ours else Judgement("rejected")


def _judge_temporary(reply: Reply) -> Judgement:
    kind = reply.enhanced[:4]
    if reply.code == 421:
        return Judgement("untouched", rest=True)
    if kind in {"4.3.", "4.4."}:
        return Judgement("unavailable", rest=True)
    if kind == "4.2.":
        return Judgement("unavailable")  # about this mailbox alone
    return Judgement("unavailable", slow=kind == "4.7." or 450 <= reply.code <= 452)
