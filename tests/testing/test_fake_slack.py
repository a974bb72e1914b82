"""The fake webhook of Slack: strict where the documents are, and loud where they say nothing."""

import pytest
import requests

from publisher.testing.networks.slack import SlackNetwork

TEXT = {"type": "text", "text": "Dag"}
LINK = {"type": "link", "url": "https://kroniek.test/1", "text": "Kop", "style": {"bold": True}}


@pytest.fixture
def network():
    with SlackNetwork() as made:
        yield made


def blocks(*pieces):
    section = {"type": "rich_text_section", "elements": list(pieces)}
    return [{"type": "rich_text", "elements": [section]}]


def post(network, body, path=""):
    answer = requests.post(f"{network.address}{path}", json=body, timeout=10)
    return answer.status_code, answer.text


def test_a_message_is_seen_as_its_block_says_and_told_as_its_text(network):
    assert post(network, {"text": "A &amp; B", "mrkdwn": False, "blocks": blocks(LINK, TEXT)}) == (200, "ok")
    (told,) = network.wall
    assert (told["text"], told["notification"], told["links"]) == ("KopDag", "A & B", {"Kop": LINK["url"]})
    assert (told["formatted"], told["unfurl"]) == (False, False)


def test_a_text_alone_is_read_for_marks(network):
    post(network, {"text": "*Dag*"})
    assert (network.wall[0]["text"], network.wall[0]["formatted"]) == ("*Dag*", True)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "no_text"),
        ({"text": " ", "blocks": blocks(TEXT)}, "no_text"),
        ({"text": "Dag", "blocks": blocks({"type": "text", "text": "a" * 3_001})}, "invalid_blocks"),
        ({"text": "Dag", "blocks": blocks({"type": "text", "text": "&" * 601})}, "invalid_blocks"),
        ({"text": "Dag", "blocks": blocks(TEXT) * 51}, "invalid_blocks"),
    ],
)
def test_what_is_over_a_limit_or_empty_is_refused_in_a_word(network, body, word):
    assert post(network, body) == (400, word)
    assert network.wall == []


def test_another_webhook_and_an_archived_channel_take_nothing(network):
    assert post(network, {"text": "Dag"}, "x") == (404, "no_service")
    network.archived = True
    assert post(network, {"text": "Dag"}) == (410, "channel_is_archived")
    assert network.wall == []


@pytest.mark.parametrize(
    "body",
    [
        ["Dag"],
        {"text": "Dag", "channel": "#nieuws"},
        {"text": "Dag", "attachments": []},
        {"text": "A & B"},
        {"text": "<!here> Dag"},
        {"text": "Dag", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Dag*"}}]},
        {"text": "Dag", "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list"}]}]},
        {"text": "Dag", "blocks": blocks({"type": "broadcast", "range": "here"})},
        {"text": "Dag", "blocks": blocks({**TEXT, "style": {"blink": True}})},
        {"text": "Dag", "blocks": blocks({**TEXT, "text": ""})},
        {"text": "Dag", "blocks": blocks({**LINK, "url": "javascript:x"})},
    ],
)
def test_what_no_document_holds_is_a_fault(network, body):
    post(network, body)
    (fault,) = network.faults
    assert "Traceback" not in fault
    assert network.wall == []
    network.faults.clear()


def test_a_fault_fails_where_the_block_ends():
    with pytest.raises(AssertionError, match="takes POST alone"), SlackNetwork() as network:
        requests.get(network.address, timeout=10)
