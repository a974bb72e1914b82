"""The readers' pages in a real browser: on a phone, in light and dark, by keyboard, without a script."""

from pathlib import Path

import pytest
from serving import SITE, Site, served

from publisher.audience.columns import moment
from publisher.web import pages
from publisher.web.pages import Newsroom

KINDS = ("leave", "left", "back", "test", "missing", "trouble")
LONG = Newsroom(
    "Het Verenigd Noordelijk Voetbalnieuws & Omstrekenblad van Havermonde-aan-de-Verzonnen-Leie", "de"
)


@pytest.fixture
def visit(browser):
    """Open an address as a reader's phone does, with scripts of the page switched off or on."""
    contexts = []

    def open_page(port, path, scheme="light", scripts=False, width=390):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("request", lambda request: page.asked.append((request.method, request.url)))
        page.goto(f"http://127.0.0.1:{port}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory):
    """Give a page as a file; browsers measure it without a server."""
    folder = tmp_path_factory.mktemp("pages")

    def write(kind, newsroom=SITE):
        path = folder / f"{kind}-{newsroom.language}.html"
        path.write_text(pages.render(kind, newsroom, action="x"), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_without_scripts_leaves_and_comes_back_by_two_taps(site, visit, scheme):
    token = site.add()
    page = visit(site.port, f"/u/{token}", scheme)
    assert site.status(token) == "confirmed"
    page.click("button")
    assert page.locator("h1").inner_text() == "U bent uitgeschreven"
    assert site.status(token) == "unsubscribed"
    page.click("button")
    assert page.url.endswith(f"/u/{token}/undo")
    assert site.status(token) == "confirmed"
    assert page.said == []


def test_the_keyboard_alone_is_enough(site, visit):
    token = site.add()
    page = visit(site.port, f"/u/{token}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/u/*")
    page.get_by_text("U bent uitgeschreven").wait_for()
    assert site.status(token) == "unsubscribed"


def test_who_looks_at_undo_again_gets_a_button_that_works(site, visit):
    token = site.add()
    page = visit(site.port, f"/u/{token}/undo")
    page.click("button")
    assert page.url.endswith(f"/u/{token}")
    assert site.row(token).since == moment(site.now)
    assert site.status(token) == "unsubscribed"


def test_the_page_works_below_a_folder_of_the_site(tmp_path, visit):
    with served(Site(tmp_path)) as site:
        token = site.add()
        below = pages.render("leave", SITE, action=token)
        page = visit(site.port, f"/u/{token}")
        page.route("**/nieuws/u/*", lambda route: route.fulfill(body=below, content_type="text/html"))
        page.goto(f"http://127.0.0.1:{site.port}/nieuws/u/{token}")
        page.click("button")
        assert page.url.endswith(f"/nieuws/u/{token}")
        assert page.asked[-1] == ("POST", page.url)


def test_the_browser_applies_the_style_and_loads_nothing_else(site, visit):
    token = site.add()
    page = visit(site.port, f"/u/{token}", scripts=True)
    button = page.locator("button")
    assert button.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(138, 28, 43)"
    page.click("button")
    assert page.locator("h1").inner_text() == "U bent uitgeschreven"
    paths = {url.partition(str(site.port))[2] for _, url in page.asked}
    assert paths - {"/favicon.ico"} == {f"/u/{token}"}
    assert page.said == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("newsroom", [SITE, LONG], ids=["short", "long"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_screen(look, page_file, kind, newsroom, width):
    opened = look(page_file(kind, newsroom), width=width, height=844)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", ["leave", "left"])
def test_a_thumb_hits_the_button_without_scrolling(look, page_file, kind):
    opened = look(page_file(kind), width=390, height=664)
    box = opened.locator("button").bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 200
    assert box["y"] + box["height"] < 664


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(look, page_file, node_modules, kind, scheme):
    axe = Path(node_modules) / "axe-core/axe.min.js"
    opened = look(page_file(kind), width=390, height=844, scheme=scheme)
    opened.evaluate(axe.read_text(encoding="utf-8"))
    found = opened.evaluate("axe.run(document)")
    assert len(found["passes"]) > 10
    assert [(rule["id"], rule["help"]) for rule in found["violations"] + found["incomplete"]] == []


def test_dark_is_dark_and_light_is_light(look, page_file):
    seen = {
        scheme: look(page_file("leave"), scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert seen == {"light": "rgb(238, 236, 232)", "dark": "rgb(18, 17, 16)"}
