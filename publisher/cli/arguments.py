"""What several commands are told, and what a shell offers for it on TAB: what this newsroom has."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.errors import PublisherError

if TYPE_CHECKING:
    from publisher.config import Config

_LATEST = 30  # editions: a shell asks before it shows many more


def campaigns(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the campaigns that begin so."""
    return _beginning(incomplete, _campaigns(context))


def editions(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the campaigns that begin so, and the latest editions in the ledger."""
    return _beginning(incomplete, [*_campaigns(context), *_editions(context, incomplete)])


def channels(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the configured channels that begin so."""
    return _beginning(incomplete, (name for config in _config(context) for name in config.channels))


def lists(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the lists that campaigns are mailed to."""
    return _beginning(incomplete, _lists(context))


def kinds(incomplete: str) -> list[str]:
    """Offer the kinds of sources."""
    from publisher.registry import SOURCES

    return _beginning(incomplete, SOURCES)


Campaign = Annotated[
    str | None, typer.Argument(help="Which campaign; else the default one.", autocompletion=campaigns)
]
Edition = Annotated[
    str | None,
    typer.Argument(help="CAMPAIGN/DATE or CAMPAIGN; else today's.", autocompletion=editions),
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", help="Only this channel; repeat it.", autocompletion=channels),
]
List = Annotated[
    str | None,
    typer.Option("--list", help="Which list; else the default campaign's.", autocompletion=lists),
]


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


def _config(context: typer.Context) -> "Iterator[Config]":
    """Give the configuration, or nothing: a shell that asks is never told what is wrong with it."""
    from publisher import config

    named = context.find_root().params.get("config")
    with suppress(PublisherError):
        yield config.load(Path(named) if named else None, os.environ, Path.cwd())


def _campaigns(context: typer.Context) -> Iterator[str]:
    from publisher.config import campaign_names

    for config in _config(context):
        yield from campaign_names(config)


def _editions(context: typer.Context, incomplete: str) -> Iterator[str]:
    """Name the latest editions first; a ledger that was never opened stays unmade."""
    from publisher.ledger import open_ledger
    from publisher.store import database, is_there

    for config in _config(context):
        if not is_there(config.ledger.url, config.root):
            return
        with suppress(PublisherError), database(config.ledger.url, config.root) as db:
            yield from reversed(open_ledger(db).editions(incomplete)[-_LATEST:])


def _lists(context: typer.Context) -> Iterator[str]:
    from publisher.config import campaign_names, load_campaign

    for config in _config(context):
        for name in campaign_names(config):
            with suppress(PublisherError):
                yield load_campaign(config, name).campaign.list
