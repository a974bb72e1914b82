from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import SourceError
from publisher.model import Article, Author, Block, Image, Loaded, Poll
from publisher.ports import Context, Fetched
from publisher.sources.sheets.sheet import Settings, Sheet

NOW = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Brussels")


def loaded(table: str | bytes, tmp_path: Path) -> Loaded:
    (tmp_path / "stukken.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    context = Context(date(2026, 6, 2), ZONE, tmp_path, lambda: NOW)
    return Sheet(Settings(path="stukken.csv"), context).articles()


def read(table: str | bytes, tmp_path: Path) -> Article:
    got = loaded(table, tmp_path)
    assert got.findings == ()
    (article,) = got.articles
    return article


def refusal(table: str | bytes, tmp_path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        loaded(table, tmp_path)
    assert caught.value.remedy
    return caught.value


def test_a_row_gives_its_fields(tmp_path):
    columns = {
        "id": "kop-1",
        "headline": "Kop",
        "description": "De lede.",
        "body": '"Eerste alinea.\n\nTweede ""alinea""."',
        "url": "https://kroniek.test/1",
        "date_published": "2026-05-01 20:45",
        "embargo": "3/5/2026 6:30",
        "section": "Beker",
        "authors": '"Lies Test; Tom Test"',
        "tags": '"#beker, derby"',
        "image": "https://kroniek.test/a.jpg",
        "alt": "De tribune",
        "credit": "Lies",
        "comments": "12",
        "reactions": "1.234",
        "free": "nee",
        "language": "nl-BE",
        "poll": "Wie wint?",
    }
    article = read(f"{','.join(columns)}\n{','.join(columns.values())}\n", tmp_path)
    assert (article.id, article.headline, article.description) == ("kop-1", "Kop", "De lede.")
    assert article.body == (Block("paragraph", "Eerste alinea."), Block("paragraph", 'Tweede "alinea".'))
    assert (article.url, article.section, article.language) == ("https://kroniek.test/1", "Beker", "nl-BE")
    assert article.date_published == datetime(2026, 5, 1, 20, 45, tzinfo=ZONE)
    assert article.embargoed_until == datetime(2026, 5, 3, 6, 30, tzinfo=ZONE)
    assert article.authors == (Author("Lies Test"), Author("Tom Test"))
    assert article.tags == ("beker", "derby")
    assert article.image == Image("https://kroniek.test/a.jpg", "De tribune", credit_text="Lies")
    assert (article.comment_count, article.user_interaction_count) == (12, 1234)
    assert (article.is_accessible_for_free, article.poll) == (False, Poll("Wie wint?"))
    assert article.source is not None
    assert (article.source.kind, article.source.url) == ("csv", "stukken.csv")


@pytest.mark.parametrize(
    "header",
    [
        "headline,description,date,section,author,image,paid",
        "Title,Summary,Date published,Category,Byline,Picture,Premium",
        "KOP,Intro,Datum,Rubriek,Auteur,Afbeelding,Betaald",
        "Titre,Chapô,Date de publication,Rubrique,Auteurs,Photo,Payant",
        "Überschrift,Vorspann,Datum,Ressort,Autor,Bild,Kostenpflichtig",
    ],
)
def test_columns_are_known_by_their_names_in_four_languages(header, tmp_path):
    row = "Een kop,Een lede,01/05/2026,Beker,Lies,https://kroniek.test/a.jpg,ja"
    article = read(f"{header}\n{row}\n", tmp_path)
    assert (article.headline, article.description, article.section) == ("Een kop", "Een lede", "Beker")
    assert article.date_published == datetime(2026, 5, 1, tzinfo=ZONE)
    assert (article.authors, article.is_accessible_for_free) == ((Author("Lies"),), False)
    assert article.image == Image("https://kroniek.test/a.jpg")


@pytest.mark.parametrize(
    "table",
    [
        "kop,intro\nA,B\n",
        "kop;intro\nA;B\n",
        "kop\tintro\nA\tB",
        "\ufeffkop;intro\r\nA;B\r\n",
        "kop,intro\rA,B\r",
        '"kop";"intro"\r\n"A";"B"\r\n',
        "sep=;\nkop;intro\nA;B\n",
        "\n,,\nkop,intro,\nA,B,\n,,\n",
        '"intro","kop","een, twee; drie"\nB,A,\n',
        " kop ; intro \n A ; B \n",
    ],
)
def test_every_way_to_write_the_same_table_says_the_same(table, tmp_path):
    got = loaded(table, tmp_path)
    assert [(article.headline, article.description) for article in got.articles] == [("A", "B")]
    assert not [finding for finding in got.findings if finding.severity != "info"]


def test_a_table_of_windows_is_read_with_a_warning(tmp_path):
    got = loaded("kop;intro\nPrivé;“Één”\n".encode("cp1252"), tmp_path)
    assert (got.articles[0].headline, got.articles[0].description) == ("Privé", "“Één”")
    assert [finding.check for finding in got.findings] == ["encoding"]


def test_a_cell_may_be_long_and_hold_html(tmp_path):
    article = read(f"kop,tekst\nA,<p>Een</p><p>{'x' * 10_000}</p>\n", tmp_path)
    assert (article.description, article.body) == ("Een", (Block("paragraph", "x" * 10_000),))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("05/06/2025", datetime(2025, 6, 5, tzinfo=ZONE)),
        ("5-6-2025 7:05", datetime(2025, 6, 5, 7, 5, tzinfo=ZONE)),
        ("05.06.25 20.45", datetime(2025, 6, 5, 20, 45, tzinfo=ZONE)),
        ("5/6/2025 20u45", datetime(2025, 6, 5, 20, 45, tzinfo=ZONE)),
        ("5/6/2025, 20:45:59", datetime(2025, 6, 5, 20, 45, tzinfo=ZONE)),
        ("2025-06-05T20:45:00Z", datetime(2025, 6, 5, 20, 45, tzinfo=UTC)),
        ("-", None),
    ],
)
def test_a_date_has_its_day_first_or_is_iso(written, moment, tmp_path):
    assert read(f'kop,datum\nA,"{written}"\n', tmp_path).date_published == moment


