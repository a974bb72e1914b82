"""LinkedIn, to an author whose API keeps its rules: what stands there, and how often."""

import json
import logging
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lines import Line
from newsrooms import PNG, ROOT, append
from raw_vendor import CUT, RawVendor, answer

from publisher.channels.linkedin import LIMITS, Settings, create, little
from publisher.channels.posting import PostChannel
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Article, Build, Card, Edition, Media, Teaser
from publisher.ports import Context, Key, Message, Post, Receipt, Recipient
from publisher.preview.marks import marks
from publisher.testing.lossy import Lossy
from publisher.testing.networks.linkedin import LinkedInNetwork
from publisher.testing.networks.serving import Reply
from publisher.text import count

NOW = datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
TOKEN, SECRET = LinkedInNetwork.token, LinkedInNetwork.client_secret
AUTHOR = "urn:li:organization:5515715"
LINK = "https://kroniek.test/101?utm_source=linkedin"
FOTO, ALT = "https://kroniek.test/foto.png", "Een speler juicht."
CARD = Card(LINK, "Zandkerke wint", "In de slotminuut.", FOTO, ALT)
PICTURE = Media("ab" * 32, "image/png", PNG, ALT, FOTO)
POSTS = "/rest/posts"
ODD = "Zand*kerke* _wint_ [2](1) <b>~`x`~ & @iemand #1 | \\ {x} >"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def network():
    with LinkedInNetwork(clock=lambda: NOW) as made:
        yield made


def channel_of(url, token=TOKEN, author=AUTHOR, clock=lambda: NOW, **rest):
    context = Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), ROOT, clock)
    return create("linkedin", Settings(author, service=url, login=url, token=token, **rest), context)


def asking(url, **rest):
    """Give a channel whose app may ask when its token ends."""
    return channel_of(url, client_id=LinkedInNetwork.client_id, client_secret=SECRET, **rest)


def message(text="Zandkerke wint", **rest):
    key = Key("ochtend/2026-11-24", "linkedin", "linkedin")
    return Message(key, Post(text, language="nl", **rest))


def delivered(channel, told):
    line = Line([told])
    channel.deliver(line)
    (receipt,) = line.receipts
    return receipt


def prepared(text, card=None, media=(), channel=None, **recipient):
    """Give what the channel makes of a build whose post is this text."""
    edition = Edition("ochtend/2026-11-24", "ochtend", date(2026, 11, 24), "nl", "", "", Article("1", "Dag"))
    teaser = Teaser(text, 1, 3_000, "characters", link=card and card.url, card=card)
    build = Build("h", edition, (), None, "", "", None, {"linkedin": teaser}, media, (), NOW)
    channel = channel or channel_of("https://linkedin.internal")
    (made,) = channel.prepare(build, [Recipient("linkedin", "", **recipient)])
    return made


def writes(network):
    return [asked for asked in network.seen if not asked.startswith("GET")]


