"""Articles in: from the campaign's sources, from what the command line names, or from a kept snapshot."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from publisher import checks, compose, registry
from publisher.config import Config, Sources, Table, decode, load_campaign, span
from publisher.config.files import CampaignFile
from publisher.errors import NothingNew, SourceError
from publisher.model import Article, Build, Finding, Media
from publisher.pipeline.order import Order
from publisher.pipeline.schedule import moment
from publisher.pipeline.way_out import way_out
from publisher.ports import Context
from publisher.sources import identity
from publisher.sources.documents import Place
from publisher.sources.recognise import recognise
from publisher.text import links

_FROM = "--from"
_AT_ONCE = 8  # sources read side by side
_OWN_KEYS = frozenset(Sources.__struct_fields__)


class Snapshot(Struct, frozen=True):
    """The articles an edition is made of, what was noticed while loading, and pictures already known.

    `failed` are the optional sources that gave nothing.
    """

    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]
    root: Path
    media: tuple[Media, ...] = ()
    failed: tuple[SourceError, ...] = ()


class _Part(Struct, frozen=True):
    """What one source gave, or why it failed; `empty` names one that holds nothing."""

    articles: tuple[Article, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: SourceError | None = None
    empty: str = ""
    required: bool = True


def snapshot(build: Build, root: Path) -> Snapshot:
    """Take the articles of an edition's current build, with what was noticed while reading them."""
    later = {*checks.CHECKS, *compose.NOTICES, "image"}
    noticed = tuple(finding for finding in build.findings if finding.check not in later)
    return Snapshot(build.articles, noticed, root, build.media)


def load(
    config: Config, campaign: CampaignFile, paths: Sequence[str], kind: str | None, day: date
) -> Snapshot:
    """Read what is named, or else the campaign's sources, side by side.

    Raises SourceError when a required source fails, or all of them; an optional one that fails is a finding.
    """
    if paths:
        return load_paths(config, paths, kind, day, campaign.zone)
    context = Context(day, campaign.zone, campaign.root, fetch=way_out(config))
    built = moment(day, campaign.campaign.schedule.build, campaign.zone)
    tables = [Table("[[sources]]", raw, campaign.file) for raw in campaign.campaign.sources]
    readers = [_reader(table, context, built) for table in tables]
    return _joined(_side_by_side(readers), campaign.root, campaign.file)


def places(config: Config, order: Order) -> list[Path]:
    """Name the files and folders that an order's articles are read from."""
    if order.sources:
        return [config.root / path for path in order.sources if not links.is_web(path)]
    campaign = load_campaign(config, order.campaign)
    return [campaign.root / str(raw["path"]) for raw in campaign.campaign.sources if raw.get("path")]


def load_paths(config: Config, paths: Sequence[str], kind: str | None, day: date, zone: ZoneInfo) -> Snapshot:
    """Read files, folders and addresses, in the order of their names whatever order they were given in.

    Raises SourceError for one that can't be read as articles.
    """
    context = Context(day, zone, config.root, fetch=way_out(config))
    readers = [_reader(_named(path, kind), context, None) for path in sorted(set(paths))]
    return _joined(_side_by_side(readers), config.root, _FROM)


def _named(path: str, kind: str | None) -> Table:
    """Give what the command line names the form of a campaign's source."""
    key = "url" if links.is_web(path) else "path"
    return Table(_FROM, {"kind": kind, key: path}, links.shown(path))


def unless_failed(nothing: NothingNew, loaded: Snapshot) -> NothingNew | SourceError:
    """Give the error of a source that failed: what it would have given is not known to be nothing new."""
    if not loaded.failed:
        return nothing
    failed = loaded.failed[0]
    message = f"{failed.message}, and the other sources have {nothing.message}"
    return SourceError(message, where=failed.where, remedy=failed.remedy)


def _reader(given: Table, context: Context, built: datetime | None) -> Callable[[], _Part]:
    """Make what reads one source. Raises ConfigError for keys that no source has."""
    raw = given.values
    own = decode(Table(given.name, {k: v for k, v in raw.items() if k in _OWN_KEYS}, given.file), Sources)
    table = Table(given.name, {k: v for k, v in raw.items() if k not in _OWN_KEYS}, given.file)

    def read() -> _Part:
        try:
            kind = own.kind or recognise(Place(raw.get("path"), raw.get("url")), context)
            loaded = registry.source(kind, table, context).articles(_since(own.max_age, built))
        except SourceError as error:
            return _Part(error=error, required=own.required)
        if not loaded.articles:
            shown = links.shown(str(raw.get("url") or raw.get("path") or given.file))
            return _Part(findings=(*loaded.findings, _empty(shown)), empty=shown)
        young = [article for article in loaded.articles if not _is_older(article, own.max_age, built)]
        return _Part(tuple(young[: own.max_items]), loaded.findings)

    return read


def _side_by_side(readers: Sequence[Callable[[], _Part]]) -> list[_Part]:
    if len(readers) == 1:
        return [readers[0]()]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  (one source needs none)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda read: read(), readers))


def _joined(parts: Sequence[_Part], root: Path, file: str) -> Snapshot:
    """Put together what the sources gave. Raises SourceError as `load` says."""
    failed = [part.error for part in parts if part.error]
    needed = [part.error for part in parts if part.error and (part.required or len(failed) == len(parts))]
    if needed:
        more = (
            f"; {len(needed) - 1} more failed: {', '.join(e.where for e in needed[1:])}" if needed[1:] else ""
        )
        raise SourceError(f"{needed[0].message}{more}", where=needed[0].where, remedy=needed[0].remedy)
    articles = _apart([article for part in parts for article in part.articles])
    if not articles and not failed:
        empty = ", ".join(part.empty for part in parts if part.empty)
        remedy = "look at it in a browser" if empty else "check its [[sources]], or use --from"
        raise SourceError("no article was found", where=empty or file, remedy=remedy)
    noticed = (finding for part in parts for finding in part.findings)
    return Snapshot(articles, (*map(_lost, failed), *noticed), root, failed=tuple(failed))


def _empty(shown: str) -> Finding:
    message = f"{shown} holds no article"
    return Finding("source-empty", "warning", message, shown, "look whether it is the right place")


def _lost(error: SourceError) -> Finding:
    message = f"{error.where} gave nothing: {error.message}"
    return Finding("source-failed", "warning", message, error.where, error.remedy)


def _apart(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Give articles of different sources that share an id, and nothing else, names of their own."""
    first: dict[str, Article] = {}
    names = []
    for article in articles:
        twin = first.setdefault(article.id, article)
        same = article.url == twin.url or article.headline == twin.headline
        own = identity.derived(f"{article.source.url if article.source else ''}|{article.id}")
        names.append(article if same else replace(article, id=own))
    return tuple(names)


def _since(max_age: str | None, built: datetime | None) -> datetime | None:
    return built - span(max_age) if max_age and built else None


def _is_older(article: Article, max_age: str | None, built: datetime | None) -> bool:
    """Say whether an article is older than `36h`, `2d` or `90m` at the build; one without a date is not."""
    since = _since(max_age, built)
    return since is not None and article.date_published is not None and article.date_published < since
