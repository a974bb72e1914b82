import json
import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import SourceError
from publisher.match import Goal, MatchReport
from publisher.model import Author, Block, Image, Loaded, Poll, RelatedLink
from publisher.ports import Context
from publisher.sources.files.folder import Folder, Settings

ZONE = ZoneInfo("Europe/Brussels")
WHOLE = """+++
headline = 'Merelveld wint derby: "Eindelijk"'
description = "De lede."
url = "https://nieuws.example/1"
section = "Voetbal"
tags = ["derby", "Merelveld"]
authors = ["Lies Oosterlo", {name = "Tom Rennaer", url = "https://nieuws.example/tom"}]
date_published = "edition-1 22:41"
date_modified = 2026-05-02T06:10:00
comment_count = 4
image = {url = "foto/a.jpg", alt = "Juichen", caption = "Feest", credit_text = "Foto: Nieuws"}
related = [{title = "Voorbeschouwing", url = "https://nieuws.example/0"}]
poll = {question = "Wie wint?", options = ["A", "B"]}
[match]
home_team = "KV Merelveld"
away_team = "Racing Duinrode"
home_score = 2
away_score = 1
half_time = [1, 0]
competition = "Bekerfinale"
location = "Merelveld"
start_date = 2026-05-01T20:45:00
goals = [{player = "Joren Valkaert", minute = 90, added = 3, side = "home", penalty = true}]
+++
Eerste alinea.

## Kop
"""


def load(root: Path, path: str = ".") -> Loaded:
    return Folder(Settings(path), Context(date(2026, 5, 2), ZONE, root)).articles()


def write(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, "utf-8")


def feed(*items: object, **keys: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **keys})


def refusal(root: Path, name: str, text: str) -> SourceError:
    write(root, name, text)
    with pytest.raises(SourceError) as caught:
        load(root)
    assert caught.value.remedy
    return caught.value


def test_front_matter_gives_every_field_of_an_article(tmp_path):
    write(tmp_path, "a.md", WHOLE)
    (article,) = load(tmp_path).articles
    assert article.headline == 'Merelveld wint derby: "Eindelijk"'
    assert (article.section, article.tags, article.comment_count) == ("Voetbal", ("derby", "Merelveld"), 4)
    assert article.authors == (Author("Lies Oosterlo"), Author("Tom Rennaer", "https://nieuws.example/tom"))
    assert article.date_published == datetime(2026, 5, 1, 22, 41, tzinfo=ZONE)
    assert article.date_modified == datetime(2026, 5, 2, 6, 10, tzinfo=ZONE)
    assert article.image == Image("foto/a.jpg", "Juichen", "Feest", "Foto: Nieuws")
    assert article.related == (RelatedLink("Voorbeschouwing", "https://nieuws.example/0"),)
    assert article.poll == Poll("Wie wint?", ("A", "B"))
    assert article.description == "De lede."
    assert article.body == (Block("paragraph", "Eerste alinea."), Block("subheading", "Kop"))
    assert (article.source.kind, article.source.url) == ("folder", "a.md")


def test_each_given_fact_of_a_match_is_structured(tmp_path):
    write(tmp_path, "a.md", WHOLE)
    match = load(tmp_path).articles[0].match
    given = [
        "home_team",
        "away_team",
        "home_score",
        "away_score",
        "half_time",
        "competition",
        "location",
        "start_date",
        "goals",
    ]
    assert match == MatchReport(
        home_team="KV Merelveld",
        away_team="Racing Duinrode",
        home_score=2,
        away_score=1,
        half_time=(1, 0),
        start_date=datetime(2026, 5, 1, 20, 45, tzinfo=ZONE),
        location="Merelveld",
        competition="Bekerfinale",
        goals=(Goal("Joren Valkaert", 90, "home", added=3, penalty=True),),
        provenance=dict.fromkeys(given, "structured"),
    )


GOAL = 'home_team = "a", away_team = "b", goals = [{player = "c", side = "home"'


@pytest.mark.parametrize(
    ("line", "place", "remedy"),
    [
        ('headlin = "x"', "a.md: headlin", "did you mean 'headline'?"),
        ("zzz = 1", "a.md: zzz", "names of an article's fields"),
        ("headline = 5", "a.md: headline", "correct the value"),
        ('body = "x"', "a.md: body", "fields"),
        ('image = {url = "a", atl = "b"}', "a.md: image.atl", "did you mean 'alt'?"),
        ('related = [{title = "a"}, {url = "b"}]', "a.md: related[1]", "correct the value"),
        ('match = {home_team = "a", away_team = "b", provenance = {}}', "a.md: match.provenance", "fields"),
        ('match = {home_team = "a", away_team = "b", half_time = [1]}', "a.md: match.half_time", "correct"),
        ("match = 5", "a.md: match", "correct"),
        ('match = {home_team = "a", away_team = "b", home_score = -1}', "a.md: match.home_score", "correct"),
        ('match = {home_team = "a", away_team = "b", away_score = 501}', "a.md: match.away_score", "correct"),
        (
            'match = {home_team = "a", away_team = "b", half_time = [0, -1]}',
            "a.md: match.half_time[1]",
            "correct",
        ),
        (f"match = {{{GOAL}, minute = 900}}]}}", "a.md: match.goals[0].minute", "correct"),
        (f"match = {{{GOAL}, minute = 90, added = -2}}]}}", "a.md: match.goals[0].added", "correct"),
        ('date_published = "gisteren"', "a.md: date_published", "edition-1 22:41"),
        ('match = {home_team = "a", away_team = "b", start_date = 5}', "a.md: match.start_date", "edition-1"),
        ("headline = ", "a.md:2", "TOML"),
        ("a = [", "a.md:2", "TOML"),
        ("a = " + "[" * 50_000, "a.md", "TOML"),
        ("a = " + "9" * 5_000, "a.md:2", "TOML"),
        ("a" + ".a" * 5_000 + " = 1", "a.md", "fields only"),
        ('url = "x"', "a.md: headline", "headline ="),
    ],
)
def test_a_wrong_key_or_value_names_file_key_and_remedy(line, place, remedy, tmp_path):
    error = refusal(tmp_path, "a.md", f"+++\n{line}\n+++\nTekst.")
    assert error.where == place
    assert remedy in error.remedy


