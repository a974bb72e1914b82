"""The pages in a real browser: on a phone and a desk, in light and dark, without a word of complaint."""

import pytest
from msgspec.structs import replace

from publisher.archive import page
from publisher.archive.page import Place
from publisher.archive.shelf import Shelf, index
from publisher.ledger import issue_of
from publisher.model import Erratum

URL = "https://kroniek.test/archief"
LONG = "Verkeersveiligheidscommissievergaderingsverslaggeverij zegt dat het anders was dan wij schreven."
# Relative luminance and contrast: WCAG 2.2, 1.4.3. The nearest ground that is painted counts.
CONTRAST = """(selector) => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(
    v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  ).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    const [r, g, b, a = 1] = parts(getComputedStyle(element).backgroundColor);
    return a > 0 ? [r, g, b] : element.parentElement ? ground(element.parentElement) : [255, 255, 255];
  };
  return [...document.querySelectorAll(selector)].map(element => {
    const two = [parts(getComputedStyle(element).color), ground(element)].map(light).sort((a, b) => b - a);
    return (two[0] + 0.05) / (two[1] + 0.05);
  });
}"""
OURS = (
    ".archive-way a, .archive-errata h2, .archive-errata a, .archive-errata p, .archive-erratum,"
    " .archive-erratum strong"
)


@pytest.fixture(scope="module")
def written(sample, tmp_path_factory):
    """Write the sample's page, with two corrections, and a list of two months."""
    folder, build = tmp_path_factory.mktemp("archive"), sample.build
    name, entry = build.edition.name, build.edition.sections[0].entries[3]
    errata = [
        Erratum(name, build.edition.lead.id, build.edition.lead.headline, "Het was in minuut 93."),
        Erratum(name, entry.id, entry.headline, LONG, entry.url),
    ]
    (folder / "page.html").write_text(
        page.render(build, Place(f"{URL}/{name}/", "De Kroniek"), errata), "utf-8"
    )
    issue = issue_of(build)
    older = replace(
        issue, edition=replace(build.edition, subject=LONG, date=build.edition.date.replace(month=3))
    )
    shelf = Shelf("De Kroniek", "nl-BE", URL, "kroniek", (issue, older), {name: errata})
    (folder / "index.html").write_text(index(shelf), "utf-8")
    return folder


@pytest.fixture
def visit(browser, written):
    """Open a file as a reader does, with scripts of the page switched on: the policy alone must hold them."""
    contexts = []

    def open_page(name, width=390, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((written / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1000])
@pytest.mark.parametrize("name", ["page.html", "index.html"])
def test_it_fits_any_screen(visit, name, width, scheme):
    seen = visit(name, width, scheme)
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_we_add_is_legible_in_light_and_dark(visit, scheme):
    ratios = visit("page.html", scheme=scheme).evaluate(CONTRAST, OURS)
    assert len(ratios) >= 10
    assert min(ratios) >= 4.5
    ratios = visit("index.html", scheme=scheme).evaluate(CONTRAST, "h1, h2, p, time, small, a")
    assert min(ratios) >= 4.5


def test_nothing_but_the_newsrooms_picture_is_asked_for(visit):
    seen = visit("page.html")
    assert [url for url in seen.asked if not url.startswith("file:")] == [
        "https://kroniek.test/beeld/images/terwaeghe-kopt.png"
    ]
    assert [text for text in seen.said if "ERR_INTERNET_DISCONNECTED" not in text] == []
    seen = visit("index.html")
    assert [url for url in seen.asked if not url.startswith("file:")] == []
    assert seen.said == []


def test_the_policy_stops_a_script_that_got_in(visit, written):
    text = (written / "page.html").read_text("utf-8")
    (written / "hurt.html").write_text(
        text.replace("</body>", "<script>document.title='x'</script></body>"), "utf-8"
    )
    seen = visit("hurt.html")
    assert seen.title() != "x"
    assert any("Content Security Policy" in said for said in seen.said)


def test_a_correction_on_top_leads_to_its_article_by_keyboard(visit):
    seen = visit("page.html")
    seen.keyboard.press("Tab")
    seen.keyboard.press("Tab")
    seen.keyboard.press("Enter")
    assert seen.url.endswith("#correction-1")
    note = seen.locator("#correction-1")
    assert note.inner_text() == "Rechtzetting: Het was in minuut 93."
    assert note.bounding_box()["y"] < 844


def test_fingers_hit_the_links_that_we_add(visit):
    for name, links in (("page.html", ".archive-way a, .archive-errata a"), ("index.html", "li a, footer a")):
        boxes = [link.bounding_box() for link in visit(name).locator(links).all()]
        assert boxes
        assert min(box["height"] for box in boxes) >= 38
