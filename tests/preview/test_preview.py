"""preview.html in a real browser: one file, nothing runs, everything is seen."""

import msgspec
import pytest

from publisher.model import Finding
from publisher.preview import page, summary


@pytest.fixture(scope="session")
def preview_file(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("preview") / "preview.html"
    path.write_text(page.render(sample), encoding="utf-8")
    return path


def test_verdict_and_subject_are_seen_without_scrolling(look, preview_file, sample):
    opened = look(preview_file, width=1280, height=720)
    for text in (summary.verdict(sample.build), sample.build.edition.subject):
        box = opened.get_by_text(text, exact=True).first.bounding_box()
        assert box["y"] + box["height"] < 720


def test_the_mail_stands_in_four_frames_at_two_widths_and_both_schemes(look, preview_file):
    frames = look(preview_file, width=1280, height=720).locator("iframe").all()
    seen = [(frame.get_attribute("width"), frame.get_attribute("style")) for frame in frames]
    assert seen == [
        ("375", "color-scheme:light"),
        ("375", "color-scheme:dark"),
        ("600", "color-scheme:light"),
        ("600", "color-scheme:dark"),
    ]
    assert all(frame.get_attribute("sandbox") == "" for frame in frames)


def test_a_frame_shows_the_scheme_it_names(browser, preview_file):
    context = browser.new_context(viewport={"width": 1280, "height": 2400}, color_scheme="null", offline=True)
    opened = context.new_page()
    opened.goto(preview_file.as_uri())
    colours = [
        frame.evaluate("() => getComputedStyle(document.querySelector('.card')).backgroundColor")
        for frame in opened.frames[1:]
    ]
    context.close()
    assert colours == ["rgb(255, 255, 255)", "rgb(29, 27, 26)"] * 2


HOSTILE = (
    '<script>document.title="owned"</script><img src=x onerror="parent.document.title=1">"\'</title></style>'
)


@pytest.fixture
def hostile(sample):
    """The sample with a mail, a subject and a finding that try to run."""
    build = sample.build
    edition = msgspec.structs.replace(build.edition, subject=HOSTILE, preheader=HOSTILE)
    html = build.html.replace("</body>", f"{HOSTILE}</body>")
    finding = Finding("x", "warning", HOSTILE, HOSTILE, HOSTILE)
    changed = msgspec.structs.replace(build, edition=edition, html=html, findings=(finding,), text=HOSTILE)
    return msgspec.structs.replace(sample, build=changed)


def test_nothing_in_the_mail_or_around_it_ever_runs(look, hostile, tmp_path):
    path = tmp_path / "hostile.html"
    path.write_text(page.render(hostile), encoding="utf-8")
    opened = look(path, width=1280, height=2400)
    opened.wait_for_timeout(300)
    assert "owned" not in opened.title().replace(HOSTILE, "")
    assert opened.get_by_text(HOSTILE).count() >= 3
    assert [frame.title() for frame in opened.frames[1:]] == [opened.frames[1].title()] * 4
    assert "owned" not in {frame.title() for frame in opened.frames[1:]}


def test_the_file_asks_for_nothing_from_the_network(browser, preview_file):
    context = browser.new_context()
    opened = context.new_page()
    asked = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(preview_file.as_uri())
    opened.wait_for_load_state("load")
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def test_the_page_fits_a_phone(look, preview_file):
    opened = look(preview_file, width=390, height=844)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_each_post_shows_its_counter_in_its_own_unit(look, preview_file, sample):
    cards = look(preview_file, width=1280).locator(".post").all_inner_texts()
    for (name, post), card in zip(sample.build.posts.items(), cards, strict=True):
        assert name in card
        assert f"{post.used}/{post.limit} {post.unit}" in card


def test_a_blocked_edition_says_so_at_the_top(sample, look, tmp_path):
    finding = Finding("subject", "blocking", "the subject is empty", "subject", "write one")
    build = msgspec.structs.replace(sample.build, findings=(finding,))
    path = tmp_path / "blocked.html"
    path.write_text(page.render(msgspec.structs.replace(sample, build=build)), encoding="utf-8")
    opened = look(path, width=1280, height=720)
    assert opened.locator("header.blocked").is_visible()
    assert opened.get_by_text("Do not send").is_visible()


def test_each_article_shows_why_it_is_there(look, preview_file, sample):
    opened = look(preview_file, width=1280)
    opened.get_by_text("Why these articles").click()
    lines = opened.locator(".why li").all_inner_texts()
    entries = [entry for section in sample.build.edition.sections for entry in section.entries]
    assert lines[0].endswith("the newest full match report")
    assert lines[1:] == [f"{entry.headline} {entry.reason}" for entry in entries]
    assert all(entry.reason.startswith("newest: ") for entry in entries)
