import random
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import format_datetime, parseaddr

import fast_mail_parser
import pytest

from publisher.errors import ConfigError
from publisher.mime import addresses, headers, words
from publisher.model import Envelope

DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ORDER = [
    "Date",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
]
LONG_URL = "https://krant.example/u/" + "k3Ab9" * 35 + "?e=20261124&s=ab"


def envelope(**changes):
    fields = {
        "sender": "De Ochtendkrant <digest@krant.example>",
        "subject": "Zwartberg wint",
        "preheader": "",
        "list_id": "lezers.krant.example",
        "reply_to": "Redactie <redactie@krant.example>",
        "unsubscribe_url": "https://krant.example/u/{token}",
        "unsubscribe_mailto": "uit@krant.example",
    }
    return Envelope(**(fields | changes))


def written(name="An Peeters", url="https://krant.example/u/1", address="an@post.example", **changes):
    to = headers.recipient(name, address)
    fixed = headers.fix(envelope(**changes))
    return headers.write(fixed, headers.begin(fixed, DATE), to, b"<1@krant.example>", url.encode())


def by_library(raw):
    """Read To in two steps: `policy.default` of Python 3.11 puts spaces between a name's encoded-words."""
    name, address = parseaddr(message_from_bytes(raw)["To"].replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


def unfolded(raw):
    return raw.decode().replace("\r\n ", " ").split("\r\n")


def longest(raw):
    return max(map(len, raw.split(b"\r\n")))


def test_every_field_stands_once_and_in_order():
    raw = written()
    assert [line.partition(":")[0] for line in unfolded(raw)] == [*ORDER, ""]
    assert b"Date: Tue, 24 Nov 2026 06:00:00 +0000\r\n" in raw
    assert raw.endswith(b"\r\nMIME-Version: 1.0\r\n")


@pytest.mark.parametrize("hours", [-9.5, 0, 1, 5.75])
def test_a_date_is_written_as_the_library_writes_it(hours):
    zone = timezone(timedelta(hours=hours))
    for number in range(0, 400, 3):
        date = datetime(2026, 1, 1, 5, 6, 7, tzinfo=zone) + timedelta(days=number)
        raw = headers.begin(headers.fix(envelope()), date)
        assert raw.startswith(f"Date: {format_datetime(date)}\r\n".encode())


def test_fields_that_were_not_configured_are_left_out():
    raw = written(reply_to=None, unsubscribe_url=None, unsubscribe_mailto=None)
    names = [line.partition(":")[0] for line in unfolded(raw)]
    assert names == [name for name in ORDER if name != "Reply-To" and "Unsubscribe" not in name] + [""]


def test_a_long_unsubscribe_url_stays_whole_and_unencoded():
    assert len(LONG_URL) > 200
    raw = written(url=LONG_URL)
    assert b"\r\nList-Unsubscribe: <" + LONG_URL.encode() + b">,\r\n <mailto:uit@krant.example>\r\n" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    parsed = fast_mail_parser.parse_email(raw + b"\r\n").headers["List-Unsubscribe"]
    assert parsed == [f"<{LONG_URL}>, <mailto:uit@krant.example>"]


def test_a_mailto_alone_promises_no_one_click():
    raw = written(unsubscribe_url=None, unsubscribe_mailto="mailto:uit@krant.example?subject=uit")
    assert b"\r\nList-Unsubscribe: <mailto:uit@krant.example?subject=uit>\r\n" in raw
    assert b"One-Click" not in raw


def test_a_url_alone_is_the_whole_field():
    assert b"\r\nList-Unsubscribe: <https://krant.example/u/1>\r\n" in written(unsubscribe_mailto=None)


@pytest.mark.parametrize(
    "bad", ["\r\nBcc: x@y.example", "\n", "\r", "\x00", "\x7f", "\u2028", "\x85", "\ud800"]
)
@pytest.mark.parametrize(
    ("field", "header", "value"),
    [
        ("sender", "From", "Krant{} <digest@krant.example>"),
        ("sender", "From", "Krant <digest{}@krant.example>"),
        ("sender", "From", "digest@krant{}.example"),
        ("reply_to", "Reply-To", "Redactie{} <redactie@krant.example>"),
        ("subject", "Subject", "Zwartberg{}wint"),
        ("list_id", "List-Id", "Lezers{} <lezers.krant.example>"),
        ("list_id", "List-Id", "lezers{}.krant.example"),
        ("unsubscribe_mailto", "List-Unsubscribe", "uit{}@krant.example"),
    ],
)
def test_a_control_in_what_the_sender_configured_is_refused_naming_the_field(field, header, value, bad):
    with pytest.raises(ConfigError) as caught:
        written(**{field: value.format(bad)})
    assert caught.value.where == header
    assert caught.value.remedy


@pytest.mark.parametrize("subject", ["", "  "])
def test_an_empty_subject_is_refused(subject):
    with pytest.raises(ConfigError, match="Subject"):
        written(subject=subject)


@pytest.mark.parametrize("list_id", ["lezers", "lezers krant.example", "", "<a..b>"])
def test_a_list_identifier_that_is_none_is_refused(list_id):
    with pytest.raises(ConfigError, match="List-Id"):
        written(list_id=list_id)


def test_a_named_list_identifier_keeps_its_name():
    assert b"\r\nList-Id: Lezers <lezers.krant.example>\r\n" in written(
        list_id="Lezers <lezers.krant.example>"
    )
    assert b"\r\nList-Id: <lezers.krant.example>\r\n" in written()


@pytest.mark.parametrize(
    "subject",
    [
        "Zwartberg wint",
        "Dewaële scoort ⚽ in minuut 90",
        "{{7*7}} {% raw %}",
        "=?utf-8?q?geen_woord?=",
        " met  spaties ",
        "Zwartberg wint na een lange avond " * 12 + "einde",
        "ë" * 300,
        "woord" * 60,
        "👩‍👩‍👧e\u0301" * 30,
        "Наши победили " * 10 + ".",
    ],
)
def test_a_subject_reads_as_it_was_written_for_both_parsers(subject):
    raw = written(subject=subject)
    assert longest(raw) <= 78
    assert message_from_bytes(raw + b"\r\n", policy=default)["Subject"] == subject
    assert fast_mail_parser.parse_email(raw + b"\r\n").subject == subject


def test_each_encoded_word_is_at_most_75_and_its_line_at_most_76_characters():
    raw = written(subject="Dewaële ⚽ " * 40, name="Zoë " * 40)
    found = re.findall(rb"=\?utf-8\?[qb]\?[^?]*\?=", raw)
    assert len(found) > 8
    assert max(map(len, found)) <= 75
    assert max(len(line) for line in raw.split(b"\r\n") if b"=?utf-8?" in line) <= 76


def test_mostly_latin_text_stays_readable_and_other_text_is_base64():
    assert words.encoded("Subject", "Dewaële") == "=?utf-8?q?Dewa=C3=ABle?="
    assert words.encoded("Subject", "⚽⚽⚽").startswith("=?utf-8?b?")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("An Peeters", "An Peeters <an@post.example>"),
        ("", "an@post.example"),
        (" \r\n", "an@post.example"),
        ("Peeters, An", '"Peeters, An" <an@post.example>'),
        ('A "B" \\', '"A \\"B\\" \\\\" <an@post.example>'),
        ("An\r\nBcc: x@y.example", '"An Bcc: x@y.example" <an@post.example>'),
        ("An\x00\u2028  P", "An P <an@post.example>"),
        ("Zoë", "=?utf-8?q?Zo=C3=AB?= <an@post.example>"),
        ("\ud800", "=?utf-8?q?=3F?= <an@post.example>"),
    ],
)
def test_a_readers_name_is_cleaned_to_one_line_and_quoted_or_encoded(name, field):
    assert headers.recipient(name, "an@post.example") == f"To: {field}".encode()


