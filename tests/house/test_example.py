"""config.example.toml and docs/campaigns.md name every key there is, and only keys there are."""

import re
import tomllib

import msgspec
import pytest
from newsrooms import ROOT

from publisher import config, fetch, registry
from publisher.config import Archive, Campaign, MailIdentity, Override, Site, Sources, Table, decode
from publisher.config.settings import GoalSettings, LedgerSettings, MatchSettings
from publisher.config.tables import secret_keys, variable
from publisher.registry import CHANNELS, SOURCES, Common

EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
UNCOMMENTED = re.sub(r"^#(?=[\w\[])", "", EXAMPLE, flags=re.MULTILINE)
SECTIONS = {
    "site": Site,
    "mail": MailIdentity,
    "ledger": LedgerSettings,
    "fetch": fetch.Settings,
    "archive": Archive,
}
CAMPAIGNS = dict(
    re.findall(
        r"^```toml (\w+)\n(.*?)^```$",
        (ROOT / "docs/campaigns.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


# What has a form of its own: the other secrets may be any word.
GIVEN = {
    "channels.telegram": "1:given",
    "channels.discord": "https://discord.com/api/webhooks/1/abc-DEF_1",
    "channels.slack": "https://hooks.slack.com/services/T0/B0/abc",
}


def _settings(kinds, kind):
    module = kinds[kind].partition(":")[0]
    return __import__(module, fromlist=["Settings"]).Settings


def _keys(settings):
    return {field.encode_name for field in msgspec.structs.fields(settings)}


def _tables():
    """Give (table name, its Settings) for every table the example must show."""
    raw = tomllib.loads(UNCOMMENTED)
    channels = {name: _settings(CHANNELS, table["kind"]) for name, table in raw["channels"].items()}
    return SECTIONS | {f"channels.{name}": settings for name, settings in channels.items()}


def _values(raw, name):
    for part in name.split("."):
        raw = raw[part]
    return raw


@pytest.fixture
def loaded(tmp_path):
    """Load the example with every key set and each secret given by the environment."""
    (tmp_path / "config.toml").write_text(UNCOMMENTED, encoding="utf-8")
    secrets = {
        variable(Table(f"[{name}]", {}, ""), key): GIVEN.get(name, "given")
        for name, settings in _tables().items()
        for key in secret_keys(settings)
    }
    return config.load(None, secrets, tmp_path)


def test_the_example_as_it_stands_loads_and_builds(call, newsroom):
    (newsroom / "config.toml").write_text(EXAMPLE, encoding="utf-8")
    assert call("digest", "--date", "2026-11-24").code == 0


def test_every_key_of_the_example_is_known_and_of_the_right_type(loaded):
    assert decode(loaded.tables["site"], Site).secret == "given"
    assert decode(loaded.tables["mail"], MailIdentity).from_
    for name, table in loaded.channels.items():
        assert registry.channel(name, table).name == name


def test_the_example_shows_every_kind_of_channel():
    shown = [table["kind"] for table in tomllib.loads(UNCOMMENTED)["channels"].values()]
    assert sorted(shown) == sorted(CHANNELS)


@pytest.mark.parametrize("name", sorted(_tables()))
def test_the_example_names_every_key_of_a_table(name):
    settings = _tables()[name]
    written = set(_values(tomllib.loads(UNCOMMENTED), name)) - set(Common.__struct_fields__)
    assert _keys(settings) - secret_keys(settings) == written


@pytest.mark.parametrize("name", sorted(_tables()))
def test_the_example_names_the_variable_of_every_secret(name):
    variables = {variable(Table(f"[{name}]", {}, ""), key) for key in secret_keys(_tables()[name])}
    assert {word for word in variables if not re.search(rf"^#.*\b{word}$", EXAMPLE, re.MULTILINE)} == set()


def test_every_default_in_the_example_is_the_default():
    raw = tomllib.loads(UNCOMMENTED)
    wrong = {}
    for name, settings in _tables().items():
        fields = {field.encode_name: field.default for field in msgspec.structs.fields(settings)}
        for key, value in _values(raw, name).items():
            if isinstance(fields.get(key), str | int) and fields[key] != value:
                wrong[f"{name}.{key}"] = value
    assert wrong == {"site.name": "De Kroniek"}


def test_a_key_that_no_table_knows_is_noticed(tmp_path):
    (tmp_path / "config.toml").write_text(
        UNCOMMENTED.replace("[ledger]", "[ledger]\ncolour = 1"), encoding="utf-8"
    )
    with pytest.raises(config.files.ConfigError, match="unknown key \\[ledger\\] colour"):
        config.load(None, {}, tmp_path)


def test_the_documented_campaign_is_valid_and_names_every_key():
    raw = tomllib.loads(CAMPAIGNS["campaign"])
    campaign = decode(Table("", raw, "docs/campaigns.md"), Campaign)
    assert set(raw) == _keys(Campaign)
    for key in ("digest", "schedule", "utm", "sponsor"):
        assert set(raw[key]) == _keys(type(getattr(campaign, key))), key
    decode(Table("[site]", raw["site"], ""), Site)
    decode(Table("[mail]", raw["mail"], ""), MailIdentity)


def test_the_documented_sources_name_every_key_of_every_kind():
    written = {key for table in tomllib.loads(CAMPAIGNS["campaign"])["sources"] for key in table}
    known = _keys(Sources).union(*(_keys(_settings(SOURCES, kind)) for kind in SOURCES))
    assert written == known


def test_the_documented_day_file_is_valid_and_names_every_key():
    raw = tomllib.loads(CAMPAIGNS["day"])
    decode(Table("", raw, "docs/campaigns.md"), Override)
    assert set(raw) == _keys(Override)
    assert set(raw["match"]) == _keys(MatchSettings)
    assert set(raw["match"]["goals"][0]) == _keys(GoalSettings)
