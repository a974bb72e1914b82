"""`publish keys`: names, never a key, and old links that keep working."""

import json
import threading
from datetime import UTC, datetime

import pytest
from databases import audience_at

from publisher import tokens
from publisher.errors import LockedError
from publisher.store import database

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
READER = "00112233445566778899aabb"
NEXT = "k" * 40


def listed(call, **words):
    done = call("keys", "list", "--json", **words)
    assert done.code == 0, done.err
    return json.loads(done.out)["keys"]


def link(newsroom, given=None):
    """Sign a link as sending does; give it with the key's name in it."""
    with audience_at(newsroom, given, NOW) as audience:
        return tokens.make(audience.keys, "unsubscribe", "readers", READER)


def verifies(newsroom, token, given=None):
    with audience_at(newsroom, given, NOW) as audience:
        return tokens.read(audience.keys, token, NOW) is not None


def test_keys_are_listed_by_name_and_since_and_never_shown(call, newsroom):
    (key,) = listed(call)
    secret = (newsroom / ".publisher/secret").read_text().strip()
    assert len(key["id"]) == 16
    assert datetime.fromisoformat(key["since"]).utcoffset().total_seconds() == 0
    assert key["signs"] is True
    done = call("keys", "list")
    assert done.out == f"{key['id']}  since {key['since']}  signs links\n"
    assert secret not in done.out + done.err


def test_a_new_key_signs_and_the_links_of_before_keep_working(call, newsroom):
    before = link(newsroom)
    made = json.loads(call("keys", "rotate", "--json").out)["id"]
    keys = listed(call)
    assert [key["id"] for key in keys][1] == made
    assert [key["signs"] for key in keys] == [False, True]
    after = link(newsroom)
    assert tokens.key_of(after).hex() == made[:8]
    assert tokens.key_of(before).hex() == keys[0]["id"][:8]
    assert verifies(newsroom, before)
    assert verifies(newsroom, after)


def test_rotating_shows_no_secret_and_keeps_the_file_its_owners(call, newsroom):
    done = call("keys", "rotate")
    path = newsroom / ".publisher/secret"
    secrets = path.read_text().split()
    assert len(secrets) == 2
    assert not [text for text in secrets if text in done.out + done.err]
    assert path.stat().st_mode & 0o777 == 0o600
    assert "links of 1 older still work" in done.out


def test_the_first_key_keeps_finding_readers_after_many_turns(call, newsroom):
    call("subscribers", "add", "mia@dijkstad.test", "--consent", "Ja")
    before = link(newsroom)
    for _ in range(3):
        assert call("keys", "rotate").code == 0
    assert call("subscribers", "show", "mia@dijkstad.test").code == 0
    assert verifies(newsroom, before)
    assert len(listed(call)) == 4


def test_a_secret_of_the_environment_is_turned_there(call, newsroom):
    given = {"PUBLISH_SITE__SECRET": "g" * 40}
    before = link(newsroom, "g" * 40)
    done = call("keys", "rotate", env=given)
    assert done.code == 2
    assert "PUBLISH_SITE__SECRET" in done.err
    assert "g" * 40 not in done.err
    assert not (newsroom / ".publisher/secret").exists()
    both = f"{'g' * 40} {NEXT}"
    assert len(listed(call, env={"PUBLISH_SITE__SECRET": both})) == 2
    assert verifies(newsroom, before, both)
    assert call("keys", "list", env=given).code == 2  # the newer one may not get lost


def test_a_lost_file_is_never_made_again(call, newsroom):
    call("keys", "rotate")
    (newsroom / ".publisher/secret").unlink()
    for command in ("list", "rotate"):
        assert call("keys", command).code == 2
    assert not (newsroom / ".publisher/secret").exists()


def test_two_who_turn_at_once_do_not_lose_a_key(newsroom, ledger_url):
    def turn():
        with audience_at(newsroom, None, NOW, ledger_url) as audience:
            made.append(audience.rotate(NOW))

    def look():
        while len(made) < 4:
            with audience_at(newsroom, None, NOW, ledger_url) as audience:
                counted.append(len(audience.keys.links))

    made, counted = [], []
    with audience_at(newsroom, None, NOW, ledger_url) as audience, database(ledger_url, newsroom) as db:
        first = audience.site_keys()[0][0]
        with db.hold("keys"), pytest.raises(LockedError):
            audience.rotate(NOW)
        threads = [threading.Thread(target=_patiently, args=(turn,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        look()  # who opens the audience meanwhile never takes the older secrets for others
        for thread in threads:
            thread.join()
        assert {name for name, _ in audience.site_keys()} == {first, *made}
    assert len(made) == 4
    assert counted == sorted(counted)
    assert len((newsroom / ".publisher/secret").read_text().split()) == 5


def _patiently(turn):
    while True:
        try:
            return turn()
        except LockedError:
            continue
