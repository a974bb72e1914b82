"""Pictures: read or fetched once, recognised by their first bytes, kept as they will leave."""

import hashlib
from pathlib import Path

from publisher.errors import SourceError
from publisher.model import Finding, Image, Media
from publisher.ports import Fetch

MAX_BYTES = 5_000_000
_SAVE = "save it as PNG, JPEG or GIF"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def read(folder: Path, image: Image, url: str) -> Media | Finding:
    """Read a picture that lies in `folder` and give it under `url`, or a finding that says why not.

    A path that leads out of the folder, more than 5 MB, or bytes that no mail client draws are refused.
    """
    path = (folder / image.url).resolve()
    if not path.is_relative_to(folder.resolve()):
        return _refused(image, "the image lies outside its article's folder", "move it there")
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        return _refused(image, "the image is missing", f"put it into {folder.name}/, or name another one")
    if size > MAX_BYTES:
        return _refused(image, f"the image is {size // 1_000_000} MB", "save it below 200 kB")
    kind = media_type(content)
    if kind is None:
        return _refused(image, "the file is not an image", _SAVE)
    return Media(hashlib.sha256(content).hexdigest(), kind, content, image.alt, url)


def fetched(image: Image, fetch: Fetch) -> Media | Finding:
    """Fetch a picture of the web and give it, or a finding that says why not."""
    try:
        got = fetch(image.url)
    except SourceError as error:
        return _refused(image, f"the image can't be fetched: {error.message}", error.remedy)
    kind = media_type(got.content)
    if kind is None:
        return _refused(image, "the image is no PNG, JPEG or GIF, which every mail program draws", _SAVE)
    return Media(hashlib.sha256(got.content).hexdigest(), kind, got.content, image.alt, image.url)


def media_type(content: bytes) -> str | None:
    """Give the MIME type of a picture that every mail client draws, or None for anything else."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def _refused(image: Image, message: str, remedy: str) -> Finding:
    return Finding("image", "warning", f"{message}; it is left out", image.url, remedy)
