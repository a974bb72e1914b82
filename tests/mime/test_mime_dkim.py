import random
import re
import subprocess
import sys
import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from msgspec.structs import replace
from test_mime_message import DATE, ENVELOPE, HASH, HOSTILE, PAGE, SLOTS, TEXT, built, values

from publisher import mime
from publisher.errors import ConfigError, SecretError
from publisher.mime.dkim import Signer, dns_record
from publisher.ports import Recipient

AT = datetime(2025, 11, 24, 6, 0, tzinfo=UTC)
CONTENT = mime.compile(TEXT, PAGE, SLOTS)
FULL = replace(ENVELOPE, reply_to="redactie@krant.example", unsubscribe_mailto="uit@krant.example")
SIMPLE = (b"From: a@krant.example\r\nSubject: b\r\n\r\n", b"c\r\n")


def pem(key, layout=PrivateFormat.PKCS8, lock=None):
    return key.private_bytes(Encoding.PEM, layout, lock or NoEncryption()).decode()


KEY = pem(rsa.generate_private_key(65537, 2048))
SIGNER = Signer("krant.example", "s2026", KEY)
RECORDS = {b"s2026._domainkey.krant.example.": dns_record(KEY).encode()}


def verified(raw):
    return dkim.verify(raw, dnsfunc=lambda name, timeout: RECORDS.get(name))


def edition(envelope=FULL, **rest):
    return mime.Compiled(envelope, CONTENT, HASH, key=b"secret", **rest)


def signed(segments=None, at=AT):
    return mime.proof(SIGNER.sign(segments or built(edition=edition()), at))


def flipped(raw, position):
    return raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]


def tags(raw):
    field = raw[: raw.index(b"\r\nDate: ")].decode("ascii").partition(":")[2]
    return dict(tag.strip().split("=", 1) for tag in re.sub(r"\s", "", field).split(";"))


def subject(choose):
    pieces = "".join(choose.choices(HOSTILE, k=choose.randint(0, 30)))
    return "x" + "".join(char for char in pieces if unicodedata.category(char) not in {"Cc", "Zl", "Zp"})


def test_three_hundred_mails_with_hostile_names_and_subjects_verify():
    choose = random.Random(6376)
    for number in range(300):
        name = "".join(choose.choices(HOSTILE, k=choose.randint(0, 40)))
        raw = signed(built(name, str(number), edition(replace(FULL, subject=subject(choose)))))
        assert verified(raw)
        assert max(map(len, raw[: raw.index(b"\r\nDate: ")].split(b"\r\n"))) <= 76


def test_a_mail_is_signed_without_touching_its_segments():
    segments = built()
    field, *rest = SIGNER.sign(segments, AT)
    assert field.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;")
    assert field.endswith(b"\r\n")
    assert all(one is other for one, other in zip(rest, segments, strict=True))


def test_both_unsubscribe_fields_are_signed_and_from_once_more_than_it_stands():
    assert tags(signed())["h"].split(":") == [
        "from", "from", "to", "reply-to", "subject", "date", "message-id", "list-id",
        "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
    ]  # fmt: skip


def test_a_field_that_is_not_there_is_not_named():
    raw = signed(built(edition=edition(replace(ENVELOPE, unsubscribe_url=None))))
    assert not {"reply-to", "list-unsubscribe", "list-unsubscribe-post"} & set(tags(raw)["h"].split(":"))
    assert verified(raw)


def test_the_tags_name_domain_selector_and_the_time_in_any_zone():
    found = tags(signed(at=AT.astimezone(timezone(timedelta(hours=-5)))))
    assert (found["d"], found["s"], found["c"]) == ("krant.example", "s2026", "relaxed/simple")
    assert found["t"] == str(int(AT.timestamp()))


@pytest.mark.parametrize(
    "word",
    [b"From: ", b"To: ", b"Subject: ", b"Message-ID: ", b"List-Unsubscribe: ", b"List-Unsubscribe-Post: "],
)
def test_one_changed_byte_of_a_signed_field_breaks_the_signature(word):
    raw = signed()
    start = raw.index(b"\r\n" + word) + 2 + len(word)
    assert verified(raw)
    for position in range(start, raw.index(b"\r\n", start)):
        assert not verified(flipped(raw, position))


