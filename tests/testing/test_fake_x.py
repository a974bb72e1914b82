"""The fake of X: strict about signatures and requests, and like X in what it gives back."""

import json
from datetime import timedelta

import pytest
import requests
from newsrooms import PNG
from requests_oauthlib import OAuth1

from publisher.ports import utc_now
from publisher.testing.networks import forms, oauth
from publisher.testing.networks.serving import Network, Reply, Request, Undocumented
from publisher.testing.networks.x import ACCOUNT, KEYS, XNetwork

WALL = f"/2/users/{ACCOUNT['id']}/tweets"
SIGNED = OAuth1(KEYS.api_key, KEYS.api_secret, KEYS.access_token, KEYS.access_secret)


@pytest.fixture
def x():
    with XNetwork() as opened:
        yield opened


def ask(network, method, path, auth=SIGNED, **rest):
    return requests.request(method, f"{network.url}{path}", auth=auth, timeout=10, **rest)


def post(network, text, **rest):
    return ask(network, "POST", "/2/tweets", json={"text": text, **rest})


def wall(network, **params):
    return ask(network, "GET", WALL, params={"tweet.fields": "entities,referenced_tweets", **params}).json()


def test_the_example_of_x_s_own_page_has_its_signature():
    """docs.x.com, Creating a signature and Authorizing a request: keys and signature as printed there."""
    keys = oauth.Keys(
        "xvz1evFS4wEEPTGEFPHBog",
        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    told = {
        "oauth_consumer_key": keys.api_key,
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": keys.access_token,
        "oauth_version": "1.0",
    }
    body = b"status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"
    request = Request(
        "POST",
        "https://api.x.com/1.1/statuses/update.json?include_entities=true",
        {"content-type": "application/x-www-form-urlencoded"},
        body,
    )
    assert oauth.signature(request, "https://api.x.com", told, keys) == "Ls93hJiZbQ3akF3HF3x1Bz8/zU4="


@pytest.mark.parametrize(
    "auth",
    [
        None,
        ("gebruiker", "woord"),
        OAuth1("other", KEYS.api_secret, KEYS.access_token, KEYS.access_secret),
        OAuth1(KEYS.api_key, "other", KEYS.access_token, KEYS.access_secret),
        OAuth1(KEYS.api_key, KEYS.api_secret, "other", KEYS.access_secret),
        OAuth1(KEYS.api_key, KEYS.api_secret, KEYS.access_token, "other"),
        OAuth1(KEYS.api_key, KEYS.api_secret, KEYS.access_token, KEYS.access_secret, timestamp="1318622958"),
        OAuth1(
            KEYS.api_key,
            KEYS.api_secret,
            KEYS.access_token,
            KEYS.access_secret,
            signature_method="PLAINTEXT",
        ),
    ],
)
def test_who_does_not_sign_as_the_account_is_not_let_in(x, auth):
    answer = ask(x, "POST", "/2/tweets", auth, json={"text": "Dag"})
    assert (answer.status_code, answer.json()["title"], x.wall) == (401, "Unauthorized", [])


def test_a_request_that_comes_twice_is_refused(x):
    signed = OAuth1(
        KEYS.api_key, KEYS.api_secret, KEYS.access_token, KEYS.access_secret, nonce="steeds-dezelfde-noemer"
    )
    assert [ask(x, "GET", "/2/users/me", signed).status_code for _ in range(2)] == [200, 401]


def test_a_query_and_a_form_are_signed_too(x):
    signed = requests.Request("GET", f"{x.url}{WALL}", params={"max_results": "5"}, auth=SIGNED).prepare()
    signed.url = signed.url.replace("=5", "=9")
    with requests.Session() as session:
        assert session.send(signed, timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "rest"),
    [
        ("GET", "/2/tweets", {}),
        ("POST", "/1.1/statuses/update.json", {}),
        ("PUT", "/2/tweets/12", {}),
        ("POST", "/2/tweets", {"data": b"text=Dag"}),
        ("POST", "/2/tweets", {"json": ["Dag"]}),
        ("POST", "/2/tweets", {"json": {"text": "Dag", "status": "Dag"}}),
        ("POST", "/2/tweets", {"json": {"text": "Dag", "reply": {"to": "1"}}}),
        ("POST", "/2/tweets", {"json": {"text": "Dag", "media": {"media_ids": [1]}}}),
        ("GET", "/2/users/me?fields=all", {}),
        ("GET", f"{WALL}?max_results=4", {}),
        ("GET", f"{WALL}?max_results=101", {}),
        ("GET", f"{WALL}?since=gisteren", {}),
        ("GET", f"{WALL}?exclude=likes", {}),
        ("GET", f"{WALL}?tweet.fields=everything", {}),
        ("GET", "/2/users/1/tweets", {}),
        ("POST", "/2/media/upload", {"data": {"media_category": "tweet_image"}}),
        ("POST", "/2/media/upload", {"files": {"media": PNG}, "data": {"media_category": "tweet_gif"}}),
        ("POST", "/2/media/upload", {"files": {"media": PNG}, "data": {"command": "INIT"}}),
        ("POST", "/2/media/metadata", {"json": {"id": "1", "alt": "x"}}),
    ],
)
def test_what_no_document_holds_is_a_fault_of_the_one_who_asked_it(method, path, rest):
    with XNetwork() as network:
        assert ask(network, method, path, **rest).status_code == 400
        (fault,) = network.faults
        network.faults = []
    assert fault


