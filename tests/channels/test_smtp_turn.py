"""A turn: what arrived together is heard together, then all that was said is written."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from publisher.channels.smtp import turn as turns
from publisher.channels.smtp.replies import Reply
from publisher.channels.smtp.turn import Turn
from publisher.channels.smtp.wire import Wire


class Transport:
    def __init__(self):
        self.written, self.is_open = [], True

    def get_extra_info(self, _):
        return None

    def writelines(self, pieces):
        self.written.append(b"".join(pieces))

    def abort(self):
        self.is_open = False

    close = abort


class Talk:
    """A wire, what it heard, and what it answers to each group of replies."""

    def __init__(self, turn, told, name):
        self.wire, self.transport, self.heard = Wire(turn), Transport(), []
        self.wire.connection_made(self.transport)
        self.wire.on_replies = self.answer
        self.wire.on_lost = lambda: told.append(f"{name} lost")
        self._told, self._name = told, name

    def answer(self, replies):
        self.heard += replies
        self._told.append(f"{self._name} hears {len(replies)} of {len(self.transport.written)}")
        self.wire.write([b"one, ", b"two"])


def alone(work):
    """Run on a loop of its own, in a thread of its own: a browser of other tests keeps one in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work()).result()


@pytest.fixture
def play():
    """Run a scene on a loop of its own, then two turns."""

    def run(scene):
        told = []

        async def work():
            turn = Turn()
            talks = [Talk(turn, told, name) for name in "ab"]
            scene(*talks)
            for _ in range(4):
                await asyncio.sleep(0)
            return talks

        return told, alone(work)

    return run


def test_all_are_heard_before_anybody_writes(play):
    def scene(a, b):
        a.wire.data_received(b"250 ok\r\n")
        b.wire.data_received(b"250 ok\r\n354 go\r\n")

    told, talks = play(scene)
    assert told == ["a hears 1 of 0", "b hears 2 of 0"]
    assert [talk.transport.written for talk in talks] == [[b"one, two"], [b"one, two"]]


@pytest.mark.parametrize(
    "pieces",
    [
        [b"250-one\r\n250 two\r\n250 ok\r\n354 go\r\n"],
        [b"250-one\r\n250 two\r\n250 ok\r\n354 g", b"o\r\n"],
        [bytes([octet]) for octet in b"250-one\r\n250 two\r\n250 ok\r\n354 go\r\n"],
        [b"250-one\r\n", b"250 two\r\n250 ok\r\n354 go\r\n"],
    ],
)
def test_replies_are_the_same_however_they_arrive(pieces):
    heard = []
    wire = Wire(Turn())
    wire.on_replies = heard.extend

    async def work():
        for piece in pieces:
            wire.data_received(piece)
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    alone(work)
    assert heard == [Reply(250, "250-one\r\n250 two"), Reply(250, "250 ok"), Reply(354, "354 go")]


@pytest.mark.parametrize(
    ("others", "granted"),
    [
        (b"250 a\r\n250 b\r\n354 c\r\n", True),
        (b"250 a\r\n251 b\r\n354 c\r\n", True),
        (b"250 a\r\n252 b\r\n354 c\r\n", True),
        (b"251 a\r\n250 b\r\n354 c\r\n", False),
        (b"250 a\r\n550 b\r\n354 c\r\n", False),
        (b"250 a\r\n250 b\r\n250 c\r\n", False),
        (b"250 a\r\n354 c\r\n", False),
        (b"250 a\r\n250 b\r\n354 c\r\n250 d\r\n", False),
        (b"250 a\r\n250 b\r\n354-c\r\n354 c\r\n", False),
    ],
)
def test_leave_to_send_a_text_is_told_apart_where_somebody_asks_for_it(others, granted):
    heard, leave, asked_nothing = [], [], []
    asks, other = Wire(Turn()), Wire(Turn())
    asks.on_replies, asks.on_granted = heard.extend, lambda first, rest: leave.extend((first, *rest))
    other.on_replies = asked_nothing.extend
    for wire in (asks, other):
        wire._heard = b"451 4.3.0 later\r\n" + others
        wire.hear()
    assert bool(leave) == granted
    assert (leave or heard) == asked_nothing
    assert asked_nothing[0] == Reply(451, "451 4.3.0 later")


@pytest.mark.parametrize(("few", "rests"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_a_turn_in_which_few_spoke_is_followed_by_a_rest_and_an_empty_one_is_not(
    play, monkeypatch, few, rests
):
    rested = []
    monkeypatch.setattr(turns, "sleep", rested.append)

    def scene(a, b):
        a.wire._turn.few = few
        a.wire.data_received(b"250 ok\r\n")
        b.wire.data_received(b"250 ok\r\n")

    _, talks = play(scene)
    assert len(rested) == rests
    assert all(0 < seconds < 0.001 for seconds in rested)
    assert [talk.transport.written for talk in talks] == [[b"one, two"], [b"one, two"]]


def test_a_failure_of_one_keeps_nobody_else_from_being_heard(play):
    def scene(a, b):
        a.wire.on_replies = lambda _: 1 / 0
        a.wire.data_received(b"250 ok\r\n")
        b.wire.data_received(b"250 ok\r\n")

    told, talks = play(scene)
    assert told == ["b hears 1 of 0"]
    assert talks[1].transport.written == [b"one, two"]


def test_what_arrived_before_the_end_is_heard_before_it(play):
    def scene(a, _):
        a.wire.data_received(b"250 ok\r\n")
        a.wire.connection_lost(None)

    told, talks = play(scene)
    assert told == ["a hears 1 of 0", "a lost"]
    assert not talks[0].transport.written


def test_who_is_given_up_neither_hears_nor_says_more(play):
    def scene(a, _):
        a.wire.write([b"DATA"])
        a.wire.data_received(b"354 go\r\n")
        a.wire.abort()

    told, talks = play(scene)
    assert not told
    assert not talks[0].transport.written
    assert not talks[0].transport.is_open


def test_what_was_said_is_written_before_a_close(play):
    def scene(a, _):
        a.wire.write([b"QUIT"])
        a.wire.close()

    _, talks = play(scene)
    assert talks[0].transport.written == [b"QUIT"]


def test_who_was_idle_for_long_is_not_silent_when_it_speaks(play):
    since = []

    def scene(a, _):
        a.wire._turn.now = a.wire.since = -1000.0
        a.wire.write([b"MAIL"])
        since.append(a.wire.since)

    before = monotonic()
    play(scene)
    assert since[0] >= before