def test_the_link_is_a_card_with_its_picture_and_the_hashtags_can_be_tapped(network):
    told = prepared("Zandkerke wint (2-1)\n\n#derby #zand_kerke", CARD, (PICTURE,))
    receipt = delivered(channel_of(network.url), told)
    (standing,) = network.wall
    assert (receipt.outcome, receipt.remote_id, receipt.reason) == ("sent", standing.urn, "")
    assert receipt.url == f"https://www.linkedin.com/feed/update/{standing.urn}"
    (image,) = network.images
    assert network.images[image] == PNG
    assert standing.told == {
        "author": AUTHOR,
        "commentary": r"Zandkerke wint \(2-1\)" + "\n\n" + r"{hashtag|\#|derby} {hashtag|\#|zand\_kerke}",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "content": {
            "article": {
                "source": LINK,
                "title": "Zandkerke wint",
                "description": "In de slotminuut.",
                "thumbnail": image,
            }
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    assert (standing.text, standing.tags) == (told.payload.text, ["derby", "zand_kerke"])
    assert network.seen[0:3:2] == ["POST /rest/images", f"POST {POSTS}"]


def test_every_request_names_its_versions_and_the_token_is_in_a_header_alone():
    with RawVendor(answer(201, b"", "x-restli-id: urn:li:share:7")) as vendor:
        receipt = delivered(channel_of(vendor.url), message("Dag"))
    assert (receipt.outcome, receipt.remote_id) == ("sent", "urn:li:share:7")
    head, _, body = vendor.requests[0].decode().partition("\r\n\r\n")
    assert head.startswith(f"POST {POSTS} HTTP/1.1\r\n")
    for line in (
        f"Authorization: Bearer {TOKEN}",
        "LinkedIn-Version: 202607",
        "X-Restli-Protocol-Version: 2.0.0",
    ):
        assert f"\r\n{line}" in head
    assert (json.loads(body)["commentary"], TOKEN in body) == ("Dag", False)


@pytest.mark.parametrize("char", list("\\|{}@[]()<>#*_~"))
def test_each_reserved_character_is_escaped_and_comes_out_as_it_was_typed(network, char):
    for text in (char, f"a{char}b", f"{char}{char} {char}", f"({char})"):
        assert little.written(text).replace("\\", "").replace(" ", "") == text.replace("\\", "").replace(
            " ", ""
        )
        assert little.plain(little.written(text)) == text
        network.refuses_duplicates = False
        assert delivered(channel_of(network.url), message(text)).outcome == "sent"
        assert (network.wall[0].text, network.wall[0].tags) == (text, [])
    assert little.written(char) == f"\\{char}"


@pytest.mark.parametrize("char", list("\"'`$%^&+=/?!,.;:-–—…€“”«»\n\t→✅é"))
def test_no_other_character_is_touched(char):
    assert little.written(f"a{char}b") == f"a{char}b"


@pytest.mark.parametrize(
    "text",
    [
        ODD,
        "🇧🇪" * 300,
        "👩‍👩‍👧 #👩‍🚒 x#geen #2026 #3-2 #té.veel!? ＃breed # los #️⃣",
        "\u202bשלום \u2066Zandkerke\u2069 #שלום 3-1\n\nnog",
        "zie https://a.be/x_(y)#deel en @[Naam](urn:li:person:1)",
    ],
)
def test_every_text_comes_out_as_it_was_typed_and_its_tags_are_those_the_preview_colours(network, text):
    assert delivered(channel_of(network.url), message(text)).outcome == "sent"
    coloured = [text[mark.start + 1 : mark.end] for mark in marks(text, "linkedin") if mark.kind == "tag"]
    assert network.wall[0].tags == coloured
    assert network.wall[0].text == text
    assert little.plain(little.written(text)) == text


def test_random_texts_come_back_from_little_text():
    seed = random.Random(3)
    for _ in range(2_000):
        text = "".join(seed.choices("\\|{}@[]()<>#*_~ab1é\n ", k=seed.randrange(30)))
        assert little.plain(little.written(text)) == text


def test_hashtags_are_written_bare_where_their_templates_alone_would_be_too_long(network):
    text = "a" * 2_980 + " #derby #zege"
    assert count(text, "linkedin").used <= LIMITS.limit < len(text) + 24
    assert delivered(channel_of(network.url), prepared(text)).outcome == "sent"
    assert network.wall[0].told["commentary"] == text
    assert network.wall[0].tags == ["derby", "zege"]


def test_a_picture_stands_alone_where_there_is_no_link(network):
    assert delivered(channel_of(network.url), prepared("Dag", media=(PICTURE,))).outcome == "sent"
    (image,) = network.images
    assert network.wall[0].told["content"] == {"media": {"id": image, "altText": "Een speler juicht."}}


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (Media("", "image/webp", b"RIFF", "a", FOTO), "the picture is image/webp, and LinkedIn takes"),
        (
            Media("", "image/png", PNG + bytes(8_000_000), "a", FOTO),
            "the picture is too large: 8,000,069",
        ),
        (Media("", "image/png", b"geen beeld", "a", FOTO), "400 Unsupported media type"),
    ],
)
def test_a_card_does_without_a_picture_that_linkedin_would_not_take_and_the_row_says_so(
    network, picture, reason
):
    receipt = delivered(channel_of(network.url), prepared("Dag", CARD, (picture,)))
    assert (receipt.outcome, receipt.reason.startswith(f"the card has no picture: {reason}")) == (
        "sent",
        True,
    )
    assert "thumbnail" not in network.wall[0].told["content"]["article"]


