"""Tokens in readers' links: ours for ever, and nobody else's."""

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest

from publisher import tokens
from publisher.audience import secret
from publisher.mac import Keys, LinkKey
from publisher.tokens import Token

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
FIRST, SECOND = b"0123456789abcdef0123456789abcdef", b"fedcba9876543210fedcba9876543210"
OLD = secret.keys(secret.Secrets((FIRST,)))
BOTH = secret.keys(secret.Secrets((FIRST, SECOND)))
READER = "00112233445566778899aabb"
WEEK_AFTER = datetime(2026, 12, 1, tzinfo=UTC)
# Written by the first release. They stand in mails: a change that breaks one of them may not be made.
GOLDEN = {
    "AQAAAAA4jOqaABEiM0RVZneImaq7cmVhZGVyc0HYqG4mVwU9M8HJAVzbyV4": Token("unsubscribe", "readers", READER),
    "AQAAAACQiiiWABEiM0RVZneImaq7bGV6ZXJzIOKYlSDDqQ2YOwm26XCYmoRAjMgFmgQ": Token(
        "unsubscribe", "lezers ☕ é", READER
    ),
    "AmsODgA4jOqaABEiM0RVZneImaq7cmVhZGVyc8nltb9cN_2A-j0U94U2oEc": Token("confirm", "readers", READER),
    "AwAAAAA4jOqaAAAAAAAAAAAAAAAApsmizKquyuSTHtprHeGsnA": Token("test", "", tokens.TEST_READER),
}
LINK, CONFIRM = next(iter(GOLDEN)), next(token for token, said in GOLDEN.items() if said.purpose == "confirm")


def signed(content, key=OLD.links[0]):
    """Sign any content as we would, to see what a reader of it makes of what we never write."""
    mac = tokens.hmac.digest(key.secret, content, "sha256")[:16]
    return base64.urlsafe_b64encode(content + mac).rstrip(b"=").decode()


def content(purpose=1, until=0, key=OLD.links[0].id, name=b"readers"):
    return struct.pack(">BI4s12s", purpose, until, key, bytes.fromhex(READER)) + name


@pytest.mark.parametrize("token", GOLDEN)
def test_a_token_of_the_first_release_verifies_for_ever(token):
    assert tokens.read(BOTH, token, NOW) == GOLDEN[token]


@pytest.mark.parametrize("years", [1, 30, 1_000])
def test_an_unsubscribe_token_never_expires(years):
    assert tokens.read(OLD, LINK, NOW.replace(year=NOW.year + years)) == GOLDEN[LINK]


def test_a_token_is_made_byte_for_byte_as_the_first_release_made_it():
    made = [
        tokens.make(OLD, "unsubscribe", "readers", READER),
        tokens.make(BOTH, "unsubscribe", "lezers ☕ é", READER),
        tokens.make(OLD, "confirm", "readers", READER, WEEK_AFTER),
        tokens.make(OLD, "test", "", tokens.TEST_READER),
    ]
    assert made == list(GOLDEN)


def test_a_token_that_expires_does_so_at_its_second():
    assert tokens.read(OLD, CONFIRM, WEEK_AFTER) == GOLDEN[CONFIRM]
    assert tokens.read(OLD, CONFIRM, WEEK_AFTER + timedelta(seconds=1)) is None


def test_a_link_of_an_old_key_verifies_after_the_next_key_was_made():
    assert tokens.read(BOTH, LINK, NOW) == GOLDEN[LINK]
    assert tokens.key_of(LINK) == OLD.links[0].id
    assert tokens.key_of(tokens.make(BOTH, "unsubscribe", "readers", READER)) == BOTH.links[1].id


def test_a_link_of_a_key_that_is_not_ours_does_not_verify():
    new = tokens.make(BOTH, "unsubscribe", "readers", READER)
    assert tokens.read(BOTH, new, NOW)
    assert tokens.read(OLD, new, NOW) is None
    assert tokens.read(Keys(b"", ()), new, NOW) is None


def test_a_token_signed_with_an_empty_key_under_an_unknown_name_is_refused():
    forged = LinkKey(b"none", b"")
    assert tokens.read(OLD, signed(content(key=b"none"), forged), NOW) is None


