"""An edition's page: the mail as it left, for anybody: no reader in it, nothing that runs."""

import json
import re

import pytest
from archives import ADDRESSES, URL
from databases import ledger_at
from lxml import html
from msgspec.structs import replace
from newsrooms import append, edit, own_template

from publisher import mime
from publisher.archive import anonymous, page
from publisher.archive.page import Place
from publisher.model import Erratum, Slot

DAY = "2026-11-24"
PLACE = Place(f"{URL}/ochtend/{DAY}/", "Ochtend")


def left(archived, name):
    with ledger_at(archived.newsroom) as ledger:
        return ledger.left(name)


def shown(build, errata=()):
    text = page.render(build, PLACE, errata)
    return text, html.document_fromstring(text)


def with_html(build, text):
    """Give the build with another HTML part, its slots written as [name] or [unsubscribe_url]."""
    contexts = {"name": "html", "unsubscribe_url": "href", "view_url": "href"}
    pieces = re.split(r"\[(name|unsubscribe_url|view_url)\]", text)
    part = tuple(
        Slot(piece, contexts[piece]) if number % 2 else piece.replace("=", "=3D").encode()
        for number, piece in enumerate(pieces)
    )
    return replace(build, skeleton=replace(build.skeleton, html=part))


def test_nothing_of_a_reader_stands_in_what_was_written(archived):
    name = archived.sent(DAY)
    mails = [mail.read_text(encoding="utf-8") for mail in archived.mails(name)]
    tokens = {token for mail in mails for token in re.findall(r"/u/([\w.-]{20,})", mail.replace("=\n", ""))}
    with ledger_at(archived.newsroom) as ledger:
        ids = [row[0] for row in ledger._db.execute("select id from subscriber")]
    secret = (archived.newsroom / ".publisher/secret").read_text(encoding="utf-8").strip()
    assert (len(mails), len(tokens), len(ids)) == (2, 2, 2)
    strangers = [*ADDRESSES, *tokens, *ids, secret, "/u/", "proof", "Uitschrijven", "Bekijk in de browser"]
    for content in archived.files().values():
        assert [word for word in strangers if word in content.decode()] == []


def test_the_sentence_about_the_readers_list_goes_and_the_newsroom_stays(archived):
    text = archived.page(archived.sent(DAY))
    assert "ingeschreven bent" not in text
    assert "Dag lezer" not in text
    assert "Verzonnenstraat 1, 0000 Nergenshuizen" in text
    assert "Zandkerke wint in de slotminuut van Polderdam" in text


def test_every_other_word_of_the_mail_is_on_the_page(archived):
    name = archived.sent(DAY)
    build = left(archived, name)
    body = html.document_fromstring(build.html).body
    gone = {"Dag lezer. U ontvangt deze mail omdat u ingeschreven bent op Het Ochtendblad.", "Uitschrijven"}
    gone |= {"Bekijk in de browser"}
    said = {" ".join(text.split()) for text in body.itertext() if text.strip() and "endif" not in text} - gone
    page_text = " ".join(shown(build)[1].text_content().split())
    assert len(said) > 10
    assert [text for text in said if text not in page_text] == []


def test_it_names_itself_and_what_it_shows(archived):
    name = archived.sent(DAY)
    root = html.document_fromstring(archived.page(name))
    build = left(archived, name)
    assert root.get("lang") == "nl-BE"
    assert root.xpath("//link[@rel='canonical']/@href") == [f"{URL}/ochtend/{DAY}/"]
    said = dict(zip(root.xpath("//meta/@property"), root.xpath("//meta[@property]/@content"), strict=True))
    assert said["og:url"] == f"{URL}/ochtend/{DAY}/"
    assert said["og:title"] == build.edition.subject
    assert said["og:image"] == "https://ochtendblad.internal/beeld/foto.png"
    assert (said["og:type"], said["og:locale"]) == ("article", "nl_BE")
    assert root.xpath("//meta[@name='build']/@content") == [build.hash]
    assert len(root.xpath("//title")) == 1
    assert root.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]


def test_nothing_runs_whatever_a_template_holds(archived):
    build = left(archived, archived.sent(DAY))
    hostile = (
        '<html><head><title>x</title><base href="https://elders.test/">'
        '<meta http-equiv="refresh" content="0">'
        '<script>fetch("/")</script><link rel="stylesheet" href="https://elders.test/x.css"></head><body>'
        '<p onclick="alert(1)">een</p><a href=" JavaScript:alert(1)">twee</a><img src="x" onerror="alert(1)">'
        '<iframe src="https://elders.test"></iframe>'
        '<form action="https://elders.test"><input name="a"></form>'
        '<svg><script>alert(2)</script></svg><a href="https://ochtendblad.internal/">drie</a>'
        "<!-- vier --></body></html>"
    )
    text, root = shown(with_html(build, hostile))
    for word in (
        "<script",
        "onclick",
        "onerror",
        "JavaScript:",
        "<iframe",
        "<form",
        "<base",
        "refresh",
        "vier",
    ):
        assert word not in text, word
    assert "elders.test" not in text
    assert [a.text for a in root.iter("a") if a.get("href") == "https://ochtendblad.internal/"] == ["drie"]
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src ")


