"""One article is posted once on an account, whatever edition or campaign tells it."""

import json

import pytest
from newsrooms import DAY, edit


@pytest.fixture
def two(newsroom, call):
    """Give a second campaign over the same articles and the same channels."""
    avond = newsroom / "campaigns/avond.toml"
    avond.write_text((newsroom / "campaigns/ochtend.toml").read_text(encoding="utf-8"), encoding="utf-8")
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\ndefault = true')
    return call


def posts(newsroom, channel="bluesky"):
    return len(list((newsroom / "outbox" / channel).glob("*.json")))


def sent(call, edition):
    done = call("send", edition, "--channel", "bluesky", "--channel", "x", "--yes", "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)["channels"]


def test_a_second_campaign_does_not_post_the_same_lead_again(two, newsroom):
    for campaign in ("ochtend", "avond"):
        assert two("digest", campaign, "--date", DAY).code == 0
    assert sent(two, f"ochtend/{DAY}")["bluesky"]["sent"] == 1
    rows = sent(two, f"avond/{DAY}")
    assert {name: channel["skipped"] for name, channel in rows.items()} == {"bluesky": 1, "x": 1}
    assert posts(newsroom) == 1
    assert "1 skipped already posted" in two("status", f"avond/{DAY}").out


def test_another_lead_is_posted(two, newsroom):
    assert two("digest", "ochtend", "--date", DAY).code == 0
    assert two("digest", "avond", "--date", DAY, "--lead", "201").code == 0
    sent(two, f"ochtend/{DAY}")
    assert sent(two, f"avond/{DAY}")["bluesky"]["sent"] == 1
    assert posts(newsroom) == 2


def test_what_was_only_in_a_list_was_not_posted(two, newsroom):
    assert two("digest", "ochtend", "--date", DAY, "--lead", "201").code == 0
    sent(two, f"ochtend/{DAY}")
    assert two("digest", "avond", "--date", DAY).code == 0
    assert sent(two, f"avond/{DAY}")["bluesky"]["sent"] == 1