def test_one_changed_byte_of_the_body_breaks_the_signature():
    raw, choose = signed(), random.Random(1)
    start = raw.index(b"\r\n\r\n") + 4
    for position in [start, len(raw) - 3, *choose.sample(range(start, len(raw) - 2), 100)]:
        assert not verified(flipped(raw, position))


@pytest.mark.parametrize("before", [b"From: ", b"Date: ", b"MIME-Version: ", b"DKIM-Signature: "])
def test_a_second_from_breaks_the_signature_wherever_it_is_put(before):
    raw = signed()
    assert not verified(raw.replace(before, b"From: boef@elders.example\r\n" + before, 1))


def test_what_a_hop_does_to_header_and_end_keeps_the_signature():
    raw = signed()
    folded = raw.replace(b"Subject: {{7*7}} goals ", b"SUBJECT:\t{{7*7}}  goals \r\n\t ")
    assert folded != raw
    assert verified(b"Received: from a\r\n by b\r\n" + folded + b"\r\n\r\n")


@pytest.mark.parametrize(
    "subject", ["\tb", "b \t", "b  \t  c", "b   c    d", "b\r\n\tc", "b \r\n \r\n\t c\td"]
)
def test_whatever_blanks_and_folds_a_header_has_verify(subject):
    assert verified(signed([f"FROM:\ta@krant.example\r\nSubject:{subject}\r\n\r\nc\r\n".encode()]))


def test_an_address_beyond_ascii_is_signed_in_utf8():
    reader = Recipient(id="1", address="zoë@post.example", name="Zoë")
    raw = signed(edition(utf8=True).build(reader, values(), DATE))
    assert "<zoë@post.example>".encode() in raw
    assert verified(raw)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_where_segments_are_cut_changes_nothing(size):
    raw = mime.proof(built("An", "1", edition()))
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert signed(pieces) == signed([raw])
    assert verified(signed(pieces))


@pytest.mark.parametrize("end", ["", "\r\n", "\r\n" * 3, "c", "c\r\n", "c\r\n\r\n", "c\r\n \r\n", "c\r"])
def test_empty_lines_at_the_end_count_for_nothing_however_they_are_cut(end):
    raw = SIMPLE[0] + end.encode()
    pieces = [raw[start : start + 1] for start in range(len(raw))]
    results = {SIGNER.sign(segments, AT)[0] for segments in ([raw], pieces, (SIMPLE[0], end.encode()))}
    assert len(results) == 1
    assert verified(results.pop() + raw)


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (b"From: a@b.example\r\nFROM : c@d.example\r\n\r\n", "from stands in it twice"),
        (b"From: a@b.example\r\nSubject: b\r\nsubject: c\r\n\r\n", "subject stands in it twice"),
        (b"Subject: b\r\n\r\n", "no From"),
        (b"From: a@b.example\r\n", "no empty line"),
        (b"", "no empty line"),
    ],
)
def test_a_mail_that_no_receiver_reads_in_one_way_is_not_signed(head, problem):
    with pytest.raises(ConfigError, match=problem) as caught:
        SIGNER.sign((head, b"body\r\n"), AT)
    assert caught.value.remedy


def test_mails_that_are_signed_together_are_signed_as_each_alone_and_keep_their_order():
    mails = [*(built("An", str(number)) for number in range(5)), SIMPLE, (SIMPLE[0], b"")]
    assert SIGNER.sign_all(mails, AT) == [SIGNER.sign(mail, AT) for mail in mails]
    assert SIGNER.sign_all([], AT) == []


def test_two_threads_sign_at_the_same_time_with_equal_results():
    mails = [built("An", str(number)) for number in range(60)]
    expected = [SIGNER.sign(mail, AT) for mail in mails]
    shared, both = Signer("krant.example", "s2026", KEY), threading.Barrier(2)

    def work(_):
        both.wait()
        return shared.sign_all(mails, AT)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, range(2))) == [expected, expected]


def test_a_thread_that_signs_leaves_the_interpreter_to_others():
    """Who kept the interpreter's lock while signing would keep it for the whole interval that is set here."""
    interval, stop = sys.getswitchinterval(), threading.Event()

    def work():
        while not stop.is_set():
            SIGNER.sign(SIMPLE, AT)

    thread, start = threading.Thread(target=work), time.monotonic()
    sys.setswitchinterval(2)
    try:
        thread.start()
        for _ in range(3):
            time.sleep(0.001)
    finally:
        stop.set()
        sys.setswitchinterval(interval)
        thread.join()
    assert time.monotonic() - start < 5


