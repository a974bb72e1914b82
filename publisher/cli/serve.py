"""`publish serve`: the pages behind the links in readers' mails."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import opening, words
from publisher.errors import PublisherError

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.config.files import CampaignFile
    from publisher.web.pages import Newsroom

_PATH = "/u/{token}"


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = 8025,
) -> None:
    """Serve the readers' pages (/u/TOKEN) until it is told to end; put a proxy with TLS before it.

    Example: publish serve --port 8025
    """
    from publisher.config import Site, decode
    from publisher.web import app, server
    from publisher.web.desk import Desk
    from publisher.web.pages import Newsroom

    config = words.configuration(context)
    site = decode(config.tables["site"], Site)
    with opening.audience(context):
        pass  # a ledger or a secret that is missing is said now, and not to the first reader
    desk = Desk(partial(opening.audience, context), words.now)
    campaigns = list(_campaigns(config))
    answers = app.create(desk, Newsroom(site.name, site.language), _newsrooms(campaigns))
    _note_other_addresses(campaigns)
    with server.listen(host, port) as listening:
        told = f"listening at {server.address(listening)}{_PATH.replace('{token}', 'TOKEN')}"
        server.run(answers, listening, lambda: words.note(told))
    desk.close()


def _campaigns(config: "Config") -> Iterator["CampaignFile"]:
    """Read the campaigns; one that can't be read stops no reader's leaving."""
    from publisher.config import campaign_names, load_campaign

    for name in campaign_names(config):
        try:
            yield load_campaign(config, name)
        except PublisherError as error:
            words.note(f"left out: {error}")


def _newsrooms(campaigns: Sequence["CampaignFile"]) -> dict[str, "Newsroom"]:
    """Say by list under whose name it is mailed: the default campaign's, else that of the first."""
    from publisher.web.pages import Newsroom

    found: dict[str, Newsroom] = {}
    for file in sorted(campaigns, key=lambda file: not file.campaign.default):
        found.setdefault(file.campaign.list, Newsroom(file.site.name, file.language))
    return found


def _note_other_addresses(campaigns: Sequence["CampaignFile"]) -> None:
    """Say, once each, which keys send readers to an address that these pages don't have."""
    key = "[mail] unsubscribe_url"
    given = [(file.origins.get(key, file.file), file.mail.unsubscribe_url) for file in campaigns]
    for where in dict.fromkeys(where for where, url in given if url and not url.endswith(_PATH)):
        words.note(f"{where}: {key} does not end with {_PATH}: the proxy must lead it there")
