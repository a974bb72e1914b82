"""X, on a strict fake of it: what stands on the wall, that it stands there once, and what it may cost."""

import json
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from lines import Line
from newsrooms import PNG, ROOT, append
from xs import LINK, PICTURE, SECRETS, channel_of, delivered, message, network, prepared, texts  # noqa: F401

from publisher.channels.posting import PostChannel
from publisher.errors import ChannelError, CredentialsError
from publisher.model import Media, Teaser
from publisher.ports import Key, Receipt, utc_now
from publisher.testing.lossy import Lossy
from publisher.testing.networks.serving import Reply
from publisher.testing.networks.x import XNetwork, problem

TWEETS = "/2/tweets"
ORDERS = list(product(["before", "after"], repeat=2))


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(PostChannel, "pause", 0.0)


@pytest.fixture
def lossy(x):
    """Put a proxy before the network that cuts what posts and deletes; X is then known by its address too."""
    with Lossy(x.url, path=TWEETS) as proxy:
        x.bases.add(proxy.url)
        yield proxy


def test_a_post_stands_there_as_it_was_written(x):
    text = f"Zandkerke wint & <3\n\n‘Café’ Ik ga.Nu\n\n{LINK} #Zandkerke"
    receipt = delivered(channel_of(x.url), message(text, link=LINK))
    (standing,) = x.wall
    assert (receipt.outcome, receipt.code, receipt.remote_id) == ("sent", "201", standing.id)
    assert receipt.url == f"https://x.com/i/web/status/{standing.id}"
    assert standing.text == text
    assert x.seen == ["POST /2/tweets"]


def test_a_picture_goes_with_its_words_where_no_link_makes_a_card(x):
    assert delivered(channel_of(x.url), message("Met foto", media=PICTURE)).outcome == "sent"
    assert delivered(channel_of(x.url), message(f"Met link {LINK}", media=PICTURE, link=LINK)).url
    linked, alone = x.wall
    assert [(picture.type, picture.size, picture.alt) for picture in alone.pictures] == [
        ("image/png", len(PNG), PICTURE.alt)
    ]
    assert linked.pictures == ()


def test_a_picture_without_words_is_sent_without_a_second_request(x):
    silent = Media("cd" * 32, "image/png", PNG, "", "foto.png")
    assert delivered(channel_of(x.url), message("Stil", media=silent)).outcome == "sent"
    assert x.seen == ["POST /2/media/upload", "POST /2/tweets"]


def test_a_thread_hangs_together(x):
    channel = channel_of(x.url)
    follows = [Teaser("Deel twee", 9, 280, "weighted characters")]
    first = prepared(channel, "Deel een", follows=follows)
    lead = delivered(channel, first)
    second = prepared(channel, "Deel een", follows=follows, part=1, reply_to=lead.remote_id)
    answer = delivered(channel, second)
    assert second.after == first.key
    assert [(one.text, one.reply_to) for one in x.wall] == [("Deel twee", lead.remote_id), ("Deel een", None)]
    assert channel.find(second).remote_id == answer.remote_id


def test_an_answer_to_a_post_that_is_gone_is_rejected_in_x_s_own_words(x):
    receipt = delivered(channel_of(x.url), message("Deel twee", reply_to="1"))
    assert (receipt.outcome, receipt.code) == ("rejected", "403")
    assert "deleted or not visible" in receipt.reason


def test_a_post_is_taken_down_and_a_second_time_changes_nothing(x):
    channel = channel_of(x.url)
    posted = delivered(channel, message("Weg ermee"))
    assert channel.deletes
    assert [channel.delete(posted).outcome for _ in range(2)] == ["sent", "sent"]
    assert x.wall == []


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_a_deletion_whose_answer_is_lost_is_asked_for_again(x, lossy, first, second):
    posted = delivered(channel_of(x.url), message("Weg ermee"))
    lossy.lose(first, second)
    assert channel_of(lossy.url).delete(posted).outcome == "sent"
    assert (x.wall, len(lossy.seen)) == ([], 3)