HOSTILE = [
    *"ab .,<>\"'\\()@:;=?é⚽\t",
    "\r\n", "\n.\n", "\x00", "From ", "</a>", "{{7*7}}", "=?utf-8?q?x?=",
    "e\u0301", "\u202e", "\u00a0", "a" * 90, "é" * 50,
]  # fmt: skip


def test_three_thousand_hostile_names_read_back_by_both_parsers():
    choose = random.Random(2047)
    for _ in range(3000):
        name = "".join(choose.choices(HOSTILE, k=choose.randint(0, 20)))
        expected = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", name).split())
        raw = headers.recipient(name, "an@post.example") + b"\r\n\r\n"
        assert longest(raw) <= 78
        assert by_library(raw) == (expected, "an@post.example")
        (mailbox,) = fast_mail_parser.parse_email(raw).to
        assert ((mailbox.display_name or ""), mailbox.address) == (expected, "an@post.example")


@pytest.mark.parametrize(
    ("mailbox", "parts"),
    [
        ("a@b.example", ("", "a@b.example")),
        (" Krant, De <a@b.example> ", ("Krant, De", "a@b.example")),
        ('"De \\"Krant\\"" <a@b.example>', ('De "Krant"', "a@b.example")),
        ("<a@b.example>", ("", "a@b.example")),
        ("geen adres", ("", "geen adres")),
    ],
)
def test_a_mailbox_is_split_into_name_and_address(mailbox, parts):
    assert addresses.split(mailbox) == parts


def test_an_international_domain_is_written_by_idna_2008():
    assert addresses.check("info@Straße.example", "From") == "info@xn--strae-oqa.example"
    assert addresses.check("a.b+c@KRANT.example", "From") == "a.b+c@krant.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "an",
        "@post.example",
        "an@",
        "an@post..example",
        "an@-post.example",
        ".an@post.example",
        "an an@post.example",
        "an@post.example>",
        "a@b@post.example",
        "an@post.example\r\nBcc: x@y.example",
        "an@post.example\n",
        "a" * 65 + "@post.example",
        "an@" + "a" * 64 + ".example",
        "an@" + "a.é" * 100,
        "an@" + "abc." * 70 + "example",
    ],
)
def test_an_address_no_mail_can_carry_is_refused_naming_the_field(address):
    with pytest.raises(ConfigError) as caught:
        headers.recipient("An", address)
    assert caught.value.where == "To"


def test_a_local_part_beyond_ascii_is_kept_only_where_it_is_asked():
    with pytest.raises(ConfigError, match="SMTPUTF8"):
        headers.recipient("An", "zoë@post.example")
    assert headers.recipient("", "zoë@post.example", utf8=True) == "To: zoë@post.example".encode()
    with pytest.raises(ConfigError):
        headers.recipient("", "zoë\u2028@post.example", utf8=True)


def test_a_message_id_is_the_same_on_every_attempt_and_differs_per_reader_edition_and_key():
    first = headers.message_id("5f" * 32, "an", b"key", "krant.example")
    assert first == headers.message_id("5f" * 32, "an", b"key", "krant.example")
    assert re.fullmatch(r"<5f5f5f5f5f5f5f5f\.[0-9a-f]{32}@krant\.example>", first)
    others = {
        headers.message_id("5f" * 32, "jo", b"key", "krant.example"),
        headers.message_id("60" * 32, "an", b"key", "krant.example"),
        headers.message_id("5f" * 32, "an", b"other", "krant.example"),
    }
    assert len(others | {first}) == 4
