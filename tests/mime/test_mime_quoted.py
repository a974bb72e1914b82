import quopri
import random

import pytest

from publisher.mime import quoted

ALPHABET = [*"ab .=\t", "  ", "From ", "é", "⚽", "\n", "." * 5, "=3D", "x" * 90, "é" * 40]


def test_text_decodes_to_itself_with_crlf_line_ends():
    assert quopri.decodestring(quoted.document("één = twee\n\tdrie ")) == "één = twee\r\n\tdrie ".encode()


def test_no_line_is_longer_than_76_characters_or_starts_with_a_dot_or_from():
    choose = random.Random(76)
    for _ in range(2000):
        text = "".join(choose.choices(ALPHABET, k=choose.randint(1, 40)))
        encoded = quoted.document(text)
        assert quopri.decodestring(encoded) == text.replace("\n", "\r\n").encode()
        for line in encoded.split(b"\r\n"):
            assert len(line) <= 76
            assert not line.startswith((b".", b"From "))


def test_blanks_that_a_hop_or_a_relaxed_signature_would_change_are_encoded():
    assert quoted.document("a  b\tc \nd") == b"a =20b=09c=20\r\nd"


def test_a_dot_that_a_cut_brings_to_the_start_of_a_line_is_encoded():
    cut = quoted.document("x" * 73 + "." + "y" * 72)
    assert cut == b"x" * 73 + b"=\r\n=2E" + b"y" * 72
    assert max(map(len, cut.split(b"\r\n"))) <= 76


@pytest.mark.parametrize("lead", range(6))
def test_an_encoded_octet_is_never_cut(lead):
    lines = quoted.document("x" * lead + "=" * 200).split(b"=\r\n")
    assert b"".join(lines) == b"x" * lead + b"=3D" * 200
    assert not any(line[-2:].count(b"=") for line in lines)


def test_a_value_ends_every_line_of_it_softly():
    assert quoted.value("Zoë") == b"Zo=C3=AB=\r\n"
    assert quoted.value(".") == b"=2E=\r\n"
    assert quoted.value("From hier") == b"=46rom hier=\r\n"
    assert quoted.value("") == b""


def test_text_before_a_slot_leaves_the_slot_a_line_of_its_own():
    assert quoted.before_slot("Dag ") == b"Dag=20=\r\n"
    assert quoted.before_slot("Dag\n") == b"Dag\r\n"
    assert quoted.before_slot("") == b""


def test_controls_become_spaces_and_a_lone_surrogate_a_question_mark():
    assert quoted.document("a\x00b\x9fc\x0b\ud800") == b"a b c ?"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_becomes_crlf(end):
    assert quoted.document(f"a{end}b") == b"a\r\nb"
