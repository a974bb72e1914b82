"""What is made quickly is, byte for byte, what the plain way makes."""

import hmac
import html
import random
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from publisher import mime, tokens
from publisher.errors import ConfigError
from publisher.mac import Keys, LinkKey, Mac
from publisher.mime import addresses, headers, quoted, skeleton, values, words
from publisher.model import Envelope, Slot
from publisher.ports import Recipient

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)

PIECES = [
    *"abcXYZ019 =.&<>\"'-_/?:@,;%~!\t", "  ", "From ", " .", "é", "⚽", "\x00", "x" * 71, "y" * 73, ".F",
    "https://krant.example/u/", "q" * 146,
]  # fmt: skip
SLOTS = mime.markers(mime.new_nonce("inhoud"))
TEXT, HTML = mime.by_name(SLOTS, "text"), mime.by_name(SLOTS, "html")
SKELETON = mime.compile(
    f"Dag {TEXT['name']},\n{TEXT['view_url']} {TEXT['unsubscribe_url']} {TEXT['name']}\n",
    f'<p title="{HTML["name"]}">{HTML["name"]}</p><a href="{HTML["view_url"]}">a</a>'
    f'<a href="{HTML["unsubscribe_url"]}">b</a>',
    SLOTS,
)


def plainly(part, given):
    """Fill each slot by itself: what `fill` did before it was made quick."""
    filled = []
    for piece in part:
        if isinstance(piece, Slot):
            line = values.one_line(given[piece.name])
            filled.append(quoted.value(line if piece.context == "text" else html.escape(line)))
        else:
            filled.append(piece)
    return tuple(filled)


def some_text(choose, most=8):
    return "".join(choose.choices(PIECES, k=choose.randint(0, most)))


def test_five_thousand_hostile_values_fill_their_slots_as_one_by_one():
    choose = random.Random(5000)
    filler = skeleton.Filler(SKELETON.html)
    for number in range(5000):
        given = {
            "name": some_text(choose),
            "unsubscribe_url": f"https://krant.example/u/{'k' * choose.randint(0, 200)}?n={number}",
            "view_url": choose.choice(["https://krant.example/e/1", "https://krant.example/e/2&b=."]),
        }
        assert mime.fill(SKELETON.text, given) == plainly(SKELETON.text, given)
        assert tuple(filler.fill(given)) == plainly(SKELETON.html, given)


def test_a_bare_value_is_encoded_as_any_other():
    choose = random.Random(73)
    bare = [text for text in (some_text(choose) for _ in range(20_000)) if values.bare(text)]
    assert len(bare) > 500
    assert any(len(text) > 146 for text in bare)
    assert any(text.startswith((".", "From ")) for text in bare)
    for text in bare:
        assert quoted.bare(text) == quoted.value(html.escape(values.one_line(text)))


@pytest.mark.parametrize("text", ["", ".", "a.", "a ", " a", "a  b", "a=b", "a&b", "é", "a\tb", "a\nb"])
def test_what_must_be_changed_is_not_bare(text):
    assert not values.bare(text)


def test_a_value_that_is_missing_after_one_that_was_there_is_still_an_error():
    filler = skeleton.Filler(SKELETON.text)
    given = {"name": "An", "unsubscribe_url": "https://a.example/1", "view_url": "https://a.example/2"}
    filler.fill(given)
    del given["name"]
    with pytest.raises(ConfigError, match="name"):
        filler.fill(given)


def test_a_link_that_is_bare_but_not_https_is_an_error_each_time():
    filler = skeleton.Filler(SKELETON.html)
    given = {"name": "An", "unsubscribe_url": "javascript:alert(1)", "view_url": "https://a.example/2"}
    for _ in range(2):
        with pytest.raises(ConfigError, match="unsubscribe_url"):
            filler.fill(given)


@pytest.mark.parametrize("length", [1, 32, 64, 65, 200])
def test_a_mac_is_that_of_the_library_for_keys_of_any_length(length):
    choose = random.Random(length)
    key = choose.randbytes(length)
    for common in (b"", choose.randbytes(length)):
        mac = Mac(key, common)
        for size in (0, 1, 55, 56, 64, 1000):
            text = choose.randbytes(size)
            assert mac.digest(text) == hmac.digest(key, common + text, "sha256")


def test_a_token_made_for_many_readers_is_the_token_made_for_one_and_reads_back():
    keys = Keys(b"m" * 32, (LinkKey(b"old1", b"o" * 32), LinkKey(b"new2", b"n" * 40)))
    now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    make = tokens.maker(keys, "unsubscribe", "lezers")
    for number in range(50):
        reader = f"{number:024x}"
        token = make(reader)
        assert token == tokens.make(keys, "unsubscribe", "lezers", reader)
        assert tokens.read(keys, token, now) == tokens.Token("unsubscribe", "lezers", reader)


