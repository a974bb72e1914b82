"""The fake Bot API: strict where the documents are, and loud where they say nothing."""

from datetime import timedelta

import pytest
import requests
from newsrooms import PNG

from publisher.testing.networks.telegram import TelegramNetwork

CHAT = "@kroniek_nieuws"
LINK = {"type": "text_link", "offset": 0, "length": 2, "url": "https://kroniek.test/1"}


@pytest.fixture
def network():
    with TelegramNetwork() as made:
        yield made


def call(network, method, token=None, **asked):
    url = f"{network.url}/bot{token or network.token}/{method}"
    answer = requests.post(url, json=asked, timeout=10)
    return answer.status_code, answer.json()


def photo(network, content, **fields):
    url = f"{network.url}/bot{network.token}/sendPhoto"
    answer = requests.post(url, data={"chat_id": CHAT, **fields}, files={"photo": ("p", content)}, timeout=10)
    return answer.status_code, answer.json()


def test_a_message_is_numbered_dated_and_kept(network):
    status, said = call(network, "sendMessage", chat_id=CHAT, text="👍 Dag", entities=[LINK])
    told = said["result"]
    assert (status, said["ok"], told["message_id"], told["chat"]["id"]) == (200, True, 1, -1001234)
    assert told["date"] == int(network.now.timestamp())
    assert network.wall[1]["entities"] == [LINK]


@pytest.mark.parametrize(
    ("text", "said"), [(" ", "message text is empty"), ("👍" * 2_049, "message is too long")]
)
def test_a_text_over_its_limit_or_empty_is_refused(network, text, said):
    status, answer = call(network, "sendMessage", chat_id=CHAT, text=text)
    assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {said}"})
    assert network.wall == {}


def test_a_photo_is_a_picture_with_a_caption_of_1_024(network):
    assert photo(network, PNG, caption="Dag")[1]["result"]["photo"][0]["file_id"]
    assert photo(network, PNG, caption="a" * 1_025)[1]["description"].endswith("message caption is too long")
    assert photo(network, b"<svg/>")[1]["description"].endswith("IMAGE_PROCESS_FAILED")
    assert photo(network, PNG + bytes(10_000_000))[0] == 413


def test_the_token_the_chat_and_the_bots_place_in_it_are_checked(network):
    assert call(network, "getMe", token="7700:fout")[0] == 401
    assert call(network, "sendMessage", chat_id="@elders", text="Dag")[1]["description"].endswith(
        "chat not found"
    )
    network.member = {"status": "kicked"}
    assert call(network, "sendMessage", chat_id=CHAT, text="Dag")[0] == 403
    assert call(network, "getChatMember", chat_id=CHAT, user_id=7700)[1]["result"]["status"] == "kicked"
    assert call(network, "getChatMember", chat_id=CHAT, user_id=1)[0] == 400
    assert network.wall == {}


def test_changing_needs_a_change_and_deleting_is_for_48_hours(network):
    call(network, "sendMessage", chat_id=CHAT, text="Dag")
    same = call(network, "editMessageText", chat_id=CHAT, message_id=1, text="Dag")
    assert "message is not modified" in same[1]["description"]
    assert call(network, "editMessageText", chat_id=CHAT, message_id=1, text="Dag!")[0] == 200
    network.now += timedelta(hours=47, minutes=59)
    assert call(network, "deleteMessage", chat_id=CHAT, message_id=1)[0] == 200
    gone = call(network, "deleteMessage", chat_id=CHAT, message_id=1)
    assert gone[1]["description"] == "Bad Request: message to delete not found"


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("sendVenue", {}),
        ("sendMessage", {"chat_id": CHAT}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "parse_mode": "HTML"}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "disable_web_page_preview": True}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag "}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "entities": [{**LINK, "length": 9}]}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "entities": [{**LINK, "type": "vet"}]}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "entities": [{**LINK, "url": "ga.Nu"}]}),
        ("sendMessage", {"chat_id": CHAT, "text": "👍 Dag", "entities": [{**LINK, "length": 1}]}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "link_preview_options": {"link": "x"}}),
        ("sendMessage", {"chat_id": CHAT, "text": "Dag", "reply_parameters": {"quote": "x"}}),
    ],
)
def test_what_no_document_holds_fails_where_the_block_ends(method, asked):
    with (
        pytest.raises(
            AssertionError, match=r"no such method|unknown or missing|text:|entities|preview|reply"
        ),
        TelegramNetwork() as network,
    ):
        assert call(network, method, **asked)[0] == 400
    assert network.wall == {}