def test_the_block_ends_in_what_was_wrong():
    with pytest.raises(AssertionError, match=r"GET /2/tweets: X has no such request"), XNetwork() as network:
        ask(network, "GET", "/2/tweets")


def test_a_fault_of_the_fake_s_own_fails_the_test_too():
    class Broken(Network):
        def answer(self, request):
            raise ZeroDivisionError

    with pytest.raises(AssertionError, match="ZeroDivisionError"), Broken() as network:
        assert requests.get(network.url, timeout=10).status_code == 500


def test_what_goes_wrong_in_the_block_itself_is_not_hidden():
    network = XNetwork()
    with pytest.raises(KeyError), network:
        {}[ask(network, "GET", "/nergens").status_code]
    assert network.faults


def test_answers_that_were_told_come_first_and_once(x):
    x.tell("POST /2/tweets", Reply(503, b"<html>"), Reply(200, {"errors": []}, {"X-A": "b"}))
    first, second, third = (post(x, "Dag") for _ in range(3))
    assert (first.status_code, first.content) == (503, b"<html>")
    assert (second.json(), second.headers["x-a"]) == ({"errors": []}, "b")
    assert (third.status_code, len(x.wall)) == (201, 1)


def test_a_text_of_280_weighted_characters_is_taken_and_one_more_is_not(x):
    assert post(x, "é" * 280).status_code == 201
    assert post(x, "é" * 281).status_code == 400
    assert post(x, "€" * 141).json()["errors"][0]["message"]
    assert post(x, "").status_code == 400


def test_the_same_text_is_refused_until_it_is_gone(x):
    name = post(x, "Café").json()["data"]["id"]
    again = post(x, "Cafe\u0301")
    assert (again.status_code, again.json()["type"]) == (403, "about:blank")
    assert again.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    assert ask(x, "DELETE", f"/2/tweets/{name}").json() == {"data": {"deleted": True}}
    assert ask(x, "DELETE", f"/2/tweets/{name}").status_code == 404
    assert post(x, "Café").status_code == 201


def test_an_answer_needs_the_post_that_it_answers(x):
    assert post(x, "Nee", reply={"in_reply_to_tweet_id": "5"}).status_code == 403
    name = post(x, "Eerst").json()["data"]["id"]
    assert post(x, "Dan", reply={"in_reply_to_tweet_id": name}).status_code == 201
    assert wall(x)["data"][0]["referenced_tweets"] == [{"type": "replied_to", "id": name}]


