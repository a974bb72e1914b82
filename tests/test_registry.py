"""Kinds of sources and channels: our own and those of other packages, each checked by its own settings."""

from datetime import date
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from publisher import registry
from publisher.config import Table
from publisher.errors import ConfigError, SecretError
from publisher.ports import Context, Limits

SETTINGS = {
    "smtp": {"host": "mail.internal"},
    "x": {},
    "mastodon": {"instance": "https://sociaal.internal"},
    "bluesky": {"handle": "blad.internal"},
    "threads": {},
    "linkedin": {"author": "urn:li:organization:5515715"},
    "telegram": {"chat": "@blad_ochtend"},
    "discord": {},
    "slack": {},
    "webhook": {"url": "https://desk.internal/posts"},
    "clipboard": {},
    "outbox": {},
}
SECRETS = {
    "smtp": {"password": "s", "username": "u"},
    "x": dict.fromkeys(("api_key", "api_secret", "access_token", "access_secret"), "s"),
    "mastodon": {"token": "s"},
    "bluesky": {"password": "s"},
    "threads": {"token": "s"},
    "linkedin": {"token": "s"},
    "telegram": {"token": "1:s"},
    "discord": {"url": "https://discord.com/api/webhooks/1/abc-DEF_1"},
    "slack": {"url": "https://hooks.slack.com/services/T0/B0/abc"},
    "webhook": {"secret": "s"},
    "clipboard": {},
    "outbox": {},
}
PIGEON = """\
from msgspec import Struct
from publisher.config import Secret
from publisher.model import Article, Loaded
from publisher.ports import Limits

LIMITS = Limits("discord", 42)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    loft: str = "dak"
    ring: Secret | None = None

    @property
    def missing_secret(self):
        return None


class Flight:
    def __init__(self, settings, context):
        self._loft, self._day = settings.loft, context.today

    def articles(self, since=None):
        return Loaded((Article(f"{self._loft}-{self._day}", "Duif is thuis"),))
"""


def table(kind=None, origin="config.toml", **values):
    if kind:
        values["kind"] = kind
    return Table("[channels.post]", values, "config.toml", {key: origin for key in values if key != "kind"})


@pytest.fixture
def context(tmp_path):
    return Context(date(2026, 11, 24), ZoneInfo("Europe/Brussels"), tmp_path)


@pytest.fixture
def pigeon(tmp_path, monkeypatch):
    """Install another newsroom's package, as pip would."""
    (tmp_path / "duivenpost.py").write_text(PIGEON)
    info = tmp_path / "duivenpost-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: duivenpost\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[publisher.channels]\nduif = duivenpost\n[publisher.sources]\nvlucht = duivenpost:Flight\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


def test_every_kind_of_channel_has_an_example_here():
    assert set(SETTINGS) == set(SECRETS) == set(registry.CHANNELS)


@pytest.mark.parametrize("kind", registry.CHANNELS)
def test_a_channel_is_described_by_name_kind_and_limits(kind):
    origin = "PUBLISH_CHANNELS__POST__SECRET"
    found = registry.channel("post", table(kind, origin, **SETTINGS[kind], **SECRETS[kind]))
    limits = import_module(registry.CHANNELS[kind]).LIMITS
    shown = "smtp" if kind == "outbox" else kind
    assert found == registry.ChannelKind("post", shown, limits, real=kind != "outbox")


@pytest.mark.parametrize("kind", sorted(set(registry.CHANNELS) - {"outbox"}))
def test_an_outbox_stands_in_for_a_kind_with_its_limits_and_without_its_secrets(kind):
    found = registry.channel("post", table("outbox", **{"as": kind}))
    assert found == registry.ChannelKind(
        "post", kind, import_module(registry.CHANNELS[kind]).LIMITS, real=False
    )