@pytest.mark.parametrize("written", ["05/31/2025", "31/02/2025", "gisteren", "45000", "5/6", "=VANDAAG()+1"])
def test_a_date_that_is_none_is_said_and_never_guessed(written, tmp_path):
    got = loaded(f"kop,datum\nA,{written}\n", tmp_path)
    (finding,) = got.findings
    assert (got.articles[0].date_published, finding.where) == (None, "stukken.csv:2")


@pytest.mark.parametrize("written", ["straks", "05/31/2026", "=A1", "#REF!", "1/13/2026 06:30"])
def test_a_row_whose_embargo_can_not_be_read_is_left_out(written, tmp_path):
    got = loaded(f"kop,embargo\nA,{written}\nB,\nC,-\n", tmp_path)
    assert [article.headline for article in got.articles] == ["B", "C"]
    assert ("embargo" in got.findings[-1].message, got.findings[-1].where) == (True, "stukken.csv:2")


@pytest.mark.parametrize(
    "cell",
    [
        "=SOM(A1:A3)",
        "=B2",
        '"=HYPERLINK(""https://x.test"";""x"")"',
        "+A1*2",
        "-SUM(A1)",
        "@SUM(B2)",
        "#REF!",
        "#N/B",
    ],
)
def test_a_cell_that_was_not_calculated_is_left_empty_and_said(cell, tmp_path):
    got = loaded(f"kop,intro\nA,B\nC,{cell}\n", tmp_path)
    assert [article.description for article in got.articles] == ["B", ""]
    (finding,) = got.findings
    assert ("formula" in finding.message, finding.where) == (True, "stukken.csv:3")


@pytest.mark.parametrize(
    "cell",
    [
        "-",
        "+1",
        "@naam",
        "- Nooit meer",
        "-A12 afgesloten",
        "+32 470",
        "= 5",
        "=== Kop ===",
        "#WINNAAR!",
        "-5",
    ],
)
def test_plain_text_that_looks_like_a_formula_stays(cell, tmp_path):
    assert read(f"kop,intro\n{cell},{cell}\n", tmp_path).headline == cell