def of_known_primes():
    """Give a key of 4484 bits without searching: 2^2203-1 and 2^2281-1 are primes."""
    p, q = 2**2203 - 1, 2**2281 - 1
    d = pow(65537, -1, (p - 1) * (q - 1))
    parts = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, *parts, rsa.RSAPublicNumbers(65537, p * q))
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


LOCK = BestAvailableEncryption(b"geheim")
WEAK = rsa.generate_private_key(65537, 1024)
PUBLIC = WEAK.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("key", "problem", "remedy"),
    [
        ("", "not a private key in PEM", "whole"),
        ("geheim", "not a private key in PEM", "whole"),
        ("\ud800", "not a private key in PEM", "whole"),
        (KEY[:800], "not a private key in PEM", "whole"),
        (KEY.replace("\n", "\\n"), "not a private key in PEM", "with line ends"),
        (PUBLIC, "not a private key in PEM", "whole"),
        (pem(WEAK, lock=LOCK), "locked with a passphrase", "openssl rsa -in"),
        (pem(WEAK, PrivateFormat.TraditionalOpenSSL, LOCK), "locked with a passphrase", "openssl rsa -in"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "not an RSA key", "openssl genrsa"),
        (pem(WEAK), "1024 bits", "openssl genrsa"),
        (pem(of_known_primes()), "4484 bits", "openssl genrsa"),
    ],
    ids=range(11),
)
def test_a_key_that_can_not_sign_is_refused_with_its_remedy_and_never_shown(key, problem, remedy):
    with pytest.raises(SecretError, match=problem) as caught:
        Signer("krant.example", "s2026", key)
    assert remedy in caught.value.remedy
    assert not caught.value.__cause__
    assert not [line for line in key.split() if len(line) > 20 and line in str(caught.value)]
    assert "geheim" not in str(caught.value)


def test_the_record_for_dns_holds_the_public_key_alone_and_is_made_for_the_same_keys():
    public = load_pem_private_key(KEY.encode(), None).public_key()
    body = "".join(
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().split("\n")[1:-2]
    )
    assert dns_record(KEY) == f"v=DKIM1; k=rsa; p={body}"
    with pytest.raises(SecretError, match="1024 bits"):
        dns_record(pem(WEAK))


@pytest.mark.parametrize("layout", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_key_as_openssl_writes_it_signs_alike(layout):
    written = pem(load_pem_private_key(KEY.encode(), None), layout).replace("\n", "\r\n")
    assert Signer("krant.example", "s2026", written).sign(SIMPLE, AT) == SIGNER.sign(SIMPLE, AT)


@pytest.mark.parametrize(
    "domain",
    ["", "krant", "krant..example", "krant.example\r\n", "krant.example; x=1", "a" * 64 + ".example", ".a"],
)
def test_a_domain_that_can_not_sign_is_refused(domain):
    with pytest.raises(ConfigError, match="DKIM domain") as caught:
        Signer(domain, "s2026", KEY)
    assert "krant.example" in caught.value.remedy


@pytest.mark.parametrize(
    "selector", ["", "s 2026", "s2026;", "s\r\n", "_domainkey", "s.", ".".join(["a" * 60] * 4)]
)
def test_a_selector_that_can_not_stand_in_dns_is_refused(selector):
    with pytest.raises(ConfigError, match="DKIM selector") as caught:
        Signer("krant.example", selector, KEY)
    assert "._domainkey" in caught.value.remedy


def test_domain_and_selector_are_written_as_a_labels():
    signer = Signer("Straße.example", "Zoë.2026", KEY)
    assert (signer.domain, signer.selector) == ("xn--strae-oqa.example", "xn--zo-ija.2026")
    found = tags(mime.proof(signer.sign(built(), AT)))
    assert (found["d"], found["s"]) == ("xn--strae-oqa.example", "xn--zo-ija.2026")


def test_a_signer_never_shows_its_key():
    shown = repr(SIGNER) + str(vars(SIGNER))
    assert not [line for line in KEY.split() if line in shown]


def test_who_does_not_sign_does_not_wait_for_cryptography_to_load():
    told = "import sys, publisher.mime; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
