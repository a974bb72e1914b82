import html as library
import random
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import fast_mail_parser
import pytest

from publisher import mime
from publisher.errors import ConfigError
from publisher.mime import values as values_of
from publisher.model import Envelope, Skeleton
from publisher.ports import Recipient

DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
HASH = "c4" * 32
BOUNDARY = f"=_{HASH[:32]}"
ENVELOPE = Envelope(
    sender="De Ochtendkrant <digest@krant.example>",
    subject="{{7*7}} goals voor Zwartberg",
    preheader="",
    list_id="lezers.krant.example",
    unsubscribe_url="https://krant.example/u/{token}",
)
SLOTS = mime.markers(mime.new_nonce("de inhoud"))
IN_TEXT, IN_HTML = mime.by_name(SLOTS, "text"), mime.by_name(SLOTS, "html")
TEXT = (
    f"Dag {IN_TEXT['name']},\n\n{{{{7*7}}}} goals.\n.\nFrom hier\n"
    f"{IN_TEXT['view_url']} {IN_TEXT['unsubscribe_url']}"
)
PAGE = (
    f'<title>{IN_HTML["name"]}</title><p title="{IN_HTML["name"]}">Dag {IN_HTML["name"]}.</p>'
    f'<a href="{IN_HTML["view_url"]}">één</a> <a href="{IN_HTML["unsubscribe_url"]}">{{{{7*7}}}}</a>\n'
)
HOSTILE = [
    *"abc =.&<>\"'\\/?é⚽\u00a0\u200d:@,;%\t",
    "From ", "\r\n", "\n.\n", "--" + BOUNDARY, "--" + BOUNDARY + "--", "{{7*7}}", "  ", "=3D", "=\r\n",
    "\x00", "</a>", "e\u0301", "\u2028", "\x85", "." * 5, "a" * 80, "é" * 40, "👩‍👩‍👧",
]  # fmt: skip


def compiled(**rest):
    return mime.Compiled(ENVELOPE, mime.compile(TEXT, PAGE, SLOTS), HASH, key=b"secret", **rest)


def values(name="An", token="1"):
    return {
        "name": name,
        "unsubscribe_url": f"https://krant.example/u/{token}?a=1&b='2'",
        "view_url": f"https://krant.example/e/{token}",
    }


def built(name="An", token="1", edition=None):
    recipient = Recipient(id=token, address=f"lezer{token}@post.example", name=name)
    return (edition or compiled()).build(recipient, values(name, token), DATE)


def rendered(given):
    """Render both parts the slow way: the marker replaced by the value, as the context asks."""
    text, page = TEXT + "\n", PAGE
    for marker, slot in SLOTS.items():
        line = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", given[slot.name])
        text, page = text.replace(marker, line), page.replace(marker, library.escape(line))
    return text.replace("\n", "\r\n"), page.replace("\n", "\r\n")


def read_by_library(raw):
    return tuple(part.get_payload(decode=True).decode() for part in message_from_bytes(raw).get_payload())


def read_by_rust(raw):
    mail = fast_mail_parser.parse_email(raw)
    return mail.text_plain[0], mail.text_html[0]


def check_lines(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert max(map(len, head.split(b"\r\n"))) <= 998
    for line in body.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))
        assert b"  " not in line


def test_three_thousand_hostile_readers_get_what_a_plain_render_shows_by_two_parsers():
    choose, edition = random.Random(3000), compiled()
    for number in range(3000):
        name = "".join(choose.choices(HOSTILE, k=choose.randint(0, 40)))
        raw = mime.proof(built(name, str(number), edition))
        expected = rendered(values(name, str(number)))
        assert read_by_library(raw) == expected
        assert read_by_rust(raw) == expected
        check_lines(raw)


def test_the_subject_and_each_header_stand_once_however_hostile_the_name():
    raw = mime.proof(built("An\r\nBcc: x@y.example\r\n\r\n<p>"))
    names = [name.lower() for name in message_from_bytes(raw).keys()]  # noqa: SIM118
    assert len(names) == len(set(names)) == 10
    assert "bcc" not in names


