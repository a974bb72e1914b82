import pytest

from publisher import mime
from publisher.errors import ConfigError, TemplateError
from publisher.model import Slot

SLOTS = mime.markers(mime.new_nonce("Zwartberg wint"))
HTML = mime.by_name(SLOTS, "html")
TEXT = mime.by_name(SLOTS, "text")
VALUES = {
    "name": "Zoë",
    "unsubscribe_url": "https://krant.example/u/1?a=1&b=2",
    "view_url": "https://krant.example/e/1",
}


def made(text="{unsubscribe_url}\n", html='<a href="{unsubscribe_url}">uit</a>\n', **rest):
    return mime.compile(text.format_map(TEXT), html.format_map(HTML), SLOTS, **rest)


def filled(part, **values):
    return b"".join(mime.fill(part, VALUES | values))


def test_markers_are_ascii_letters_and_digits_and_none_is_part_of_another():
    assert all(marker.isascii() and marker.isalnum() for marker in SLOTS)
    assert not any(one != other and one in other for one in SLOTS for other in SLOTS)
    assert len(SLOTS) == len(set(SLOTS.values())) == 6


def test_the_nonce_is_the_same_for_the_same_content_and_never_stands_in_it():
    first = mime.new_nonce("een kop")
    assert first == mime.new_nonce("een kop")
    assert first != mime.new_nonce("een andere kop")
    assert len(first) == 16


def test_a_nonce_that_stands_in_the_content_is_passed_over():
    assert mime.new_nonce("0123456789ABCDE", digits=1) == "f"


def test_the_skeleton_does_not_depend_on_the_nonce():
    parts = []
    for nonce in ("a" * 16, "b" * 16):
        slots = mime.markers(nonce)
        html, text = mime.by_name(slots, "html"), mime.by_name(slots, "text")
        parts.append(
            mime.compile(
                f"Dag {text['name']}\n{text['unsubscribe_url']}",
                f'<p>{html["name"]}</p><a href="{html["unsubscribe_url"]}">',
                slots,
            )
        )
    assert parts[0] == parts[1]


def test_each_slot_stands_alone_between_segments():
    skeleton = made("Dag {name}, uit: {unsubscribe_url}\n")
    assert skeleton.text == (
        b"Dag=20=\r\n",
        Slot("name", "text"),
        b", uit:=20=\r\n",
        Slot("unsubscribe_url", "text"),
        b"\r\n",
    )


def test_slots_beside_each_other_leave_no_empty_segment():
    assert made("{name}{unsubscribe_url}").text == (
        Slot("name", "text"),
        Slot("unsubscribe_url", "text"),
        b"\r\n",
    )


def test_a_value_is_escaped_by_the_context_of_its_slot():
    skeleton = made(html='<p title="{name}">{name}</p><a href="{unsubscribe_url}">uit</a>')
    html = filled(skeleton.html, name="</p>\"'<b>{{7*7}}")
    assert html.count(b"&lt;/p&gt;&quot;&#x27;&lt;b&gt;{{7*7}}") == 2
    assert b"https://krant.example/u/1?a=3D1&amp;b=3D2" in html


def test_a_text_value_is_one_line_and_is_not_escaped():
    text = filled(made("{name}\n{unsubscribe_url}\n").text, name="a\r\n.\r\nb\u2028<c>\x00")
    assert text.startswith(b"a . b <c>=20=\r\n\r\n")


@pytest.mark.parametrize(
    "url",
    [
        "http://krant.example/u",
        "http://127.0.0.1/u",
        "javascript:alert(1)",
        "https://krant.example/{token}",
        "https://krant.example/a b",
        'https://krant.example/"onclick=',
        "https://krant.example/\r\nBcc: x",
        "https://user@krant.example/",
        "https://krant.example/é",
        "https://krant.example/" + "a" * 900,
        "",
    ],
)
def test_a_link_that_is_not_plain_https_is_an_error_that_keeps_the_link_to_itself(url):
    with pytest.raises(ConfigError, match="unsubscribe_url") as caught:
        filled(made().html, unsubscribe_url=url)
    assert caught.value.remedy
    assert not url or url not in str(caught.value)


def test_a_slot_without_a_value_is_an_error_naming_the_slot():
    with pytest.raises(ConfigError, match="unsubscribe_url"):
        mime.fill(made().html, {"name": "Zoë"})


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<style>a {{ color: {name} }}</style>", "inside <style>"),
        ("<script>var a = '{name}'</script>", "inside <script>"),
        ("<!-- {name} -->", "inside a comment"),
        ("<!--[if mso]><p>{name}</p><![endif]-->", "inside a comment"),
        ("<p>{unsubscribe_url}</p>", "in running text"),
        ('<p title="{unsubscribe_url}">', "in title"),
        ('<a href="https://x.example/{view_url}">', "in href"),
        ('<a href="{name}">', "in href"),
        ('<p style="color:{name}">', "in style"),
        ('<p onclick="{name}">', "in onclick"),
        ("<p title={name}>", "without quotes"),
        ('<p title="a" {name}="b">', "without quotes"),
        ("</{name}>", "where no value can be put"),
        ("<!doctype {name}>", "where no value can be put"),
        ('<img alt="' + TEXT["name"] + '">', "in alt"),
        (TEXT["name"], "in running text"),
    ],
)
def test_a_slot_in_the_wrong_place_is_an_error_that_says_where(html, place):
    with pytest.raises(TemplateError, match=place) as caught:
        made(html=html + '<a href="{unsubscribe_url}">uit</a>')
    assert caught.value.where.startswith("html")
    assert caught.value.remedy


def test_the_place_of_a_wrong_slot_is_line_and_column():
    with pytest.raises(TemplateError) as caught:
        made(html='<p>\n  <a title="{unsubscribe_url}">')
    assert caught.value.where == "html:2:3"


def test_text_after_a_style_and_between_downlevel_revealed_conditionals_is_text():
    html = "<style>a {{}}</style><!--[if !mso]><!--><p>{name}</p><!--<![endif]-->"
    assert Slot("name", "html") in made(html=html + "<a href='{unsubscribe_url}'>uit</a>").html


def test_an_html_marker_in_the_text_part_is_an_error_with_its_line():
    with pytest.raises(TemplateError, match="in the text part") as caught:
        made("Dag\n" + HTML["name"])
    assert caught.value.where == "text:2"


@pytest.mark.parametrize(("text", "html"), [("", '<a href="{unsubscribe_url}">'), ("{unsubscribe_url}", "")])
def test_the_unsubscribe_link_must_stand_in_both_parts(text, html):
    with pytest.raises(TemplateError, match="'unsubscribe_url' is missing"):
        made(text, html)


def test_a_slot_named_optional_may_be_left_out():
    assert made("Dag\n", "<p>", optional=("name", "view_url", "unsubscribe_url")).text == (b"Dag\r\n",)


@pytest.mark.parametrize("change", [str.lower, lambda marker: marker[:-4], lambda marker: marker[:20]])
def test_a_marker_that_was_cut_or_rewritten_is_an_error(change):
    with pytest.raises(TemplateError, match="cut or rewritten"):
        made("{unsubscribe_url} " + change(TEXT["name"]))


def test_parts_without_any_marker_compile_to_one_segment_each():
    skeleton = mime.compile("Dag", "<p>Dag</p>", {})
    assert (skeleton.text, skeleton.html) == ((b"Dag\r\n",), (b"<p>Dag</p>\r\n",))
