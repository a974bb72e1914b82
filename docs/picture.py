"""Make docs/preview.png, the picture in the README: the sample's preview as Chromium draws it.

`python docs/picture.py` makes it and needs Chromium; `--check` needs none: the picture carries the sha256 of
the preview it was made from, and exit 1 says that the sample's preview is another one by now.
"""

import hashlib
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import sample

PICTURE = Path(__file__).with_name("preview.png")
WIDTH, HEIGHT = 1280, 1500
MAX_BYTES = 400_000
FRAMES_LOAD_MS = 1_000
KEYWORD = b"preview-sha256"
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def photograph(html: str) -> bytes:
    """Draw the page in headless Chromium, off line, and give it as PNG."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "preview.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        # "null" leaves the colour scheme to each frame, so that the dark ones are dark.
        tab = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="null",
            offline=True,
            device_scale_factor=1,
        )
        tab.goto(file.as_uri())
        tab.wait_for_timeout(FRAMES_LOAD_MS)
        picture = tab.screenshot()
        browser.close()
    return picture


def stamped(picture: bytes, text: str) -> bytes:
    """Put the text into a PNG, as a tEXt chunk before its end (W3C PNG, 11.3.3.2)."""
    body = b"tEXt" + KEYWORD + b"\0" + text.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + chunk + picture[end:]


def stamp(picture: bytes) -> str:
    """Give the text that `stamped` put in, or nothing."""
    prefix = KEYWORD + b"\0"
    found = (body for kind, body in _chunks(picture) if kind == b"tEXt" and body.startswith(prefix))
    return next(found, prefix).removeprefix(prefix).decode("latin-1")


def main(words: list[str]) -> int:
    """Make the picture, or with --check compare it; give the exit code."""
    html = sample.preview()
    name = hashlib.sha256(html.encode()).hexdigest()
    if "--check" in words:
        fresh = PICTURE.is_file() and stamp(PICTURE.read_bytes()) == name
        print(
            "docs/preview.png is fresh" if fresh else "stale: docs/preview.png (run python docs/picture.py)"
        )
        return 0 if fresh else 1
    picture = stamped(photograph(html), name)
    if len(picture) > MAX_BYTES:
        print(f"the picture is {len(picture)} bytes, the limit is {MAX_BYTES}")
        return 1
    PICTURE.write_bytes(picture)
    print(f"docs/preview.png: {len(picture)} bytes")
    return 0


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(picture):
        size = int.from_bytes(picture[at : at + 4], "big")
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
