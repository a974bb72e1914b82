"""Threads: the lead, then recent articles, each an answer to the one before; parts are rows."""

import json

import pytest
from newsrooms import append, edit
from pds import fresh_account, served

pds, account = served, fresh_account


@pytest.fixture
def threaded(newsroom):
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\nthread = 2')
    return newsroom


def rows(call, channel):
    told = json.loads(call("status", "--json").out)["channels"][channel]
    return {status: count for status, count in told.items() if count}


def test_the_recent_articles_follow_the_lead(call, threaded):
    assert call("digest").code == 0
    posts = json.loads(next((threaded / "editions").glob("*/*/posts.json")).read_bytes())
    first, second = posts["mastodon"]["follows"]
    assert first["text"].startswith("Dijkstad verlengt met keeper\n\n")
    assert first["link"] == "https://ochtendblad.internal/kort/201?utm_source=ochtendblad&utm_medium=social"
    assert first["text"].endswith(first["link"])
    assert second["text"].startswith("Dijkstad zoekt nog een spits\n\n")
    card = posts["bluesky"]["follows"][0]["card"]
    assert (card["url"], card.get("image")) == (first["link"], None)


def test_one_word_in_a_later_part_is_another_build(call, threaded):
    before = json.loads(call("digest", "--json").out)["hash"]
    edit(threaded / "articles/kort.json", "De trainer wil diepgang.", "De trainer wil snelheid.")
    edit(threaded / "campaigns/ochtend.toml", "[utm]", "[digest]\nrecent = 1\n\n[utm]")
    edit(threaded / "campaigns/ochtend.toml", "recent = 1", "recent = 25")
    assert json.loads(call("digest", "--refresh", "--json").out)["hash"] != before


def test_each_part_is_a_row_and_answers_the_one_before(call, threaded):
    call("digest")
    assert call("send", "--yes", "--channel", "bluesky").code == 0
    assert rows(call, "bluesky") == {"sent": 3}
    files = sorted((threaded / "outbox/bluesky").glob("*.json"))
    told = [json.loads(path.read_bytes()) for path in files]
    assert [post.get("reply_to") for post in told] == [None, files[0].name, files[1].name]
    assert [post.get("root") for post in told] == [None, files[0].name, files[0].name]
    assert call("send", "--yes", "--channel", "bluesky").code == 0
    assert len(list((threaded / "outbox/bluesky").glob("*.json"))) == 3


def test_a_dry_run_shows_every_part(call, threaded):
    call("digest")
    shown = call("send", "--dry-run", "--channel", "bluesky").out
    assert "part 3 of 3" in shown
    assert "Dijkstad zoekt nog een spits" in shown


def test_a_thread_stands_on_a_real_wall_and_is_taken_down_whole(call, threaded, account):
    append(
        threaded / "config.toml",
        f'[channels.muur]\nkind = "bluesky"\nhandle = "{account.handle}"\nservice = "{account.server.url}"',
    )
    env = {"PUBLISH_CHANNELS__MUUR__PASSWORD": account.password}
    assert call("digest", env=env).code == 0
    done = call("send", "--yes", "--new-ledger", env=env)
    assert done.code == 0, done.err
    wall = {post["uri"]: post["value"] for post in account.wall()}
    answers = {uri: value["reply"]["parent"]["uri"] for uri, value in wall.items() if "reply" in value}
    (root,) = set(wall) - set(answers)
    (second,) = [uri for uri, parent in answers.items() if parent == root]
    (third,) = [uri for uri, parent in answers.items() if parent == second]
    assert [wall[uri]["text"].partition("\n")[0] for uri in (root, second, third)] == [
        "Zandkerke wint in de slotminuut van Polderdam",
        "Dijkstad verlengt met keeper",
        "Dijkstad zoekt nog een spits",
    ]
    done = call("posts", "delete", "--yes", "--json", env=env)
    assert [post["part"] for post in json.loads(done.out)["posts"]] == [2, 1, 0]
    assert account.wall() == []