def test_pictures_are_kept_with_their_words(x):
    big = PNG + bytes(range(256)) * 400
    form = {"files": {"media": ("p", big, "image/png")}, "data": {"media_category": "tweet_image"}}
    name = ask(x, "POST", "/2/media/upload", **form).json()["data"]["id"]
    alt = {"id": name, "metadata": {"alt_text": {"text": "Een speler"}}}
    assert ask(x, "POST", "/2/media/metadata", json=alt).json()["data"]["id"] == name
    assert post(x, "Kijk", media={"media_ids": [name]}).status_code == 201
    assert [(one.size, one.alt) for one in x.wall[0].pictures] == [(len(big), "Een speler")]
    assert post(x, "Niets", media={"media_ids": ["12"]}).status_code == 400
    alt["metadata"]["alt_text"]["text"] = "x" * 1001
    assert ask(x, "POST", "/2/media/metadata", json=alt).status_code == 400


@pytest.mark.parametrize("content", [b"%PDF-1.7", PNG + bytes(5_000_000)], ids=["a document", "too large"])
def test_what_is_no_picture_of_five_megabytes_is_refused(x, content):
    form = {"files": {"media": ("p", content)}, "data": {"media_category": "tweet_image"}}
    assert ask(x, "POST", "/2/media/upload", **form).status_code == 400


@pytest.mark.parametrize("content", [b"\r\n\r\n\r", b"--rand\n\r\n--", bytes(range(256)) * 9, b""])
def test_an_upload_is_read_byte_for_byte(content):
    made = requests.Request("POST", "http://x.test", files={"media": content}, data={"a": "b"}).prepare()
    request = Request("POST", made.url, {"content-type": made.headers["content-type"]}, made.body)
    assert forms.parts(request) == {"a": b"b", "media": content}


def test_a_wall_gives_links_as_t_co_and_signs_as_entities(x):
    post(x, "Ik ga.Nu & <3 https://dijkstadkroniek.nl/a?b=1&c=2")
    (status,) = wall(x)["data"]
    first, second = status["entities"]["urls"]
    assert status["text"] == f"Ik {first['url']} &amp; &lt;3 {second['url']}"
    assert first["expanded_url"] == "http://ga.Nu"
    assert second["expanded_url"] == "https://dijkstadkroniek.nl/a?b=1&c=2"
    assert all(status["text"][one["start"] : one["end"]] == one["url"] for one in (first, second))


def test_a_wall_comes_in_pages_newest_first_since_a_moment(x):
    for number in range(12):
        x.stand(f"Bericht {number}", utc_now() - timedelta(hours=12 - number))
    first = wall(x, max_results="5")
    rest = wall(x, max_results="10", pagination_token=first["meta"]["next_token"])
    assert [one["text"] for one in first["data"]] == [f"Bericht {number}" for number in range(11, 6, -1)]
    assert ([len(rest["data"]), rest["meta"]], wall(x, max_results="5")["meta"]["result_count"]) == (
        [7, {"result_count": 7}],
        5,
    )
    since = (utc_now() - timedelta(hours=2, minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert wall(x, start_time=since)["meta"]["result_count"] == 2
    x.wall = []
    assert wall(x) == {"meta": {"result_count": 0}}


def test_a_limit_and_what_is_left_of_it_stand_in_every_answer(x):
    x.rates["GET /2/users/me"] = 1
    first, second = (ask(x, "GET", "/2/users/me") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert [one.headers["x-rate-limit-remaining"] for one in (first, second)] == ["0", "0"]
    assert (
        abs(int(second.headers["x-rate-limit-reset"]) - (utc_now() + timedelta(minutes=15)).timestamp()) < 30
    )


def test_a_token_that_may_only_read_reads(x):
    x.access = "read"
    assert ask(x, "GET", "/2/users/me").headers["x-access-level"] == "read"
    refused = post(x, "Dag")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "oauth1-permissions")


def test_a_body_that_is_no_json_is_undocumented():
    request = Request("POST", "http://x.test/2/tweets", {}, b"{")
    with pytest.raises(Undocumented):
        _ = request.json
    assert Request("POST", "http://x.test", {}, json.dumps(5).encode()).json == 5