@pytest.mark.parametrize(
    ("text", "rest", "reason"),
    [
        ("", {}, "there is no text"),
        (" \n ", {"card": CARD}, "there is no text"),
        ("a" * 3_001, {}, "too long: 3,001 of 3,000 characters, with the backslashes that LinkedIn reads"),
        ("(" * 1_501, {}, "too long: 3,002 of 3,000 characters, with the backslashes that LinkedIn reads"),
        ("Dag", {"card": Card("javascript:x", "t")}, "the link is no web address: javascript:x"),
        ("Dag", {"reply_to": "urn:li:share:7"}, "LinkedIn has no threads"),
        (
            "Dag",
            {"media": (Media("", "image/webp", b"RIFF", "a", "x"),)},
            "the picture is image/webp, and LinkedIn takes JPEG, PNG and GIF",
        ),
        (
            "Dag",
            {"media": (Media("", "image/png", PNG + bytes(8_000_000), "a", "x"),)},
            "the picture is too large: 8,000,069 of 8,000,000 bytes",
        ),
        (
            "Dag",
            {"media": (Media("", "image/png", PNG, "a" * 4_087, "x"),)},
            "the picture's alt text is too long: 4,087 of 4,086 characters",
        ),
    ],
)
def test_what_linkedin_would_refuse_or_cut_is_rejected_before_anything_leaves(text, rest, reason):
    receipt = prepared(text, **rest)
    assert (receipt.outcome, receipt.code, receipt.reason) == ("rejected", "unfit", reason)


def test_a_text_at_its_limit_leaves_whole(network):
    for text in ("a" * 3_000, "(" * 1_500, "👍" * 3_000):
        assert delivered(channel_of(network.url), prepared(text)).outcome == "sent"
        assert network.wall[0].text == text


def test_a_picture_that_linkedin_will_not_have_gives_the_post_up(network):
    broken = Media("", "image/png", b"geen beeld", "a", "x")
    receipt = delivered(channel_of(network.url), prepared("Dag", media=(broken,)))
    assert (receipt.outcome, receipt.reason) == ("rejected", "400 Unsupported media type")
    assert network.wall == []


@pytest.mark.parametrize(
    "place",
    ["https://elders.internal/x", "https://linkedin.com.elders.internal/x", "http://www.linkedin.com/x", ""],
)
def test_a_token_is_shown_to_no_place_of_upload_but_linkedins_own(network, place):
    network.tell("POST /rest/images", Reply(200, {"value": {"uploadUrl": place, "image": "urn:li:image:C5"}}))
    receipt = delivered(channel_of(network.url), prepared("Dag", CARD, (PICTURE,)))
    assert (receipt.outcome, receipt.code) == ("unavailable", "unreached")
    assert (network.wall, len(network.seen)) == ([], 1)


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("path", ["images", "dms-uploads"])
def test_a_picture_whose_answer_was_lost_is_uploaded_again_next_time(network, path, cut):
    with Lossy(network.url, [cut], path) as proxy:
        network.url, own = proxy.url, network.url
        channel = channel_of(proxy.url)
        assert delivered(channel, prepared("Dag", CARD, (PICTURE,))).outcome == "unavailable"
        assert delivered(channel, prepared("Dag", CARD, (PICTURE,))).outcome == "sent"
        network.url = own
    assert len(network.wall) == 1


def test_a_post_is_changed_and_a_second_time_changes_nothing(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message("Zandkerke wnit", card=CARD))
    for _ in range(2):
        done = channel.edit(message("Zandkerke wint (2-1)"), posted)
        assert (done.outcome, done.remote_id, done.url) == ("sent", posted.remote_id, posted.url)
    (standing,) = network.wall
    assert (standing.text, standing.told["content"]["article"]["source"]) == ("Zandkerke wint (2-1)", LINK)
    assert channel.edit(message("a" * 3_001), posted).code == "unfit"
    assert channel.edit(message("Dag"), Receipt(posted.key, "sent")).code == "unfit"
    network.wall.clear()
    assert channel.edit(message("Dag"), posted).outcome == "rejected"


