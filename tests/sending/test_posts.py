"""`publish posts`: what stands is shown, taken down, put right; nothing is posted a second time."""

import json

import pytest
from databases import ledger_at
from newsrooms import append

POSTS = ("--channel", "x", "--channel", "mastodon", "--channel", "bluesky")


@pytest.fixture
def posted(call, newsroom):
    """Send today's posts into the outbox; give a way to look at what lies there."""
    assert call("digest").code == 0
    assert call("send", "--yes", *POSTS).code == 0

    def wall():
        files = sorted((newsroom / "outbox").glob("*/*.json"))
        return {path.parent.name + path.name[path.name.rindex(".", 0, -5) : -5]: told(path) for path in files}

    return wall


def told(path):
    return json.loads(path.read_text(encoding="utf-8"))


def outcomes(done):
    return {post["channel"]: (post["what"], post["outcome"]) for post in json.loads(done.out)["posts"]}


def test_what_stands_is_shown_by_channel(call, posted):
    shown = json.loads(call("posts", "show", "--json").out)
    assert [(post["channel"], post["part"]) for post in shown["posts"]] == [
        ("bluesky", 0),
        ("mastodon", 0),
        ("x", 0),
    ]
    assert sorted(posted()) == ["bluesky.0", "mastodon.0", "x.0"]


def test_posts_are_taken_down_and_never_posted_again(call, posted, newsroom):
    done = call("posts", "delete", "--channel", "x", "--yes", "--json")
    assert (done.code, outcomes(done)) == (0, {"x": ("deleted", "sent")})
    assert sorted(posted()) == ["bluesky.0", "mastodon.0"]
    assert call("send", "--yes", *POSTS).code == 0
    assert sorted(posted()) == ["bluesky.0", "mastodon.0"]
    again = call("posts", "delete", "--channel", "x", "--yes")
    assert (again.code, "no post of it stands anywhere" in again.err) == (2, True)
    with ledger_at(newsroom) as ledger:
        events = ledger.events(json.loads(call("status", "--json").out)["edition"])
    assert [event.kind for event in events][-1] == "deleted"
    assert "deleted by" in call("status").out
    assert " x ochtend" in call("status").out


def test_a_correction_changes_a_post_where_the_network_can_and_answers_it_elsewhere(call, posted):
    before = posted()
    done = call("posts", "correct", "--text", "Zandkerke won met 2-1.", "--yes", "--json")
    assert done.code == 0, done.err
    assert outcomes(done) == {
        "x": ("answered", "sent"),
        "bluesky": ("answered", "sent"),
        "mastodon": ("changed", "sent"),
    }
    after = posted()
    link = before["mastodon.0"]["link"]
    assert after["mastodon.0"]["text"] == f"Zandkerke won met 2-1.\n\n{link}"
    for name in ("x", "bluesky"):
        assert after[f"{name}.0"] == before[f"{name}.0"]
        answer = after[f"{name}.1000"]
        assert answer["text"] == "Rechtzetting: Zandkerke won met 2-1."
        assert answer["reply_to"]
        assert "card" not in answer or answer["card"] is None


def test_the_same_correction_given_twice_stands_once(call, posted):
    for _ in range(2):
        assert call("posts", "correct", "--text", "Het was 2-1.", "--yes").code == 0
    assert sorted(posted()) == ["bluesky.0", "bluesky.1000", "mastodon.0", "x.0", "x.1000"]
    assert call("posts", "correct", "--text", "Of toch 2-2.", "--channel", "x", "--yes").code == 0
    assert posted()["x.1001"]["text"] == "Rechtzetting: Of toch 2-2."
    rows = json.loads(call("status", "--json").out)["channels"]["x"]
    assert (rows["sent"], sum(rows.values())) == (3, 3)


def test_a_correction_that_one_network_would_not_take_changes_none(call, posted):
    before = posted()
    refused = call("posts", "correct", "--text", "a" * 290, "--yes")
    assert refused.code == 2
    assert "--text: too long for" in refused.err
    assert posted() == before
    empty = call("posts", "correct", "--text", " ", "--yes")
    assert (empty.code, "a correction needs words" in empty.err) == (2, True)


def test_nothing_happens_without_a_yes(call, posted):
    before = posted()
    for words in (("delete",), ("correct", "--text", "Het was 2-1.")):
        refused = call("posts", *words)
        assert (refused.code, "(add --yes)" in refused.err) == (2, True)
    assert posted() == before


def test_of_an_edition_that_was_not_posted_nothing_stands(call, newsroom):
    call("digest")
    refused = call("posts", "delete", "--yes")
    assert (refused.code, "no post of it stands anywhere" in refused.err) == (2, True)


def test_a_channel_that_keeps_no_post_says_so_and_the_others_are_done(call, newsroom):
    lines = ['[channels.plakbord]\nkind = "clipboard"', '[channels.x]\nkind = "outbox"\nas = "x"']
    append(newsroom / "config.toml", "\n".join(lines))
    call("digest")
    assert call("send", "--yes").code == 0
    done = call("posts", "delete", "--yes", "--json")
    assert done.code == 6
    assert outcomes(done) == {"plakbord": ("deleted", "rejected"), "x": ("deleted", "sent")}
    assert "takes nothing down for us" in done.out
