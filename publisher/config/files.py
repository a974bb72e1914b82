"""Finding and reading the files: config.toml upwards from the working directory, campaigns, day files."""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from publisher import languages
from publisher.config.environment import environment_tables, refuse_unknown
from publisher.config.settings import Alerts, Archive, Campaign, LedgerSettings, MailIdentity, Override, Site
from publisher.config.tables import Table, decode
from publisher.errors import ConfigError, UsageError

DEFAULT_CHANNELS: Mapping[str, Mapping[str, Any]] = {
    "newsletter": {"kind": "outbox", "as": "smtp"},
    "x": {"kind": "outbox", "as": "x"},
    "mastodon": {"kind": "outbox", "as": "mastodon"},
    "bluesky": {"kind": "outbox", "as": "bluesky"},
}
_SECTIONS = ("site", "mail", "ledger", "fetch", "alerts", "archive", "channels")
_EMBEDDED = "the embedded defaults"


class Config(Struct, frozen=True):
    """What config.toml and the environment say; `root` is where relative paths start.

    `archive` is None where none is wanted.
    """

    root: Path
    file: str
    tables: Mapping[str, Table]
    channels: Mapping[str, Table]
    ledger: LedgerSettings
    archive: Archive | None = None


class CampaignFile(Struct, frozen=True):
    """A campaign with the site and mail identity it sends under; `root` is where its paths start.

    `origins` says by key, such as `[mail] from`, which file or environment variable wrote it.
    """

    id: str
    file: str
    root: Path
    campaign: Campaign
    site: Site
    mail: MailIdentity
    channels: Mapping[str, Table]
    origins: Mapping[str, str] = {}

    @property
    def language(self) -> str:
        """Give the BCP 47 tag this campaign speaks."""
        return self.campaign.language or self.site.language

    @property
    def zone(self) -> ZoneInfo:
        """Give the site's time zone."""
        return ZoneInfo(self.site.timezone)


def defaults() -> Path:
    """Give the folder with the shipped campaigns and templates: the wheel's, else the repository's root."""
    package = Path(__file__).parents[1]
    return package / "_defaults" if (package / "_defaults").is_dir() else package.parent