def test_findings_name_the_lines_of_the_file(tmp_path):
    table = 'sep=,\nkop,intro,datum\n"A","twee\nregels",\n\nB,x,gisteren\nC,x,,te,veel\n,,1/5/2026\nD\n'
    got = loaded(table, tmp_path)
    assert [article.headline for article in got.articles] == ["A", "B", "D"]
    assert {finding.where: finding.message.split(":")[0] for finding in got.findings} == {
        "stukken.csv:6": "'gisteren' is no date",
        "stukken.csv:7": "left out",
        "stukken.csv:8": "left out",
    }


def test_columns_that_are_unknown_or_double_are_named(tmp_path):
    got = loaded("kop,Status,titel,kop,Wie?\nA,x,B,C,y\n", tmp_path)
    assert [article.headline for article in got.articles] == ["A"]
    unknown, *double = got.findings
    assert (unknown.severity, unknown.message) == ("info", "columns that are not read: Status, Wie?")
    assert [finding.message for finding in double] == [
        "columns 1 and 3 both give the headline: the first one counts",
        "columns 1 and 4 both give the headline: the first one counts",
    ]


def test_a_table_without_rows_is_empty(tmp_path):
    assert loaded("kop,intro\n", tmp_path) == Loaded(())


@pytest.mark.parametrize(
    ("table", "place", "message"),
    [
        ("naam,waarde\nA,1\n", "stukken.csv:1", "no column for the headline"),
        ("\n\nA,B\n", "stukken.csv:3", "no column for the headline"),
        (",,\n,,\n", "stukken.csv:1", "no column for the headline"),
        ("sep=;\n", "stukken.csv", "no row"),
        ('kop,intro\nA,B\n"C,D\nE,F\n', "stukken.csv:3", "quotation mark"),
        ('kop,intro\n"Nee", zegt hij,B\n"Ja" zegt zij,B\n', "stukken.csv:3", "quotation mark"),
        (f"kop\n{'x' * 140_000}\n", "stukken.csv:2", "131,072"),
        ("<!DOCTYPE html>\n<html><title>Aanmelden</title></html>", "stukken.csv", "not public"),
        ("<HTML lang=nl>", "stukken.csv", "not public"),
        ("kop," * 1_001, "stukken.csv:1", "1,002 columns"),
        ("", "stukken.csv", "empty"),
        ("kop,intro\nA\x00,B\n", "stukken.csv", "binary"),
        ("kop,intro\nA,B\n".encode("utf-16-le"), "stukken.csv", "binary"),
        (b"PK\x03\x04\x14\x00\x06\x00", "stukken.csv", "binary"),
    ],
)
def test_what_is_no_table_says_why(table, place, message, tmp_path):
    error = refusal(table, tmp_path)
    assert (error.where, message in error.message) == (place, True)


def test_a_table_without_headlines_lists_what_they_may_be_called(tmp_path):
    assert "headline, title, kop, titel, titre" in refusal("naam\nA\n", tmp_path).remedy


def test_a_published_sheet_is_read_afresh_each_time(tmp_path):
    url, tables = "https://tabel.test/pub?output=csv&sleutel=geheim", iter(["kop\nA\n", "kop\nA\nB\n"])

    def fetch(asked: str) -> Fetched:
        if asked != url:
            raise SourceError("no such page", where=asked)
        return Fetched(asked, next(tables).encode(), NOW, "text/csv", "utf-8")

    sheet = Sheet(Settings(url=url), Context(date(2026, 6, 2), ZONE, tmp_path, lambda: NOW, fetch=fetch))
    first, second = sheet.articles(), sheet.articles()
    assert [len(first.articles), len(second.articles)] == [1, 2]
    assert "geheim" not in repr(second)
    assert first.articles[0].id == second.articles[0].id


def test_of_many_rows_that_can_not_be_used_the_first_are_told(tmp_path):
    got = loaded("kop,intro\n" + "a,b,c\n" * 1_000, tmp_path)
    assert (len(got.articles), len(got.findings)) == (0, 21)
    assert "980 more" in got.findings[-1].message


def test_ten_thousand_rows_are_the_most(tmp_path):
    rows = "".join(f"Kop {number}\n" for number in range(10_001))
    assert "10,000" in refusal(f"kop\n{rows}", tmp_path).message