@pytest.mark.parametrize("name", [None, "abc", "1/../2"])
def test_a_row_without_an_id_of_x_takes_nothing_down(x, name):
    told = channel_of(x.url).delete(Receipt(Key("e", "x", "x"), "sent", remote_id=name))
    assert (told.outcome, x.seen) == ("rejected", [])


def test_x_changes_no_post(x):
    channel = channel_of(x.url)
    posted = delivered(channel, message("Zandkerke wint"))
    assert not channel.edits
    assert channel.edit(message("Zandkerke won"), posted).code == "unsupported"


@pytest.mark.parametrize(("cut", "outcome", "count"), [("after", "sent", 1), ("before", "unavailable", 0)])
def test_a_lost_answer_is_looked_for_on_the_wall(x, lossy, cut, outcome, count):
    lossy.lose(cut)
    text = f"Zandkerke wint & <3 ga.Nu\n\n{LINK}"
    receipt = delivered(channel_of(lossy.url), message(text, link=LINK))
    assert (receipt.outcome, len(texts(x)), len(lossy.seen)) == (outcome, count, 1)
    assert bool(receipt.remote_id) == (outcome == "sent")


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_of_three_tries_with_two_answers_lost_one_post_stands_there(x, lossy, first, second):
    """X has no key for "this again": after each loss the row tells whether there is another try."""
    lossy.lose(first, second)
    channel, told = channel_of(lossy.url), message(f"Eerst {first}, dan {second}", media=PICTURE)
    outcomes = [delivered(channel, told).outcome for _ in range(3)]
    assert outcomes[-1] == "sent"
    assert len(texts(x)) == 1


@pytest.mark.parametrize(
    ("refuses", "late"), [(True, [0, 0, 1]), (False, [0])], ids=["a late wall", "duplicates allowed"]
)
def test_two_hundred_lost_answers_make_no_second_post(x, lossy, record_property, refuses, late):
    """A wall that is late is made up for by X's own rule; where it is not, the wall alone is enough."""
    x.rates, x.refuses_duplicates = dict.fromkeys(x.rates, 10_000), refuses
    seed, count, tries = random.Random(7), 0, 0
    lossy.lose(*(seed.choice(["before", "after"]) for _ in range(200)))
    while len(lossy.seen) < 200:
        count += 1
        channel = channel_of(lossy.url)
        told = message(f"Verloren {count}, ga.Nu", reply_to=x.wall[0].id if x.wall else None)
        for _ in range(30):
            x.late = seed.choice(late)  # posts that the wall does not show yet
            tries += 1
            if delivered(channel, told).outcome == "sent":
                break
    stands = Counter(texts(x))
    double = sum(stands[f"Verloren {number}, ga.Nu"] > 1 for number in range(1, count + 1))
    missing = sum(stands[f"Verloren {number}, ga.Nu"] < 1 for number in range(1, count + 1))
    record_property(
        "figure",
        f"X: {count} posts, 200 answers lost in {tries} tries, {double} double, {missing} missing"
        f" ({'a late wall' if refuses else 'duplicates allowed'})",
    )
    assert (double, missing, len(stands)) == (0, 0, count)


def test_a_picture_whose_answer_is_lost_costs_no_post(x):
    with Lossy(x.url, ["after", "before"], "/2/media") as proxy:
        x.bases.add(proxy.url)
        channel = channel_of(proxy.url)
        outcomes = [delivered(channel, message("Met foto", media=PICTURE)).outcome for _ in range(3)]
    assert outcomes == ["unavailable", "unavailable", "sent"]
    assert [len(standing.pictures) for standing in x.wall] == [1]


def test_a_wall_that_is_late_makes_no_second_post(x, lossy):
    lossy.lose("after")
    x.late = 1
    channel, told = channel_of(lossy.url), message("Zandkerke wint")
    assert delivered(channel, told).outcome == "unavailable"
    hidden = delivered(channel, told)
    assert (hidden.outcome, hidden.code) == ("unknown", "duplicate")
    x.late = 0
    assert delivered(channel, told).remote_id == x.wall[0].id
    assert len(x.wall) == 1