def test_the_layout_of_a_token_is_for_ever():
    keys = Keys(b"m" * 32, (LinkKey(b"abcd", b"s" * 32),))
    token = tokens.make(keys, "confirm", "lezers", "0123456789abcdef01234567", datetime.fromtimestamp(9, UTC))
    content = b"\x02\x00\x00\x00\x09abcd" + bytes.fromhex("0123456789abcdef01234567") + b"lezers"
    mac = hmac.digest(b"s" * 32, content, "sha256")[:16]
    assert tokens.base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) == content + mac


def test_the_same_moment_in_two_zones_is_written_in_each():
    envelope = Envelope("a@krant.example", "Kop", "", "lezers.krant.example")
    compiled = mime.Compiled(envelope, SKELETON, "0123456789abcdef" * 4, key=b"geheim")
    given = {"name": "An", "view_url": "https://a.example/2", "unsubscribe_url": "https://a.example/1"}
    early = datetime(2026, 11, 24, 6, tzinfo=UTC)
    late = early.astimezone(timezone(timedelta(hours=1)))
    for date in (early, late, early):
        header = compiled.build(Recipient("1", "a@b.example"), given, date)[0]
        assert header.startswith(f"Date: {format_datetime(date)}\r\n".encode())


def test_a_plain_name_is_written_as_the_long_way_writes_it():
    choose, letters = random.Random(76), "abAB09 .-'!_"
    plain = 0
    for _ in range(5000):
        name = "".join(choose.choices(letters, k=choose.randint(1, 60))).strip()
        address = f"{'r' * choose.randint(1, 30)}@post.example"
        field = f"To: {words.phrase('To', name)}" if name else ""
        last = len(field) - field.rfind("\n") - 1
        fold = " " if last + len(f"<{address}>") < 76 else words.FOLD
        expected = f"{field}{fold}<{address}>" if name else f"To: {address}"
        plain += re.fullmatch(words.ATOMS, name) is not None
        assert headers.recipient(name, address) == expected.encode()
    assert plain > 500


def test_a_common_address_is_checked_as_strictly_as_any():
    choose, letters = random.Random(64), "abz09.-_+@A "
    taken = 0
    for _ in range(50_000):
        address = "".join(choose.choices(letters, k=choose.randint(1, 12))) + choose.choice(
            ["@b.c", "@B.c", ""]
        )
        local, at, domain = address.rpartition("@")
        good = at and addresses._LOCAL.fullmatch(local) and addresses.to_ascii(domain)
        if good:
            taken += 1
            assert addresses.check(address, "To") == f"{local}@{domain.lower()}"
        else:
            with pytest.raises(ConfigError):
                addresses.check(address, "To")
    assert taken > 1000


@pytest.mark.parametrize("length", [1, 60, 72, 300])
@pytest.mark.parametrize(
    "template",
    [
        "https://krant.example/u/{token}",
        f"https://krant.example/{'p' * 43}/{{token}}",
        f"https://krant.example/{'p' * 51}{{token}}.From.x/y",
        "https://krant.example/u?t={token}",
        "https://krant.example/u/{token}?a=1&b=2",
        "https://krant.example/u/{token}.",
        "https://krant.example/%C3%A9/%b/{token}%20",
        f"https://krant.example/{'p' * 100}.{'q' * 20}/{{token}}/{'r' * 72}.s",
    ],
)
def test_a_link_is_the_bytes_of_its_url(template, length):
    choose = random.Random(length)
    link, filler = mime.links(template, length), skeleton.Filler(SKELETON.html)
    edition = mime.Compiled(
        Envelope("a@krant.example", "S", "", "l.krant.example", unsubscribe_url=template),
        SKELETON,
        "5f" * 16,
        key=b"k",
    )
    reader = Recipient("1", "an@post.example", "An")
    for _ in range(20):
        token = "".join(choose.choices("abcXYZ019-_", k=length))
        url = template.replace("{token}", token)
        given = {"name": "An", "view_url": "https://krant.example/e"}
        linked, written = {**given, "unsubscribe_url": link(token)}, {**given, "unsubscribe_url": url}
        assert filler.fill(linked) == filler.fill(written)
        assert edition.build(reader, linked, NOW) == edition.build(reader, written, NOW)


def test_a_token_of_another_length_makes_the_whole_link_all_the_same():
    link = mime.links("https://krant.example/u/{token}", 60)
    assert link("x" * 59) == f"https://krant.example/u/{'x' * 59}"
    assert link("x" * 61) == f"https://krant.example/u/{'x' * 61}"


def test_links_without_a_place_for_a_token_are_what_they_are():
    assert mime.links("", 60)("x" * 60) == ""
    assert mime.links("https://krant.example/u", 60)("x" * 60) == "https://krant.example/u"


@pytest.mark.parametrize("template", ["http://krant.example/u/{token}", "https://{token}.krant.example/u"])
def test_a_link_that_is_not_https_is_refused_as_any_is(template):
    given = {"name": "An", "view_url": "", "unsubscribe_url": mime.links(template, 60)("x_" * 30)}
    with pytest.raises(ConfigError, match="unsubscribe_url"):
        skeleton.Filler(SKELETON.html).fill(given)
