"""`publish subscribers`: who wants the digest, who left, and who is never to be mailed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import words
from publisher.cli.arguments import List, lists
from publisher.cli.opening import audience as _audience
from publisher.cli.progress import progress
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.audience import Address, Report

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Consent = Annotated[str, typer.Option(help="The text these readers agreed to, kept as evidence.")]
Reader = Annotated[str, typer.Argument(metavar="ADDRESS", help="The reader's address.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="CSV in UTF-8 with a column email.")],
    consent: Consent,
    list_: List = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, keep nothing.")] = False,
    json: Json = False,
) -> None:
    """Import a CSV file, also as listmonk, Mailchimp or Ghost export it.

    Example: publish subscribers import lezers.csv --consent "Elke ochtend"
    """
    from publisher.audience import Import, import_csv

    if not file.is_file():
        raise UsageError("no such file", where=str(file), remedy="check the path")
    order = Import(_list(context, list_), _consent(consent), words.now(), dry_run)
    with _audience(context) as audience, progress(file.stat().st_size, "import") as told:
        report = import_csv(audience, file, order, told)
    _say_report(report, dry_run, json)


@app.command()
def export(
    context: typer.Context,
    list_: Annotated[
        str | None, typer.Option("--list", help="Only this list; else all.", autocompletion=lists)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; else stdout.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array instead of CSV.")] = False,
) -> None:
    """Write readers as CSV that imports again; formulas are made harmless with an apostrophe.

    Example: publish subscribers export --list readers --out lezers.csv
    """
    from publisher.audience import exporting

    write = exporting.write_json if json else exporting.write_csv
    count = 0
    with _audience(context) as audience:
        if out is None:
            with words.patient():
                count = write(audience.each(list_), sys.stdout)
        else:
            count = exporting.write_file(audience.each(list_), out, write)
    words.note(f"{count} subscriptions")


@app.command()
def add(
    context: typer.Context,
    address: Reader,
    consent: Consent,
    list_: List = None,
    name: Annotated[str, typer.Option(help="How to greet the reader.")] = "",
    language: Annotated[str | None, typer.Option(help="The reader's language, as nl or nl-BE.")] = None,
    json: Json = False,
) -> None:
    """Add one reader who agreed just now; one who had left comes back.

    Example: publish subscribers add an@lezer.test --consent "Aan de balie"
    """
    from publisher.audience import Import, Report, Row, keep_rows
    from publisher.audience.columns import moment, plain

    now = words.now()
    reader = _address(address)
    row = Row(1, reader, plain(name), _language(language), "confirmed", moment(now))
    report = Report()
    order = Import(_list(context, list_), _consent(consent), now)
    with _audience(context) as audience, audience.transaction():
        keep_rows(audience, [row], order, report)
    if report.suppressed:
        raise UsageError("the address is suppressed and stays so", where=_mask(reader))
    _say_report(report, False, json)


@app.command()
def show(context: typer.Context, address: Reader, json: Json = False) -> None:
    """Show what is known of one reader.

    Example: publish subscribers show an@lezer.test
    """
    reader = _address(address)
    with _audience(context) as audience:
        digest = audience.digest(reader)
        found = audience.known("", [digest]).get(digest)
        suppression, subscriptions = audience.suppression(digest), audience.subscriptions(digest)
    if not found and not suppression:
        raise UsageError("no such subscriber", where=_mask(reader), remedy="publish subscribers export")
    known = {
        "address": found.address if found else None,
        "name": found.name if found else None,
        "language": found.language if found else None,
        "attributes": found.attributes if found else {},
        "subscriptions": subscriptions,
        "suppression": suppression,
    }
    if json:
        words.data(words.as_json(known))
        return
    words.data(f"{known['address'] or 'forgotten'}  {known['name'] or ''}".rstrip())
    for entry in subscriptions:
        words.data(f"{entry['list']}: {entry['status']} since {entry['since']}")
    if suppression:
        words.data(f"suppressed since {suppression['since']}: {suppression['reason']}")


@app.command()
def unsubscribe(context: typer.Context, address: Reader, list_: List = None, json: Json = False) -> None:
    """End one reader's subscription; an import without newer consent does not bring it back.

    Example: publish subscribers unsubscribe an@lezer.test
    """
    from publisher.audience.columns import moment

    reader, name = _address(address), _list(context, list_)
    with _audience(context) as audience, audience.transaction():
        digest = audience.digest(reader)
        known = bool(audience.known("", [digest]))
        changed = audience.unsubscribe(digest, name, moment(words.now()))
    _say_change(f"unsubscribed from {name}" if known else f"{_mask(reader)} is not known", changed, json)


@app.command()
def suppress(
    context: typer.Context,
    address: Reader,
    reason: Annotated[str, typer.Option(help="Why, for whoever asks later.")] = "by hand",
    json: Json = False,
) -> None:
    """Never mail this address again, on any list.

    Example: publish subscribers suppress an@lezer.test --reason "asked by phone"
    """
    from publisher.audience.columns import moment

    reader = _address(address)
    with _audience(context) as audience, audience.transaction():
        digest = audience.digest(reader)
        changed = not audience.suppressed([digest])
        audience.suppress([digest], reason, moment(words.now()))
    _say_change("suppressed", changed, json)


@app.command()
def forget(context: typer.Context, address: Reader, json: Json = False) -> None:
    """Delete all that is known of a reader; a keyed hash stays, so that no import brings them back.

    Example: publish subscribers forget an@lezer.test
    """
    from publisher.audience.columns import moment

    reader = _address(address)
    with _audience(context) as audience, audience.transaction():
        digest = audience.digest(reader)
        changed = audience.forget(digest)
        audience.suppress([digest], "forgotten", moment(words.now()))
    _say_change("forgotten" if changed else f"{_mask(reader)} is not known", changed, json)


@app.command()
def stats(context: typer.Context, json: Json = False) -> None:
    """Count readers by list and status.

    Example: publish subscribers stats --json
    """
    with _audience(context) as audience:
        counts, (readers, suppressed) = audience.counts(), audience.totals()
    lists: dict[str, dict[str, int]] = {}
    for name, status, count, mailable in counts:
        entry = lists.setdefault(name, {"confirmed": 0, "unconfirmed": 0, "unsubscribed": 0, "recipients": 0})
        entry[status] = count
        entry["recipients"] += mailable if status == "confirmed" else 0
    if json:
        words.data(words.as_json({"subscribers": readers, "suppressed": suppressed, "lists": lists}))
        return
    for name, entry in lists.items():
        words.data(f"{name}: {', '.join(f'{count} {status}' for status, count in entry.items())}")
    words.data(f"{readers} subscribers, {suppressed} suppressed")


def _list(context: typer.Context, name: str | None) -> str:
    if name is None:
        from publisher.config import load_campaign

        return load_campaign(words.configuration(context), None).campaign.list
    if not name.strip():
        raise UsageError("a list needs a name", where="--list", remedy="such as readers")
    return name.strip()


def _consent(text: str) -> str:
    if not text.strip():
        raise UsageError("the text agreed to is empty", where="--consent", remedy="give the form's own words")
    return text.strip()


def _address(text: str) -> "Address":
    from publisher.audience import RowError, normalise

    try:
        return normalise(text)
    except RowError as error:
        raise UsageError(str(error), where="ADDRESS", remedy="write it as name@domain") from None


def _language(tag: str | None) -> str | None:
    from publisher.audience import RowError
    from publisher.audience.columns import language_tag

    try:
        return language_tag(tag)
    except RowError as error:
        raise UsageError(str(error), where="--language") from None


def _mask(reader: "Address") -> str:
    from publisher.audience import mask

    return mask(reader.mailed)


def _say_report(report: "Report", dry_run: bool, json: bool) -> None:
    if json:
        import msgspec

        told = msgspec.structs.asdict(report)
        words.data(words.as_json({key: told[key] for key in told if key != "invalid_more" or told[key]}))
        return
    for entry in report.invalid:
        words.note(f"line {entry.line}: {entry.reason}")
    refused = len(report.invalid) + report.invalid_more
    words.data(
        f"{report.imported} imported, {report.updated} updated, {report.unchanged} unchanged,"
        f" {report.suppressed} suppressed, {refused} invalid{' (dry run, nothing kept)' if dry_run else ''}"
    )


def _say_change(what: str, changed: bool, json: bool) -> None:
    if json:
        words.data(words.as_json({"changed": changed}))
    else:
        words.data(what if changed else f"nothing to change: {what}")
