"""What the account's own statuses prove about a post whose answer was lost."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from mastodons import ACCOUNT, faked  # noqa: F401  (a fixture)
from newsrooms import ROOT

from publisher.channels.mastodon import Settings, create
from publisher.model import Article, Build, Edition, Teaser
from publisher.ports import Context, Recipient

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
OTHER = {
    "id": "9",
    "content": "<p>Iets anders</p>",
    "created_at": "2026-11-24T07:00:00.000Z",
    "url": "https://s/9",
}
LINK = "https://kroniek.test/101?a=1&b=2"


def channel_of(url):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, lambda: NOW)
    return create("mastodon", Settings(url, "t"), context)


@pytest.fixture
def account(fake):
    """Let the fake hold an account, whose statuses `says` gives."""
    fake.says("/api/v1/accounts/verify_credentials", 200, ACCOUNT)
    return lambda page: fake.says("/api/v1/accounts/7/statuses", 200, page)


def prepared(channel, built, text="Dag", link=None):
    """Give the channel's own message for a build of that moment."""
    edition = Edition("ochtend/2099-01-01", "ochtend", date(2099, 1, 1), "nl", "", "", Article("1", "Dag"))
    teaser = Teaser(text, 1, 500, "characters", link=link)
    build = Build("h", edition, (), None, "", "", None, {"mastodon": teaser}, (), (), built)
    (made,) = channel.prepare(build, [Recipient("mastodon", "")])
    return made


def test_a_full_wall_proves_nothing_until_it_reaches_back_to_the_build(fake, account):
    channel, old = channel_of(fake.url), {**OTHER, "created_at": "2026-11-01T07:00:00.000Z"}
    account([OTHER] * 40)
    assert channel.find(prepared(channel, NOW)).outcome == "unknown"
    account([*[OTHER] * 39, old])
    assert channel.find(prepared(channel, NOW)).outcome == "unavailable"
    assert channel.find(prepared(channel, datetime(2026, 11, 1, 6, tzinfo=UTC))).outcome == "unknown"


def test_a_page_that_is_short_is_not_the_last(fake, account):
    channel = channel_of(fake.url)
    account([OTHER] * 3)
    assert channel.find(prepared(channel, NOW)).outcome == "unknown"
    account([])
    assert channel.find(prepared(channel, NOW)).outcome == "unavailable"


def test_the_same_words_from_before_the_build_are_another_post(fake, account):
    channel = channel_of(fake.url)
    account([{**OTHER, "content": "<p>Dag</p>", "created_at": "2026-10-01T07:00:00.000Z"}])
    assert channel.find(prepared(channel, NOW)).outcome == "unavailable"


@pytest.mark.parametrize("page", [{"error": "inside"}, [{"error": "inside"}], "niets", 5, [None]])
def test_a_wall_that_can_not_be_read_proves_nothing(fake, account, page):
    channel = channel_of(fake.url)
    account(page)
    assert channel.find(prepared(channel, NOW)).outcome == "unknown"


def test_a_post_that_an_editor_mended_on_the_wall_is_not_called_absent(fake, account):
    channel = channel_of(fake.url)
    old = {**OTHER, "created_at": "2026-11-01T07:00:00.000Z"}
    account(
        [{**OTHER, "content": '<p>Dag allen <a href="https://kroniek.test/101?a=1&amp;b=2">k</a></p>'}, old]
    )
    found = channel.find(prepared(channel, NOW, f"Dga allen\n\n{LINK}", LINK))
    assert (found.outcome, found.code) == ("unknown", "edited")
    assert OTHER["url"] in found.reason
    ours = {**OTHER, "id": "8", "content": "<p>Dga allen</p><p>https://kroniek.test/101?a=1&amp;b=2</p>"}
    account([{**OTHER, "content": "<p>Kijk! https://kroniek.test/101?a=1&amp;b=2</p>"}, ours])
    assert channel.find(prepared(channel, NOW, f"Dga allen\n\n{LINK}", LINK)).remote_id == "8"


def test_a_post_is_known_in_the_markup_that_mastodon_makes_of_it(fake, account):
    """Links in three spans, tags and mentions, as Mastodon 4 writes them."""
    channel = channel_of(fake.url)
    content = (
        '<p>Cafe\u0301 &amp; <span class="h-card"><a href="https://k.test/@jan" class="u-url mention">'
        "@<span>jan</span></a></span> wint</p><p>&lt;3<br />"
        '<a href="https://kroniek.test/101?a=1&amp;b=2"><span class="invisible">https://</span>'
        '<span class="ellipsis">kroniek.test/10</span><span class="invisible">1?a=1&amp;b=2</span></a> '
        '<a href="https://s/tags/Zandkerke" class="mention hashtag">#<span>Zandkerke</span></a></p>'
    )
    account([OTHER, {**OTHER, "id": "10", "content": content}])
    text = f"Café & @jan@k.test wint\n\n<3\n{LINK} #Zandkerke"
    assert channel.find(prepared(channel, NOW, text, LINK)).remote_id == "10"
