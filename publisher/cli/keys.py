"""`publish keys`: the keys that sign readers' links, by name; a key itself is never shown."""

from typing import Annotated

import typer

from publisher.cli import words
from publisher.cli.opening import audience

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Name the keys of this site, the oldest first. All verify links, the last one signs them.

    Example: publish keys list
    """
    with audience(context) as opened:
        found = opened.site_keys()
    keys = [{"id": name, "since": since, "signs": name == found[-1][0]} for name, since in found]
    if json:
        words.data(words.as_json({"keys": keys}))
        return
    for key in keys:
        words.data(f"{key['id']}  since {key['since']}{'  signs links' if key['signs'] else ''}")


@app.command()
def rotate(context: typer.Context, json: Json = False) -> None:
    """Make a new key for readers' links; links of the old keys keep working.

    Example: publish keys rotate
    """
    with audience(context) as opened:
        name = opened.rotate(words.now())
        old = len(opened.site_keys()) - 1
    if json:
        words.data(words.as_json({"id": name}))
        return
    words.data(f"{name} signs readers' links from now on; links of {old} older still work")
    words.note("back up .publisher/secret with the ledger: every link in a mail depends on it")
