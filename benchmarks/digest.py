"""The whole `publish digest` process against the npm mjml command on the same template (budget: 1/2).

PUBLISHER_NODE_MODULES=.../node_modules python benchmarks/digest.py SOURCE [SOURCE ...]
"""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from timing import ratio

from publisher import config, pipeline, render
from publisher.pipeline import identity

sources = tuple(str(Path(name).resolve()) for name in sys.argv[1:])
mjml = Path(os.environ["PUBLISHER_NODE_MODULES"]).resolve() / ".bin" / "mjml"

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    loaded = config.load(None, {}, folder)
    built = pipeline.digest(loaded, pipeline.Order(sources=sources), datetime.now(UTC))
    folders = config.template_folders(loaded, "digest")
    look = identity.look(built.build.edition, built.campaign, render.load_theme(folders))
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
    measured = ratio(ours, [mjml, "in.mjml", "-o", "out.html"], folder)
print(f"publish digest / npm mjml = {measured:.2f} (budget 0.5)")
