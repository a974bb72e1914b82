"""A small newsroom on disk: one campaign, a lead with its picture, and two short articles."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAY = "2026-11-24"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
CONFIG = """\
[site]
name = "Het Ochtendblad"
url = "https://ochtendblad.internal"
assets_url = "https://ochtendblad.internal/beeld"

[mail]
from = "Het Ochtendblad <ochtend@ochtendblad.internal>"
reply_to = "Redactie <redactie@ochtendblad.internal>"
list_id = "lezers.ochtendblad.internal"
postal_address = "Verzonnenstraat 1, 0000 Nergenshuizen"
unsubscribe_url = "https://ochtendblad.internal/u/{token}"
view_url = "https://ochtendblad.internal/e/{edition}"
"""
CAMPAIGN = """\
name = "Ochtend"

[utm]
source = "ochtendblad"

[[sources]]
kind = "folder"
path = "articles"
"""
LEAD = """\
+++
id = "101"
headline = "Zandkerke wint in de slotminuut van Polderdam"
description = "Zandkerke keerde in de laatste minuut een achterstand om. Het stadion bleef nog uren zingen."
url = "https://ochtendblad.internal/verslag/101"
date_published = 2026-11-23T22:10:00+01:00

[image]
url = "foto.png"
alt = "Een speler juicht voor een volle tribune."
+++
De eerste helft bleef zonder doelpunten.

Na de rust viel de match open.
"""
FEED = """\
{"version": "https://jsonfeed.org/version/1.1", "title": "Kort", "items": [
 {"id": "201", "title": "Dijkstad verlengt met keeper", "url": "https://ochtendblad.internal/kort/201",
  "summary": "De keeper blijft twee jaar langer.", "date_published": "2026-11-23T20:00:00+01:00"},
 {"id": "202", "title": "Dijkstad zoekt nog een spits", "url": "https://ochtendblad.internal/kort/202",
  "summary": "De trainer wil diepgang.", "date_published": "2026-11-23T18:00:00+01:00"}]}
"""


def write_newsroom(folder):
    """Write a newsroom with one campaign, a lead with its picture, and two short articles."""
    files = {
        "config.toml": CONFIG,
        "campaigns/ochtend.toml": CAMPAIGN,
        "articles/a-lead.md": LEAD,
        "articles/kort.json": FEED,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "articles/foto.png").write_bytes(PNG)
    return folder


def own_template(newsroom):
    """Copy the shipped template into the newsroom, to be changed there."""
    return Path(shutil.copytree(ROOT / "templates/digest", newsroom / "templates/digest"))


def append(path, text):
    """Write text behind what a file holds, or into a new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{before}{text}\n", encoding="utf-8")


def edit(path, old, new):
    """Replace words in a file that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