@pytest.mark.parametrize("kind", ["x", "mastodon", "bluesky", "threads", "linkedin"])
def test_a_post_channel_has_limits_and_a_counting_rule(kind):
    limits = registry.channel("post", table("outbox", **{"as": kind})).limits
    assert limits is not None
    assert (limits.rule, limits.limit > 0) == (kind, True)


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("x", "api_key"),
        ("x", "access_secret"),
        ("mastodon", "token"),
        ("bluesky", "password"),
        ("threads", "token"),
        ("linkedin", "token"),
        ("telegram", "token"),
        ("discord", "url"),
        ("slack", "url"),
        ("webhook", "secret"),
        ("smtp", "password"),
    ],
)
def test_a_real_channel_without_a_secret_names_its_variable(kind, secret):
    values = {**SETTINGS[kind], **SECRETS[kind]}
    del values[secret]
    with pytest.raises(SecretError, match=f"missing secret .channels.post. {secret}") as refused:
        registry.channel("post", table(kind, "PUBLISH_X", **values))
    assert f"PUBLISH_CHANNELS__POST__{secret.upper()}" in refused.value.remedy


def test_a_relay_without_a_user_needs_no_password():
    assert registry.channel("post", table("smtp", host="mail.internal")).real


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "unknown kind '' in [channels.post]"),
        ({"kind": "duif"}, "unknown kind 'duif' in [channels.post]"),
        ({"kind": 5}, "unknown kind '5' in [channels.post]"),
        ({"kind": "smtp"}, "missing key [channels.post] host"),
        ({"kind": "smtp", "host": "m", "port": "x"}, "wrong value for [channels.post] port"),
        ({"kind": "smtp", "host": "m", "security": "ssl"}, "wrong value for [channels.post] security"),
        ({"kind": "outbox", "as": "outbox"}, "wrong value for [channels.post] as"),
        ({"kind": "outbox", "token": "x"}, "unknown key [channels.post] token"),
    ],
)
def test_a_channel_that_is_configured_wrongly_names_file_and_key(values, said):
    with pytest.raises(ConfigError) as refused:
        registry.channel("post", table(**values))
    assert str(refused.value).startswith(f"config.toml: {said}")
    assert refused.value.remedy


def test_every_kind_of_source_checks_its_own_settings(context):
    for kind in registry.SOURCES:
        with pytest.raises(ConfigError, match=r"unknown key .* pad"):
            registry.source(kind, table(pad="x", path="y"), context)


def test_an_unknown_kind_of_source_lists_those_there_are(context):
    with pytest.raises(ConfigError, match=r"unknown kind 'rss' .*one of: csv, feed, folder, .*page_text"):
        registry.source("rss", table(), context)


@pytest.mark.usefixtures("pigeon")
def test_another_packages_channel_is_as_good_as_ours():
    found = registry.channel("post", table("duif", loft="toren"))
    assert found == registry.ChannelKind("post", "duif", Limits("discord", 42), real=True)
    with pytest.raises(ConfigError, match=r"unknown key .channels.post. hok"):
        registry.channel("post", table("duif", hok="x"))
    with pytest.raises(SecretError, match="a secret stands in the file"):
        registry.channel("post", table("duif", ring="1234"))


@pytest.mark.usefixtures("pigeon")
def test_another_packages_source_is_as_good_as_ours(context):
    (article,) = registry.source("vlucht", table(loft="toren"), context).articles().articles
    assert article.id == "toren-2026-11-24"


@pytest.mark.usefixtures("pigeon")
def test_another_packages_kinds_are_among_those_listed():
    with pytest.raises(ConfigError, match=r"one of: bluesky, clipboard, discord, duif, linkedin"):
        registry.channel("post", table("gans"))


def test_every_channel_declares_settings_that_refuse_unknown_keys():
    for path in registry.CHANNELS.values():
        settings = import_module(path).Settings
        assert issubclass(settings, Struct)
        assert settings.__struct_config__.forbid_unknown_fields


@pytest.mark.usefixtures("pigeon")
def test_another_packages_kind_without_create_is_refused_before_anything_is_sent(context):
    with pytest.raises(ConfigError, match="deliver nothing: their package has no create") as refused:
        registry.create_channel("post", table("duif"), context)
    assert "--channel" in refused.value.remedy
