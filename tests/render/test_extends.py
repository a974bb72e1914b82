"""A second newsroom's template holds only what differs: the rest comes from the template it extends."""

import re

import pytest
from newsrooms import DAY, ROOT, append, edit, own_template

from publisher import config, render
from publisher.errors import ConfigError

THEME = """\
extends = "digest"
logo = "avond.png"
heading_font = "Verdana, sans-serif"
body_font = "Courier New, monospace"

[light]
accent = "#0b5d3b"
"""
MASTHEAD = """\
<mj-section css-class="masthead">
  <mj-column>
    <mj-image src="{{ logo_url }}" alt="{{ site.name }}" width="{{ theme.logo_width }}px" />
    <mj-text css-class="avond">Het nieuws van {{ date_long }}</mj-text>
  </mj-column>
</mj-section>
"""
FILES = {"theme.toml": THEME, "partials/masthead.mjml.j2": MASTHEAD}


def write(newsroom, name, files):
    for file, text in files.items():
        append(newsroom / "templates" / name / file, text)


@pytest.fixture
def avond(newsroom):
    """A newsroom whose campaign has a template of its own, in two files."""
    write(newsroom, "avond", FILES)
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\ntemplate = "avond"')
    return newsroom


@pytest.fixture
def mail(call, newsroom):
    """Build the edition and give its HTML."""

    def build():
        result = call("digest", "--date", DAY)
        assert result.code == 0, result.err
        return (newsroom / f"editions/ochtend/{DAY}/email.html").read_text(encoding="utf-8")

    return build


@pytest.fixture
def folders(newsroom):
    """Give the folders of a template as `templates/NAME`, the shipped ones as `NAME`."""

    def run(name):
        loaded = config.load(None, {}, newsroom)
        found = config.template_folders(loaded, name, "campaigns/ochtend.toml template")
        own = newsroom / "templates"
        return [path.relative_to(newsroom).as_posix() if own in path.parents else path.name for path in found]

    return run


def test_two_files_change_logo_colours_fonts_and_one_partial(avond, mail):
    html = mail()
    assert [path.name for path in (avond / "templates").rglob("*.*")] == ["theme.toml", "masthead.mjml.j2"]
    assert 'src="https://ochtendblad.internal/beeld/avond.png"' in html
    assert "Het nieuws van dinsdag 24 november 2026" in html
    assert "#0b5d3b" in html
    assert "#8a1c2b" not in html
    assert "Georgia" not in html


def test_what_the_template_does_not_say_is_as_in_the_one_it_extends(avond, mail, newsroom):
    second = mail()
    edit(newsroom / "campaigns/ochtend.toml", 'template = "avond"', 'template = "digest"')
    first = mail()
    why = r"U ontvangt deze mail omdat[^<]*"
    assert re.findall(why, second) == re.findall(why, first) != []
    assert "#f2a0a8" in second  # the dark accent: only the light one differs


