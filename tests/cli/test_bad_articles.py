"""Hostile headlines arrive as they were written; pictures that can't be sent are left out with a word."""

import json

import pytest
from lxml import html
from newsrooms import DAY, LEAD, PNG, append, edit

HEADLINES = {
    "braces": "{{7*7}} is geen 49",
    "only braces": "{{7*7}}",
    "a statement": "{% if x %} en {# niets #}",
    "None": "None",
    "markup": "Zandkerke </td></table><script>alert(1)</script> wint",
    "an entity": "Zandkerke &amp; Polderdam &lt;b&gt;",
    "quotes": "'Zandkerke' zegt \"ja\" en \\n is geen regel",
    "a right-to-left override": "Zandkerke \u202egnudlop\u202c wint",
    "Arabic": "ربح الفريق 3-2 في الدقيقة الأخيرة",
    "combining marks": "Z\u0301a\u0300n\u0308 e\u0301e\u0301n",
    "300 emoji": "⚽" * 300,
    "families": "👩\u200d👩\u200d👧\u200d👦" * 20,
    "one long word": "Z" + "a" * 400,
    "a header": "Zandkerke Bcc: x@blad.internal",
}


def folded(text):
    return " ".join(text.split())


@pytest.fixture
def built(call, newsroom):
    """Build the edition: give what `--json` says, and a reader of its files."""

    def build(*args, cwd=newsroom):
        result = call("digest", "--date", DAY, "--json", *args, cwd=cwd)
        assert result.code == 0, result.err
        folder = newsroom / "editions/ochtend" / DAY
        return json.loads(result.out), lambda name: (folder / name).read_text(encoding="utf-8")

    return build


@pytest.mark.parametrize("kind", HEADLINES)
@pytest.mark.parametrize("place", ["lead", "recent"])
def test_a_hostile_headline_arrives_literally_in_both_parts(built, newsroom, kind, place):
    headline = HEADLINES[kind]
    if place == "lead":
        written = LEAD.replace(
            '"Zandkerke wint in de slotminuut van Polderdam"', json.dumps(headline, ensure_ascii=False)
        )
        (newsroom / "articles/a-lead.md").write_text(written, encoding="utf-8")
    else:
        feed = json.loads((newsroom / "articles/kort.json").read_text())
        feed["items"][0]["title"] = headline
        (newsroom / "articles/kort.json").write_text(json.dumps(feed))
    said, read = built()
    page = html.fromstring(read("email.html"))
    shown = [folded(node.text_content()) for node in page.xpath("//h1 | //h3 | //h4")]
    assert folded(headline) in shown
    assert not page.xpath("//script")
    assert folded(headline) in folded(read("email.txt"))
    assert [finding for finding in said["findings"] if finding["severity"] == "blocking"] == []


def test_a_hostile_headline_is_the_subject_on_one_line(built, newsroom):
    edit(
        newsroom / "articles/a-lead.md",
        "Zandkerke wint in",
        "Zandkerke \\r\\nBcc: x@blad.internal\\r\\n wint in",
    )
    said, read = built()
    assert said["subject"] == "Zandkerke Bcc: x@blad.internal wint in de slotminuut van Polderdam"
    head = read("email.eml").partition("\n\n")[0]
    assert "\nBcc:" not in head


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda photo: photo.unlink(), "the image is missing"),
        (lambda photo: photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 6_000_000), "the image is 6 MB"),
        (lambda photo: photo.write_text("geen beeld"), "the file is not an image"),
        (lambda photo: photo.write_bytes(b""), "the file is not an image"),
        (lambda photo: (photo.unlink(), photo.mkdir()), "the image is missing"),
    ],
)
def test_a_picture_that_can_not_be_sent_is_left_out_with_a_finding(built, newsroom, spoil, message):
    spoil(newsroom / "articles/foto.png")
    _left_out(*built(), message, "foto.png")