def test_a_post_is_taken_down_and_a_second_time_too(network):
    channel = channel_of(network.url)
    posted = delivered(channel, message())
    assert [channel.delete(posted).outcome for _ in range(2)] == ["sent", "sent"]
    assert network.wall == []
    for name in (None, "7", "urn:li:share:x", "urn:li:person:7"):
        assert channel.delete(Receipt(posted.key, "sent", remote_id=name)).code == "unnamed"


def test_a_lost_answer_to_a_change_or_a_deletion_is_asked_for_again(network):
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        posted = delivered(channel, message())
        proxy.lose("after", "before")
        assert channel.edit(message("Beter"), posted).outcome == "sent"
        proxy.lose("after", "before")
        assert channel.delete(posted).outcome == "sent"
    assert network.wall == []


def lose_two_hundred(network, may_read):
    """Post until 200 answers were lost; give how many posts, and what became of them."""
    seed, lost, number = random.Random(11), 0, 0
    outcomes = {"sent": 0, "unavailable": 0, "unknown": 0}
    if not may_read:
        network.scopes = {"w_organization_social"}
    with Lossy(network.url) as proxy:
        channel = channel_of(proxy.url)
        while lost < 200:
            number += 1
            network.posted.clear()
            cuts = seed.choices(["before", "after"], k=seed.randrange(3))
            lost += len(cuts)
            proxy.lose(*cuts)
            for _ in range(4):
                receipt = delivered(channel, message(f"Bericht {number} (van {lost})"))
                outcomes[receipt.outcome] += 1
                if receipt.outcome != "unavailable":
                    break
            proxy._cuts = []
    return number, lost, outcomes


@pytest.mark.parametrize("may_read", [True, False])
def test_two_hundred_lost_answers_make_no_second_post(network, record_property, may_read):
    network.refuses_duplicates = False  # nothing but the channel keeps a text from standing twice
    number, lost, outcomes = lose_two_hundred(network, may_read)
    texts = [standing.text for standing in network.wall]
    double = len(texts) - len(set(texts))
    how = "read back" if may_read else "without reading"
    record_property(
        "figure", f"LinkedIn, {how}: {number} posts, {lost} answers lost, {double} double, {outcomes}"
    )
    assert double == 0
    assert outcomes["sent"] + outcomes["unknown"] == number
    assert outcomes["unknown"] == 0 or not may_read
    assert len(texts) == number or not may_read


def test_a_wall_that_is_late_makes_no_second_post_either(network):
    network.late = 1
    with Lossy(network.url, ["after"]) as proxy:
        channel = channel_of(proxy.url)
        told = prepared("Dag", channel=channel)
        assert delivered(channel, told).outcome == "unavailable"  # not shown yet, so it is tried again
        receipt = delivered(channel, told)
    assert (receipt.outcome, receipt.remote_id, len(network.wall)) == ("sent", network.wall[0].urn, 1)


def test_a_duplicate_of_an_older_post_is_given_up_with_its_address(network):
    old = network.stand("Goedemorgen", NOW - timedelta(days=2))
    channel = channel_of(network.url)
    receipt = delivered(channel, prepared("Goedemorgen", channel=channel))
    assert (receipt.outcome, receipt.code) == ("rejected", "duplicate")
    assert receipt.url == f"https://www.linkedin.com/feed/update/{old.urn}"


@pytest.mark.parametrize("why", ["gone", "another", "unreadable", "silent"])
def test_a_duplicate_that_can_not_be_looked_at_is_unknown(network, why):
    channel = channel_of(network.url)
    posted = delivered(channel, message("Dag"))
    if why == "gone":
        channel.delete(posted)
    elif why == "another":
        network.tell("GET /rest/posts/", Reply(200, {"id": posted.remote_id, "commentary": "Anders"}))
    elif why == "unreadable":
        network.scopes = {"w_organization_social"}
    else:
        network.tell("GET /rest/posts/", Reply(200, b""))
    receipt = delivered(channel, message("Dag"))
    assert (receipt.outcome, receipt.code, receipt.url) == ("unknown", "duplicate", posted.url)
    assert str(posted.url) in receipt.reason


