"""However the server behaves: each message gets one answer, nothing is sent twice, the window is kept."""

from collections import Counter

import pytest

from publisher.channels.smtp import Settings
from publisher.channels.smtp.channel import SmtpChannel
from publisher.ports import Context, Key, Mail, Message
from publisher.testing.smtp import Behaviour, SmtpSink

BODY = (b"Message-ID: <1@krant.test>\r\nSubject: a\r\n\r\n", b"Dag\r\n" * 400, b"tot morgen\r\n")
CASES = {
    "good": Behaviour(),
    "without pipelining": Behaviour(pipelining=False),
    "far": Behaviour(reply_delay=0.01, delay=0.01),
    "slow to take": Behaviour(delay=0.01),
    "far without pipelining": Behaviour(reply_delay=0.002, pipelining=False),
    "byte by byte": Behaviour(split=True),
    "in many lines": Behaviour(multiline=True, reply_delay=0.001),
    "some deferred": Behaviour(defer=200),
    "data after a refusal": Behaviour(defer=200, data_after_refused="354"),
    "421 after a few": Behaviour(close_after=7),
    "lost in the envelope": Behaviour(drop={"envelope": 20}),
    "lost in the text": Behaviour(drop={"body": 15, "after-accept": 15, "before-accept": 10}),
    "some refused": Behaviour(
        rules={"r*5@*": "550 5.1.1 no such user"}, dot_rules={"r*7@*": "552 5.2.2 full"}
    ),
}


class Exchange:
    """Gives each message until it is settled; counts, and holds the channel to its window."""

    is_open = True

    def __init__(self, window, count):
        self.window, self.waiting = window, [message(number) for number in range(count)]
        self.out, self.answers, self.widest = {}, Counter(), 0
        self.by_recipient = {}

    def __call__(self, receipts, *, more=True):
        for receipt in receipts:
            one = self.out.pop(receipt.key)  # KeyError: answered twice, or never asked
            self.answers[receipt.outcome] += 1
            if receipt.outcome == "untouched":
                self.waiting.append(one)
            else:
                self.by_recipient[one.payload.recipient] = receipt.outcome
        given = []
        while more and self.waiting and len(self.out) < self.window:
            one = self.waiting.pop(0)
            self.out[one.key] = one
            given.append(one)
        self.widest = max(self.widest, len(self.out))
        return given


def message(number):
    key = Key("ochtend/2026-11-24", "newsletter", f"{number:024x}")
    return Message(key, Mail("krant@krant.test", f"r{number}@post.test", BODY))


def channel(port, **rest):
    settings = Settings(host="127.0.0.1", port=port, security="none", **rest)
    return SmtpChannel("newsletter", settings, Context(None, None, None))


@pytest.mark.parametrize("rate", [None, "10000/s"])  # with a rate the exchange has a thread of its own
@pytest.mark.parametrize("connections", [1, 3, 24])
@pytest.mark.parametrize("case", CASES)
def test_every_message_is_answered_once_and_none_is_taken_twice(case, connections, rate):
    count = 30 + 15 * connections
    with SmtpSink(CASES[case]) as sink:
        chosen = channel(sink.port, connections=connections, rate=rate, messages_per_connection=20)
        exchange = Exchange(chosen.window, count)
        chosen.deliver(exchange)
        taken = Counter(one.recipient for one in sink.accepted)
        violations = sink.violations
    assert not exchange.out
    assert not exchange.waiting
    assert exchange.widest <= 2 * connections
    assert violations == []
    assert len(exchange.by_recipient) == count
    assert max(taken.values()) == 1
    sent = {who for who, outcome in exchange.by_recipient.items() if outcome == "sent"}
    unknown = {who for who, outcome in exchange.by_recipient.items() if outcome == "unknown"}
    assert sent <= taken.keys() <= sent | unknown
    assert not unknown or "lost" in case


def test_a_distant_server_has_all_connections_at_work_and_a_next_message_behind_each():
    behaviour = Behaviour(reply_delay=0.02, delay=0.02)
    with SmtpSink(behaviour) as sink:
        chosen = channel(sink.port, connections=24)
        exchange = Exchange(chosen.window, 400)
        chosen.deliver(exchange)
        assert sink.connections.peak == 24
    assert exchange.answers == {"sent": 400}
