"""The fake Threads: strict where the documents are, and loud where they say nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from publisher.testing.networks.threads import ThreadsNetwork

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
DAG = {"media_type": "TEXT", "text": "Dag"}


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def network(clock):
    with ThreadsNetwork(clock) as made:
        yield made


def ask(network, method, path, version="v1.0", token=None, **told):
    told |= {"access_token": token or network.token}
    where = {"data" if method == "POST" else "params": told}
    answer = requests.request(method, f"{network.url}/{version}{path}", timeout=10, **where)
    return answer.status_code, answer.json()


def make(network, **told):
    return ask(network, "POST", "/me/threads", **{**DAG, **told})


def publish(network, name):
    return ask(network, "POST", "/me/threads_publish", creation_id=name)


def publish_twice(network, name):
    return [publish(network, name) for _ in range(2)]


def code(answer):
    return answer[0], answer[1]["error"]["code"], answer[1]["error"].get("error_subcode")


def test_a_container_is_nothing_before_it_is_published(network):
    made = make(network)[1]["id"]
    assert network.wall == []
    name = publish(network, made)[1]["id"]
    assert ask(network, "GET", f"/{made}", fields="status")[1] == {"id": made, "status": "PUBLISHED"}
    shown = ask(network, "GET", f"/{name}", fields="text,permalink,timestamp,media_type")[1]
    assert shown == {
        "id": name,
        "text": "Dag",
        "permalink": f"https://www.threads.com/@de_kroniek/post/{name}",
        "timestamp": "2026-11-24T07:00:01+0000",
        "media_type": "TEXT_POST",
    }


def test_a_container_is_in_progress_fails_and_expires(network, clock):
    network.settling = 1
    made = make(network)[1]["id"]
    assert code(publish(network, made)) == (400, 24, 4_279_009)
    told = [ask(network, "GET", f"/{made}", fields="status,error_message")[1]["status"] for _ in range(2)]
    assert told == ["IN_PROGRESS", "FINISHED"]
    clock.now += timedelta(hours=24)
    assert ask(network, "GET", f"/{made}", fields="status")[1]["status"] == "EXPIRED"
    network.failing = "UNKNOWN"
    failed = ask(network, "GET", f"/{make(network)[1]['id']}", fields="status,error_message")[1]
    assert (failed["status"], failed["error_message"]) == ("ERROR", "UNKNOWN")
    assert code(publish(network, "7")) == (400, 24, 4_279_009)


@pytest.mark.parametrize(
    "told",
    [
        {"text": "a" * 501},
        {"text": "🎉" * 126},
        {"text": ""},
        {"text": " ".join(f"https://a.test/{n}" for n in range(6))},
        {"text": "a.com b.com c.com d.com e.com", "link_attachment": "https://f.com"},
        {"link_attachment": "kroniek.test"},
        {"media_type": "IMAGE", "image_url": "foto.png"},
        {"media_type": "IMAGE", "image_url": "https://a.test/1", "alt_text": "a" * 1_001},
        {"reply_to_id": "7"},
    ],
)
def test_what_is_over_a_limit_is_refused(network, told):
    assert code(make(network, **told))[:2] == (400, 100)
    assert network.containers == {}


def test_token_and_scopes_are_checked_and_told(network):
    assert code(ask(network, "GET", "/me", token="fout", fields="id")) == (400, 190, None)
    told = ask(network, "GET", "/debug_token", input_token=network.token)[1]["data"]
    assert (told["issued_at"], told["expires_at"]) == (
        int((NOW - timedelta(days=13)).timestamp()),
        int((NOW + timedelta(days=47)).timestamp()),
    )
    network.scopes, network.is_tester = {"threads_basic"}, False
    assert code(ask(network, "GET", "/debug_token", input_token=network.token)) == (403, 10, None)
    for method, path in [("POST", "/me/threads_publish"), ("DELETE", "/7")]:
        assert code(ask(network, method, path)) == (403, 10, None)
    assert code(make(network)) == (403, 10, None)
    assert code(ask(network, "GET", "/me/replies", fields="id")) == (403, 10, None)
    network.expires = NOW
    assert code(ask(network, "GET", "/me", fields="id")) == (400, 190, None)


def test_the_days_posts_replies_and_deletions_are_counted_apart(network, clock):
    network.published = [(NOW, False)] * 250
    first = network.stand(text="Een")
    made = make(network)[1]["id"]
    assert code(publish(network, made)) == (403, 4, None)
    quota = ask(network, "GET", "/me/threads_publishing_limit", fields="quota_usage,config")[1]
    assert quota["data"] == [{"quota_usage": 250, "config": {"quota_total": 250, "quota_duration": 86_400}}]
    assert publish(network, make(network, reply_to_id=first.id)[1]["id"])[0] == 200
    network.deletions = [NOW] * 100
    assert code(ask(network, "DELETE", f"/{first.id}")) == (403, 4, None)
    clock.now += timedelta(days=1)
    assert ask(network, "DELETE", f"/{first.id}")[1] == {"success": True, "deleted_id": first.id}
    assert code(ask(network, "DELETE", f"/{first.id}")) == (400, 100, 33)


def test_the_wall_comes_in_pages_newest_first_and_replies_stand_apart(network):
    old = network.stand(NOW - timedelta(days=1), text="Oud")
    for text in ("Een", "Twee", "Drie"):
        network.stand(text=text)
    network.stand(text="Antwoord", reply_to_id=old.id)
    asked = {"fields": "text", "limit": "2", "since": str(int(NOW.timestamp()) - 60)}
    first = ask(network, "GET", "/me/threads", **asked)[1]
    assert [one["text"] for one in first["data"]] == ["Drie", "Twee"]
    more = ask(network, "GET", "/me/threads", **asked, after=first["paging"]["cursors"]["after"])[1]
    assert [one["text"] for one in more["data"]] == ["Een"]
    assert "after" not in more["paging"]["cursors"]
    assert [one["text"] for one in ask(network, "GET", "/me/replies", fields="text")[1]["data"]] == [
        "Antwoord"
    ]
    network.late = 4
    assert ask(network, "GET", "/me/threads", **asked)[1] == {"data": []}


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/me/friends", {}),
        ("PUT", "/me/threads", {}),
        ("GET", "/me/threads", {"fields": "id", "limit": "101"}),
        ("GET", "/me/threads", {"fields": "shares"}),
        ("GET", "/me/threads_publishing_limit", {"fields": "config"}),
        ("GET", "/debug_token", {"input_token": "x"}),
        ("POST", "/me/threads", {**DAG, "auto_publish_text": "true"}),
        ("POST", "/me/threads", {**DAG, "media_type": "VIDEO"}),
        ("POST", "/me/threads", {**DAG, "image_url": "https://a.test/1"}),
        ("POST", "/me/threads", {**DAG, "alt_text": "Een speler"}),
        ("POST", "/me/threads", {**DAG, "text": "Dag "}),
        (
            "POST",
            "/me/threads",
            {"media_type": "IMAGE", "text": "", "image_url": "https://a.b", "link_attachment": "https://a.b"},
        ),
    ],
)
def test_what_no_document_holds_fails_where_the_block_ends(method, path, told):
    with pytest.raises(AssertionError), ThreadsNetwork() as network:
        assert ask(network, method, path, **told)[0] == 400
    assert network.containers == {}


def test_every_request_names_the_version_and_gives_its_parameters_where_they_belong():
    with pytest.raises(AssertionError, match=r"v1\.0"), ThreadsNetwork() as network:
        ask(network, "GET", "/me", version="v2.0", fields="id")
    with pytest.raises(AssertionError, match="a form's"), ThreadsNetwork() as network:
        requests.post(f"{network.url}/v1.0/me/threads?access_token={network.token}", timeout=10)


def test_a_container_that_is_published_twice_fails_where_the_block_ends():
    with pytest.raises(AssertionError, match="a second time"), ThreadsNetwork() as network:
        publish_twice(network, make(network)[1]["id"])
    assert len(network.wall) == 1
