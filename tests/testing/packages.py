"""Packages of third parties, as the documents show them: written, built, and installed from their wheels."""

import os
import re
import subprocess
import sys

from newsrooms import ROOT

FILE = re.compile(r"```(?:python|toml) (?P<name>\S+/?\S*\.(?:py|toml))\n(?P<text>.*?)```", re.DOTALL)


def run(*words, cwd, site=None):
    """Run Python with these words, beside an installed package; give what it printed."""
    path = os.pathsep.join(str(place) for place in (site, ROOT) if place)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PUBLISH", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**clean, "PYTHONPATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(document, folder):
    """Write the files that a document shows, build their wheel, install it into `folder/site`; name them."""
    files = FILE.findall((ROOT / document).read_text(encoding="utf-8"))
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", "dist", ".", cwd=folder)
    (wheel,) = (folder / "dist").iterdir()
    run("-m", "pip", "install", "-q", "--no-deps", "--target", folder / "site", wheel, cwd=folder)
    return {name for name, _ in files}
