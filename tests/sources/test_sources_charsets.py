"""The characters of documents from the web: who is believed, and what is done with a stray byte."""

import pytest

from publisher.sources import charsets

ACCENTS = "Één élan: “goed” – 5 €"


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (ACCENTS.encode(), None, ACCENTS),
        (ACCENTS.encode(), "utf-8", ACCENTS),
        (ACCENTS.encode("cp1252"), "iso-8859-1", ACCENTS),
        (ACCENTS.encode("cp1252"), "windows-1252", ACCENTS),
        (ACCENTS.encode(), "iso-8859-1", ACCENTS),
        (ACCENTS.encode(), "us-ascii", ACCENTS),
        (ACCENTS.encode("utf-8-sig"), "iso-8859-1", ACCENTS),
        (ACCENTS.encode("utf-16"), "utf-8", ACCENTS),
        (ACCENTS.encode("utf-16-le"), "utf-16le", ACCENTS),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + "да".encode("koi8-r"), None, "да"),
        (b'<meta charset="windows-1251">' + "да".encode("cp1251"), None, "да"),
        (b'<meta charset="utf-16">' + "één".encode(), None, "één"),
        (ACCENTS.encode(), "no-such-thing", ACCENTS),
        (ACCENTS.encode(), "base64", ACCENTS),
    ],
)
def test_a_document_is_read_as_it_was_written(content, charset, text):
    said = charsets.text(content, "doc", charset)
    assert said.text.endswith(text)
    assert said.findings == ()


@pytest.mark.parametrize("head", [b"", b'<meta charset="utf-8">'])
@pytest.mark.parametrize("charset", [None, "utf-8"])
def test_a_stray_byte_costs_no_accent_elsewhere(head, charset):
    said = charsets.text(head + "één ".encode() + b"\x92 " + "élan".encode(), "doc", charset)
    assert said.text.endswith("één ’ élan")
    assert [finding.check for finding in said.findings] == ["encoding"]


def test_what_fits_nothing_is_read_as_declared_with_marks_and_a_finding():
    said = charsets.text("да".encode("cp1251") + b"\x98", "doc", "cp1251")
    assert said.text == "да\ufffd"
    assert "characters that can't be read are marked" in said.findings[0].message