def test_a_text_that_stood_there_before_the_build_is_rejected_and_named(x):
    channel, old = channel_of(x.url), x.stand("Zandkerke wint", utc_now() - timedelta(days=9))
    receipt = delivered(channel, prepared(channel, "Zandkerke wint"))
    assert (receipt.outcome, receipt.code) == ("rejected", "duplicate")
    assert "duplicate content" in receipt.reason
    assert receipt.url.endswith(old.id)


def test_a_text_that_stands_there_since_the_build_is_ours(x):
    channel = channel_of(x.url)
    first = delivered(channel, prepared(channel, "Zandkerke wint"))
    assert delivered(channel, prepared(channel, "Zandkerke wint")) == first


def test_a_wall_of_many_pages_is_read_to_the_build_and_no_further(x):
    channel = channel_of(x.url)
    for number in range(250):
        x.stand(f"Kort nieuws {number}", utc_now() - timedelta(days=2, minutes=-number))
    made = prepared(channel, "Nooit geplaatst", at=utc_now() - timedelta(days=2))
    assert channel.find(made).code == "absent"
    assert x.seen.count("GET /2/users/2244994945/tweets") == 3
    assert channel.find(prepared(channel, "Kort nieuws 3", at=utc_now() - timedelta(days=2))).remote_id
    assert channel.find(prepared(channel, "Kort nieuws 3")).outcome == "unavailable"


def test_a_post_that_an_editor_mended_on_the_wall_is_not_called_absent(x):
    channel, mended = channel_of(x.url), x.stand(f"Dag allen {LINK}")
    found = channel.find(prepared(channel, f"Dga allen {LINK}", link=LINK))
    assert (found.outcome, found.code) == ("unknown", "edited")
    assert mended.id in found.reason


def test_posts_of_a_day_stop_at_the_cap_and_the_row_stays(x):
    x.stand(f"Gisteren {LINK}", utc_now() - timedelta(hours=25))
    x.stand(f"Vanochtend {LINK}", utc_now() - timedelta(hours=3))
    line = Line([message("Eerste"), message("Tweede ga.Nu"), message("Derde")])
    with pytest.raises(ChannelError, match="the day's cap is reached") as caught:
        channel_of(x.url, daily_cap=0.4).deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["sent", "untouched"]
    assert "cost $0.215, this one costs $0.20, and the cap is $0.40" in str(caught.value)
    assert "raise daily_cap" in caught.value.remedy
    assert caught.value.exit_code == 6
    assert texts(x)[0] == "Eerste"
    assert x.seen.count("GET /2/users/2244994945/tweets") == 1


def test_a_cap_that_is_not_reached_stops_nothing(x):
    receipts = delivered(channel_of(x.url, daily_cap=0.23), *map(message, ("Eerste", "Twee", "ga.Nu")))
    assert [receipt.outcome for receipt in receipts] == ["sent"] * 2 + ["sent"]
    assert delivered(channel_of(x.url), message("Zonder grens")).outcome == "sent"


def test_a_wall_that_can_not_be_counted_costs_no_post(x):
    x.tell("GET /2/users", problem(503, "Service Unavailable", "Over capacity"))
    receipt = delivered(channel_of(x.url, daily_cap=1.0), message("Dag"))
    assert (receipt.outcome, x.wall) == ("unavailable", [])


def test_a_token_that_may_only_read_posts_nothing_and_the_row_stays(x):
    x.access = "read"
    line = Line([message("Dag"), message("Nog een")])
    with pytest.raises(CredentialsError, match="oauth1 app permissions") as caught:
        channel_of(x.url).deliver(line)
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert "Read and write" in caught.value.remedy
    assert "anew" in caught.value.remedy
    (blocking,) = [one for one in channel_of(x.url).check() if one.severity == "blocking"]
    assert blocking.message == "the access token may not post: read"


