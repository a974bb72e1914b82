"""The files of a new newsroom: the keys one needs, one campaign, and sample articles to be replaced."""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from publisher.recipes.filling import fill, read
from publisher.text import links

_SAMPLES = Path(__file__).parent / "files/articles"
FOLDER = "articles"


class Newsroom(Struct, frozen=True):
    """What is known of a newsroom that does not exist yet; None or empty leaves a key to be filled in later.

    `sources` are paths relative to its folder, or web addresses; without any it gets sample articles.
    """

    name: str
    campaign: str
    language: str
    timezone: str
    url: str | None = None
    sender: str | None = None
    sources: Sequence[str] = ()


def newsroom(wanted: Newsroom) -> dict[str, str]:
    """Give its files by path, relative to its folder; the samples are in its language."""
    places = wanted.sources or (FOLDER,)
    sources = [("url" if links.is_web(place) else "path", place) for place in places]
    return {
        "config.toml": fill(
            "newsroom/config.toml",
            name=wanted.name,
            url=wanted.url,
            language=wanted.language,
            timezone=wanted.timezone,
            sender=wanted.sender,
        ),
        f"campaigns/{wanted.campaign}.toml": fill("newsroom/campaign.toml", sources=sources),
        ".gitignore": read("newsroom/gitignore"),
        **({} if wanted.sources else _samples(wanted.language)),
    }


def _samples(language: str) -> dict[str, str]:
    folder = _SAMPLES / re.split("[-_]", language)[0].lower()
    return {f"{FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
