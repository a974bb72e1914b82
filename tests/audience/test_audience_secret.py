"""The site's secret: made once, kept private, and never silently another one."""

import sqlite3
from datetime import UTC, datetime

import pytest
from databases import audience_at

from publisher.audience import normalise, secret
from publisher.errors import SecretError, StorageError

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
MIA = normalise("mia@dijkstad.test")


def digest(folder, given=None):
    with audience_at(folder, given, NOW) as audience:
        return audience.digest(MIA)


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path):
    first = digest(tmp_path)
    path = tmp_path / ".publisher/secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().strip()) == 64
    assert digest(tmp_path) == first


def test_a_secret_from_the_environment_is_not_written_anywhere(tmp_path):
    digest(tmp_path, "g" * 40)
    assert not (tmp_path / ".publisher/secret").exists()
    assert b"g" * 40 not in (tmp_path / ".publisher/ledger.db").read_bytes()


def test_a_lost_secret_is_an_error_and_never_a_new_one(tmp_path):
    first = digest(tmp_path)
    kept = (tmp_path / ".publisher/secret").rename(tmp_path / "backup")
    with pytest.raises(SecretError, match=r"is missing \(put the file back from your backup"):
        digest(tmp_path)
    assert not (tmp_path / ".publisher/secret").exists()
    assert digest(tmp_path, kept.read_text().strip()) == first


def test_another_secret_is_refused(tmp_path):
    digest(tmp_path)
    with pytest.raises(SecretError, match="PUBLISH_SITE__SECRET: this is not the secret"):
        digest(tmp_path, "g" * 40)
    (tmp_path / ".publisher/secret").write_text("h" * 40)
    with pytest.raises(SecretError, match=r"\.publisher/secret: this is not the secret"):
        digest(tmp_path)


def test_the_first_of_several_secrets_alone_is_told_what_lacks(tmp_path):
    digest(tmp_path, f"{'g' * 40} {'h' * 40}")
    with pytest.raises(SecretError, match=r"a later secret is missing \(give all of them, in their order"):
        digest(tmp_path, "g" * 40)


def test_no_key_shows_itself():
    secrets = secret.Secrets((b"g" * 40, b"h" * 40))
    keys = secret.keys(secrets)
    hidden = [*secrets.all, keys.message_id, *(link.secret for link in keys.links)]
    for shown in (repr(secrets), repr(keys), repr(keys.links[0])):
        assert not any(repr(key)[2:-1] in shown for key in hidden)
    assert repr(keys.links[0]) == f"LinkKey({keys.links[0].id.hex()})"


def test_a_short_secret_is_refused_and_not_printed(tmp_path):
    with pytest.raises(SecretError, match="shorter than 32") as refused:
        digest(tmp_path, "geheim")
    assert "geheim" not in str(refused.value)


def test_the_same_secret_twice_is_refused_and_not_printed(tmp_path):
    with pytest.raises(SecretError, match="PUBLISH_SITE__SECRET: a secret stands there twice") as refused:
        digest(tmp_path, f"{'g' * 40} {'g' * 40}")
    assert "gg" not in str(refused.value)


def test_a_secret_that_can_not_be_read_is_an_error(tmp_path):
    (tmp_path / ".publisher/secret").mkdir(parents=True)
    with pytest.raises(SecretError, match="can't be read"):
        digest(tmp_path)


def test_a_secret_made_before_the_ledger_was_keyed_is_taken(tmp_path):
    (tmp_path / ".publisher").mkdir()
    (tmp_path / ".publisher/secret").write_text("h" * 40)
    assert digest(tmp_path) == digest(tmp_path, "h" * 40)


def test_an_audience_of_a_newer_program_is_refused(tmp_path):
    digest(tmp_path)
    newer = sqlite3.connect(tmp_path / ".publisher/ledger.db")
    newer.execute("update schema_version set version = 99 where room = 'audience'")
    newer.commit()
    newer.close()
    with pytest.raises(StorageError, match="newer version"):
        digest(tmp_path)
