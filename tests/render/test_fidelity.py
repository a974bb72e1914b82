"""Our HTML against npm's mjml on the same rendered MJML: not one pixel may differ."""

import os
import subprocess
from pathlib import Path

import pytest

from publisher import render
from publisher.config import load_campaign, template_folders
from publisher.pipeline import identity

PAGES = {"sample": (), "seed": ("000_ebe30c9669d93ae5.txt",)}


@pytest.fixture(scope="session")
def mjml_command():
    modules = os.environ.get("PUBLISHER_NODE_MODULES")
    if not modules:
        if os.environ.get("CI"):
            pytest.fail("PUBLISHER_NODE_MODULES is not set")
        pytest.skip("set PUBLISHER_NODE_MODULES to a folder that holds npm's mjml")
    return Path(modules) / ".bin" / "mjml"


@pytest.fixture(scope="session", params=PAGES)
def two_ways(request, build_sample, mjml_command, tmp_path_factory):
    """The same MJML compiled by us and by npm's mjml."""
    seed = Path(__file__).parents[3] / "shared" / "seed"
    if PAGES[request.param] and not seed.is_dir():
        pytest.skip("no ../shared/seed beside this checkout")
    built = build_sample(sources=[seed / name for name in PAGES[request.param]])
    settings = built_config(tmp_path_factory)
    folders = template_folders(settings, "digest")
    campaign = load_campaign(settings, built.build.edition.campaign)
    look = identity.look(built.build.edition, campaign, render.load_theme(folders))
    slots = render.Slots("lezer", "https://kroniek.test/u/proof")
    rendered = render.render(built.build.edition, look, folders, slots, slots)
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "in.mjml").write_text(rendered.mjml, encoding="utf-8")
    (folder / "ours.html").write_text(rendered.html, encoding="utf-8")
    subprocess.run([mjml_command, folder / "in.mjml", "-o", folder / "theirs.html"], check=True)
    return folder


def built_config(tmp_path_factory):
    from publisher import config

    return config.load(None, {}, tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize("width", [320, 600, 800])
def test_no_pixel_differs_from_npm_mjml(two_ways, look, width):
    ours = look(two_ways / "ours.html", width=width).screenshot(full_page=True)
    theirs = look(two_ways / "theirs.html", width=width).screenshot(full_page=True)
    assert ours == theirs