def test_a_token_is_verified_with_the_key_it_names_alone():
    old, new = BOTH.links
    assert tokens.read(BOTH, signed(content(key=old.id), new), NOW) is None
    assert tokens.read(BOTH, signed(content(key=new.id), new), NOW)


def test_two_keys_whose_names_begin_alike_both_verify():
    twins = Keys(b"", (LinkKey(b"same", b"one"), LinkKey(b"same", b"two")))
    for key in twins.links:
        token = tokens.make(Keys(b"", (key,)), "unsubscribe", "readers", READER)
        assert tokens.read(twins, token, NOW)


@pytest.mark.parametrize("token", GOLDEN)
def test_no_bit_of_a_token_can_be_changed(token):
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        text = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
        assert tokens.read(BOTH, text, NOW) is None, place


def test_no_letter_of_a_token_can_be_changed_left_out_or_added():
    letters = "ABYZabyz0189-_+/=. %"
    for place in range(len(LINK)):
        assert tokens.read(OLD, LINK[:place] + LINK[place + 1 :], NOW) is None
        for letter in letters:
            replaced = LINK[:place] + letter + LINK[place + 1 :]
            assert replaced == LINK or tokens.read(OLD, replaced, NOW) is None
            assert tokens.read(OLD, LINK[:place] + letter + LINK[place:], NOW) is None


def test_a_second_spelling_of_the_same_bytes_is_refused():
    last = LINK[:-1] + chr(ord(LINK[-1]) + 1)  # the two bits that base64 has to spare
    pad = "=" * (-len(LINK) % 4)
    assert base64.urlsafe_b64decode(last + pad) == base64.urlsafe_b64decode(LINK + pad)
    for spelled in (last, LINK + pad, f"{LINK}\n", f" {LINK}", CONFIRM.replace("_", "/").replace("-", "+")):
        assert tokens.read(BOTH, spelled, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "proof", "=", "====", "A", "AAAA", "\0", "é" * 60, "💥" * 20, "A" * 59, "A" * 60, "A" * 1_024),
        *("A" * 1_000_000, "../../etc/passwd", "'; drop table subscription; --", "\ud800", "%00" * 20),
    ],
)
def test_what_is_no_token_is_none_and_never_an_error(text):
    assert tokens.read(OLD, text, NOW) is None
    assert tokens.key_of(text) in {b"", bytes(4)}


def test_a_signed_list_that_is_not_utf_8_is_none_and_never_an_error():
    assert tokens.read(OLD, signed(content()), NOW) == GOLDEN[LINK]
    assert tokens.read(OLD, signed(content(name=b"\xff\xfe\x80")), NOW) is None


@pytest.mark.parametrize("purpose", [0, 4, 255])
def test_a_signed_purpose_that_this_release_does_not_know_is_none(purpose):
    assert tokens.read(OLD, signed(content(purpose=purpose)), NOW) is None


def test_each_purpose_list_and_reader_has_a_token_of_its_own():
    made = {
        tokens.make(OLD, purpose, name, reader)
        for purpose in ("unsubscribe", "confirm", "test")
        for name in ("readers", "avond")
        for reader in (READER, tokens.TEST_READER)
    }
    assert len(made) == 12
    assert {tokens.read(OLD, token, NOW).purpose for token in made} == {"unsubscribe", "confirm", "test"}


@pytest.mark.parametrize(
    ("name", "reader", "expires"),
    [
        ("readers", READER[:-2], None),  # struct would fill it up with zeros: another reader's id
        ("readers", f"{READER}cc", None),  # struct would cut it
        ("readers", "not hex at all, is it?!!", None),
        ("n" * 401, READER, None),
        ("readers", READER, datetime(1970, 1, 1, tzinfo=UTC)),  # 0 would mean never
        ("readers", READER, datetime(2107, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_could_not_be_read_back_is_not_signed(name, reader, expires):
    with pytest.raises(ValueError):  # noqa: PT011  (its kind is the contract)
        tokens.make(OLD, "unsubscribe", name, reader, expires)


def test_the_longest_name_of_a_list_fits_into_a_link():
    name = "☕" * 100
    assert tokens.read(OLD, tokens.make(OLD, "unsubscribe", name, READER), NOW).list == name


def test_a_link_is_short_enough_for_one_line_of_a_header():
    assert len(LINK) < 80
