import pytest

from publisher.text import Count, count

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("rule", "limit", "unit"),
    [
        ("x", 280, "weighted characters"),
        ("mastodon", 500, "characters"),
        ("bluesky", 300, "graphemes"),
        ("threads", 500, "characters"),
        ("linkedin", 3_000, "characters"),
        ("telegram", 4_096, "UTF-16 units"),
        ("discord", 2_000, "characters"),
        ("slack", 3_000, "characters"),
    ],
)
def test_each_network_names_its_limit_and_its_unit(rule, limit, unit):
    assert count("doelpunt", rule) == Count(used=8, limit=limit, unit=unit)


@pytest.mark.parametrize(
    ("text", "used"),
    [("…", 2), ("€", 2), ("→", 2), ("•", 2), ("–", 1), ("—", 1), ("‘", 1), ("©", 1), ("©️", 2), (FAMILY, 2)],
)
def test_x_weighs_signs_as_twitter_text_does(text, used):
    assert count(text, "x").used == used


def test_x_counts_a_bare_domain_as_a_link():
    assert count("Ik ga.Nu", "x").used == len("Ik ") + 23


def test_x_counts_a_letter_and_its_accent_as_one():
    assert count("e\u0301", "x").used == 1


def test_mastodon_counts_a_web_address_as_23_and_a_bare_domain_in_full():
    assert count("Lees https://voorbeeld.be/een/heel/lang/pad?x=1 nu", "mastodon").used == 5 + 23 + 3
    assert count("voorbeeld.be", "mastodon").used == 12


def test_mastodon_counts_only_the_name_of_a_mention():
    assert count("met @jan.wit@voorbeeld.be, samen", "mastodon").used == len("met @jan.wit, samen")


def test_mastodon_and_bluesky_count_an_emoji_sequence_as_one():
    assert [count(FAMILY, rule).used for rule in ("mastodon", "bluesky")] == [1, 1]


def test_bluesky_counts_a_web_address_in_full():
    assert count("https://voorbeeld.be/pad", "bluesky").used == 24


def test_threads_counts_an_emoji_as_its_utf8_bytes():
    assert count(f"é{FAMILY}", "threads").used == 1 + 25


def test_linkedin_counts_the_backslashes_of_little_text():
    assert count(r"\|{}@[]()<>#*_~", "linkedin").used == 30


def test_telegram_counts_utf16_units_and_discord_code_points():
    assert [count("⚽😀", rule).used for rule in ("telegram", "discord")] == [3, 2]


def test_slack_counts_the_escaped_text():
    assert count('a & b < c > "d"', "slack").used == len('a &amp; b &lt; c &gt; "d"')


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("https://kroniek.test/een/heel/lang/adres?met=vragen&en=meer", 23),
        ("Lees https://kroniek.test/x.", 5 + 23 + 1),
        ("(http://kroniek.test/x)", 1 + 23 + 1),
        ("ga.nu", 5),
    ],
)
def test_on_mastodon_every_http_address_is_23_whatever_its_ending(text, used):
    assert count(text, "mastodon").used == used