def test_a_text_that_an_editor_mended_is_not_called_absent(network):
    channel = channel_of(network.url)
    delivered(channel, message("Zandkerke wint!", card=CARD, link=LINK))
    found = channel.find(message("Zandkerke wnit", card=CARD, link=LINK))
    assert (found.outcome, found.code) == ("unknown", "edited")
    assert network.wall[0].urn in found.reason


def test_posts_are_read_page_by_page_and_not_without_end(network):
    channel = channel_of(network.url)
    ours = prepared("Bericht 3", channel=channel)
    for number in range(200):
        network.stand(f"Bericht {number}")
    assert channel.find(ours).outcome == "sent"
    assert channel.find(message("Bericht 200")).outcome == "unavailable"
    for number in range(60):
        network.stand(f"Nog {number}")
    assert channel.find(ours).outcome == "unknown"
    for standing in network.wall[10:]:
        standing.created = standing.modified = NOW - timedelta(days=1)
    network.seen.clear()
    assert channel.find(ours).outcome == "unavailable"
    assert len(network.seen) == 1  # the rest was changed before the build


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"el', [], {"elements": {}}, {"elements": [{}]}])
def test_posts_that_are_answered_with_something_else_prove_nothing(network, body):
    network.tell(f"GET {POSTS}", Reply(200, body))
    assert channel_of(network.url).find(message()).outcome == "unknown"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "35"}, 35),
        ({"Retry-After": "Tue, 24 Nov 2026 07:01:01 GMT"}, 60),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "9" * 40}, None),
        ({"Retry-After": "morgen"}, None),
        ({}, None),
    ],
)
def test_a_limit_waits_as_long_as_linkedin_says_unless_that_is_absurd(network, headers, seconds):
    network.tell(f"POST {POSTS}", Reply(429, {"message": "throttle", "status": 429}, headers))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, receipt.reason) == ("unavailable", "429", "429 throttle")
    assert receipt.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)


def test_the_hundred_and_fifty_first_post_of_a_day_waits(network):
    network.posted = [NOW] * 150
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code) == ("unavailable", "429")
    network.posted = [NOW - timedelta(days=1)] * 150
    assert delivered(channel_of(network.url), message()).outcome == "sent"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"message": "Syntax exception", "status": 400}),
        (422, {"message": "ERROR :: /commentary :: too long", "status": 422}),
        (422, {"message": 7}),
        (404, {"message": "Resource is not found", "status": 404}),
        (413, b"<html>too large"),
        (422, b""),
    ],
)
def test_a_refusal_gives_the_post_up_in_linkedins_own_words(network, status, body):
    network.tell(f"POST {POSTS}", Reply(status, body))
    receipt = delivered(channel_of(network.url), message())
    assert (receipt.outcome, receipt.code, receipt.reason[:3]) == ("rejected", str(status), str(status))


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, {"message": "Internal"}, {}),
        (503, b"<html>", {}),
        (201, b"", {}),
        (201, None, {"x-restli-id": "urn:li:person:7"}),
        (201, None, {"x-restli-id": "7"}),
        (200, b"<html>welcome", {}),
        (200, {"message": "Content is a duplicate of urn:li:share:7", "status": 422}, {}),
        (200, b'{"id": 1', {}),
    ],
)
@pytest.mark.parametrize("may_read", [True, False])
def test_an_answer_that_says_nothing_is_looked_up(network, status, body, headers, may_read):
    if not may_read:
        network.scopes = {"w_organization_social"}
    network.tell(f"POST {POSTS}", Reply(status, body, headers))
    receipt = delivered(channel_of(network.url), message())
    assert receipt.outcome == ("unavailable" if may_read else "unknown")
    assert receipt.reason
    assert writes(network) == [f"POST {POSTS}"]


