"""A template that does not build: file, line and column of the newsroom's own copy, and nothing written."""

import pytest
from newsrooms import DAY, edit, own_template

FOOTER, WHY = "partials/footer.mjml.j2", "{{ words.why }}"
PAGE, FOOT = "digest.mjml.j2", '{% include "partials/footer.mjml.j2" %}'
TEXT, SENDER = "digest.txt.j2", "{{ mail.sender }}"


@pytest.fixture
def refused(call, newsroom):
    """Change one place of the newsroom's template: give the error, and where the change stands."""

    def run(part, old, new, at):
        path = own_template(newsroom) / part
        edit(path, old, new)
        text = path.read_text(encoding="utf-8")
        position = text.index(at)
        line = text.count("\n", 0, position) + 1
        place = f"{part}:{line}:{position - text.rfind(chr(10), 0, position)}"
        result = call("digest", "--date", DAY)
        assert result.code == 2
        assert result.err.count("\n") == 1
        assert not (newsroom / "editions").exists()
        return result.err, place

    return run


@pytest.mark.parametrize(
    ("part", "old", "new", "at", "said"),
    [
        (FOOTER, WHY, "{{ words.wy }}", "wy }}", "has no attribute 'wy'"),
        (FOOTER, WHY, "{{ nieuws }}", "nieuws", "'nieuws' is undefined"),
        (FOOTER, WHY, "{{ site.name.x }}", "x }}", "has no attribute 'x'"),
        (FOOTER, WHY, '{{ "x" | shout }}', "shout", "No filter named 'shout'"),
        (FOOTER, WHY, "{{ site.__class__ }}", "__class__", "'__class__' of 'Newsroom' object is unsafe"),
        (TEXT, SENDER, "{{ mail.sendr }}", "sendr", "has no attribute 'sendr'"),
        (PAGE, FOOT, "<mj-txt>x</mj-txt>", "<mj-txt", "no such MJML element: mj-txt (see the MJML"),
        (
            PAGE,
            FOOT,
            '<mj-section colour="red"></mj-section>',
            "colour=",
            "mj-section has no attribute colour (it knows: background-color",
        ),
        (PAGE, FOOT, "<mj-section padding='0'></mj-section>", "padding='0'", "holds a single quote"),
        (
            PAGE,
            FOOT,
            "<mj-section>",
            "</mj-body>",
            "tag mismatch: mj-section and mj-body (close each element",
        ),
    ],
)
def test_a_template_error_names_file_line_and_column(refused, part, old, new, at, said):
    err, place = refused(part, old, new, at)
    assert err.startswith(f"publish: templates/digest/{place}: ")
    assert said in err


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (FOOTER, WHY, "{% if %}", "Expected an expression"),
        (FOOTER, WHY, "{{ words.why", "expected token"),
        (FOOTER, WHY, "{{ edition.note }}", "a value is missing (None)"),
        (FOOTER, WHY, "{{ 1 / 0 }}", "division by zero"),
        (FOOTER, WHY, '{% include "partials/weg.j2" %}', "no such template file: partials/weg.j2"),
        (FOOTER, WHY, "<b>x", "tag mismatch: b and mj-text"),
        (FOOTER, WHY, "&nbsp;", "Entity 'nbsp' not defined"),
        (TEXT, SENDER, "{% endfi %}", "unknown tag 'endfi'"),
    ],
)
def test_a_template_error_names_file_and_line(refused, part, old, new, said):
    err, place = refused(part, old, new, new)
    assert err.startswith(f"publish: templates/digest/{place.rpartition(':')[0]}:")
    assert said in err


def test_no_place_of_the_rendered_document_is_shown(refused):
    err, _ = refused(FOOTER, WHY, "<b>x", "<b>")
    assert " line " not in err


def test_a_template_that_is_no_text_is_named(call, newsroom):
    (own_template(newsroom) / PAGE).write_bytes(b"\xff<mjml>")
    result = call("digest", "--date", DAY)
    assert result == (2, "", "publish: templates/digest/digest.mjml.j2: not UTF-8 (save the file as UTF-8)\n")


def test_a_new_template_without_a_theme_or_page_says_what_it_lacks(call, newsroom):
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'template = "krant"')
    folder = newsroom / "templates/krant"
    folder.mkdir(parents=True)
    assert "templates/krant/theme.toml: missing key light (add it" in call("digest", "--date", DAY).err
    (folder / "theme.toml").write_text((own_template(newsroom) / "theme.toml").read_text())
    result = call("digest", "--date", DAY)
    assert result.code == 2
    said = "publish: templates/krant/digest.mjml.j2: no such file in the template's folder (add it"
    assert result.err.startswith(said)
    (folder / "digest.mjml.j2").write_text("<mjml><mj-body></mj-body></mjml>")
    result = call("digest", "--date", DAY)
    said = "publish: templates/krant/digest.txt.j2: no such template file: digest.txt.j2 (add it)\n"
    assert result == (2, "", said)
