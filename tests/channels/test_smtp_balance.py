"""How many connections work: as many as bring more answers, few while we are the ones that hold it back."""

import pytest

from publisher.channels.smtp.balance import LOOK, Balance


class Relay:
    """A server that gives so many answers a second to so many connections, and what they cost us."""

    def __init__(self, most, rate, busy=0.1):
        self.rate, self.busy = rate, busy
        self.now = self.worked = self.answers = 0.0
        self.most_at_work = 0
        self.balance = Balance(most, lambda: (self.now, self.worked))

    def run(self, seconds):
        until = self.now + seconds
        while self.now < until:
            at_work = min(self.balance.active, self.balance._most)
            self.now += LOOK
            self.worked += LOOK * self.busy
            self.answers += LOOK * self.rate(at_work)
            self.most_at_work = max(at_work, self.most_at_work)
            self.balance.look(opened=at_work, answered=int(self.answers))
        return self.balance


def distant(connections):
    return connections / 0.02  # each answer 20 ms away


def slow(_connections):
    return 9_000  # one mail after the other, whoever brings it


@pytest.mark.parametrize("most", [16, 20, 32, 128, 256, 1000])
def test_a_distant_server_gets_as_many_as_may_be_open(most):
    relay = Relay(most, distant)
    assert min(relay.run(2).active, most) == most
    relay.run(30)
    assert min(relay.balance.active, most) == most
    assert relay.balance.few == 0


def test_a_server_that_is_behind_with_its_work_is_not_given_more_than_help():
    relay = Relay(256, slow)
    assert relay.run(0.2).active == 16
    assert relay.most_at_work == 64
    assert relay.balance.few == 2


def test_more_are_tried_again_when_the_server_may_have_become_quicker():
    relay = Relay(256, slow)
    relay.run(0.2)
    relay.rate = distant
    assert relay.run(1).active == 16
    assert relay.run(4).active == 256
    assert relay.balance.few == 0


def test_trials_in_vain_are_rare():
    relay, tried = Relay(256, slow), 0
    for _ in range(1_000):
        tried += relay.run(0.01).active > 16
    assert tried < 50


def test_few_work_while_they_keep_us_busy_and_answers_are_not_waited_for():
    relay = Relay(256, distant)
    relay.run(2)
    relay.busy = 0.9
    balance = relay.run(2)
    assert balance.busy
    assert (balance.active, balance.may_grow, balance.few) == (16, False, 0)


def test_connections_that_are_still_being_opened_are_not_judged():
    relay = Relay(256, distant)
    relay.run(0.5)
    for _ in range(500):
        relay.now += LOOK
        relay.answers += 16 / 0.02 * LOOK
        relay.balance.look(opened=20, answered=int(relay.answers))
    assert relay.balance.active == 256
    assert relay.balance.few == 0


def test_a_call_of_the_exchange_alone_does_not_make_us_busy():
    relay = Relay(256, distant)
    relay.run(2)
    relay.busy = 1.0
    relay.run(0.008)
    relay.busy = 0.1
    relay.run(0.02)
    assert not relay.balance.busy


@pytest.mark.parametrize(("busy", "window", "enough"), [(0.1, 512, 256), (0.9, 512, 480), (0.1, 1, 1)])
def test_the_exchange_is_called_for_half_a_window_or_while_busy_for_all_but_two_messages_each(
    busy, window, enough
):
    relay = Relay(16, distant, busy)
    assert relay.run(1).enough(window) == enough
