"""The live page, rendered: what is gathered of an edition, laid into the template."""

import hashlib
from functools import cache
from typing import Any

import jinja2

from publisher import languages, pipeline
from publisher.checks import CHECKS
from publisher.checks import mail as mail_checks
from publisher.compiled import compiled
from publisher.config import load_campaign
from publisher.errors import PublisherError
from publisher.model import Build, Media, Terms
from publisher.pipeline import House
from publisher.preview import page as file_page
from publisher.preview import posts, summary
from publisher.preview.live import actions, changes, dayfile, parts, places, stories
from publisher.preview.live.desk import Desk
from publisher.preview.live.letters import letter
from publisher.preview.live.morning import local, morning
from publisher.preview.live.personas import PERSONAS
from publisher.preview.live.view import PARTS, WIDTHS, View


def edition(
    desk: Desk,
    name: str,
    view: View,
    token: str,
    held: frozenset[str] = frozenset(),
    error: PublisherError | None = None,
) -> str:
    """Render an edition's page, with what just went wrong where something did.

    Parts whose digests are `held` are left out (preview.live.parts).
    """
    with desk.opened() as house:
        build = house.ledger.build(name)
        common = {"desk": desk, "name": name, "view": view, "token": token, "held": held, "error": error}
        common |= {"problem": desk.problems.get(name), "sending": desk.sendings.get(name)}
        if build is None or build.terms is None:
            load_campaign(house.config, name.partition("/")[0])
            return _template("unbuilt.html.j2").render(**common)
        return _template("live.html.j2").render(**common, **_facts(desk, house, build, build.terms, view))


def index(desk: Desk, names: list[str], held: frozenset[str] = frozenset()) -> str:
    """Render the list of today's editions, each with its verdict, without the parts that are `held`."""
    with desk.opened() as house:
        rows = [_row(desk, house, name) for name in names]
    return _template("index.html.j2").render(rows=rows, problems=desk.problems, held=held)


def trouble(error: PublisherError) -> str:
    """Render what keeps every page from being shown."""
    return _template("trouble.html.j2").render(problem=error, held=frozenset())


def mail(desk: Desk, name: str, view: View) -> str:
    """Give the mail as a document for a frame."""
    with desk.opened() as house:
        build, _ = pipeline.build_of(house, name)
    document = letter(build, view.reader).html
    return file_page.inlined(document, build.media) if view.images else document


def media(desk: Desk, name: str, number: int) -> Media | None:
    """Give a picture of the build by its number."""
    with desk.opened() as house:
        build, _ = pipeline.build_of(house, name)
    return build.media[number] if 0 <= number < len(build.media) else None


def rules(desk: Desk, name: str) -> str:
    """Give the style rules that belong to the posts of a build."""
    with desk.opened() as house:
        build, _ = pipeline.build_of(house, name)
    return file_page.rules([f"media/{number}" for number in range(len(build.media))])


def _facts(desk: Desk, house: House, build: Build, terms: Terms, view: View) -> dict[str, Any]:
    """Gather what the template is filled with."""
    name, before = build.edition.name, _before(house, build)
    kilobytes = len(build.html.encode()) / 1000
    return {
        "build": build,
        "edition": build.edition,
        "site": terms.site,
        "zone": terms.zone,
        "language": build.edition.language,
        "date_long": languages.long_date(build.edition.date, build.edition.language),
        "built_at": local(build.built_at, terms.zone),
        "now": local(desk.clock(), terms.zone),
        "morning": morning(house, build, terms, desk.order(name)),
        "said": desk.said(name),
        "verdict": summary.verdict(build),
        "blocked": any(finding.severity == "blocking" for finding in build.findings),
        "passed": [check for check in CHECKS if check not in {f.check for f in build.findings}],
        "findings": [(finding, places.jump(finding, build)) for finding in build.findings],
        "sender": file_page.sender(build),
        "changes": changes.since(before.edition, build.edition) if before else None,
        "posts": posts.views(build, terms.zone),
        "pictures": bool(build.media),
        "stories": stories.stories(house.config, build),
        "dayfile": dayfile.path_of(house.config, name).relative_to(house.config.root).as_posix(),
        "testers": actions.testers(house),
        "kilobytes": kilobytes,
        "limit": mail_checks.BLOCK_BYTES // 1000,
        "letter": letter(build, view.reader) if view.part != "mail" else None,
        "version": hashlib.sha256(build.html.encode()).hexdigest()[:12],
        "height": places.height(build.text, view.width),
    }


def _before(house: House, build: Build) -> Build | None:
    """Give the edition of the campaign that was sent last, before this one."""
    names = house.ledger.editions(f"{build.edition.campaign}/")
    for name in reversed([name for name in names if name < build.edition.name]):
        standing = house.ledger.standing(name)
        if standing and standing.sealed:
            return house.ledger.build(name)
    return None


def _row(desk: Desk, house: House, name: str) -> dict[str, Any]:
    build = house.ledger.build(name)
    if build is None or build.terms is None:
        return {"name": name, "build": None, "problem": desk.problems.get(name)}
    return {
        "name": name,
        "build": build,
        "site": build.terms.site,
        "zone": build.terms.zone,
        "verdict": summary.verdict(build),
        "blocked": any(finding.severity == "blocking" for finding in build.findings),
        "morning": morning(house, build, build.terms, desk.order(name)),
        "problem": desk.problems.get(name),
    }


@cache
def asset(name: str) -> str:
    """Give a style sheet or the script as it lies beside the templates."""
    own = file_page.asset(name)
    return file_page.asset("preview.css") + file_page.asset("posts.css") + own if name == "live.css" else own


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(file_page.asset),
        bytecode_cache=compiled("preview-live"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"local": local, "part": parts.part}
    environment.globals |= {
        "PERSONAS": PERSONAS,
        "PARTS": PARTS,
        "WIDTHS": WIDTHS,
        "remembered": parts.remembered,
    }
    return environment.get_template(name)