@pytest.mark.parametrize("path", ["../config.toml", "../../buiten.png", "/etc/hostname"])
def test_a_picture_outside_its_folder_is_left_out_with_a_finding(built, newsroom, path):
    edit(newsroom / "articles/a-lead.md", '"foto.png"', json.dumps(path))
    _left_out(*built(), "the image lies outside its article's folder", path)


def test_a_symbolic_link_does_not_lead_a_picture_out_of_its_folder(built, newsroom):
    (newsroom / "buiten.png").write_bytes((newsroom / "articles/foto.png").read_bytes())
    (newsroom / "articles/foto.png").unlink()
    (newsroom / "articles/foto.png").symlink_to("../buiten.png")
    _left_out(*built(), "the image lies outside its article's folder", "foto.png")


def _left_out(said, read, message, where):
    (finding,) = said["findings"]
    assert (finding["check"], finding["severity"], finding["where"]) == ("image", "warning", where)
    assert finding["message"].startswith(message)
    assert finding["remedy"]
    assert html.fromstring(read("email.html")).xpath("//img") == []
    assert where not in read("email.html") + read("posts.json")


def test_a_local_picture_needs_a_place_where_readers_load_it(built, newsroom):
    edit(newsroom / "config.toml", "assets_url", "# assets_url")
    said, read = built()
    (finding,) = said["findings"]
    assert finding["check"] == "image"
    assert "assets_url" in finding["remedy"]
    assert html.fromstring(read("email.html")).xpath("//img") == []


def test_a_place_for_pictures_named_later_is_used_from_any_folder(built, newsroom):
    edit(newsroom / "config.toml", "assets_url", "# assets_url")
    built()
    edit(newsroom / "config.toml", "# assets_url", "assets_url")
    said, read = built(cwd=newsroom / "campaigns")
    assert said["findings"] == []
    sources = html.fromstring(read("email.html")).xpath("//img/@src")
    assert sources == ["https://ochtendblad.internal/beeld/foto.png"]


def test_a_picture_on_the_web_is_left_where_it_is(built, newsroom, web):
    web.pages = {"/f.png": (200, {}, PNG)}
    append(newsroom / "config.toml", '[fetch]\nallow_private_hosts = ["127.0.0.1"]')
    edit(newsroom / "articles/a-lead.md", '"foto.png"', f'"{web.url}/f.png"')
    said, read = built()
    assert [finding["check"] for finding in said["findings"]] == ["placeholder"]  # of the test's own site
    assert html.fromstring(read("email.html")).xpath("//img/@src") == [f"{web.url}/f.png"]


def test_what_was_noticed_while_reading_is_still_said_of_the_snapshot(built, newsroom):
    lead = newsroom / "articles/a-lead.md"
    lead.write_bytes(lead.read_text(encoding="utf-8").replace("viel", "één").encode("cp1252"))
    first, _ = built()
    assert [finding["check"] for finding in first["findings"]] == ["encoding"]
    again, _ = built()
    assert again["findings"] == first["findings"]


def test_an_optional_source_that_fails_is_a_finding_and_a_required_one_is_not(call, built, newsroom):
    append(
        newsroom / "campaigns/ochtend.toml", '[[sources]]\npath = "weg.md"\nkind = "folder"\nrequired = false'
    )
    said, _ = built()
    (finding,) = said["findings"]
    assert (finding["check"], finding["severity"]) == ("source-failed", "warning")
    assert "weg.md" in finding["where"]
    edit(newsroom / "campaigns/ochtend.toml", "required = false", "required = true")
    assert call("digest", "--date", DAY, "--refresh").code == 10


def test_a_campaign_without_articles_is_a_failed_source(call, newsroom):
    edit(newsroom / "campaigns/ochtend.toml", '[[sources]]\nkind = "folder"\npath = "articles"', "")
    result = call("digest", "--date", DAY)
    assert result.code == 10
    assert "campaigns/ochtend.toml: no article was found (check its [[sources]], or use --from)" in result.err
