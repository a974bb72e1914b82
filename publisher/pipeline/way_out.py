"""The way out to the web that sources are given."""

from publisher.config import Config, Site, decode
from publisher.fetch import Fetcher, Settings, user_agent
from publisher.ports import Fetch

CACHE = ".publisher/cache"


def way_out(config: Config) -> Fetch:
    """Make what fetches for one loading. Raises ConfigError for a key of [fetch] that won't fit."""
    settings = decode(config.tables["fetch"], Settings)
    site = decode(config.tables["site"], Site)
    return Fetcher(settings, config.root / CACHE, user_agent(settings.contact, site.url))
