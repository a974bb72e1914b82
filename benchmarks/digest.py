"""The whole `publish digest` process against the npm mjml command on the same template (budget: 1/2).

PUBLISHER_NODE_MODULES=.../node_modules python benchmarks/digest.py SOURCE [SOURCE ...]

Both start anew each time and read their templates from disk; ours finds them compiled (publisher/render/
compiled.py) but for the first, uncounted round. `cold` is the same without what was kept.
"""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from timing import ratio

from publisher import config, pipeline, render
from publisher.pipeline import identity

# What any program costs that has a typer option and imports the packages a digest needs.
FLOOR = """
import typer, jinja2, mjml, premailer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def digest(source: list[str] = typer.Option([], "--from")): "Build an edition."
app()
"""

sources = tuple(str(Path(name).resolve()) for name in sys.argv[1:])
mjml = Path(os.environ["PUBLISHER_NODE_MODULES"]).resolve() / ".bin" / "mjml"

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    loaded = config.load(None, {}, folder)
    built = pipeline.digest(loaded, pipeline.Order(sources=sources), datetime.now(UTC))
    folders = config.template_folders(loaded, "digest")
    campaign = config.load_campaign(loaded, built.build.edition.campaign)
    look = identity.look(built.build.edition, campaign, render.load_theme(folders))
    slots = render.Slots("reader", "https://kroniek.test/u/proof")
    rendered = render.render(built.build.edition, look, folders, slots, slots)
    (folder / "in.mjml").write_text(rendered.mjml, encoding="utf-8")
    ours = [
        sys.executable,
        "-m",
        "publisher",
        "digest",
        *[word for path in sources for word in ("--from", path)],
    ]
    theirs = [mjml, "in.mjml", "-o", "out.html"]
    (folder / "floor.py").write_text(FLOOR, encoding="utf-8")
    measured = ratio(ours, theirs, folder)
    (folder / "cold").mkdir()
    (folder / "cold" / f"_jinja2-cache-{os.getuid()}").touch()  # no folder: nothing can be kept there
    cold = ratio(["env", f"TMPDIR={folder / 'cold'}", *ours], theirs, folder, rounds=7)
    floor = ratio([sys.executable, "floor.py"], theirs, folder)
print(f"publish digest / npm mjml = {measured:.2f} (budget 0.5)")
print(f"cold, templates compiled anew / npm mjml = {cold:.2f}")
print(f"a typer program that only imports jinja2, mjml and premailer / npm mjml = {floor:.2f}")