@pytest.mark.parametrize("name", ["api_key", "api_secret", "access_token", "access_secret"])
def test_a_key_that_is_wrong_is_a_matter_of_credentials_and_is_never_shown(x, name):
    wrong = "2244994945-geheim-woord"
    line = Line([message("Dag")])
    with pytest.raises(CredentialsError, match="401") as caught:
        channel_of(x.url, **{name: wrong}).deliver(line)
    found = list(channel_of(x.url, **{name: wrong}).check())
    assert [receipt.outcome for receipt in line.receipts] == ["untouched"]
    assert [finding.severity for finding in found] == ["blocking"]
    told = str(caught.value) + str(found) + str(line.receipts)
    assert not any(secret in told for secret in [wrong, *SECRETS])


def test_check_names_account_look_ups_and_cost(x):
    found = {finding.message: finding.severity for finding in channel_of(x.url, daily_cap=1.0).check()}
    assert found == {
        "posts as @dekroniek: https://x.com/dekroniek": "info",
        "74 of 75 look-ups are left; posts are counted apart": "info",
        "a post costs $0.015, with a link $0.20; at most $1.00 in 24 hours": "info",
    }


@pytest.mark.parametrize(
    ("off", "severity", "words"),
    [
        (120, "warning", r"1(19|2[01]) seconds behind X"),
        (-120, "warning", r"12[0-5] seconds ahead of X"),
        (20, "info", "posts"),
    ],
)
def test_check_sees_a_clock_that_is_off(off, severity, words):
    with XNetwork(lambda: utc_now() + timedelta(seconds=off)) as ahead:
        found = list(channel_of(ahead.url).check())
    assert any(finding.severity == severity and re.search(words, finding.message) for finding in found)
    assert any(finding.severity == "warning" for finding in found) == (severity == "warning")


def test_a_signature_that_came_too_late_is_put_down_to_the_clock():
    with XNetwork(lambda: utc_now() + timedelta(minutes=10)) as ahead:
        line = Line([message("Dag")])
        with pytest.raises(CredentialsError) as caught:
            channel_of(ahead.url).deliver(line)
    assert re.search(r"set this machine's clock.* (59\d|600) seconds behind X's", caught.value.remedy)


def test_the_command_line_posts_once_and_a_second_send_posts_nothing(call, newsroom, x):
    append(newsroom / "config.toml", f'[channels.x]\nkind = "x"\nservice = "{x.url}"\ndaily_cap = 1.0')
    names = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
    env = {f"PUBLISH_CHANNELS__X__{name}": secret for name, secret in zip(names, SECRETS, strict=True)}
    env |= {"PUBLISH_SITE__DEPLOYMENT": "proef"}
    assert call("digest", env=env).code == 0
    for _ in range(2):
        done = call("send", "--yes", "--new-ledger", "--json", env=env)
        assert done.code == 0, done.err
    assert json.loads(done.out)["channels"]["x"]["sent"] == 1
    assert len(x.wall) == 1
    assert texts(x)[0].startswith("Zandkerke wint in de slotminuut van Polderdam")
    assert not any(secret in done.out + done.err for secret in SECRETS)


def test_a_rate_limit_of_x_is_kept(x):
    x.rates["POST /2/tweets"] = 1
    first, second = delivered(channel_of(x.url), message("Een"), message("Twee"))
    assert (first.outcome, second.outcome, second.code) == ("sent", "unavailable", "429")
    assert timedelta(minutes=14) < second.retry_at - utc_now() <= timedelta(minutes=15)


def test_a_redirect_is_not_followed_and_costs_no_post(x):
    x.tell("POST /2/tweets", Reply(308, None, {"Location": f"{x.url}/2/tweets"}))
    with pytest.raises(ChannelError, match="308") as caught:
        channel_of(x.url).deliver(Line([message("Dag")]))
    assert (caught.value.exit_code, caught.value.remedy) == (6, "check service, then publish resume")
    assert x.seen == ["POST /2/tweets"]


def test_a_proxy_of_the_environment_is_not_used(x, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    assert delivered(channel_of(x.url), message("Dag")).outcome == "sent"


def test_settings_alone_and_a_dry_run_load_nothing_slow():
    told = (
        "import sys; from publisher.channels import x; from publisher.channels.x import channel;"
        "print([name for name in ('tweepy', 'requests') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