def test_a_headline_that_is_markup_stays_a_headline(archived):
    edit(archived.newsroom / "articles/a-lead.md", "Zandkerke wint in", "<script>alert(1)</script> & wint in")
    name = archived.sent(DAY)
    archived.correct(name, "& wint in", "</style><script>alert(2)</script>")
    pages = [content for path, content in archived.files().items() if path.endswith(".html")]
    items = json.loads((archived.folder / "feed.json").read_text(encoding="utf-8"))["items"]
    for content in (*pages, *(item["content_html"].encode() for item in items)):
        root = html.document_fromstring(content)
        assert root.xpath("//script") == []
        assert "<script>alert(1)</script> & wint in" in root.text_content()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>Dag [name], veel leesplezier.</p>", "Dag lezer, veel leesplezier."),
        ('<p>Klaar? <a href="[unsubscribe_url]">Weg ermee</a>.</p>', "Klaar? ."),
        ('<div><p><a href="[unsubscribe_url]">Weg</a></p></div><p>b</p>', "b"),
        ('<p title="Voor [name]">a</p>', "a"),
        ('<p>a <a href="[view_url]">Online</a></p>', "a"),
    ],
)
def test_a_template_of_ones_own_keeps_no_reader_either(archived, written, kept):
    build = left(archived, archived.sent(DAY))
    changed = with_html(build, f"<html><head><title>x</title></head><body>{written}</body></html>")
    root = anonymous.document(changed)
    assert " ".join(root.body.text_content().split()) == kept
    text = html.tostring(root, encoding="unicode")
    marks = [*mime.markers(mime.new_nonce(""))]
    assert "SLOT" not in text
    assert not any(mark in text for mark in marks)


def test_the_page_is_that_of_the_build_that_left_whatever_the_template_says_now(archived):
    name = archived.sent(DAY)
    before = archived.page(name)
    edit(own_template(archived.newsroom) / "digest.txt.j2", "{{ words.recent | upper }}", "ANDERS")
    append(archived.newsroom / "templates/digest/partials/dark.css.j2", "/* anders */")
    assert archived.build()["written"] == []
    assert archived.page(name) == before


def test_a_revision_that_nobody_got_yet_is_not_shown(archived):
    name = archived.sent(DAY)
    before = archived.page(name)
    archived.built(DAY, "--subject", "Een ander onderwerp", "--revise")
    archived.build()
    assert archived.page(name) == before


def test_an_erratum_stands_on_top_and_at_its_article(archived):
    build = left(archived, archived.sent(DAY))
    headline = "Dijkstad verlengt met keeper"
    errata = [
        Erratum(build.edition.name, "201", headline, "Hij blijft één jaar."),
        Erratum(build.edition.name, "101", build.edition.lead.headline, "Het werd 2-1."),
        Erratum(build.edition.name, "201", headline, "En hij is 31."),
    ]
    _, root = shown(build, errata)
    (box,) = root.xpath("//aside")
    assert [p.text_content() for p in box.iter("p")] == [f"{e.headline}{e.text}" for e in errata]
    assert [a.get("href") for a in box.iter("a")] == ["#correction-1", "#correction-2", "#correction-3"]
    for number in (1, 3):
        (note,) = root.xpath(f"//*[@id='correction-{number}']")
        assert note.getparent().text_content().startswith(headline)
    lead = root.xpath("//h1")[0].getparent()
    assert lead.text_content().endswith("Rechtzetting: Het werd 2-1.")
    notes = root.xpath("//*[@class='archive-erratum']/@id")
    assert notes == ["correction-2", "correction-1", "correction-3"]


def test_an_article_that_the_mail_shows_otherwise_has_its_erratum_on_top_alone(archived):
    build = left(archived, archived.sent(DAY))
    gone = Erratum(
        build.edition.name, "9", "Een kop die nergens staat", "Het was anders.", "https://x.internal/9"
    )
    text, root = shown(build, [gone])
    assert root.xpath("//aside//a/@href") == ["https://x.internal/9"]
    assert text.count("Het was anders.") == 1


def test_what_readers_pay_for_is_marked_as_in_the_mail(archived):
    edit(
        archived.newsroom / "articles/a-lead.md",
        'url = "https://ochtendblad.internal/verslag/101"',
        'url = "https://ochtendblad.internal/verslag/101"\nis_accessible_for_free = false',
    )
    assert "Voor abonnees" in archived.page(archived.sent(DAY))


def test_characters_that_no_page_shows_do_no_harm(archived):
    build = left(archived, archived.sent(DAY))
    odd = replace(build.edition, subject="Een \x07bel", preheader="\x00kort")
    headline = "Dijkstad \x1bverlengt met keeper"
    _, root = shown(replace(build, edition=odd), [Erratum(odd.name, "201", headline, "Eén \x0cjaar.")])
    assert root.xpath("//meta[@property='og:title']/@content") == ["Een bel"]
    assert root.xpath("//meta[@name='description']/@content") == ["kort"]
    assert root.xpath("//*[@id='correction-1']")[0].text_content() == "Rechtzetting: Eén jaar."
