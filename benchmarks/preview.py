"""The live page with 60 stories: from saving a file to the page that shows it, memory, and size of the page.

python benchmarks/preview.py [ROUNDS]

A file of each kind is saved in turn while Chromium looks; beside it the same build alone, in the same
process and under the same load (budgets: 1.5 times the build, 120 MB resident, 150 kB without the mails).
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from browsing import SWITCHES
from newsrooms import CAMPAIGN, write_newsroom

from publisher import config, pipeline

STORIES = 60
WARM = 3  # rounds that are not counted
SENTENCE = "De trainer zag een ploeg die tot het einde bleef geloven, en dat is in deze reeks al veel waard."
ROOT = Path(__file__).parents[1]
CAMPAIGN_60 = CAMPAIGN.replace("[utm]", "[digest]\nrecent = 60\n\n[utm]")
TEMPLATE = (ROOT / "templates/digest/digest.mjml.j2").read_text(encoding="utf-8")
ADDED = "<mj-section><mj-column><mj-text>Ronde {}</mj-text></mj-column></mj-section>"
WATCH = """() => {
    const hash = () => document.querySelector("#actions [name=hash]").value;
    let last = hash();
    const look = () => { if (hash() !== last) { last = hash(); window.seenAt = Date.now(); } };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
}"""
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 30


def newsroom(folder: Path) -> Path:
    """Write a newsroom with so many stories and its own template."""
    write_newsroom(folder)
    items = [
        {
            "id": str(number),
            "title": f"Verhaal {number}: wat er die avond in de kleedkamer van Dijkstad werd gezegd",
            "url": f"https://ochtendblad.internal/kort/{number}",
            "summary": SENTENCE,
        }
        for number in range(1, STORIES)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kort", "items": items}
    (folder / "articles/kort.json").write_text(json.dumps(feed), encoding="utf-8")
    (folder / "campaigns/ochtend.toml").write_text(CAMPAIGN_60, encoding="utf-8")
    shutil.copytree(ROOT / "templates/digest", folder / "templates/digest")
    return folder


def saved(folder: Path, number: int) -> None:
    """Save one of three kinds of files, each changed: a day file, a campaign, a template."""
    day = datetime.now(UTC).astimezone().date().isoformat()
    path, text = (
        (folder / f"campaigns/ochtend/{day}.toml", f'subject = "Ronde {number}"\n'),
        (folder / "campaigns/ochtend.toml", f'note = "Ronde {number}"\n{CAMPAIGN_60}'),
        (
            folder / "templates/digest/digest.mjml.j2",
            TEMPLATE.replace("</mj-body>", f"{ADDED.format(number)}</mj-body>"),
        ),
    )[number % 3]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rounds(page: Any, folder: Path, build: Callable[[], object]) -> list[tuple[float, float]]:
    """Give for each round the milliseconds until the page showed it, and of the same build alone."""
    found = []
    for number in range(ROUNDS + WARM):
        page.evaluate("window.seenAt = 0")
        began = time.time() * 1000
        saved(folder, number)
        while not (came := _seen(page)):
            pass
        page.wait_for_timeout(300)
        start = time.perf_counter()
        build()
        found.append((came - began, (time.perf_counter() - start) * 1000))
        page.wait_for_timeout(200)
    return found[WARM:]


def _seen(page: Any) -> float:
    """Give when the page showed it, 0 for not yet: asked seldom, for to ask keeps a processor busy."""
    time.sleep(0.5)
    seen: float = page.evaluate("window.seenAt")
    return seen


def memory(process: int) -> tuple[float, float]:
    """Give the megabytes a process holds, and held at most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    now, most = (int(status.partition(f"{key}:")[2].split()[0]) / 1000 for key in ("VmRSS", "VmHWM"))
    return now, most


@contextmanager
def serving(folder: Path, edition: str) -> Iterator[tuple[int, str]]:
    """Run `publish preview` for the length of a block; give its process and its address."""
    command = [sys.executable, "-m", "publisher", "preview", edition, "--no-open", "--port", "0"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environ)
    try:
        yield server.pid, server.stderr.readline().split()[0]
    finally:
        server.terminate()
        server.wait()


def say(found: list[tuple[float, float]], held: tuple[float, float], size: int) -> None:
    """Print the figures beside their budgets."""
    ratios = sorted(wait / alone for wait, alone in found)
    waits, alones = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"save to page / build alone = {waits / alones:.2f} (budget 1.5)")
    print(f"  medians of {waits:.0f} and {alones:.0f} ms; single rounds {ratios[0]:.2f} to {ratios[-1]:.2f}")
    print(f"resident {held[0]:.0f} MB, at most {held[1]:.0f} MB (budget 120)")
    print(f"page without the mails {size / 1000:.0f} kB (budget 150)")


def main() -> None:
    """Serve, save, look, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = newsroom(Path(name) / "newsroom")
        loaded, order = config.load(None, {}, folder), pipeline.Order(campaign="ochtend")
        edition = pipeline.digest(loaded, order, datetime.now(UTC)).build.edition.name
        with serving(folder, edition) as (process, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
            page = browser.new_page()
            size = len(page.goto(address).body())
            page.evaluate(WATCH)
            page.wait_for_timeout(500)
            found = rounds(page, folder, lambda: pipeline.digest(loaded, order, datetime.now(UTC)))
            held = memory(process)
            browser.close()
    say(found, held, size)


if __name__ == "__main__":
    main()
