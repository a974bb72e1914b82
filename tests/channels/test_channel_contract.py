"""Every kind of channel keeps what a channel keeps: each against the place that it really talks to."""

import json
from contextlib import contextmanager
from functools import partial
from itertools import count

import pytest
from desks import SECRET, running  # noqa: F401  (fixtures)
from mastodons import TOKEN, served  # noqa: F401  (fixtures)
from msgspec.structs import replace
from newsrooms import ROOT
from pds import fresh_account
from pds import served as served_pds
from xs import channel_of, texts
from xs import network as x_network

from publisher.channels import (
    bluesky,
    clipboard,
    discord,
    linkedin,
    mastodon,
    outbox,
    slack,
    smtp,
    telegram,
    threads,
    webhook,
)
from publisher.channels.mastodon.reading import words
from publisher.mac import Keys, LinkKey
from publisher.model import Envelope, Skeleton, Slot
from publisher.ports import Recipient
from publisher.registry import CHANNELS
from publisher.testing.channels import ChannelContract, PostContract, context
from publisher.testing.exchanges import build
from publisher.testing.lossy import Lossy
from publisher.testing.networks.discord import DiscordNetwork, shown
from publisher.testing.networks.linkedin import LinkedInNetwork
from publisher.testing.networks.slack import SlackNetwork
from publisher.testing.networks.telegram import TelegramNetwork
from publisher.testing.networks.threads import ThreadsNetwork
from publisher.testing.smtp import Behaviour, SmtpSink

pds, account, x = served_pds, fresh_account, x_network
CONTEXT = context(ROOT)
NUMBERS = count(1)
NOWHERE = "http://127.0.0.1:1"


def through(url, make, known=lambda url: None):
    """Give a way to open a channel behind a proxy that cuts its next writes; `known` is told its address."""

    @contextmanager
    def opened(cuts):
        with Lossy(url) as proxy:
            known(proxy.url)
            made = make(proxy.url)
            proxy.lose(*cuts)
            yield made

    return opened


class TestBluesky(PostContract):
    @pytest.fixture
    def make(self, account):
        return lambda url: bluesky.create(
            "b", bluesky.Settings(account.handle, url, account.password), CONTEXT
        )

    @pytest.fixture
    def channel(self, make, account):
        return make(account.server.url)

    @pytest.fixture
    def wall(self, account):
        return account.texts

    @pytest.fixture
    def away(self, make):
        return make(NOWHERE)

    @pytest.fixture
    def lossy(self, make, account):
        return through(account.server.url, make)


class TestMastodon(PostContract):
    @pytest.fixture
    def make(self):
        name = f"m{next(NUMBERS)}"  # the tests share one instance: each posts under keys of its own
        return lambda url: mastodon.create(name, mastodon.Settings(url, TOKEN), CONTEXT)

    @pytest.fixture
    def channel(self, make, mastodon):
        return make(mastodon.url)

    @pytest.fixture
    def wall(self, mastodon):
        before = {status["id"] for status in mastodon.wall()}
        return lambda: [words(one["content"]) for one in mastodon.wall() if one["id"] not in before]

    @pytest.fixture
    def away(self, make):
        return make(NOWHERE)

    @pytest.fixture
    def lossy(self, make, mastodon):
        return through(mastodon.url, make)


class TestWebhook(PostContract):
    @pytest.fixture
    def make(self):
        return lambda url: webhook.create("w", webhook.Settings(f"{url}/posts", SECRET), CONTEXT)

    @pytest.fixture
    def channel(self, make, desk):
        return make(desk.url)

    @pytest.fixture
    def wall(self, desk):
        return lambda: [told[0]["text"] for told in desk.taken.values()]

    @pytest.fixture
    def away(self, make):
        return make(NOWHERE)

    @pytest.fixture
    def lossy(self, make, desk):
        return through(desk.url, make)


class TestX(PostContract):
    @pytest.fixture
    def make(self):
        return channel_of

    @pytest.fixture
    def channel(self, make, x):
        return make(x.url)

    @pytest.fixture
    def wall(self, x):
        return lambda: texts(x)

    @pytest.fixture
    def away(self, make):
        return make(NOWHERE)

    @pytest.fixture
    def lossy(self, make, x):
        return through(x.url, make, x.bases.add)


class Chat(PostContract):
    """A chat or an account on a strict fake of its vendor."""

    @pytest.fixture
    def channel(self, make, network):
        return make(network.url)

    @pytest.fixture
    def away(self, make):
        return make(NOWHERE)

    @pytest.fixture
    def lossy(self, make, network):
        return through(network.url, make)


