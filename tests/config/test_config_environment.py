"""Keys from the environment, and secrets that never show."""

from typing import Literal

import pytest
from msgspec import Struct
from newsrooms import edit

from publisher import config
from publisher.config import MailIdentity, Secret, Site, Table, decode
from publisher.config.environment import environment_tables
from publisher.errors import ConfigError, SecretError

HIDDEN = "correct-horse-battery"


class Relay(Struct, frozen=True, forbid_unknown_fields=True):
    host: str
    port: int = 25
    tls: bool = False
    hosts: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    mode: Literal["slow", "fast"] = "slow"
    password: Secret | None = None


def relay(environ, name="channels.relay", **values):
    table = Table(f"[{name}]", {"host": "mail.internal", **values}, "config.toml")
    return decode(environment_tables({name: table}, environ)[name], Relay)


def load(newsroom, **environ):
    return config.load(None, environ, newsroom)


def test_without_a_file_the_defaults_serve(tmp_path):
    loaded = config.load(None, {}, tmp_path)
    assert decode(loaded.tables["site"], Site) == Site()
    assert list(loaded.channels) == ["newsletter", "x", "mastodon", "bluesky"]
    assert loaded.ledger.url == "sqlite:///.publisher/ledger.db"


def test_the_file_wins_over_the_default(newsroom):
    assert decode(load(newsroom).tables["site"], Site).name == "Het Ochtendblad"


def test_the_environment_wins_over_the_file(newsroom):
    loaded = load(newsroom, PUBLISH_SITE__NAME="De Avondpost", PUBLISH_MAIL__FROM="Avond <a@post.internal>")
    site = decode(loaded.tables["site"], Site)
    assert (site.name, site.url) == ("De Avondpost", "https://ochtendblad.internal")
    assert decode(loaded.tables["mail"], MailIdentity).from_ == "Avond <a@post.internal>"


def test_the_ledger_can_be_named_by_the_environment(newsroom):
    assert load(newsroom, PUBLISH_LEDGER__URL="sqlite:///else.db").ledger.url == "sqlite:///else.db"


def test_a_flag_wins_over_the_day_file_and_the_environment_over_the_file(call, newsroom):
    (newsroom / "campaigns/ochtend").mkdir()
    (newsroom / "campaigns/ochtend/2026-11-24.toml").write_text('subject = "Van de redactie"')
    env = {"PUBLISH_SITE__NAME": "De Avondpost"}
    by_file = call("digest", "--date", "2026-11-24", env=env)
    by_flag = call("digest", "--date", "2026-11-24", "--subject", "Van de vlag", env=env)
    assert "subject    Van de redactie\n" in by_file.out
    assert by_file.out.startswith("De Avondpost, ")
    assert "subject    Van de vlag\n" in by_flag.out


@pytest.mark.parametrize("variable", ["PUBLISH_SITEE__NAME", "PUBLISH_CAMPAIGN__NAME", "PUBLISH___X"])
def test_a_variable_of_no_section_is_refused_by_name(call, newsroom, variable):
    result = call("digest", env={variable: "x"})
    assert result.code == 2
    assert result.err.startswith(f"publish: {variable}: no section ")
    assert "known: PUBLISH_SITE__KEY, PUBLISH_MAIL__KEY, " in result.err


@pytest.mark.parametrize(
    "variable", ["PUBLISH_DEBUG", "PUBLISH_OTHER", "MY_PUBLISH_X__Y", "PUBLISH_CHANNELS__ELSEWHERE__TOKEN"]
)
def test_a_variable_that_is_not_ours_or_of_another_channel_is_let_be(newsroom, variable):
    assert load(newsroom, **{variable: "1"}).root == newsroom


@pytest.mark.parametrize(
    ("variable", "value", "key", "wanted"),
    [
        ("PORT", "2525", "port", 2525),
        ("TLS", "true", "tls", True),
        ("HOSTS", "a.internal,b.internal", "hosts", ("a.internal", "b.internal")),
        ("PORTS", "25,587", "ports", (25, 587)),
        ("MODE", "fast", "mode", "fast"),
    ],
)
def test_a_value_from_the_environment_is_read_as_the_keys_type(variable, value, key, wanted):
    assert getattr(relay({f"PUBLISH_CHANNELS__RELAY__{variable}": value}), key) == wanted


def test_a_hyphen_in_a_channels_name_is_an_underscore_in_its_variable():
    assert relay({"PUBLISH_CHANNELS__MY_RELAY__PORT": "26"}, name="channels.my-relay").port == 26


def test_a_value_that_does_not_fit_names_its_variable():
    with pytest.raises(ConfigError) as refused:
        relay({"PUBLISH_CHANNELS__RELAY__PORT": "many"})
    assert refused.value.where == "PUBLISH_CHANNELS__RELAY__PORT"
    assert "port" in refused.value.message


