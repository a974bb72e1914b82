"""`publish articles`: what there is to tell, as a table or as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import words
from publisher.cli.arguments import campaigns, kinds

if TYPE_CHECKING:
    from publisher.model import Article, Finding
    from publisher.pipeline.survey import Survey


def articles(
    context: typer.Context,
    source: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders or web addresses; else the campaign's sources."),
    ] = None,
    campaign: Annotated[
        str | None,
        typer.Option(
            help="Whose memory says what is new; else the default campaign's.", autocompletion=campaigns
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="Read them as this kind of source instead of recognising it.", autocompletion=kinds
        ),
    ] = None,
    date: Annotated[str | None, typer.Option(help="The edition's date, as 2026-11-24; else today.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each article why an edition would tell it, or not.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show the articles there are: new, seen before, sent, updated, under embargo.

    Example: publish articles pagina.txt --explain
    """
    from publisher import pipeline
    from publisher.pipeline import survey

    config = words.configuration(context)
    order = pipeline.Order(
        campaign=campaign,
        day=words.parse_date(date),
        sources=words.from_here(config, source or ()),
        kind=kind,
    )
    found = survey.survey(config, order, words.now(), explain=explain)
    if json:
        words.data(words.as_json(_whole(found)))
        return
    for line in _explained(found) if explain else _listed(found):
        words.data(line)
    for finding in found.findings:
        words.note(_finding(finding))
    words.note(f"{len(found.articles)} article{'s' * (len(found.articles) != 1)}")


def _whole(found: "Survey") -> dict[str, Any]:
    """Give everything: the articles with all their fields, what each is today, and the ranking."""
    from publisher.preview.folder import articles_json, plain

    whole = articles_json(found.articles, found.findings)
    for article in whole["articles"]:
        if standing := found.standings.get(article["id"]):
            article["standing"] = {**plain(standing), "why": standing.why}
    for told, shown in zip(found.articles, whole["articles"], strict=True):
        shown.update({"suggested_score": suggested} if (suggested := _suggested(told)) else {})
    if found.ranking or found.nothing:
        whole["ranking"] = {
            place: [{"id": picked.article.id, "reason": picked.reason} for picked in all_]
            for place, all_ in _places(found)
        }
        whole["nothing"] = found.nothing or None
    return whole


def _places(found: "Survey") -> Iterator[tuple[str, tuple[Any, ...]]]:
    if found.ranking:
        yield "lead", (found.ranking.lead,)
        yield "recent", found.ranking.recent
        yield "left", found.ranking.left


def _listed(found: "Survey") -> Iterator[str]:
    yield f"{'':<9} {'published':<12} {'':<5} {'react.':>6}  headline"
    for article in found.articles:
        yield f"{_state(article, found):<9} {_line(article, found)}{_note(article, found)}"


def _explained(found: "Survey") -> Iterator[str]:
    if found.nothing:
        yield f"{found.nothing}; nothing would be built"
    for place, all_ in _places(found):
        yield place
        for number, picked in enumerate(all_, 1):
            count = f"{number}." if place == "recent" else ""
            yield f"  {count:<4}{picked.article.headline[:80]}  [{picked.reason}]"


def _state(article: "Article", found: "Survey") -> str:
    standing = found.standings.get(article.id)
    return standing.state if standing else "-"


def _line(article: "Article", found: "Survey") -> str:
    from publisher.compose import selection

    when = words.local(article.date_published, found.zone, "%d/%m %H:%M") if article.date_published else "-"
    kind = "full" if article.body else "entry"
    counted = selection.reactions(article)
    count = "" if counted is None else str(counted)
    return f"{when:<12} {kind:<5} {count:>6}  {article.headline[:90]}"


def _note(article: "Article", found: "Survey") -> str:
    """Give what the columns have no room for: what told it, until when it waits, what its text suggests."""
    notes = []
    standing = found.standings.get(article.id)
    if standing and standing.on:
        notes.append(standing.why)
    if _state(article, found) == "embargoed" and article.embargoed_until:
        notes.append(f"until {words.local(article.embargoed_until, found.zone)}")
    if suggested := _suggested(article):
        notes.append(f"its text seems to say {suggested['score']}")
    return f"  ({'; '.join(notes)})" if notes else ""


def _suggested(article: "Article") -> dict[str, str] | None:
    """Give the score that a full article without match facts seems to tell: for the editor alone."""
    from publisher import languages
    from publisher.text import scoreline

    if article.match or not article.body:
        return None
    found = scoreline.suggest(
        article.headline, article.description, languages.nearest(article.language, "nl")
    )
    if found is None:
        return None
    score = f"{found.score[0]}-{found.score[1]}"
    return {"score": score, "sentence": found.sentence, "reason": found.reason}


def _finding(finding: "Finding") -> str:
    place = f"{finding.where}: " if finding.where and finding.where not in finding.message else ""
    remedy = f" ({finding.remedy})" if finding.remedy else ""
    return f"{finding.severity}: {place}{finding.message}{remedy}"