def test_a_browser_shows_the_second_newsrooms_look(mail, avond, look, newsroom):
    html = mail().replace(
        "https://ochtendblad.internal/beeld/avond.png", "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    )
    append(newsroom / "mail.html", html)
    page = look(newsroom / "mail.html", width=600)
    style = "([selector, key]) => getComputedStyle(document.querySelector(selector))[key]"
    assert page.locator("img").first.get_attribute("alt") == "Het Ochtendblad"
    assert page.locator(".avond").inner_text() == "Het nieuws van dinsdag 24 november 2026"
    assert page.evaluate(style, ["h1", "fontFamily"]) == "Verdana, sans-serif"
    assert page.evaluate(style, [".avond div", "fontFamily"]) == '"Courier New", monospace'


def test_a_template_falls_back_on_its_own_shipped_folder_and_then_stops(newsroom, folders):
    write(newsroom, "digest", {"theme.toml": 'logo = "logo.png"'})
    assert folders("digest") == ["templates/digest", "digest"]


def test_the_chain_goes_through_the_newsrooms_folder_before_the_shipped_one(newsroom, folders):
    write(newsroom, "nacht", {"theme.toml": 'extends = "avond"'})
    write(newsroom, "avond", {"theme.toml": 'extends = "digest"'})
    write(newsroom, "digest", {"theme.toml": 'logo = "logo.png"'})
    assert folders("nacht") == ["templates/nacht", "templates/avond", "templates/digest", "digest"]


def test_a_newsrooms_digest_that_extends_another_template_takes_that_before_the_shipped_one(
    newsroom, folders
):
    write(newsroom, "digest", {"theme.toml": 'extends = "huis"'})
    write(newsroom, "huis", {"digest.txt.j2": "{{ site.name }}"})
    assert folders("digest") == ["templates/digest", "templates/huis"]


def test_each_theme_lies_over_the_one_it_extends_down_to_single_colours(newsroom):
    write(newsroom, "nacht", {"theme.toml": 'extends = "avond"\nwidth = 640\n[light]\npage = "#000000"'})
    write(newsroom, "avond", {"theme.toml": THEME})
    loaded = config.load(None, {}, newsroom)
    shipped = render.load_theme(config.template_folders(loaded, "digest"))
    theme = render.load_theme(config.template_folders(loaded, "nacht"))
    assert (theme.light.page, theme.light.accent, theme.light.text) == (
        "#000000",
        "#0b5d3b",
        shipped.light.text,
    )
    assert (theme.width, theme.logo, theme.dark) == (640, "avond.png", shipped.dark)
    assert type(theme) is render.Theme


@pytest.mark.parametrize(
    ("themes", "told"),
    [
        (
            {"avond": 'extends = "krant"'},
            "templates/avond/theme.toml extends: no template 'krant' (one of: avond, digest)",
        ),
        (
            {"avond": 'extends = "../digest"'},
            "templates/avond/theme.toml extends: no template '../digest' (one of: avond, digest)",
        ),
        (
            {"avond": 'extends = ""'},
            "templates/avond/theme.toml extends: no template '' (one of: avond, digest)",
        ),
        (
            {"avond": 'extends = "avond"'},
            "templates/avond/theme.toml extends: extends itself: avond -> avond (take out that extends)",
        ),
        (
            {"avond": 'extends = "nacht"', "nacht": 'extends = "avond"'},
            "templates/nacht/theme.toml extends: extends itself: avond -> nacht -> avond (take out ",
        ),
        (
            {"avond": "extends = 3"},
            'templates/avond/theme.toml: extends is no template\'s name (write it as extends = "digest")',
        ),
    ],
)
def test_a_wrong_extends_names_file_and_remedy(avond, call, themes, told):
    for name, text in themes.items():
        (avond / f"templates/{name}").mkdir(exist_ok=True)
        (avond / f"templates/{name}/theme.toml").write_text(text, encoding="utf-8")
    result = call("digest", "--date", DAY)
    assert result.code == 2
    assert result.err.startswith(f"publish: {told}")


def test_a_wrong_key_is_named_with_the_theme_that_wrote_it(newsroom):
    write(newsroom, "nacht", {"theme.toml": 'extends = "avond"\nwidth = 640'})
    write(newsroom, "avond", {"theme.toml": 'extends = "digest"\n[light]\naccent = "groen"'})
    folders = config.template_folders(config.load(None, {}, newsroom), "nacht")
    with pytest.raises(ConfigError, match=r"^templates/avond/theme\.toml: wrong value for light\.accent"):
        render.load_theme(folders)


def test_a_mistake_is_named_with_the_template_whose_file_it_is(avond, call):
    edit(own_template(avond) / "partials/footer.mjml.j2", "{{ words.why }}", "{{ words.wy }}")
    assert "publish: templates/digest/partials/footer.mjml.j2:" in call("digest", "--date", DAY).err
    edit(avond / "templates/avond/partials/masthead.mjml.j2", "{{ date_long }}", "{{ datum }}")
    assert "publish: templates/avond/partials/masthead.mjml.j2:4:" in call("digest", "--date", DAY).err


def test_two_templates_with_a_partial_of_the_same_name_are_kept_apart(avond, call, mail):
    write(avond, "nacht", {**FILES, "partials/masthead.mjml.j2": MASTHEAD.replace("nieuws", "laatste")})
    for _ in range(2):  # compiled first, then taken from what was compiled
        for name, word in (("avond", "Het nieuws van"), ("nacht", "Het laatste van")):
            edit_template(avond, name)
            assert word in mail()


def test_the_example_in_the_manual_builds(avond, mail):
    manual = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    for file, form in (("theme.toml", "toml"), ("partials/masthead.mjml.j2", "jinja")):
        written = re.search(rf"^```{form}\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)[1]
        (avond / "templates/avond" / file).write_text(written, encoding="utf-8")
    html = mail()
    assert "https://ochtendblad.internal/beeld/avond.png" in html
    assert html.count("#e7efe9") > 1


def edit_template(newsroom, name):
    path = newsroom / "campaigns/ochtend.toml"
    path.write_text(re.sub('template = ".*"', f'template = "{name}"', path.read_text()), encoding="utf-8")
