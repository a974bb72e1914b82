"""preview.html: one file that opens from disk, with the mail in frames that can run nothing."""

import base64
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup
from msgspec import Struct

from publisher import languages
from publisher.checks import CHECKS, mail
from publisher.compiled import compiled
from publisher.model import Build, Media
from publisher.pipeline import Built
from publisher.preview import posts, summary

# Nothing in a frame may run; only pictures that readers would load over the web may be loaded.
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:"


class Frame(Struct, frozen=True):
    """One view of the mail: its width in pixels, its colour scheme, and what lies in it."""

    width: int
    scheme: str
    document: str


def render(built: Built) -> str:
    """Render the preview of a build as one HTML document without scripts."""
    build = built.build
    return _template().render(
        built=built,
        build=build,
        edition=build.edition,
        date_long=languages.long_date(build.edition.date, build.edition.language),
        verdict=summary.verdict(build),
        blocked=any(finding.severity == "blocking" for finding in build.findings),
        built_at=build.built_at.astimezone(ZoneInfo(built.zone)),
        passed=[name for name in CHECKS if name not in {finding.check for finding in build.findings}],
        sender=sender(build),
        frames=list(_frames(build)),
        site=built.site,
        language=build.edition.language,
        posts=posts.views(build, built.zone),
        pictures=bool(build.media),
        kilobytes=len(build.html.encode()) / 1000,
        limit=mail.BLOCK_BYTES // 1000,
        policy=FRAME_POLICY,
        style=Markup(_style(build)),  # noqa: S704  (our own style sheets)
    )


def rules(urls: Sequence[str]) -> str:
    """Give the style rules by which posts draw their gauges, and the pictures at these addresses."""
    gauges = [f'[data-used="{percent}"]{{--used:{percent}}}' for percent in range(101)]
    pictures = [f'[data-picture="{n}"]{{background-image:url({url})}}' for n, url in enumerate(urls)]
    return "".join((*gauges, *pictures))


def data_url(media: Media) -> str:
    """Give a picture as a data URL, so that the page needs no network."""
    return f"data:{media.type};base64,{base64.b64encode(media.bytes).decode()}"


def frame_document(build: Build) -> str:
    """Give the mail as it is shown: its own pictures inlined, and a policy that lets nothing run."""
    document = inlined(build.html, build.media)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{FRAME_POLICY}">'
    return document.replace("<head>", f"<head>{policy}", 1)


def inlined(document: str, pictures: Sequence[Media]) -> str:
    """Put a mail's own pictures into it, so that they are seen before they are served."""
    for media in pictures:
        document = document.replace(media.url, data_url(media))
    return document


def sender(build: Build) -> str:
    """Give the name that an inbox shows for who a mail is from."""
    given = build.envelope.sender if build.envelope else ""
    return given.partition("<")[0].strip(' "') or given


def asset(name: str) -> str:
    """Read a file that lies beside the templates."""
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _style(build: Build) -> str:
    pictures = [data_url(media) for media in build.media] if build.posts else []
    return asset("preview.css") + asset("posts.css") + rules(pictures)


def _frames(build: Build) -> Iterator[Frame]:
    document = frame_document(build)
    for width in (375, 600):
        for scheme in ("light", "dark"):
            yield Frame(width, scheme, document)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        bytecode_cache=compiled("preview"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("preview.html.j2")
