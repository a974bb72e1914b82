"""Configuration: TOML and environment in, typed settings out, every error with file, key and remedy."""

from publisher.config.files import (
    Config,
    campaign_names,
    load,
    load_campaign,
    load_override,
    template_folders,
)
from publisher.config.forms import span
from publisher.config.settings import Archive, Campaign, MailIdentity, Override, Site, Sources, Utm
from publisher.config.tables import Secret, Table, decode

__all__ = [
    "Archive",
    "Campaign",
    "Config",
    "MailIdentity",
    "Override",
    "Secret",
    "Site",
    "Sources",
    "Table",
    "Utm",
    "campaign_names",
    "decode",
    "load",
    "load_campaign",
    "load_override",
    "span",
    "template_folders",
]
