"""The stories of an edition as the page lets an editor arrange them: the list, and what is left out. Pure."""

from msgspec import Struct

from publisher.config import Config, load_override
from publisher.config.settings import Override
from publisher.errors import PublisherError
from publisher.model import Article, Build
from publisher.text.story import normalised


class Story(Struct, frozen=True):
    """One entry of the list; `first` and `last` in its section. `fixed` is what the editor said of it."""

    id: str
    headline: str
    teaser: str
    reason: str
    first: bool
    last: bool
    pinned: bool


class Group(Struct, frozen=True):
    """A section of the list."""

    title: str
    stories: tuple[Story, ...]


class Stories(Struct, frozen=True):
    """The list by section, what is in the snapshot and not told, and the editor's own words for the day."""

    groups: tuple[Group, ...]
    out: tuple[Article, ...]
    dropped: frozenset[str]
    said: Override


def stories(config: Config, build: Build) -> Stories:
    """Lay out the stories of a build; a day file that does not parse counts as none."""
    said = _said(config, build)
    told = {entry.id for section in build.edition.sections for entry in section.entries}
    urls = {normalised(e.url) for section in build.edition.sections for e in section.entries if e.url}
    told.add(build.edition.lead.id)
    out = [
        a for a in build.articles if a.id not in told and (a.id in said.drop or normalised(a.url) not in urls)
    ]
    groups = [
        Group(
            section.title or "",
            tuple(
                Story(
                    id=entry.id,
                    headline=entry.headline,
                    teaser=said.teaser.get(entry.id, entry.teaser),
                    reason=entry.reason,
                    first=number == 0,
                    last=number == len(section.entries) - 1,
                    pinned=entry.reason.startswith("pinned"),
                )
                for number, entry in enumerate(section.entries)
            ),
        )
        for section in build.edition.sections
    ]
    return Stories(tuple(groups), tuple(out), frozenset(said.drop), said)


def _said(config: Config, build: Build) -> Override:
    try:
        return load_override(config, build.edition.campaign, build.edition.date)[0]
    except PublisherError:
        return Override()