def test_text_in_a_file_is_no_number_even_if_it_looks_like_one():
    with pytest.raises(ConfigError, match="port"):
        relay({}, port="2525")


def test_an_unknown_key_from_the_environment_names_its_variable(newsroom):
    with pytest.raises(ConfigError, match="unknown key") as refused:
        load(newsroom, PUBLISH_SITE__NMAE="x")
    assert refused.value.where == "PUBLISH_SITE__NMAE"


def test_other_variables_are_none_of_our_business(newsroom):
    loaded = load(newsroom, PUBLISH_DEBUG="1", PUBLISH_SITE__="x", SITE__NAME="y", PUBLISH_SITE__A__B="z")
    assert decode(loaded.tables["site"], Site).name == "Het Ochtendblad"


def test_a_secret_may_stand_in_a_file_that_a_variable_names(tmp_path):
    (tmp_path / "password").write_text(f"{HIDDEN}\n")
    environ = {"PUBLISH_CHANNELS__RELAY__PASSWORD__FILE": str(tmp_path / "password")}
    assert relay(environ).password == HIDDEN


def test_the_variable_itself_wins_over_the_one_that_names_a_file(tmp_path):
    (tmp_path / "port").write_text("26")
    start = "PUBLISH_CHANNELS__RELAY__PORT"
    assert relay({start: "27", f"{start}__FILE": str(tmp_path / "port")}).port == 27


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_secrets_file_that_can_not_be_read_is_refused(call, tmp_path, content):
    path = tmp_path / "password"
    if content:
        path.write_bytes(content)
    result = call("digest", env={"PUBLISH_SITE__SECRET__FILE": str(path)})
    assert result.code == 2
    assert "PUBLISH_SITE__SECRET__FILE" in result.err
    assert str(path) in result.err


@pytest.mark.parametrize(
    ("file", "section", "key"),
    [
        ("config.toml", "[site]", "secret"),
        ("config.toml", "[channels.newsletter]", "password"),
        ("config.toml", "[channels.vogel]", "access_secret"),
        ("campaigns/ochtend.toml", "[site]", "secret"),
    ],
)
def test_a_secret_in_a_file_is_refused_and_never_shown(publish, newsroom, file, section, key):
    kind = {
        "[channels.newsletter]": 'kind = "smtp"\nhost = "mail.internal"\n',
        "[channels.vogel]": 'kind = "x"\n',
    }
    path = newsroom / file
    table = f'{section}\n{kind.get(section, "")}{key} = "{HIDDEN}"\n'
    text = path.read_text()
    if section in text:
        edit(path, f"{section}\n", table)
    else:
        path.write_text(f"{text}\n{table}")
    result = publish("digest", "--date", "2026-11-24", env={"PUBLISH_DEBUG": ""})
    variable = f"PUBLISH_{section.strip('[]').replace('.', '__')}__{key}".upper()
    assert result.code == 2
    assert f"{file}: a secret stands in the file: {section} {key}" in result.err
    assert f"{variable}__FILE" in result.err
    assert HIDDEN not in result.out + result.err
    assert not (newsroom / "editions").exists()


def test_a_secret_error_never_carries_the_value():
    with pytest.raises(SecretError) as refused:
        relay({}, password=HIDDEN)
    assert HIDDEN not in f"{refused.value}{refused.value.args}{vars(refused.value)}"


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ('kind = "smtp"\nhost = "mail.internal"\nusername = "u"', "PASSWORD"),
        ('kind = "x"', "API_KEY"),
        ('kind = "mastodon"\ninstance = "https://sociaal.internal"', "TOKEN"),
        ('kind = "bluesky"\nhandle = "ochtend.internal"', "PASSWORD"),
    ],
)
def test_a_missing_secret_of_a_real_channel_names_its_variable(call, newsroom, settings, variable):
    with (newsroom / "config.toml").open("a") as file:
        file.write(f"\n[channels.echt]\n{settings}\n")
    result = call("digest", "--date", "2026-11-24")
    assert result.code == 2
    assert f"missing secret [channels.echt] {variable.lower()}" in result.err
    assert f"PUBLISH_CHANNELS__ECHT__{variable}" in result.err


def test_a_secret_that_a_file_holds_is_never_printed(call, newsroom, tmp_path):
    (tmp_path / "password").write_text(HIDDEN)
    with (newsroom / "config.toml").open("a") as file:
        file.write('\n[channels.post]\nkind = "smtp"\nhost = "mail.internal"\nusername = "u"\n')
    env = {"PUBLISH_CHANNELS__POST__PASSWORD__FILE": str(tmp_path / "password")}
    result = call("digest", "--date", "2026-11-24", "--json", env=env)
    assert result.code == 0
    written = [path.read_bytes() for path in newsroom.rglob("*") if path.is_file()]
    assert HIDDEN not in result.out + result.err
    assert not any(HIDDEN.encode() in content for content in written)
