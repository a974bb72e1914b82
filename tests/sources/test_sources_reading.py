import os

import pytest

from publisher.errors import SourceError
from publisher.sources import reading


def read(tmp_path, data: bytes) -> reading.Text:
    path = tmp_path / "stuk.txt"
    path.write_bytes(data)
    return reading.read(path, "stuk.txt")


def refusal(tmp_path, data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, data)
    assert caught.value.where == "stuk.txt"
    assert caught.value.remedy
    assert caught.value.exit_code == 10
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_its_mark_is_read_without_a_word(encoding, tmp_path):
    assert read(tmp_path, "België één".encode(encoding)) == reading.Text("België één")


def test_a_windows_file_is_read_as_cp1252_with_a_warning(tmp_path):
    got = read(tmp_path, "“België” – één".encode("cp1252"))
    assert got.text == "“België” – één"
    (finding,) = got.findings
    assert (finding.severity, finding.where) == ("warning", "stuk.txt")
    assert "cp1252" in finding.message


def test_a_windows_paste_in_a_utf8_file_spoils_nothing_round_it(tmp_path):
    got = read(tmp_path, "één ".encode() + "“twee”".encode("cp1252"))
    assert got.text == "één “twee”"
    assert "byte 7" in got.findings[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"%PDF-1.7\n1 0 obj\n", "binary"),
        ("België".encode("utf-16-le"), "binary"),
        (b"caf\x81", "neither"),
        (b"\xff\xfea\xd8", "utf-16"),
    ],
)
def test_what_is_no_text_is_refused(data, message, tmp_path):
    assert message in refusal(tmp_path, data).message


def test_a_file_of_20_mb_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.open", lambda *_: pytest.fail("opened"))
    path = tmp_path / "groot.txt"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.truncate(path, 20_000_000)
    with pytest.raises(SourceError, match=r"groot\.txt: 20,000,000 bytes .* \(split it"):
        reading.read(path, "groot.txt")


def test_a_file_that_grows_while_it_is_read_stays_within_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    path = tmp_path / "groeit.txt"
    path.write_bytes(b"x" * 100)
    small = path.stat()
    path.write_bytes(b"x" * 200)
    monkeypatch.setattr("pathlib.Path.stat", lambda *_, **__: small)
    with pytest.raises(SourceError, match="101 bytes"):
        reading.read(path, "groeit.txt")


def test_a_path_that_leads_nowhere_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"weg\.txt: no such file \(check the path"):
        reading.read(tmp_path / "weg.txt", "weg.txt")
    with pytest.raises(SourceError, match="can't be read"):
        reading.read(tmp_path / ("x" * 300), "lang.txt")
    with pytest.raises(SourceError, match="can't be read"):
        reading.read(tmp_path / "x\0", "nul.txt")


def test_a_folder_or_a_pipe_is_not_a_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pijp")
    for path in (tmp_path, tmp_path / "pijp"):
        with pytest.raises(SourceError, match="not a file"):
            reading.read(path, "x")


def test_control_characters_go_and_line_ends_become_one_kind(tmp_path):
    got = read(tmp_path, "a\x07b\tc\x85\u202ed\r\ne\rf\x7f".encode())
    assert got.text == "ab\tc\u202ed\ne\nf"


def test_an_error_of_another_codec_passes_through():
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", errors="_as_cp1252")


def test_a_place_is_relative_to_the_root_where_it_can_be(tmp_path):
    assert reading.place(tmp_path / "stukken" / "a.md", tmp_path) == "stukken/a.md"
    assert reading.place(tmp_path / "a.md", tmp_path / "elders") == (tmp_path / "a.md").as_posix()