def stopped(channel):
    line = Line([message("Een"), message("Twee")])
    with pytest.raises(ChannelError) as caught:
        channel.deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert TOKEN not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("author", "scope"), [(AUTHOR, "w_organization_social"), ("urn:li:person:Ab-1_x", "w_member_social")]
)
def test_a_token_that_is_wrong_or_may_not_post_stops_the_channel(author, scope):
    with LinkedInNetwork(author, clock=lambda: NOW) as network:
        error = stopped(channel_of(network.url, "fout_geheim", author))
        assert isinstance(error, CredentialsError)
        assert "401 The token used in the request has expired" in str(error)
        assert f"make a token with {scope} for {author}" in error.remedy
        assert "fout_geheim" not in str(error)
        network.scopes = set()
        assert isinstance(stopped(channel_of(network.url, author=author)), CredentialsError)
        network.scopes = {scope}
        assert delivered(channel_of(network.url, author=author), message()).outcome == "sent"


@pytest.mark.parametrize(("status", "body"), [(401, b""), (403, b"<html>")])
def test_a_refusal_without_words_stops_the_channel_as_well(network, status, body):
    network.tell(f"POST {POSTS}", Reply(status, body))
    assert isinstance(stopped(channel_of(network.url)), CredentialsError)


def test_a_version_that_is_over_and_an_address_that_is_none_stop_the_channel(network):
    network.versions = {"202612"}
    error = stopped(channel_of(network.url))
    assert "426 Requested version 20260701 is not active" in str(error)
    assert "set version to a newer one" in error.remedy
    for status in (301, 302, 307, 404):
        with RawVendor(answer(status, b"", "Location: https://elders.internal")) as vendor:
            assert "the Posts API is not there" in str(stopped(channel_of(vendor.url)))


@pytest.mark.parametrize(
    "said", [CUT, answer(500), b"HTTP/1.1 200 OK\r\nrommel\r\nContent-Length: 0\r\n\r\n"]
)
def test_no_secret_reaches_a_receipt_or_a_log(said, caplog):
    caplog.set_level(logging.DEBUG)
    with RawVendor(said) as vendor:
        channel = asking(vendor.url)
        receipt, found = delivered(channel, message()), channel.find(message())
        told = [f"{finding}" for finding in channel.check()]
    assert (receipt.outcome, found.outcome) == ("unknown", "unknown")
    away = delivered(channel_of("http://127.0.0.1:9"), message())
    assert (away.outcome, away.code) == ("unavailable", "unreached")
    shown = f"{receipt}{found}{told}{away}{caplog.text}"
    assert TOKEN not in shown
    assert SECRET not in shown


def test_an_answer_that_names_a_secret_gives_nothing_away(network):
    network.tell(f"POST {POSTS}", Reply(400, {"message": f"no {TOKEN} and no {SECRET}"}))
    assert delivered(asking(network.url), message()).reason == "400 no … and no …"


def findings(channel):
    return [(told.severity, told.message) for told in channel.check() if "clock" not in told.message]


def test_check_names_the_author_and_the_tokens_end(network):
    assert findings(asking(network.url)) == [
        ("info", f"posts as {AUTHOR}, whose posts can be read"),
        ("info", "the token is 13 days old and ends in 47 days, on 2027-01-10"),
    ]
    assert network.wall == []


@pytest.mark.parametrize(("days", "severity"), [(15, "info"), (13, "warning"), (1, "warning")])
def test_a_token_that_ends_within_two_weeks_is_a_warning(network, days, severity):
    network.ends = NOW + timedelta(days=days)
    told = next(one for one in asking(network.url).check() if "the token" in one.message)
    assert (told.severity, f"ends in {days} day" in told.message) == (severity, True)
    assert bool(told.remedy) == (severity == "warning")


def test_without_the_apps_secret_nobody_knows_when_the_token_ends(network):
    told = next(one for one in channel_of(network.url).check() if "the token" in one.message)
    assert (told.severity, told.message) == ("warning", "when the token ends isn't known")
    assert "a token lives 60 days" in told.remedy
    wrong = channel_of(network.url, client_id="77", client_secret="fout")
    told = next(one for one in wrong.check() if "the token" in one.message)
    assert (told.severity, told.remedy) == ("warning", "check client_id and client_secret")


