"""G1 and G2 of the email traps: each test fails when its guard is taken away."""

import random

import jinja2
import pytest
from lxml import html
from mjml import mjml2html
from premailer import Premailer

from publisher.render import inline, templates

HOSTILE = [
    *map(chr, range(32, 127)),
    *"\t\n\\\u00a0\u00ad\u200b\u200d\ufe0f\u2028\u0301\u202f\u180e\u0600\ufeff\u00e9\u2014\u2019",
    "\U0001f1e7",
    "\u26bd",
    "\uff9e",
    "\U000e0001",
]
PAGE = (
    "<mjml><mj-body><mj-section><mj-column>"
    '<mj-image src="x.png" alt="{{ v }}" /><mj-text><a href="{{ v }}" title="{{ v }}">{{ v }}</a></mj-text>'
    "</mj-column></mj-section></mj-body></mjml>"
)


def hostile_values(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(HOSTILE, k=chance.randint(1, 20))) for _ in range(count)]


def wrong_attributes(environment: jinja2.Environment, values: list[str]) -> int:
    template = environment.from_string(PAGE)
    wrong = 0
    for value in values:
        try:
            tree = html.fromstring(mjml2html(template.render(v=value)))
        except ValueError:
            wrong += 1
            continue
        (link,) = tree.xpath("//a[@title]")
        (image,) = tree.xpath("//img")
        wrong += not (link.get("title") == link.get("href") == image.get("alt") == value)
    return wrong


@pytest.mark.parametrize("seed", range(3))
def test_g1_any_value_comes_through_mrml_attributes_unharmed(seed):
    assert wrong_attributes(templates.mail_environment([]), hostile_values(1000, seed)) == 0


def test_g1_plain_autoescape_would_not_do():
    plain = jinja2.Environment(autoescape=True)
    assert wrong_attributes(plain, hostile_values(300, 0)) > 100


def test_control_characters_never_reach_the_mail():
    assert templates.safe("a\x00b\x1bc\x85d") == "abcd"


def test_a_value_that_is_none_is_an_error_not_the_word_none():
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        templates.mail_environment([]).from_string("{{ v }}").render(v=None)


def test_an_undefined_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        templates.mail_environment([]).from_string("{{ v.headlin }}").render(v={})


COMPILED = (
    '<!doctype html><html><head><style type="text/css">@media (prefers-color-scheme:dark)'
    "{.card{color:#fff !important}} p{margin:9px}</style></head>"
    '<body><p class="teaser" bgcolor="red">x</p><a href="https://kroniek.test/a?b=1&amp;c=2">y</a></body></html>'
)


def test_g2_dark_mode_keeps_its_important():
    assert "color:#fff !important" in inline.inline(COMPILED, ".teaser { color: #111111 }")


def test_g2_only_the_authors_css_is_inlined():
    result = inline.inline(COMPILED, ".teaser { color: #111111 }")
    assert 'style="color:#111"' in result
    assert "margin:9px" not in html.fromstring(result).xpath("string(//p/@style)")


def test_g2_the_doctype_stays():
    assert inline.inline(COMPILED, "").lower().startswith("<!doctype html>")


def test_g2_the_network_is_never_asked(monkeypatch):
    asked = []
    monkeypatch.setattr("requests.get", lambda *args, **kwargs: asked.append(args))
    linked = COMPILED.replace("<style", '<link rel="stylesheet" href="https://kroniek.test/x.css"><style', 1)
    inline.inline(linked, ".teaser { color: #111111 }")
    assert asked == []


def test_g2_a_slot_marker_in_a_link_is_not_rewritten():
    marked = COMPILED.replace("https://kroniek.test/a?b=1&amp;c=2", "SLOTabc123unsubscribeurlhref")
    assert 'href="SLOTabc123unsubscribeurlhref"' in inline.inline(marked, "")


def test_g2_premailers_defaults_would_break_dark_mode():
    assert "!important" not in Premailer(COMPILED, cssutils_logging_level=50).transform()


def test_css_that_can_not_be_read_is_an_error_or_ignored_but_never_a_crash():
    assert "<p" in inline.inline(COMPILED, ".teaser { color: ; } }")
