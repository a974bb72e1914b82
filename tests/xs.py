"""An X account on loopback for tests of its channel: the fake, and a channel that speaks to it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, ROOT

from publisher.channels.x import Settings, create
from publisher.model import Article, Build, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Recipient, utc_now
from publisher.testing.networks.x import KEYS, XNetwork

SECRETS = (KEYS.api_key, KEYS.api_secret, KEYS.access_token, KEYS.access_secret)
LINK = "https://dijkstadkroniek.nl/101?a=1&b=2"
PICTURE = Media("ab" * 32, "image/png", PNG, "Een speler juicht.", "foto.png")


@pytest.fixture(name="x")
def network():
    with XNetwork() as opened:
        yield opened


def channel_of(url, clock=utc_now, **settings):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, clock)
    names = ("api_key", "api_secret", "access_token", "access_secret")
    keys = dict(zip(names, SECRETS, strict=True))
    return create("x", Settings(service=url, **(keys | settings)), context)


def message(text, name=None, **parts):
    return Message(Key("ochtend/2026-11-24", "x", name or text), Post(text, language="nl", **parts))


def delivered(channel, *messages):
    line = Line(messages)
    channel.deliver(line)
    return line.receipts[0] if len(messages) == 1 else line.receipts


def texts(network):
    return [standing.text for standing in network.wall]


def built(teaser, media=(), at=None):
    """Give a build that holds one post for X."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    moment = at or datetime.now(UTC)
    return Build("h", edition, (), None, "", "", None, {"x": teaser}, tuple(media), (), moment)


def prepared(channel, text, at=None, media=(), link=None, follows=(), part=0, **recipient):
    """Give what the channel makes of a build: a message, or why there is none."""
    teaser = Teaser(text, 1, 280, "weighted characters", link=link, follows=tuple(follows))
    (made,) = channel.prepare(built(teaser, media, at), [Recipient("x", "", part=part, **recipient)])
    return made
