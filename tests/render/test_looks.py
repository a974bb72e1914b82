"""What a reader sees: measured in a real browser on the sample's mail."""

import re

import pytest

MEASURE = """() => {
  const seen = element => element.getClientRects().length && element.innerText?.trim();
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const all = [...document.body.querySelectorAll('*')].filter(seen);
  const top = selector => document.querySelector(selector)?.getBoundingClientRect().top;
  return {
    height: document.documentElement.scrollHeight,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    sizes: [...new Set(all.filter(own).map(element => getComputedStyle(element).fontSize))],
    links: [...document.querySelectorAll('a')].map(link => {
      const box = link.getBoundingClientRect();
      return {text: link.innerText, height: box.height, width: box.width};
    }),
    h1: top('h1'), image: top('img'),
    text: document.body.innerText,
    background: getComputedStyle(document.querySelector('.card')).backgroundColor,
    ink: getComputedStyle(document.querySelector('h1')).color,
  };
}"""


def measure(page):
    return page.evaluate(MEASURE)


def test_the_first_screen_of_a_phone_shows_masthead_date_headline_and_the_picture(look, mail_page):
    seen = measure(look(mail_page))
    assert seen["text"].index("De Kroniek") < seen["text"].index("dinsdag 24 november 2026") < 200
    assert seen["h1"] < 300
    assert seen["image"] < 560


def test_the_whole_mail_is_at_most_6000_pixels_on_a_phone(look, mail_page):
    assert measure(look(mail_page))["height"] <= 6000


def test_at_most_four_type_sizes_are_used(look, mail_page):
    assert len(measure(look(mail_page))["sizes"]) <= 4


def test_every_link_is_a_touch_target_of_44_pixels(look, mail_page):
    small = [link for link in measure(look(mail_page))["links"] if link["height"] < 44]
    assert small == []


@pytest.mark.parametrize("width", [320, 375, 480, 600, 800])
def test_no_width_scrolls_sideways(look, mail_page, width):
    assert measure(look(mail_page, width=width))["overflow"] <= 0


def luminance(colour):
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return (red * 299 + green * 587 + blue * 114) / 255_000


def test_light_is_dark_on_light_and_dark_is_light_on_dark(look, mail_page):
    light, dark = measure(look(mail_page)), measure(look(mail_page, scheme="dark"))
    assert luminance(light["ink"]) < 0.2
    assert luminance(light["background"]) > 0.9
    assert luminance(dark["background"]) < 0.2
    assert luminance(dark["ink"]) > 0.8


CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parse(c).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      return 0.2126*r + 0.7152*g + 0.0722*b; };
  const ground = element => { for (let at = element; at; at = at.parentElement) {
      const c = getComputedStyle(at).backgroundColor; if (parse(c)[3] !== 0) return c; }
    return 'rgb(255,255,255)'; };
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')].filter(e => own(e) && e.getClientRects().length).map(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return [e.innerText.slice(0, 40), (a + 0.05) / (b + 0.05)]; }).filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_has_a_contrast_of_four_and_a_half(look, mail_page, scheme):
    assert look(mail_page, scheme=scheme).evaluate(CONTRAST) == []


PAID = """\
{"version": "https://jsonfeed.org/version/1.1", "title": "Betaald", "items": [
 {"id": "1", "title": "Havermonde wint", "content_text": "Een lede.\\n\\nEen alinea.",
  "url": "https://kroniek.test/1", "_is_accessible_for_free": false},
 {"id": "2", "title": "Spits blijft", "summary": "Nog een jaar.", "url": "https://kroniek.test/2",
  "_is_accessible_for_free": false}]}
"""


@pytest.fixture
def paid_page(build_sample, tmp_path):
    """A mail whose lead and list are for subscribers only."""
    (tmp_path / "paid.json").write_text(PAID, encoding="utf-8")
    (tmp_path / "paid.html").write_text(
        build_sample(sources=[tmp_path / "paid.json"]).build.html, encoding="utf-8"
    )
    return tmp_path / "paid.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_of_what_is_for_subscribers_only_is_quiet_and_can_be_read(look, paid_page, scheme):
    page = look(paid_page, width=320, scheme=scheme)
    seen = measure(page)
    assert seen["text"].count("Voor abonnees") == 2
    assert (
        seen["text"].index("Havermonde wint")
        < seen["text"].index("Voor abonnees")
        < seen["text"].index("Een lede")
    )
    assert seen["overflow"] <= 0
    assert len(seen["sizes"]) <= 4
    assert page.evaluate(CONTRAST) == []


def test_without_pictures_the_headline_score_and_alt_text_still_tell_the_story(look, mail_page, tmp_path):
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r'src="data:[^"]*"', 'src="missing.png"', mail_page.read_text("utf-8")), "utf-8")
    page = look(bare)
    text = measure(page)["text"]
    assert "Terwaeghe" in text
    assert "3–2" in text
    assert page.evaluate("() => document.querySelector('img').alt").strip()


def test_with_style_blocks_stripped_the_mail_is_still_in_order_and_coloured(look, mail_page, tmp_path):
    bare = tmp_path / "unstyled.html"
    stripped = re.sub(r"<style.*?</style>", "", mail_page.read_text("utf-8"), flags=re.DOTALL)
    bare.write_text(stripped, "utf-8")
    seen = measure(look(bare, width=640))
    assert seen["overflow"] <= 0
    assert (
        seen["text"].index("Terwaeghe")
        < seen["text"].index("Meest recent")
        < seen["text"].index("Uitschrijven")
    )
    assert "rgb(255, 255, 255)" in seen["background"] or "0, 0, 0, 0" in seen["background"]
