"""The dry run of posts: every part of a thread exactly as it would leave, and nothing kept."""

import json

import msgspec
import pytest
from databases import ledger_at
from newsrooms import DAY

from publisher.model import Teaser

EDITION = f"ochtend/{DAY}"
PARTS = ("Zandkerke wint in de slotminuut", "Het stadion bleef nog uren zingen", "Zondag wacht Dijkstad")


@pytest.fixture
def threaded(newsroom, call):
    """An edition whose post on X goes on in further parts."""

    def build(parts):
        assert call("digest", "--date", DAY).code == 0
        with ledger_at(newsroom) as ledger:
            before = ledger.build(EDITION)
            first, *rest = (Teaser(text, len(text), 280, "weighted characters") for text in parts)
            posts = before.posts | {"x": msgspec.structs.replace(first, follows=tuple(rest))}
            ledger.freeze(msgspec.structs.replace(before, posts=posts, hash="f" * 64))
        return call

    return build


def payload(call, channel="x"):
    done = call("send", EDITION, "--channel", channel, "--dry-run", "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)["channels"][channel]["payload"]


def test_a_dry_run_shows_every_part_of_a_thread_in_order(threaded):
    shown = payload(threaded(PARTS))
    heads = [line for line in shown.splitlines() if line.startswith("--")]
    assert heads == ["-- part 1 of 3", "-- part 2 of 3, answers part 1", "-- part 3 of 3, answers part 2"]
    posts = [json.loads(part.partition("\n")[2]) for part in shown.split("\n\n")]
    assert [post["text"] for post in posts] == list(PARTS)


def test_the_parts_are_the_files_that_the_outbox_then_writes(threaded, newsroom):
    call = threaded(PARTS)
    shown = [json.loads(part.partition("\n")[2]) for part in payload(call).split("\n\n")]
    assert call("send", EDITION, "--channel", "x", "--yes").code == 0
    first = next(path for path in (newsroom / "outbox/x").glob("*.json") if path.name.endswith(".0.json"))
    assert json.loads(first.read_bytes()) == shown[0]


def test_a_single_post_is_printed_without_a_heading(threaded):
    call = threaded(PARTS[:1])
    assert json.loads(payload(call))["text"] == PARTS[0]


def test_a_dry_run_of_a_thread_is_printed_for_people_too_and_keeps_nothing(threaded, newsroom):
    call = threaded(PARTS)
    done = call("send", EDITION, "--channel", "x", "--dry-run")
    assert all(text in done.out for text in PARTS)
    assert not (newsroom / "outbox").exists()
    with ledger_at(newsroom) as ledger:
        assert ledger.counts(EDITION) == {}


def test_a_channel_that_the_build_holds_no_post_for_says_so(threaded, newsroom):
    call = threaded(PARTS)
    with ledger_at(newsroom) as ledger:
        before = ledger.build(EDITION)
        ledger.freeze(msgspec.structs.replace(before, posts={}, hash="e" * 64))
    assert payload(call) == "rejected: the build holds no post for this channel"
