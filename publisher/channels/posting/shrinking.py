"""Pictures that are too large for a network: drawn smaller, until their bytes fit. Pure."""

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publisher.model import Media

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_WIDTHS = (2000, 1600, 1200, 1000, 800, 600)  # pixels; a card is drawn some 600 wide
_QUALITIES = (85, 70)
_MOST = 50_000_000  # pixels: what is larger when unpacked is no press picture


def shrunk(media: Media, most: int) -> Media | None:
    """Give the picture as a JPEG of at most so many bytes, or None where it can't be read or made to fit."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (slow to load, and seldom needed)

    try:
        with Image.open(BytesIO(media.bytes)) as opened:
            if opened.width * opened.height > _MOST:
                return None
            picture = opened.convert("RGBA") if opened.mode in {"P", "LA", "PA"} else opened.copy()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    for width in (picture.width, *_WIDTHS):
        if width > picture.width:
            continue
        smaller = _on_white(picture.resize((width, max(1, round(picture.height * width / picture.width)))))
        for quality in _QUALITIES:
            content = _jpeg(smaller, quality)
            if len(content) <= most:
                digest = hashlib.sha256(content).hexdigest()
                return replace(media, sha256=digest, type="image/jpeg", bytes=content)
    return None


def _on_white(picture: "Picture") -> "Picture":
    """Lay what can be seen through on white: a JPEG has no glass."""
    from PIL import Image  # noqa: PLC0415

    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _jpeg(picture: "Picture", quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
