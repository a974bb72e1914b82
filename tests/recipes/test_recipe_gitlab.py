"""GitLab CI: one job for the schedule, one for the editor, and the variables by name."""

import re
import subprocess

import pytest
import yaml
from schedulers import KEEPERS, SECRETS, expanded


@pytest.fixture
def text(call, channels):
    done = call("init", "--ci", "gitlab")
    assert done.code == 0, done.err
    return (channels / ".gitlab-ci.yml").read_text(encoding="utf-8")


@pytest.fixture
def pipeline(text):
    return yaml.safe_load(text)


def test_the_digest_runs_by_schedule_alone_and_one_at_a_time(pipeline):
    digest = pipeline["digest"]
    assert digest["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]
    assert digest["resource_group"] == "publish-ochtend"
    assert digest["interruptible"] is False
    assert digest["artifacts"]["paths"] == ["editions/*/*/preview.html"]
    assert digest["artifacts"]["when"] == "always"
    assert "publish run ochtend --yes" in digest["script"][0]


def test_an_approval_is_started_by_hand_and_waits_for_no_digest(pipeline):
    approve = pipeline["approve"]
    assert approve["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "web"', "when": "manual"}]
    assert "resource_group" not in approve
    assert approve["script"] == ['publish approve --hash="$HASH" -- "$EDITION"']
    assert set(pipeline["variables"]) == {"EDITION", "HASH"}


def test_it_names_its_jobs_and_nothing_that_gitlab_would_take_for_one(pipeline):
    assert set(pipeline) == {"variables", "default", "digest", "approve"}
    assert set(pipeline["default"]) == {"image", "before_script"}


def test_the_schedule_to_be_added_ticks_at_odd_minutes_by_the_campaign_s_own_clock(text):
    (line,) = re.findall(r"^#   ([\d,]+ \S+ \* \* \S+)$", text, re.MULTILINE)
    minutes, hours, *_ = line.split()
    assert 0 not in expanded(minutes, 0, 59)
    assert expanded(hours, 0, 23) == {6, 7, 8}
    assert "in the time zone Europe/Brussels" in text


def test_every_variable_is_named_and_asked_for(text, pipeline):
    assert set(re.findall(r"^#   (PUBLISH_\w+)$", text, re.MULTILINE)) == KEEPERS | SECRETS
    asked = re.search(r"for name in (.*); do", pipeline["digest"]["script"][0])
    assert set(asked[1].split()) == KEEPERS | SECRETS


def test_a_missing_variable_is_named_and_nothing_is_run(pipeline, channels, on_path):
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", pipeline["digest"]["script"][0]],
        cwd=channels,
        env={"PATH": on_path, "PUBLISH_LEDGER__URL": "sqlite:///.publisher/ledger.db"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout == "the variable PUBLISH_SITE__SECRET is not set\n"
