"""The fake webhook of Discord: strict where the documents are, and loud where they say nothing."""

import json

import pytest
import requests
from newsrooms import PNG

from publisher.testing.networks.discord import DiscordNetwork, shown

AGENT = {"User-Agent": "DiscordBot (proef, 1)"}
LINK = "https://kroniek.test/1"


@pytest.fixture
def network():
    with DiscordNetwork() as made:
        yield made


def ask(network, body=None, method="POST", path=None, headers=AGENT, **rest):
    """Ask something of the webhook: by default to post, with wait=true."""
    if path is None:
        path = f"{network.path}?wait=true"
    return requests.request(method, f"{network.url}{path}", json=body, headers=headers, timeout=10, **rest)


def form(network, payload, **files):
    named = {name.replace("_", "[") + "]": file for name, file in files.items()}
    return ask(network, files={"payload_json": (None, json.dumps(payload), "application/json"), **named})


def test_a_message_is_numbered_and_kept_and_names_its_channel(network):
    told = ask(network, {"content": "Dag", "embeds": [{"title": "T", "url": LINK}]}).json()
    assert told["channel_id"] == network.channel
    assert network.wall[told["id"]]["content"] == "Dag"


def test_only_an_allowed_mention_wakes_everyone(network):
    ask(network, {"content": "@everyone Dag"})
    ask(network, {"content": "@everyone Dag", "allowed_mentions": {"parse": []}})
    assert [told["mention_everyone"] for told in network.wall.values()] == [True, False]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, 50_006),
        ({"content": " "}, 400, 50_006),
        ({"content": "a" * 2_001}, 400, 50_035),
        ({"embeds": [{"title": "a" * 257}]}, 400, 50_035),
        ({"embeds": [{"title": "a", "description": "a" * 4_097}]}, 400, 50_035),
        ({"embeds": [{"description": "a" * 3_001}, {"description": "a" * 3_000}]}, 400, 50_035),
        ({"embeds": [{"title": "a"}] * 11}, 400, 50_035),
    ],
)
def test_what_is_over_a_limit_or_empty_is_refused(network, body, status, code):
    said = ask(network, body)
    assert (said.status_code, said.json()["code"], network.wall) == (status, code, {})


def test_a_file_goes_with_its_attachment(network):
    described = {"id": 0, "filename": "f.png", "description": "Een speler."}
    embed = {"title": "T", "url": LINK, "image": {"url": "attachment://f.png"}}
    said = form(network, {"embeds": [embed], "attachments": [described]}, files_0=("f.png", PNG))
    assert network.wall[said.json()["id"]]["files"] == {"f.png": PNG}
    long = {**described, "description": "a" * 1_025}
    assert form(network, {"attachments": [long]}, files_0=("f.png", PNG)).status_code == 400
    large = PNG + bytes(10 * 1_024 * 1_024)
    assert form(network, {"attachments": [described]}, files_0=("f.png", large)).status_code == 413


def test_a_webhook_and_its_messages_are_known_by_their_addresses(network):
    assert ask(network, method="GET", path=network.path).json()["guild_id"] == network.guild
    assert ask(network, {"content": "Dag"}, path=f"{network.path}x?wait=true").json()["code"] == 50_027
    assert ask(network, {"content": "Dag"}, path="/api/webhooks/1/x?wait=true").json()["code"] == 10_015
    number = ask(network, {"content": "Dag"}).json()["id"]
    message = f"{network.path}/messages/{number}"
    assert ask(network, {"content": "Dag!"}, "PATCH", message).json()["content"] == "Dag!"
    assert ask(network, method="DELETE", path=message).status_code == 204
    for method in ("DELETE", "PATCH"):
        assert ask(network, {"content": "Dag"}, method, message).json()["code"] == 10_008


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Dag \\*allen\\*", ("Dag *allen*", False)),
        ("Dag *allen*", ("Dag *allen*", True)),
        ("https://k.test/a_b", ("https://k.test/a_b", False)),
        ("a_b", ("a_b", True)),
        ("<@1>", ("<@1>", True)),
        ("Dag\n- een", ("Dag\n- een", True)),
        ("Dag\n\\- een", ("Dag\n- een", False)),
        ("1. een", ("1. een", True)),
        ("1\\. een", ("1. een", False)),
        ("-# klein", ("-# klein", True)),
        ("\\a", ("\\a", False)),
    ],
)
def test_markdown_is_read_as_discord_reads_it(written, seen):
    assert shown(written) == seen


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"User-Agent": "curl/8"}},
        {"path": ""},
        {"path": "?wait=1"},
        {"path": "/slack"},
        {"method": "PUT"},
        {"body": {"content": "Dag", "text": "x"}},
        {"body": {"content": "Dag", "allowed_mentions": {"everyone": False}}},
        {"body": {"embeds": [{"title": "T", "link": LINK}]}},
        {"body": {"embeds": [{"title": "T", "url": "javascript:x"}]}},
        {"body": {"embeds": [{"title": "T", "image": {"url": "attachment://f.png"}}]}},
        {"body": {"content": "Dag", "attachments": [{"id": 0, "filename": "f.png"}]}},
    ],
)
def test_what_no_document_holds_is_a_fault(network, asked):
    path = network.path + asked.get("path", "?wait=true")
    ask(network, **{"body": {"content": "Dag"}, **asked, "path": path})
    (fault,) = network.faults
    assert "Traceback" not in fault
    assert network.wall == {}
    network.faults.clear()


@pytest.mark.parametrize("name", ["file_0", "files_x"])
def test_a_part_that_no_document_names_fails_too(name):
    with pytest.raises(AssertionError, match="a part is named"), DiscordNetwork() as network:
        form(network, {"content": "Dag"}, **{name: ("f.png", PNG)})