def test_a_headline_that_looks_like_a_template_stays_literal():
    raw = mime.proof(built("{{7*7}}"))
    mail = message_from_bytes(raw, policy=default)
    assert mail["Subject"] == "{{7*7}} goals voor Zwartberg"
    text, page = read_by_library(raw)
    assert text.startswith("Dag {{7*7}},\r\n\r\n{{7*7}} goals.")
    assert page.count("{{7*7}}") == 4
    assert "49" not in text + page


def test_the_message_is_text_then_html_in_utf8_quoted_printable():
    mail = message_from_bytes(mime.proof(built()), policy=default)
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_boundary() == BOUNDARY
    assert not mail.defects
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"quoted-printable"}


def test_two_attempts_give_the_same_bytes_and_another_reader_another_message_id():
    assert built() == built()
    first, second = (message_from_bytes(mime.proof(built(token=token)))["Message-ID"] for token in "12")
    assert first != second
    assert first.endswith("@krant.example>")


def test_segments_equal_for_all_readers_are_shared_not_copied():
    edition = compiled()
    one, two = built("An", "1", edition), built("Jo", "2", edition)
    shared = [segment for segment in one if any(segment is other for other in two)]
    assert sum(map(len, shared)) > len(mime.proof(one)) / 3
    assert len(one) == 1 + (3 + 5) + 9  # header, slots of both parts, and what stands around them
    assert one[-1].endswith(f"\r\n--{BOUNDARY}--\r\n".encode())


def test_a_reader_without_an_unsubscribe_url_is_refused():
    recipient = Recipient(id="1", address="an@post.example")
    with pytest.raises(ConfigError, match="unsubscribe_url"):
        compiled().build(recipient, {"name": "", "view_url": ""}, DATE)


@pytest.mark.parametrize("url", ["", "http://krant.example/u", "https://krant.example/>\r\nBcc: a@b.example"])
def test_a_url_that_is_in_the_header_alone_is_refused_where_it_is_not_https(url):
    edition = mime.Compiled(ENVELOPE, Skeleton((b"a\r\n",), (b"b\r\n",)), HASH, key=b"secret")
    with pytest.raises(ConfigError, match="List-Unsubscribe"):
        edition.build(Recipient(id="1", address="an@post.example"), {"unsubscribe_url": url}, DATE)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://krant.example/u/a_B-9", True),
        (f"https://krant.example/{'u' * 878}", True),
        (f"https://krant.example/{'u' * 879}", False),
        ("https://krant.example/u?a=1", False),
        ("https://krant.example/u.", False),
        ("http://krant.example/u", False),
        ("https://an@krant.example/u", False),
        ("https://krant.example/u\n", False),
        ("https://krant.example/u u", False),
        ("", False),
    ],
)
def test_a_link_that_needs_no_encoding_is_known_at_once(url, bare):
    assert (values_of.bare_https(url) is not None) == bare
    if bare:
        assert values_of.https(url, "a") == url
        assert values_of.bare(url)


def test_an_address_that_needs_smtputf8_is_built_only_where_it_is_allowed():
    recipient = Recipient(id="1", address="zoë@post.example")
    with pytest.raises(ConfigError, match="SMTPUTF8"):
        compiled().build(recipient, values(), DATE)
    assert "To: zoë@post.example\r\n" in compiled(utf8=True).build(recipient, values(), DATE)[0].decode()


@pytest.mark.parametrize(("edition_hash", "key"), [("", b"k"), ("a/b" * 10, b"k"), (HASH, b"")])
def test_a_mail_without_hash_or_secret_is_refused(edition_hash, key):
    with pytest.raises(ConfigError, match="Message-ID"):
        mime.Compiled(ENVELOPE, Skeleton((b"a\r\n",), (b"b\r\n",)), edition_hash, key=key)


def test_a_part_that_holds_the_boundary_is_refused():
    content = Skeleton((b"a\r\n",), (b"--" + BOUNDARY.encode() + b"\r\n",))
    with pytest.raises(ConfigError, match="boundary"):
        mime.Compiled(ENVELOPE, content, HASH, key=b"secret")