class TestTelegram(Chat):
    @pytest.fixture
    def network(self):
        with TelegramNetwork() as network:
            yield network

    @pytest.fixture
    def make(self):
        settings = partial(telegram.Settings, "@kroniek_nieuws", token=TelegramNetwork.token)
        return lambda url: telegram.create("t", settings(service=url), CONTEXT)

    @pytest.fixture
    def wall(self, network):
        return lambda: [told["text"] for told in network.wall.values()]


class TestThreads(Chat):
    @pytest.fixture
    def network(self):
        with ThreadsNetwork() as network:
            yield network

    @pytest.fixture
    def make(self):
        return lambda url: threads.create("t", threads.Settings(url, ThreadsNetwork.token), CONTEXT)

    @pytest.fixture
    def wall(self, network):
        return lambda: [standing.text for standing in network.wall]


class TestLinkedIn(Chat):
    @pytest.fixture
    def network(self):
        with LinkedInNetwork() as network:
            yield network

    @pytest.fixture
    def make(self, network):
        settings = partial(linkedin.Settings, network.author, login=network.url, token=network.token)
        return lambda url: linkedin.create("l", settings(service=url), CONTEXT)

    @pytest.fixture
    def wall(self, network):
        return lambda: [standing.text for standing in network.wall]


class TestDiscord(Chat):
    @pytest.fixture
    def network(self):
        with DiscordNetwork() as network:
            yield network

    @pytest.fixture
    def make(self, network):
        return lambda url: discord.create("d", discord.Settings(f"{url}{network.path}"), CONTEXT)

    @pytest.fixture
    def wall(self, network):
        return lambda: [shown(told["content"])[0] for told in network.wall.values()]


class TestSlack(Chat):
    @pytest.fixture
    def network(self):
        with SlackNetwork() as network:
            yield network

    @pytest.fixture
    def make(self, network):
        return lambda url: slack.create("s", slack.Settings(f"{url}{network.path}"), CONTEXT)

    @pytest.fixture
    def wall(self, network):
        return lambda: [told["text"] for told in network.wall]


class Folder(ChannelContract):
    """A channel that writes files: a file where its folder should be keeps it away."""

    @pytest.fixture
    def channel(self, tmp_path):
        return self.make(tmp_path, "here")

    @pytest.fixture
    def away(self, tmp_path):
        (tmp_path / "away").write_text("no folder", encoding="utf-8")
        return self.make(tmp_path, "away")


class TestClipboard(Folder):
    def make(self, root, folder):
        return clipboard.create("c", clipboard.Settings(folder), context(root))

    @pytest.fixture
    def wall(self, tmp_path):
        return lambda: [path.read_text(encoding="utf-8") for path in (tmp_path / "here/c").glob("*.txt")]


class TestOutbox(Folder):
    def make(self, root, folder):
        return outbox.create("o", outbox.Settings("x", folder), context(root))

    @pytest.fixture
    def wall(self, tmp_path):
        return lambda: [
            json.loads(path.read_bytes())["text"] for path in (tmp_path / "here/o").glob("*.json")
        ]


class TestSmtp(ChannelContract):
    @pytest.fixture
    def sink(self):
        with SmtpSink(Behaviour(), keep_data=True) as sink:
            yield sink

    def make(self, port):
        settings = smtp.Settings("127.0.0.1", port, "none", connections=2)
        keys = Keys(b"m" * 32, (LinkKey(b"four", b"l" * 32),))
        return smtp.create("s", settings, replace(CONTEXT, keys=keys))

    @pytest.fixture
    def channel(self, sink):
        return self.make(sink.port)

    @pytest.fixture
    def build(self):
        envelope = Envelope(
            "Ochtend <ochtend@blad.internal>",
            "Zandkerke wint",
            "",
            "lezers.blad.internal",
            unsubscribe_url="https://blad.internal/u/{token}",
        )
        skeleton = Skeleton(text=(b"Dag ", Slot("name", "text")), html=(b"<p>Dag</p>",))
        return replace(build("s", "-"), posts={}, envelope=envelope, skeleton=skeleton)

    @pytest.fixture
    def wall(self, sink):
        return lambda: [mail.recipient for mail in sink.accepted]

    @pytest.fixture
    def away(self):
        return self.make(1)

    @pytest.fixture
    def recipient(self):
        return Recipient("ab" * 12, "lezer@dijkstad.internal", list="readers")


def test_every_kind_of_channel_runs_the_suite():
    held = {name.removeprefix("Test").lower() for name in globals() if name.startswith("Test")}
    assert held == set(CHANNELS)
