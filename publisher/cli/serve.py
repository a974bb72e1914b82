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
    """Serve the readers' pages (/u/TOKEN) until it is told to end; put a proxy with TLS before it."""
    from publisher.config import Site, decode
    from publisher.web import app, server
    from publisher.web.desk import Desk
    from publisher.web.pages import Newsroom

    config = words.configuration(context)
    site = decode(config.tables["site"], Site)
    with opening.audience(context):
        pass  # a ledger or a secret that is missing is said now, and not to the first reader
    desk = Desk(partial(opening.audience, context), words.now)
    answers = app.create(desk, Newsroom(site.name, site.language), _newsrooms(list(_campaigns(config))))
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
        if file.mail.unsubscribe_url and not file.mail.unsubscribe_url.endswith(_PATH):
            where = file.origins.get("[mail] unsubscribe_url", file.file)
            words.note(
                f"{where}: [mail] unsubscribe_url does not end with {_PATH}: the proxy must lead it there"
            )
    return found
