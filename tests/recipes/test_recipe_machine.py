"""systemd and cron: files that their own programs accept, and a command that does what it says."""

import fcntl
import re
import shlex
import subprocess

import pytest
from newsrooms import append
from schedulers import SECRETS, expanded, tool

from publisher.errors import ConfigError

SHELL = ["sh", "-c"]


def _keys(unit):
    """Read a unit: key -> its values, in order."""
    found = {}
    for line in unit.splitlines():
        key, mark, value = line.partition("=")
        if mark and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def _cron(text):
    """Give the fields and the command of the only entry, the command as cron hands it to the shell."""
    (entry,) = [line for line in text.splitlines() if re.match(r"[\d*]", line)]
    *fields, command = entry.split(None, 5)
    assert re.search(r"(?<!\\)%", command) is None
    return fields, command.replace("\\%", "%")


@pytest.mark.parametrize("root", ["/srv/blad", "/srv/50% van 't blad"])
def test_systemd_accepts_the_units(call, channels, tmp_path, recipe, root):
    analyze = tool("systemd-analyze")
    for path, text in recipe("systemd", root=root, secrets=tuple(sorted(SECRETS))).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    units = [tmp_path / "deploy/publisher.service", tmp_path / "deploy/publisher.timer"]
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_would_refuse_a_mistake(tmp_path, recipe):
    analyze = tool("systemd-analyze")
    service = recipe("systemd")["deploy/publisher.service"].replace("/bin/true", "/bin/nowhere")
    (tmp_path / "publisher.service").write_text(service + "UMaks=0077\n", encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", tmp_path / "publisher.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "/bin/nowhere is not executable" in done.stderr
    assert "UMaks" in done.stderr


def test_the_service_is_hardened(tmp_path, recipe):
    analyze = tool("systemd-analyze")
    path = tmp_path / "publisher.service"
    path.write_text(recipe("systemd")["deploy/publisher.service"], encoding="utf-8")
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=25", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-400:]  # an exposure of 2.5 of 10 at most


def test_the_service_gets_each_secret_as_a_credential_and_none_in_its_text(call, channels):
    assert call("init", "--ci", "systemd", env=dict.fromkeys(SECRETS, "already-here")).code == 0
    service = (channels / "deploy/publisher.service").read_text(encoding="utf-8")
    keys = _keys(service)
    assert set(keys["LoadCredential"]) == {f"{name}:/etc/publisher/{name}" for name in SECRETS}
    assert set(keys["Environment"]) == {f"{name}__FILE=%d/{name}" for name in SECRETS}
    assert "already-here" not in service
    assert keys["WorkingDirectory"] == [str(channels)]
    assert keys["ExecStart"][0].endswith('/publish" run ochtend --yes')


def test_the_timer_looks_in_the_campaign_s_own_zone_and_never_catches_up(recipe):
    timer = _keys(recipe("systemd", zone="Asia/Kathmandu")["deploy/publisher.timer"])
    assert timer["OnCalendar"] == ["*-*-* 6..8:07/10:00 Asia/Kathmandu"]
    assert timer["Persistent"] == ["false"]


@pytest.mark.parametrize("root", ["/srv/blad", "/srv/50% van 't blad"])
@pytest.mark.parametrize("secrets", [(), tuple(sorted(SECRETS))])
def test_cron_accepts_the_table(tmp_path, recipe, root, secrets):
    crontab = tool("crontab")
    path = tmp_path / "crontab"
    path.write_text(recipe("cron", root=root, secrets=secrets)["deploy/crontab"], encoding="utf-8")
    done = subprocess.run([crontab, "-n", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    path.write_text(path.read_text(encoding="utf-8") + "61 * * * * true\n", encoding="utf-8")
    assert subprocess.run([crontab, "-n", path], capture_output=True, check=False).returncode == 1


def test_cron_ticks_all_day_at_odd_minutes_whatever_its_time_zone(recipe):
    fields, _ = _cron(recipe("cron")["deploy/crontab"])
    assert expanded(fields[0], 0, 59) == {7, 17, 27, 37, 47, 57}
    assert fields[1:] == ["*"] * 4


def _tick(text):
    command = _cron(text)[1]
    return subprocess.run([*SHELL, command], cwd="/", capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "50% van 't blad"
    made.mkdir()
    return made


def test_a_tick_that_went_well_says_nothing(recipe, folder):
    done = _tick(recipe("cron", root=str(folder))["deploy/crontab"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / ".publisher/cron.log").is_file()


def test_a_tick_that_failed_says_what_the_program_said(recipe, folder):
    done = _tick(recipe("cron", root=str(folder), program="/bin/ls")["deploy/crontab"])
    assert "'--yes'" in done.stdout


def test_a_tick_leaves_the_one_that_is_still_running_alone(recipe, folder):
    text = recipe("cron", root=str(folder), program="/bin/ls")["deploy/crontab"]
    (folder / ".publisher").mkdir()
    with (folder / ".publisher/cron.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _tick(text)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_secrets_come_from_a_file_whose_absence_is_said(recipe, folder):
    text = recipe("cron", root=str(folder), program="/usr/bin/env", secrets=("PUBLISH_X",))["deploy/crontab"]
    lost = _tick(text)
    assert lost.returncode != 0
    assert "cron.env" in lost.stderr
    append(folder / ".publisher/cron.env", "PUBLISH_X='it'\"'\"'s secret'")
    program = folder / "told"
    program.write_text('#!/bin/sh\necho "$PUBLISH_X, $*"\nexit 6\n')
    program.chmod(0o755)
    text = recipe("cron", root=str(folder), program=str(program), secrets=("PUBLISH_X",))["deploy/crontab"]
    assert _tick(text).stdout == "it's secret, run ochtend --yes\n"


def test_the_table_names_the_newsroom_and_the_program_that_wrote_it(call, channels):
    assert call("init", "--ci", "cron").code == 0
    text = (channels / "deploy/crontab").read_text(encoding="utf-8")
    command = _cron(text)[1]
    assert command.startswith(f"cd {shlex.quote(str(channels))} && ")
    assert "/publish run ochtend --yes" in command
    assert set(re.findall(r"^#   (PUBLISH_\w+)=", text, re.MULTILINE)) == SECRETS


@pytest.mark.parametrize("kind", ["github", "gitlab", "systemd", "cron"])
@pytest.mark.parametrize("name", ["het blad", "-x", "a;b", "a\nb", "${{x}}", ""])
def test_a_campaign_that_would_mean_something_else_in_a_script_is_refused(recipe, kind, name):
    with pytest.raises(ConfigError, match="a scheduler can't call a campaign"):
        recipe(kind, campaign=name)


@pytest.mark.parametrize("kind", ["systemd", "cron"])
@pytest.mark.parametrize("root", ["/srv/a\nb", '/srv/"a', "/srv/$HOME", "/srv/a\\b"])
def test_a_folder_that_no_unit_can_name_is_refused(recipe, kind, root):
    with pytest.raises(ConfigError, match="no scheduler can be given this path"):
        recipe(kind, root=root)
    with pytest.raises(ConfigError, match="no environment variable can be called so"):
        recipe(kind, secrets=("PUBLISH_CHANNELS__NIEUWS BRIEF__PASSWORD",))