def test_front_matter_that_is_open_or_in_yaml_names_its_line(tmp_path):
    assert refusal(tmp_path, "a.md", '\n+++\nheadline = "x"\n').where == "a.md:2"
    assert "YAML" in refusal(tmp_path, "a.md", "---\ntitle: x\n---\nTekst.").message


def test_markdown_without_front_matter_takes_its_heading_and_first_paragraph(tmp_path):
    write(tmp_path, "a.md", "# Kop\n\nEerste.\n\nTweede.")
    (article,) = load(tmp_path).articles
    assert (article.headline, article.description) == ("Kop", "Eerste.")
    assert article.body == (Block("paragraph", "Tweede."),)


def test_a_heading_stays_in_the_body_when_the_front_matter_has_the_headline(tmp_path):
    write(tmp_path, "a.md", '+++\nheadline = "Kop"\n+++\n# Tussenkop\n\nTekst.')
    assert load(tmp_path).articles[0].body[0] == Block("subheading", "Tussenkop")


@pytest.mark.parametrize("headline", ["{{7*7}}", "</td><b>", "\u202egnirts", "😀" * 300])
def test_a_hostile_headline_survives_as_text(headline, tmp_path):
    write(tmp_path, "a.md", f"+++\nheadline = '{headline}'\n+++\n")
    write(tmp_path, "b.json", feed({"id": "1", "title": headline}))
    assert [article.headline for article in load(tmp_path).articles] == [headline, headline]


def test_files_are_read_in_the_order_of_their_names_whatever_the_disk_says(tmp_path, monkeypatch):
    for name in ("c.md", "a.md", "B.MD"):
        write(tmp_path, name, f"# Kop van {name}\n")
    write(tmp_path, "b.json", feed({"id": "1", "title": "Uit de feed"}))
    write(tmp_path, ".verborgen.md", "# Nee\n")
    write(tmp_path, "foto.txt", "nee")
    first = load(tmp_path)
    assert [a.headline for a in first.articles] == [
        "Kop van B.MD",
        "Kop van a.md",
        "Uit de feed",
        "Kop van c.md",
    ]
    listed = sorted(tmp_path.iterdir(), reverse=True)
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(listed))
    assert load(tmp_path) == first


def test_one_file_can_be_named(tmp_path):
    write(tmp_path, "a.md", "# A\n")
    write(tmp_path, "b.json", feed({"title": "B"}))
    write(tmp_path, "feed", feed({"title": "C"}))
    write(tmp_path, "stuk", "# D\n")
    names = ("a.md", "b.json", "feed", str(tmp_path / "stuk"))
    assert [load(tmp_path, name).articles[0].headline for name in names] == ["A", "B", "C", "D"]
    assert load(tmp_path / "elders", names[3]).articles[0].source.url == names[3]


def test_a_folder_without_articles_is_refused(tmp_path):
    write(tmp_path, "foto.txt", "nee")
    with pytest.raises(SourceError, match=r"no articles here \(put Markdown"):
        load(tmp_path)
    write(tmp_path, "leeg.json", feed())
    with pytest.raises(SourceError, match="no articles here"):
        load(tmp_path)
    with pytest.raises(SourceError, match=r"weg: no such file"):
        load(tmp_path, "weg")


def test_a_folder_that_may_not_be_listed_is_refused(tmp_path, monkeypatch):
    def locked(_: Path) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "iterdir", locked)
    with pytest.raises(SourceError, match=r"can't be read: Permission denied \(check"):
        load(tmp_path)


def test_one_id_for_two_files_is_numbered_with_a_warning(tmp_path):
    for name in ("a.md", "b.md"):
        write(tmp_path, name, f'+++\nid = "x"\nheadline = "{name}"\n+++\n')
    loaded = load(tmp_path)
    assert [article.id for article in loaded.articles] == ["x", "x-2"]
    (finding,) = loaded.findings
    assert (finding.severity, finding.where) == ("warning", "b.md")


def test_a_derived_id_comes_from_the_url_or_from_headline_and_date(tmp_path):
    items = [{"title": "A", "url": "https://a.example/1"}, {"title": "B", "url": "https://a.example/1"}]
    items += [{"title": "C", "date_published": "2026-05-01T10:00:00Z"}, {"title": "C"}]
    write(tmp_path, "a.json", feed(*items))
    ids = [article.id for article in load(tmp_path).articles]
    assert ids[1] == f"{ids[0]}-2"
    assert len(set(ids)) == 4
    assert [article.id for article in load(tmp_path).articles] == ids


def test_the_encoding_of_a_file_is_noticed(tmp_path):
    (tmp_path / "a.md").write_bytes("# België\n".encode("cp1252"))
    loaded = load(tmp_path)
    assert loaded.articles[0].headline == "België"
    assert loaded.findings[0].check == "encoding"
