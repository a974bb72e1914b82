"""Kinds of adapters: `kind -> module:Class`, imported on first use, settings validated by their own Struct.

An adapter's module holds its `Settings`; a source is a class made as `Class(settings, context)`, a channel
module holds `LIMITS` and makes its channel by `create(name, settings, context)`.
A package of its own adds one through the entry points `publisher.sources` and `publisher.channels`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from msgspec import Struct

from publisher.config import Table, decode
from publisher.config.forms import Duration
from publisher.config.tables import variable
from publisher.errors import ConfigError, SecretError
from publisher.ports import Channel, Context, Limits, Source

SOURCES: Mapping[str, str] = {
    "page_text": "publisher.sources.page_texts.page_text:PageText",
    "folder": "publisher.sources.files.folder:Folder",
    "feed": "publisher.sources.feeds.feed:Feed",
    "page": "publisher.sources.pages.page_html:PageHtml",
    "json_feed": "publisher.sources.feeds.json_feed:JsonFeed",
    "wordpress": "publisher.sources.apis.wordpress:WordPress",
    "csv": "publisher.sources.sheets.sheet:Sheet",
    "ghost": "publisher.sources.apis.ghost:Ghost",
    "news_sitemap": "publisher.sources.feeds.news_sitemap:NewsSitemap",
}
CHANNELS: Mapping[str, str] = {
    "smtp": "publisher.channels.smtp",
    "x": "publisher.channels.x",
    "mastodon": "publisher.channels.mastodon",
    "bluesky": "publisher.channels.bluesky",
    "threads": "publisher.channels.threads",
    "linkedin": "publisher.channels.linkedin",
    "telegram": "publisher.channels.telegram",
    "discord": "publisher.channels.discord",
    "slack": "publisher.channels.slack",
    "webhook": "publisher.channels.webhook",
    "clipboard": "publisher.channels.clipboard",
    "outbox": "publisher.channels.outbox",
}


class Common(Struct, frozen=True, forbid_unknown_fields=True):
    """What [channels.NAME] of every kind may say."""

    kind: str = ""
    delay: Duration | None = None


class ChannelKind(Struct, frozen=True):
    """A configured channel as compose sees it: its name, kind and limits; a mail channel has none.

    `delay` is how long its posts wait behind the mail, such as `20m`.
    """

    name: str
    kind: str
    limits: Limits | None
    real: bool
    delay: str | None = None

    @property
    def full_kind(self) -> str:
        """Give the kind, of an outbox with what it stands in for: `outbox:smtp`."""
        return self.kind if self.real else f"outbox:{self.kind}"


def source(kind: str, table: Table, context: Context) -> Source:
    """Make the source of that kind. Raises ConfigError for an unknown kind or a key that does not fit."""
    adapter = _load("publisher.sources", SOURCES, kind, table)
    settings = import_module(adapter.__module__).Settings
    return cast("Source", adapter(decode(table, settings), context))


def channel(name: str, table: Table) -> ChannelKind:
    """Describe a configured channel.

    Raises ConfigError for an unknown kind or a key that won't fit, SecretError for a missing secret.
    """
    kind, _, settings = _configured(table)
    common = decode(_part(table, own=False), Common)
    shown = getattr(settings, "as_", kind)
    module = _load("publisher.channels", CHANNELS, shown, table)
    limits = getattr(settings, "limits", module.LIMITS)  # some leave it to the configuration
    if common.delay and limits is None:
        raise ConfigError(
            f"{table.name} delay: readers' mail waits for nothing",
            where=table.origin("delay"),
            remedy="set it on a channel of posts",
        )
    return ChannelKind(name, shown, limits, shown == kind, common.delay)


def create_channel(name: str, table: Table, context: Context) -> Channel:
    """Make the channel that delivers. Raises as `channel` does, and ConfigError where there is none."""
    kind, module, settings = _configured(table)
    if not hasattr(module, "create"):
        raise ConfigError(
            f"channels of kind {kind!r} compose and count, but deliver nothing: their package has no create",
            where=f"{table.file} {table.name}",
            remedy="ask for a newer one, or leave the channel out with --channel",
        )
    return cast("Channel", module.create(name, settings, context))


def _configured(table: Table) -> tuple[str, Any, Any]:
    """Give kind, module and settings of a channel's table."""
    kind = str(table.values.get("kind", ""))
    module = _load("publisher.channels", CHANNELS, kind, table)
    settings = decode(_part(table, own=True), module.Settings)
    _need_secret(table, settings)
    if wrong := getattr(settings, "contradiction", None):
        raise ConfigError(
            f"{table.name} {wrong[0]}: {wrong[1]}",
            where=table.origin(wrong[0]),
            remedy="see config.example.toml",
        )
    return kind, module, settings


def _part(table: Table, *, own: bool) -> Table:
    """Give the keys that are the adapter's own, or those that every channel has."""
    values = {key: value for key, value in table.values.items() if own != (key in Common.__struct_fields__)}
    return Table(table.name, values, table.file, table.origins)


def _need_secret(table: Table, settings: Any) -> None:  # noqa: ANN401  (any adapter's Settings)
    missing = settings.missing_secret
    if missing:
        name = variable(table, missing)
        raise SecretError(
            f"missing secret {table.name} {missing}",
            where=table.file,
            remedy=f'set {name} or {name}__FILE; to build without it use kind = "outbox"',
        )


def _load(group: str, kinds: Mapping[str, str], kind: str, table: Table) -> Any:  # noqa: ANN401
    """Import what a kind names: our own, or an installed package's entry point."""
    if kind in kinds:
        module, _, name = kinds[kind].partition(":")
        loaded = import_module(module)
        return getattr(loaded, name) if name else loaded
    return _installed(group, kinds, kind, table)


def _installed(group: str, kinds: Mapping[str, str], kind: str, table: Table) -> Any:  # noqa: ANN401
    from importlib.metadata import entry_points  # noqa: PLC0415  (slow to load, and seldom needed)

    found = entry_points(group=group)
    if kind in found.names:
        return found[kind].load()
    known = ", ".join(sorted({*kinds, *found.names}))
    raise ConfigError(f"unknown kind {kind!r} in {table.name}", where=table.file, remedy=f"one of: {known}")
