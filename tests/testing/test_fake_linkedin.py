"""The fake LinkedIn: strict where the documents are, and loud where they say nothing."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import requests
from newsrooms import PNG

from publisher.testing.networks.linkedin import LinkedInNetwork
from publisher.testing.networks.linkedin_posts import shown
from publisher.testing.networks.serving import Undocumented

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
HEADERS = {"LinkedIn-Version": "202607", "X-Restli-Protocol-Version": "2.0.0"}
FINDER = {"X-RestLi-Method": "FINDER"}


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def network(clock):
    with LinkedInNetwork(clock=clock) as made:
        yield made


def ask(network, method, path, headers=None, **rest):
    sent = {"Authorization": f"Bearer {network.token}", **HEADERS, **(headers or {})}
    return requests.request(method, f"{network.url}{path}", headers=sent, timeout=10, **rest)


def post(network, text="Dag", **more):
    told = {
        "author": network.author,
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    return ask(network, "POST", "/rest/posts", json=told | more)


def place(urn):
    return f"/rest/posts/{quote(urn, safe='')}"


def find(network, **more):
    asked = {"q": "author", "author": network.author, "sortBy": "LAST_MODIFIED", **more}
    return ask(network, "GET", "/rest/posts", FINDER, params=asked)


def change(network, urn, **changed):
    patch = {"patch": {"$set": changed}}
    return ask(network, "POST", place(urn), {"X-RestLi-Method": "PARTIAL_UPDATE"}, json=patch)


def delete(network, urn):
    return ask(network, "DELETE", place(urn), {"X-RestLi-Method": "DELETE"})


def introspect(network, **changed):
    told = {"client_id": network.client_id, "client_secret": network.client_secret, "token": network.token}
    return requests.post(f"{network.url}/oauth/v2/introspectToken", data=told | changed, timeout=10)


def test_the_urn_comes_in_a_header_and_no_body_with_it(network):
    answer = post(network)
    (standing,) = network.wall
    assert (answer.status_code, answer.content, answer.headers["x-restli-id"]) == (201, b"", standing.urn)
    told = ask(network, "GET", place(standing.urn)).json()
    moment = int(NOW.timestamp() * 1_000)
    assert (told["id"], told["commentary"], told["createdAt"]) == (standing.urn, "Dag", moment)


@pytest.mark.parametrize(
    ("commentary", "text", "tags"),
    [
        (r"\(2\-1\)".replace(r"\-", "-"), "(2-1)", []),
        (r"a {hashtag|\#|derby} b", "a #derby b", ["derby"]),
        (r"{hashtag|\#|zand\_kerke}", "#zand_kerke", ["zand_kerke"]),
        ("#derby!", "#derby!", ["derby"]),
        (r"\\\|\{\}\@\[\]\(\)\<\>\#\*\_\~", "\\|{}@[]()<>#*_~", []),
    ],
)
def test_little_text_is_read_as_a_reader_sees_it(commentary, text, tags):
    assert shown(commentary) == (text, tags)


@pytest.mark.parametrize(
    "commentary", [*"|{}@[]()<>#*_~", "\\", "\\a", "{hashtag|#|}", "@[Naam](urn:li:person:1)"]
)
def test_what_stands_bare_would_be_cut_there(commentary):
    with pytest.raises(Undocumented, match="stands bare"):
        shown(commentary)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (" ", {}),
        ("a" * 3_001, {}),
        ("Dag", {"content": {"article": {"source": "kroniek.test", "title": "t"}}}),
        ("Dag", {"content": {"article": {"source": "https://a.b", "thumbnail": "urn:li:image:7"}}}),
        ("Dag", {"content": {"media": {"id": "urn:li:image:7"}}}),
    ],
)
def test_what_is_over_a_limit_or_lacks_something_is_refused(network, text, more):
    assert post(network, text, **more).status_code == 422
    assert network.wall == []


def test_a_text_that_stands_or_was_taken_down_is_a_duplicate_of_that_post(network):
    urn = post(network).headers["x-restli-id"]
    refused = post(network)
    assert (refused.status_code, urn in refused.json()["message"]) == (422, True)
    assert refused.json()["errorDetails"]["inputErrors"][0]["code"] == "DUPLICATE_POST"
    assert [delete(network, urn).status_code for _ in range(2)] == [204, 204]
    assert (post(network).status_code, ask(network, "GET", place(urn)).status_code) == (422, 404)
    network.refuses_duplicates = False
    assert post(network).status_code == 201


def test_a_change_moves_a_post_to_the_front_of_the_list(network, clock):
    urns = [post(network, text).headers["x-restli-id"] for text in ("Een", "Twee", "Drie")]
    clock.now += timedelta(minutes=5)
    assert change(network, urns[0], commentary="Beter").status_code == 204
    listed = find(network, count="2").json()["elements"]
    assert [one["commentary"] for one in listed] == ["Beter", "Drie"]
    assert listed[0]["lastModifiedAt"] - listed[0]["createdAt"] == 300_000
    assert [one["commentary"] for one in find(network, start="2").json()["elements"]] == ["Twee"]
    assert change(network, urns[0], commentary="a" * 3_001).status_code == 422
    assert change(network, "urn:li:share:7", commentary="Dag").status_code == 404


def test_a_picture_is_initialized_uploaded_and_shown(network):
    told = {"initializeUploadRequest": {"owner": network.author}}
    made = ask(network, "POST", "/rest/images?action=initializeUpload", json=told).json()["value"]
    path = made["uploadUrl"].removeprefix(network.url)
    media = {"content": {"media": {"id": made["image"], "altText": "Een speler"}}}
    assert post(network, **media).status_code == 422
    assert ask(network, "PUT", path, data=b"<svg/>").status_code == 400
    assert ask(network, "PUT", path, data=PNG).status_code == 201
    assert post(network, **media).status_code == 201
    assert network.wall[0].told["content"] == media["content"]


def test_token_scopes_versions_and_the_day_are_kept(network, clock):
    network.scopes.remove("r_organization_social")
    assert (find(network).status_code, find(network).json()["code"]) == (403, "ACCESS_DENIED")
    assert post(network, "Een").status_code == 201
    assert post(network, author="urn:li:person:x").status_code == 403
    assert ask(network, "GET", "/rest/posts", {"LinkedIn-Version": "202411"}).status_code == 426
    network.posted = [NOW] * 150
    assert post(network, "Twee").status_code == 429
    network.scopes = set()
    assert [post(network).status_code, delete(network, "urn:li:share:7").status_code] == [403, 403]
    clock.now = network.ends
    assert post(network).status_code == 401


def test_an_app_may_ask_about_its_token(network, clock):
    told = introspect(network).json()
    assert (told["active"], told["status"], told["expires_at"]) == (
        True,
        "active",
        int(network.ends.timestamp()),
    )
    assert told["scope"] == "r_organization_social,w_organization_social"
    assert introspect(network, client_secret="fout").status_code == 401
    assert introspect(network, token="fout").json()["active"] is False
    network.status = "revoked"
    assert introspect(network).json()["status"] == "revoked"
    clock.now = network.ends
    assert introspect(network).json()["status"] == "expired"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda network: ask(network, "GET", "/rest/me"),
        lambda network: ask(network, "POST", "/rest/posts", {"LinkedIn-Version": ""}),
        lambda network: ask(network, "POST", "/rest/posts", {"X-Restli-Protocol-Version": "1.0.0"}),
        lambda network: ask(network, "DELETE", place("urn:li:share:7")),
        lambda network: ask(network, "GET", "/rest/posts/urn:li:share:7"),
        lambda network: ask(network, "GET", "/rest/posts", params={"q": "author"}),
        lambda network: find(network, count="101"),
        lambda network: find(network, sortBy="CREATED"),
        lambda network: find(network, author="urn:li:person:x"),
        lambda network: post(network, "Zandkerke (2-1)"),
        lambda network: post(network, visibility="CONNECTIONS"),
        lambda network: post(network, lifecycleState="DRAFT"),
        lambda network: post(network, distribution={}),
        lambda network: post(network, text="Dag", colour="red"),
        lambda network: post(network, content={"poll": {}}),
        lambda network: change(network, network.stand("Dag").urn, visibility="PUBLIC"),
        lambda network: ask(network, "POST", "/rest/images?action=initializeUpload", json={}),
        lambda network: ask(network, "PUT", "/dms-uploads/7/uploaded-image/0", data=PNG),
        lambda network: introspect(network, hint="access"),
    ],
)
def test_what_no_document_holds_fails_where_the_block_ends(wrong):
    with pytest.raises(AssertionError), LinkedInNetwork() as network:
        assert wrong(network).status_code == 400
