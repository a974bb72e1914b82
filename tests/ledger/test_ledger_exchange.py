"""The exchange of a sending on a real ledger: what can't be made leaves nothing behind, in any thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from test_ledger_builds import BUILD, NOW
from test_ledger_runs import EDITION, lane_with

from publisher import delivery
from publisher.ports import Key, Mail, Message, Receipt

TERMS = delivery.Terms(lambda: NOW, None, lambda: False, lambda _: None)


class Channel:
    """Takes all that the exchange gives; `make` makes one reader's message."""

    name, limits, real, rate = "mail", None, True, None

    def __init__(self, make, *, apart, window=4):
        self._make, self._apart, self.window = make, apart, window
        self.taken = []

    def prepare(self, build, recipients):
        return map(self._make, recipients)

    def deliver(self, exchange):
        with ThreadPoolExecutor(1) as thread:
            call = (lambda receipts: thread.submit(exchange, receipts).result()) if self._apart else exchange
            receipts = []
            while messages := call(receipts):
                self.taken += messages
                receipts = [Receipt(message.key, "sent", "250", "ok") for message in messages]


def message(recipient):
    key = Key(EDITION, "mail", recipient.id)
    return Message(key, Mail("a@krant.internal", recipient.address, (b"text",)))


def rows(db):
    return db.execute("select status, count(*) from delivery group by status order by status").fetchall()


@pytest.mark.parametrize("apart", [False, True])
def test_a_message_that_fails_to_be_made_leaves_every_row_as_it_was(ledger_url, tmp_path, apart):
    def fails_at_the_third(recipient):
        if int(recipient.id, 16) == 3:
            raise ZeroDivisionError
        return message(recipient)

    with lane_with(ledger_url, tmp_path, 9) as (db, ledger, _, lane):
        channel = Channel(fails_at_the_third, apart=apart)
        with pytest.raises(ZeroDivisionError):
            delivery.send(ledger, lane, channel, BUILD, TERMS)
        assert not channel.taken
        assert rows(db) == [("queued", 9)]
        delivery.send(ledger, lane, again := Channel(message, apart=apart), BUILD, TERMS)
        assert len(again.taken) == len({one.key for one in again.taken}) == 9
        assert rows(db) == [("sent", 9)]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("bad", [{2}, {1, 2, 3, 4}, set(range(1, 10))])
def test_who_can_not_be_written_to_is_rejected_and_keeps_nobody_waiting(ledger_url, tmp_path, apart, bad):
    def make(recipient):
        if int(recipient.id, 16) in bad:
            return Receipt(Key(EDITION, "mail", recipient.id), "rejected", "address", "no address")
        return message(recipient)

    with lane_with(ledger_url, tmp_path, 9) as (db, ledger, _, lane):
        channel = Channel(make, apart=apart)
        delivery.send(ledger, lane, channel, BUILD, TERMS)
        assert {int(one.key.recipient, 16) for one in channel.taken} == set(range(1, 10)) - bad
        assert dict(rows(db)) == {
            status: n for status, n in (("rejected", len(bad)), ("sent", 9 - len(bad))) if n
        }
