"""`publish articles`: what a source holds, as a table or as JSON."""

from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import words

if TYPE_CHECKING:
    from publisher.model import Article


def articles(
    context: typer.Context,
    source: Annotated[list[str], typer.Argument(help="Files or folders: a page text, Markdown, JSON Feed.")],
    kind: Annotated[
        str | None, typer.Option(help="Read them as this kind of source instead of recognising it.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The edition's date, for dates relative to it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show the articles in these sources."""
    from zoneinfo import ZoneInfo

    from publisher.config import decode
    from publisher.config.settings import Site
    from publisher.pipeline import load_articles
    from publisher.preview.folder import articles_json

    config = words.configuration(context)
    zone = ZoneInfo(decode(config.tables["site"], Site).timezone)
    day = words.parse_date(date) or words.now().astimezone(zone).date()
    loaded = load_articles(config.root, words.from_here(config, source), kind, day, zone)
    if json:
        words.data(words.as_json(articles_json(loaded.articles, loaded.findings)))
        return
    for article in loaded.articles:
        words.data(_line(article))
    for finding in loaded.findings:
        words.note(f"{finding.severity}: {finding.message} ({finding.remedy})")
    words.note(f"{len(loaded.articles)} articles")


def _line(article: "Article") -> str:
    when = article.date_published.strftime("%d/%m %H:%M") if article.date_published else "-"
    kind = "full" if article.body else "entry"
    count = "" if article.user_interaction_count is None else str(article.user_interaction_count)
    return f"{article.id:<18.18} {when:<11} {kind:<5} {count:>4}  {article.headline[:90]}"
