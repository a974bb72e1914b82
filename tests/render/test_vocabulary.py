import pytest

from publisher.errors import TemplateError
from publisher.render import mrml, places, vocabulary

BODY = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"


def nowhere(text, line, column):
    return f"here:{line}:{column}"


def test_an_element_that_mjml_does_not_know_is_refused():
    with pytest.raises(TemplateError, match="no such MJML element: mj-txet"):
        vocabulary.parse(BODY.format("<mj-txet>x</mj-txet>"), nowhere)


def test_an_attribute_that_mjml_does_not_know_is_refused_with_those_it_does():
    with pytest.raises(TemplateError, match=r"mj-text has no attribute colour .*color"):
        vocabulary.parse(BODY.format('<mj-text colour="red">x</mj-text>'), nowhere)


def test_html_elements_and_their_attributes_are_the_authors_own_affair():
    vocabulary.parse(BODY.format('<mj-text><p data-x="1">x</p></mj-text>'), nowhere)


@pytest.mark.parametrize("broken", ["<mj-text>x", "<mj-text>a < b</mj-text>", "<mj-text><p>x</mj-text>"])
def test_markup_that_is_not_well_formed_is_refused_at_its_line(broken):
    with pytest.raises(TemplateError, match=r"^here:\d+:\d+: not well-formed"):
        vocabulary.parse(BODY.format(f"\n{broken}"), nowhere)


@pytest.mark.parametrize(
    "fragile", ["<mj-text color='red'>", '<mj-image alt="a\nb" />', '<a title="back\\slash">']
)
def test_fragile_attributes_in_a_template_are_refused_at_their_place(fragile):
    with pytest.raises(TemplateError, match=r"^x\.mjml\.j2:2:"):
        vocabulary.refuse_fragile_attributes(f"<mjml>\n{fragile}", "x.mjml.j2")


def test_ordinary_attributes_with_jinja_in_them_pass():
    vocabulary.refuse_fragile_attributes('<mj-text color="{{ theme.light.text }}" padding="0 2px">', "x")


def test_what_mrml_refuses_is_a_template_error():
    with pytest.raises(TemplateError, match="can't be compiled"):
        mrml.to_html("<mjml><mj-body></mjml>", nowhere)


def test_a_place_in_the_rendered_mail_leads_back_to_the_template_line():
    sources = {"a.mjml.j2": '<mjml>\n  <mj-text foo="{{ x }}">{{ y }}</mj-text>\n'}
    rendered = '<mjml>\n  <mj-text foo="1">hello</mj-text>\n'
    assert places.locate(sources, rendered, "foo=", 2, 1) == "a.mjml.j2:2:12"


def test_a_place_that_no_template_line_explains_is_named_as_the_rendered_one():
    assert places.locate({"a": "<mj-text>"}, "<p>\n", "", 1, 3) == "the rendered document:1:3"


def test_squeezing_merges_neighbouring_outlook_conditionals_and_keeps_the_rest():
    page = (
        "<div>\n    <p>a</p>\n</div><!--[if mso | IE]></td><![endif]-->\n<!--[if mso | IE]></tr><![endif]-->"
    )
    assert mrml.squeeze(page) == "<div>\n<p>a</p>\n</div><!--[if mso | IE]></td></tr><![endif]-->"