def load(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Config:
    """Read the configuration. Raises ConfigError for a file that does not parse or a key that won't fit."""
    path = _find(explicit, environ, cwd)
    raw = read_toml(path) if path else {}
    file = path.name if path else _EMBEDDED
    unknown = sorted(set(raw) - set(_SECTIONS))
    if unknown:
        raise ConfigError(
            f"unknown key [{unknown[0]}]", where=file, remedy=f"known here: {', '.join(_SECTIONS)}"
        )
    refuse_unknown(_SECTIONS, environ)
    tables = _tables(raw, file, environ)
    _site(tables["site"])
    decode(tables["mail"], MailIdentity)
    decode(tables["alerts"], Alerts)
    return Config(
        root=path.parent if path else cwd,
        file=file,
        tables=tables,
        channels={name.split(".")[1]: table for name, table in tables.items() if "." in name},
        ledger=decode(tables["ledger"], LedgerSettings),
        archive=decode(tables["archive"], Archive) if tables["archive"].values else None,
    )


def campaign_names(config: Config) -> list[str]:
    """Name the campaigns there are: the configuration's own, or the shipped sample where it has none."""
    return sorted(path.stem for path in _campaign_root(config).glob("campaigns/*.toml"))


def load_campaign(config: Config, name: str | None) -> CampaignFile:
    """Read a campaign; without a name the only one, or the one that says `default = true`.

    Raises UsageError listing the campaigns there are, ConfigError for a key that does not fit.
    """
    root, names = _campaign_root(config), campaign_names(config)
    chosen = name or _default_campaign(root, names)
    if chosen not in names:
        raise UsageError(f"no campaign {chosen!r}", remedy=f"one of: {', '.join(names) or 'none yet'}")
    return _campaign_file(config, root, chosen)


def load_override(config: Config, campaign: str, day: date) -> tuple[Override, str]:
    """Read the editor's word for one day, empty where there is no file, and the name of that file."""
    path = config.root / "campaigns" / campaign / f"{day.isoformat()}.toml"
    name = f"campaigns/{campaign}/{path.name}"
    values = read_toml(path, name) if path.is_file() else {}
    return decode(Table("", values, name), Override), name


def template_folders(config: Config, name: str, where: str = "template") -> list[Path]:
    """Give the folders to look for a template's files in, in this order; `where` says who named it.

    The newsroom's own folder comes first, then that of the template its theme.toml `extends`, and so on;
    one that extends nothing falls back to the shipped folder of its name. Raises ConfigError listing the
    templates there are for a name that none of them has, and for templates that extend each other.
    """
    folders: list[Path] = []
    chain: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in chain:
            told = " -> ".join([*chain, wanted])
            raise ConfigError(f"extends itself: {told}", where=where, remedy="take out that extends")
        chain.append(wanted)
        found, wanted = _until_extended(_named_template(config, wanted, where))
        folders += found
        where = f"{_theme_file(folders[-1])} extends"
    return folders


def _named_template(config: Config, name: str, where: str) -> list[Path]:
    roots = [config.root / "templates", defaults() / "templates"]
    if re.fullmatch(r"[\w-]+", name) and (found := [root / name for root in roots if (root / name).is_dir()]):
        return found
    known = sorted({path.name for root in roots if root.is_dir() for path in root.iterdir() if path.is_dir()})
    raise ConfigError(f"no template {name!r}", where=where, remedy=f"one of: {', '.join(known)}")


def _until_extended(folders: list[Path]) -> tuple[list[Path], str | None]:
    """Give the folders up to the first that extends another template, and the name of that one."""
    for number, folder in enumerate(folders, 1):
        path, name = folder / "theme.toml", _theme_file(folder)
        extended = read_toml(path, name).get("extends") if path.is_file() else None
        if isinstance(extended, str):
            return folders[:number], extended
        if extended is not None:
            remedy = 'write it as extends = "digest"'
            raise ConfigError("extends is no template's name", where=name, remedy=remedy)
    return folders, None


def _theme_file(folder: Path) -> str:
    return f"templates/{folder.name}/theme.toml"


def _find(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Path | None:
    named = explicit or (Path(environ["PUBLISH_CONFIG"]) if environ.get("PUBLISH_CONFIG") else None)
    if named is not None:
        path = Path(os.path.normpath(cwd / named))
        if not path.is_file():
            raise ConfigError(
                "no such configuration file", where=str(named), remedy="check --config or PUBLISH_CONFIG"
            )
        return path
    return next(
        (folder / "config.toml" for folder in (cwd, *cwd.parents) if (folder / "config.toml").is_file()), None
    )


def read_toml(path: Path, name: str | None = None) -> dict[str, Any]:
    """Read a TOML file; errors call it by `name`. Raises ConfigError for one that can't be read."""
    where = name or path.name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=where, remedy="mend that line") from None
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8", where=where, remedy="save the file as UTF-8") from None
    except OSError as error:
        raise ConfigError(
            f"can't be read: {error.strerror}", where=where, remedy="check its permissions"
        ) from None


def _tables(raw: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> dict[str, Table]:
    named = {section: raw.get(section, {}) for section in _SECTIONS}
    _refuse_scalars(named, file)
    channels = named.pop("channels") or DEFAULT_CHANNELS
    named |= {f"channels.{name}": values for name, values in channels.items()}
    _refuse_scalars(named, file)
    tables = {name: Table(f"[{name}]", values, file) for name, values in named.items()}
    return environment_tables(tables, environ)


def _refuse_scalars(named: Mapping[str, Any], file: str) -> None:
    for name, values in named.items():
        if not isinstance(values, Mapping):
            raise ConfigError(f"{name} must be a table", where=file, remedy=f"write [{name}]")


def _campaign_root(config: Config) -> Path:
    return config.root if any((config.root / "campaigns").glob("*.toml")) else defaults()


def _default_campaign(root: Path, names: list[str]) -> str:
    files = {name: f"campaigns/{name}.toml" for name in names}
    marked = [name for name, file in files.items() if read_toml(root / file, file).get("default") is True]
    if len(names) == 1 or len(marked) == 1:
        return (marked or names)[0]
    raise UsageError("which campaign?", remedy=f"name one of: {', '.join(names) or 'none yet'}")


def _campaign_file(config: Config, root: Path, name: str) -> CampaignFile:
    file = f"campaigns/{name}.toml"
    campaign = decode(Table("", read_toml(root / file, file), file), Campaign)
    own = (Table("[site]", campaign.site, file), Table("[mail]", campaign.mail, file))
    site, mail = (table.over(config.tables[table.name.strip("[]")]) for table in own)
    if campaign.language:
        _refuse_unspoken(campaign.language, f"{file} language")
    return CampaignFile(
        id=name,
        file=file,
        root=root,
        campaign=campaign,
        site=_site(site),
        mail=decode(mail, MailIdentity),
        channels=_chosen_channels(config, campaign, file),
        origins={f"{table.name} {key}": table.origin(key) for table in (site, mail) for key in table.values},
    )


def _site(table: Table) -> Site:
    site = decode(table, Site)
    _refuse_unspoken(site.language, f"{table.origin('language')} [site] language")
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder such as "Europe" is an OSError
        raise ConfigError(
            f"no time zone {site.timezone!r}",
            where=f"{table.origin('timezone')} [site] timezone",
            remedy="such as Europe/Brussels",
        ) from None
    return site


def _refuse_unspoken(tag: str, where: str) -> None:
    if not languages.speaks(tag):
        known = ", ".join(languages.CODES)
        remedy = f"one of {known}, with or without a region, such as nl-BE"
        raise ConfigError(f"no language {tag!r}", where=where, remedy=remedy)


def _chosen_channels(config: Config, campaign: Campaign, file: str) -> dict[str, Table]:
    wanted = config.channels if campaign.channels is None else campaign.channels
    for name in wanted:
        if name not in config.channels:
            known = ", ".join(config.channels)
            raise ConfigError(
                f"channels names {name!r}", where=file, remedy=f"add [channels.{name}] or use one of: {known}"
            )
    return {name: config.channels[name] for name in wanted}