def test_a_token_that_is_over_or_revoked_or_may_not_post_is_blocking(network):
    network.status = "revoked"
    assert ("blocking", "the token is revoked") in findings(asking(network.url))
    network.status, network.scopes = "active", {"r_organization_social"}
    assert ("blocking", "the token may not post") in findings(asking(network.url))
    network.ends = NOW
    (told,) = findings(asking(network.url))
    assert told == ("blocking", "401 The token used in the request has expired")


def test_a_token_that_may_not_read_is_a_warning(network):
    network.scopes = {"w_organization_social"}
    told = next(iter(channel_of(network.url).check()))
    assert (told.severity, told.remedy) == ("warning", "ask for r_organization_social as well")


@pytest.mark.parametrize(("month", "severities"), [((2027, 5), ["info"]), ((2027, 6), ["info", "warning"])])
def test_a_version_is_renewed_before_its_year_is_over(network, month, severities):
    later = datetime(*month, 1, tzinfo=UTC)
    network.made, network.ends = later - timedelta(days=1), later + timedelta(days=59)
    told = [one for one in asking(network.url, clock=lambda: later).check() if "clock" not in one.message]
    assert [one.severity for one in told if "token" not in one.message] == severities
    network.versions = set()
    (told,) = findings(asking(network.url))
    assert told == ("blocking", "426 Requested version 20260701 is not active")


def test_check_keeps_its_head_over_an_answer_that_says_nothing(network):
    network.tell("POST /oauth/v2/introspectToken", Reply(200, {"active": True}))
    assert ("info", "the token's end isn't known") in findings(asking(network.url))
    for body in (b"<html>", [], {"active": "ja"}):
        network.tell("POST /oauth/v2/introspectToken", Reply(200, body))
        assert findings(asking(network.url))[1][0] in {"warning", "blocking"}
    for reply in (Reply(200, {}), Reply(429), Reply(500)):
        network.tell(f"GET {POSTS}", reply)
        assert [severity for severity, _ in findings(channel_of(network.url))] == ["warning"]
    assert findings(channel_of("http://127.0.0.1:9"))[0][0] == "warning"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"token": "ge heim"}, "token"),
        ({"client_secret": "geheím", "client_id": "7"}, "client_secret"),
        ({"client_secret": "geheim"}, "client_id"),
        ({"author": "5515715"}, "author"),
        ({"author": "urn:li:organization:5/../7"}, "author"),
        ({"version": "2026-07"}, "version"),
        ({"version": "202613"}, "version"),
        ({"service": "http://linkedin.internal"}, "service"),
        ({"login": "https://www.linkedin.com/oauth"}, "login"),
    ],
)
def test_settings_that_can_not_work_are_refused_without_the_secret(values, key):
    found, reason = Settings(**{"author": AUTHOR, "token": TOKEN, **values}).contradiction
    assert found == key
    assert TOKEN not in reason
    assert values.get("client_secret", "?") not in reason


def test_the_command_line_posts_once_and_shows_no_token(call, newsroom):
    env = {"PUBLISH_CHANNELS__LINKEDIN__TOKEN": TOKEN, "PUBLISH_SITE__DEPLOYMENT": "proef"}
    with LinkedInNetwork() as network:
        lines = [
            "[channels.linkedin]",
            'kind = "linkedin"',
            f'author = "{AUTHOR}"',
            f'service = "{network.url}"',
        ]
        append(newsroom / "config.toml", "\n".join(lines))
        built = json.loads(call("digest", "--json", env=env).out)
        for _ in range(2):
            done = call("send", "--channel", "linkedin", "--yes", "--new-ledger", "--json", env=env)
            assert done.code == 0, done.err
        (standing,) = network.wall
        (image,) = network.images
    assert standing.text == built["posts"]["linkedin"]["text"]
    card = standing.told["content"]["article"]
    assert card["source"].startswith("https://ochtendblad.internal/verslag/101?utm_source=")
    assert card["thumbnail"] == image
    assert TOKEN not in done.out + done.err
