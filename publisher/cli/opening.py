"""Opening what several commands work on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from publisher.cli import words

if TYPE_CHECKING:
    from publisher.audience import Audience


@contextmanager
def audience(context: typer.Context) -> Iterator["Audience"]:
    """Open the audience of this call's configuration for the length of a block."""
    from publisher.audience import open_audience
    from publisher.config import Site, decode
    from publisher.store import database

    config = words.configuration(context)
    given = decode(config.tables["site"], Site).secret
    with database(config.ledger.url, config.root) as db:
        yield open_audience(db, config.root, given, words.now())
