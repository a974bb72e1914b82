"""Pictures that are too large for a network are drawn smaller until they fit."""

import random
from io import BytesIO

import pytest
from PIL import Image

from publisher.channels.posting.shrinking import shrunk
from publisher.model import Media


def noise(width, height, kind="PNG", mode="RGB"):
    """Draw what no format can press: random pixels."""
    picture = Image.frombytes(mode, (width, height), random.Random(5).randbytes(width * height * len(mode)))
    written = BytesIO()
    picture.save(written, kind)
    return Media("ab" * 32, f"image/{kind.lower()}", written.getvalue(), "Een speler juicht.", "foto.png")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_is_drawn_smaller_until_its_bytes_fit(mode):
    large = noise(1600, 900, mode=mode)
    small = shrunk(large, 300_000)
    assert len(large.bytes) > 4_000_000
    assert (small.type, small.alt, small.url) == ("image/jpeg", large.alt, large.url)
    assert len(small.bytes) <= 300_000
    with Image.open(BytesIO(small.bytes)) as picture:
        assert (picture.format, picture.width < 1600) == ("JPEG", True)
        assert abs(picture.width / picture.height - 1600 / 900) < 0.02


def test_glass_becomes_white():
    written = BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(written, "PNG")
    small = shrunk(Media("", "image/png", written.getvalue(), "", "a.png"), 10_000)
    with Image.open(BytesIO(small.bytes)) as picture:
        assert picture.getpixel((20, 10)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"<svg/>"])
def test_what_is_no_picture_is_left_out(content):
    assert shrunk(Media("", "image/png", content, "", "a.png"), 1_000) is None


def test_what_never_fits_is_left_out():
    assert shrunk(noise(800, 800), 500) is None


def test_a_picture_of_too_many_pixels_is_not_unpacked():
    written = BytesIO()
    Image.new("1", (60_000, 1_000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    assert shrunk(Media("", "image/png", written.getvalue(), "", "a.png"), 1_000) is None
