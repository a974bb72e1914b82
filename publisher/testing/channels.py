"""What every channel keeps, as tests: a package with a channel of its own runs them too (docs/channels.md).

class TestBoard(PostContract):
    @pytest.fixture
    def channel(self, board): ...    over an account with nothing on it
    @pytest.fixture
    def wall(self, board): ...       gives the texts that stand there
    @pytest.fixture
    def away(self): ...              over a place that can't be reached
    @pytest.fixture
    def lossy(self, board): ...      the account through a proxy that loses answers (publisher.testing.lossy)

A channel of another payload than posts takes `ChannelContract` and gives a `build` of its own.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import count, product

import pytest

from publisher.errors import ChannelError
from publisher.model import Build, Teaser
from publisher.ports import Channel, Message, Outcome, Post, Receipt, Recipient
from publisher.testing.exchanges import Line, build, context, delivered, prepared
from publisher.testing.lossy import Cut

__all__ = ["ChannelContract", "PostContract", "context"]

Wall = Callable[[], Sequence[str]]
Lossy = Callable[[Sequence[Cut]], AbstractContextManager[Channel]]
_NUMBERS = count(1)  # an account that several tests share shows each text once
_LEFT: tuple[Outcome, ...] = ("unavailable", "unknown", "rejected")


class ChannelContract:
    """The tests. A subclass gives `channel`, `wall` and `away` as fixtures."""

    @pytest.fixture
    def channel(self) -> Channel:
        """Give a channel over a place where nothing stands yet."""
        pytest.fail("give a fixture `channel`")

    @pytest.fixture
    def wall(self) -> Wall:
        """Give a function that gives the texts which stand there."""
        pytest.fail("give a fixture `wall`")

    @pytest.fixture
    def away(self) -> Channel:
        """Give a channel over a place that can't be reached."""
        pytest.fail("give a fixture `away`")

    @pytest.fixture
    def build(self, channel: Channel) -> Build:
        """Give a build with something for this channel."""
        return build(channel.name, f"Zandkerke wint in de slotminuut van match {next(_NUMBERS)}.")

    @pytest.fixture
    def recipient(self, channel: Channel) -> Recipient:
        """Give who gets it: the channel's account."""
        return Recipient(channel.name, "")

    def test_what_will_leave_is_made_without_touching_the_world_and_is_always_the_same(
        self, channel: Channel, build: Build, recipient: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A dry run shows exactly what a sending hands over."""
        with monkeypatch.context() as closed:
            closed.setattr(socket, "socket", _no_socket)
            first, second = prepared(channel, build, recipient), prepared(channel, build, recipient)
        assert first == second
        assert (first.key.edition, first.key.channel) == (build.edition.name, channel.name)

    def test_each_message_gets_one_answer_and_stands_there(
        self, channel: Channel, build: Build, recipient: Recipient, wall: Wall
    ) -> None:
        """Nothing counts as sent before the other side said so."""
        message = prepared(channel, build, recipient)
        (receipt,) = delivered(channel, message)
        assert (receipt.key, receipt.outcome) == (message.key, "sent")
        assert len(wall()) == 1

    def test_with_nothing_to_deliver_nothing_happens(self, channel: Channel, wall: Wall) -> None:
        """A second sending asks the other side for nothing."""
        assert delivered(channel) == []
        assert list(wall()) == []

    def test_what_was_never_sent_is_not_found(
        self, channel: Channel, build: Build, recipient: Recipient
    ) -> None:
        """Absent, if the other side can prove it; else nobody knows."""
        assert channel.find(prepared(channel, build, recipient)).outcome in {"unavailable", "unknown"}

    def test_what_was_sent_is_not_called_absent(
        self, channel: Channel, build: Build, recipient: Recipient
    ) -> None:
        """Who calls it absent sends it twice."""
        message = prepared(channel, build, recipient)
        delivered(channel, message)
        assert channel.find(message).outcome in {"sent", "unknown"}

    def test_a_place_that_cannot_be_reached_loses_nothing(
        self, away: Channel, build: Build, recipient: Recipient
    ) -> None:
        """Each message is handed back, as not arrived, or the channel says that it is at fault."""
        line = Line([prepared(away, _for(build, away), recipient)])
        try:
            away.deliver(line)
        except ChannelError as error:
            fault = error.remedy
        else:
            fault = ""
        outcomes = [one.outcome for one in line.receipts]
        assert outcomes == ["unavailable"] or fault
        assert outcomes in [["unavailable"], ["untouched"]] or line.left

    def test_check_names_the_channel_and_tells_trouble_from_information(
        self, channel: Channel, away: Channel
    ) -> None:
        """`publish doctor` prints it."""
        for finding in [*channel.check(), *away.check()]:
            assert channel.name in finding.where
            assert finding.severity in {"info", "warning", "blocking"}
            assert finding.severity == "info" or finding.remedy


class PostContract(ChannelContract):
    """What a channel of posts keeps besides. A subclass also gives `lossy`."""

    @pytest.fixture
    def lossy(self) -> Lossy:
        """Give a way to open the channel through a proxy that cuts its next writes."""
        pytest.fail("give a fixture `lossy`")

    @pytest.fixture(autouse=True)
    def _short_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from publisher.channels.posting import PostChannel  # noqa: PLC0415

        monkeypatch.setattr(PostChannel, "pause", 0.0)

    def test_its_limits_say_who_counts(self, channel: Channel) -> None:
        """Posts are composed for them."""
        assert channel.limits is not None
        assert channel.limits.limit > 0

    def test_a_build_without_a_post_for_it_is_a_rejected_receipt(self, channel: Channel) -> None:
        """An exception here would come after the row said `sending`."""
        (item,) = channel.prepare(build("another", "Dag."), [Recipient(channel.name, "")])
        assert isinstance(item, Receipt)
        assert (item.outcome, bool(item.reason)) == ("rejected", True)

    def test_a_text_over_its_limit_is_refused_and_never_cut(self, channel: Channel, wall: Wall) -> None:
        """At prepare where the network's rule is known, else by the network."""
        assert channel.limits is not None
        made = build(channel.name, "langer " * channel.limits.limit)
        (item,) = channel.prepare(made, [Recipient(channel.name, "")])
        receipt = item if isinstance(item, Receipt) else delivered(channel, item)[0]
        assert receipt.outcome in _LEFT or any(text.strip() == _text(item) for text in wall())

    def test_signs_that_mean_something_elsewhere_come_out_as_they_went_in(
        self, channel: Channel, wall: Wall
    ) -> None:
        """Markup, mentions, quotes, and text from right to left."""
        text = "Dag *_[]()<b>&amp;~` wint “mooi” שלום 👩‍👩‍👧 {x} | \\ >"
        delivered(channel, prepared(channel, build(channel.name, text)))
        assert [_plain(one) for one in wall()] == [_plain(text)]

    @pytest.mark.parametrize("cuts", [*product(["before", "after"]), *product(["before", "after"], repeat=2)])
    def test_lost_answers_make_no_second_post(
        self, channel: Channel, build: Build, wall: Wall, lossy: Lossy, cuts: Sequence[Cut]
    ) -> None:
        """Whatever was cut, before the commit or behind it: the wall holds one, or none and says so."""
        message = prepared(channel, build)
        with lossy(cuts) as through:
            for _ in range(3):
                (receipt,) = delivered(through, message)
                if receipt.outcome != "unavailable":
                    break
        assert len(wall()) <= 1
        assert receipt.outcome in {"sent", "unknown"}
        assert receipt.outcome == "unknown" or len(wall()) == 1

    def test_what_was_taken_down_is_gone_and_again_is_no_harm(
        self, channel: Channel, build: Build, wall: Wall
    ) -> None:
        """A network that takes nothing down says so."""
        (posted,) = delivered(channel, prepared(channel, build))
        answers = [channel.delete(posted).outcome for _ in range(2)]  # type: ignore[attr-defined]
        assert answers == (["sent"] * 2 if channel.deletes else ["rejected"] * 2)  # type: ignore[attr-defined]
        assert len(wall()) == (0 if channel.deletes else 1)  # type: ignore[attr-defined]

    def test_a_post_is_changed_where_it_stands_or_not_at_all(
        self, channel: Channel, build: Build, wall: Wall
    ) -> None:
        """Never by a second post."""
        message = prepared(channel, build)
        (posted,) = delivered(channel, message)
        other = prepared(channel, _saying(build, channel.name, "Zandkerke wint met 2-1."))
        answer = channel.edit(other, posted)  # type: ignore[attr-defined]
        assert answer.outcome == ("sent" if channel.edits else "rejected")  # type: ignore[attr-defined]
        (stands,) = wall()
        assert ("2-1" in stands) is channel.edits  # type: ignore[attr-defined]

    def test_a_thread_answers_its_first_part_where_the_network_has_threads(
        self, channel: Channel, wall: Wall
    ) -> None:
        """Each part knows the one before."""
        assert channel.limits is not None
        if not channel.limits.threads:
            return
        made = build(channel.name, "Zandkerke wint.", "Dijkstad verlengt.")
        (first,) = delivered(channel, prepared(channel, made))
        reader = Recipient(channel.name, "", part=1, reply_to=first.remote_id, root=first.remote_id)
        answer = prepared(channel, made, reader)
        assert answer.after == first.key
        assert [one.outcome for one in delivered(channel, answer)] == ["sent"]
        assert len(wall()) == 2


def _no_socket(*_: object, **__: object) -> socket.socket:
    raise AssertionError("prepare opened a connection")


def _for(made: Build, channel: Channel) -> Build:
    """Give the build's posts to a channel, whatever its name."""
    if not made.posts:
        return made
    return _with(made, channel.name, next(iter(made.posts.values())))


def _saying(made: Build, name: str, text: str) -> Build:
    return _with(made, name, build(name, text).posts[name])


def _with(made: Build, name: str, post: Teaser) -> Build:
    from msgspec.structs import replace  # noqa: PLC0415

    return replace(made, posts={name: post})


def _text(item: Message | Receipt) -> str:
    payload = item.payload if isinstance(item, Message) else None
    return payload.text.strip() if isinstance(payload, Post) else ""


def _plain(text: str) -> str:
    return "".join(text.split())
