import pytest
from effort import effort

from publisher.errors import SourceError
from publisher.model import Block, Image
from publisher.sources import blocks, from_html
from publisher.sources.files import from_markdown


def html(text: str) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in from_html.read(text, "feed.json")]


def markdown(text: str) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in from_markdown.read(text, "a.md")[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("los", [("paragraph", "los")]),
        ("<p>Een <b>vette</b>\n zin.</p>na", [("paragraph", "Een vette zin."), ("paragraph", "na")]),
        ("<h2>Kop</h2><div>A<p>B</p>C</div>", [("subheading", "Kop"), *(("paragraph", c) for c in "ABC")]),
        ("<ul><li>A</li><li><p>B</p></li></ul>", [("list_item", "A"), ("list_item", "B")]),
        ("<blockquote><p>A</p><p>B</p></blockquote>", [("quote", "A"), ("quote", "B")]),
        ("A<br>B<br><br>C", [("paragraph", "A B"), ("paragraph", "C")]),
        ("a&nbsp;b &lt;/td&gt; {{7*7}}&#7;", [("paragraph", "a b </td> {{7*7}}")]),
        ("<script>x</script><style>y</style><p>z<!-- c --></p>", [("paragraph", "z")]),
        ("<figcaption>los</figcaption>", [("paragraph", "los")]),
        ("<p>A</p><figcaption>los</figcaption>", [("paragraph", "A"), ("paragraph", "los")]),
        ("<table><tr><td>A</td><td>B</td></tr></table>", [("paragraph", "A"), ("paragraph", "B")]),
        ("<img alt='geen bron'><img src='javascript:x'>", []),
    ],
)
def test_html_becomes_blocks_of_plain_text(text, expected):
    assert html(text) == expected


def test_characters_that_xml_does_not_know_do_no_harm():
    assert html("<p>a&#7;b&#0;c\uffffd\ufffe</p>")[0][1].startswith("ab")


def test_a_picture_keeps_its_address_and_takes_its_caption():
    picture = "<img src='foto/a.jpg' alt='Juichen' width=800 height=50%>"
    text = f"<p>Voor</p><figure>{picture}<figcaption>Feest</figcaption></figure>"
    image = Image("foto/a.jpg", "Juichen", caption="Feest", width=800)
    assert from_html.read(text, "x")[1] == Block("image", "Feest", image)


def test_a_picture_inside_a_paragraph_does_not_part_it():
    assert html("<p>Voor <img src=a.jpg> na</p>") == [("paragraph", "Voor na"), ("image", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<div>" * 50_000 + "x" + "</div>" * 50_000, "550,001 characters"),
        ("<div>" * 50_000, "50,000 tags"),
        ("<div>" * 4_000 + "x", "too deep"),
        ("x" * 500_001, "500,001 characters"),
    ],
)
def test_html_that_would_hang_or_lose_text_is_refused_soon(text, message):
    def refusal():
        with pytest.raises(SourceError, match=message) as caught:
            from_html.read(text, "feed.json: items[0].content_html")
        return caught.value

    assert str(refusal()).startswith("feed.json: items[0].content_html: ")
    assert refusal().remedy
    assert effort(refusal) < 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Een *schuine*\n[zin](https://a.example).\n\nTwee  \nregels",
            [("paragraph", "Een schuine zin."), ("paragraph", "Twee regels")],
        ),
        ("## Kop\n\n- A\n- B\n  - C", [("subheading", "Kop"), *(("list_item", c) for c in "ABC")]),
        ("> Citaat\n>\n> twee", [("quote", "Citaat"), ("quote", "twee")]),
        ("`code` &amp; \\*ster\\*", [("paragraph", "code & *ster*")]),
        ("```\nregel\n```\n\n    ingesprongen", [("paragraph", "regel"), ("paragraph", "ingesprongen")]),
        (
            "A <b>vet</b>\n\n<div>los<script>x</script></div>\n\n---",
            [("paragraph", "A vet"), ("paragraph", "los")],
        ),
    ],
)
def test_markdown_becomes_blocks_of_plain_text(text, expected):
    assert markdown(text) == expected


def test_a_markdown_picture_has_alt_and_caption():
    (block,) = from_markdown.read('![Juichen](a.jpg "Feest")', "a.md")[1]
    assert block == Block("image", "Feest", Image("a.jpg", "Juichen", caption="Feest"))
    (bare,) = from_markdown.read("![Juichen](a.jpg)", "a.md")[1]
    assert bare == Block("image", "", Image("a.jpg", "Juichen"))


@pytest.mark.parametrize(
    ("text", "title"), [("# Kop\n\nTekst", "Kop"), ("## Kop", None), ("#\n\nTekst", None), ("", None)]
)
def test_a_heading_that_opens_the_markdown_can_be_its_title(text, title):
    assert from_markdown.read(text, "a.md")[0] == title


def test_markdown_above_half_a_million_characters_is_refused():
    with pytest.raises(SourceError, match=r"a\.md: 500,001 characters"):
        from_markdown.read("x" * 500_001, "a.md")


def test_deep_markdown_neither_crashes_nor_hangs():
    for opening in (">", "- "):
        with pytest.raises(SourceError, match="nested too deep"):
            from_markdown.read(opening * 50_000 + "x", "a.md")
        assert markdown(opening * 15 + "x")[-1][1] == "x"
    for opening in ("[", "*", "!["):
        assert markdown(opening * 2_000 + "x")[0][1].endswith("x")


def test_plain_text_has_a_paragraph_between_blank_lines():
    assert [b.text for b in blocks.from_text("A\nB\n \n\nC <b>")] == ["A B", "C <b>"]


def test_the_lede_is_told_once():
    body = [Block("paragraph", "Lede."), Block("paragraph", "Rest.")]
    assert blocks.lede_apart(None, body) == ("Lede.", (body[1],))
    assert blocks.lede_apart("Lede.", body) == ("Lede.", (body[1],))
    assert blocks.lede_apart("Anders.", body) == ("Anders.", tuple(body))
    assert blocks.lede_apart("", body) == ("", tuple(body))
    assert blocks.lede_apart(None, [Block("subheading", "Kop")]) == ("", (Block("subheading", "Kop"),))
