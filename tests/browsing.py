"""The sample's edition, built once, and a browser to look at it."""

import base64
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publisher import config, pipeline

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 5, 31, tzinfo=UTC)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def build_sample(tmp_path_factory):
    def build(campaign="kroniek", sources=()):
        loaded = config.load(None, {}, tmp_path_factory.mktemp("empty"))
        order = pipeline.Order(campaign=campaign, day=DAY, sources=tuple(map(str, sources)))
        return pipeline.digest(loaded, order, NOW)

    return build


@pytest.fixture(scope="session")
def sample(build_sample):
    return build_sample()


@pytest.fixture(scope="session")
def mail_page(sample, tmp_path_factory):
    """The sample's mail as a file, its pictures inlined."""
    document = sample.build.html
    for media in sample.build.media:
        data = base64.b64encode(media.bytes).decode()
        document = document.replace(media.url, f"data:{media.type};base64,{data}")
    path = tmp_path_factory.mktemp("mail") / "mail.html"
    path.write_text(document, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def look(browser):
    """Open a file at a width and give the page; scripts of ours may measure, the page's own are none."""
    contexts = []

    def open_page(path: Path, width=375, height=667, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
