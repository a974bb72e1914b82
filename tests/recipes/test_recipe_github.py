"""GitHub Actions: workflows that a linter passes, secrets by name, and nothing that can be injected."""

import json
import re
import subprocess

import pytest
import yaml
from newsrooms import edit
from schedulers import KEEPERS, SECRETS, actionlint, expanded, tool

WORKFLOWS = ".github/workflows/"
MINIMAL = {"contents": "read"}


@pytest.fixture
def written(call, channels):
    """Let `publish init` add the workflows to a newsroom with real channels; give both, read as YAML."""
    done = call("init", "--ci", "github")
    assert done.code == 0, done.err
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (channels / WORKFLOWS).iterdir()
    }


def _job(workflow):
    (job,) = workflow["jobs"].values()
    return job


def _step(workflow, name):
    (found,) = [step for step in _job(workflow)["steps"] if step.get("name") == name]
    return found


@pytest.mark.parametrize("name", ["digest", "approve"])
def test_a_linter_of_workflows_finds_nothing_but_would_find_a_mistake(written, channels, name):
    path = channels / WORKFLOWS / f"{name}.yml"
    code, said = actionlint(path)
    assert code == 0, said
    edit(path, "${{ secrets.PUBLISH_SITE__SECRET }}", "${{ secret.PUBLISH_SITE__SECRET }}")
    code, said = actionlint(path)
    assert code == 1
    assert 'undefined variable "secret"' in said


def test_the_workflows_may_read_and_nothing_else(written):
    assert sorted(written) == ["approve", "digest"]
    for workflow in written.values():
        assert workflow["permissions"] == MINIMAL
        assert "permissions" not in _job(workflow)
        (checkout,) = [step for step in _job(workflow)["steps"] if "checkout" in step.get("uses", "")]
        assert checkout["with"]["persist-credentials"] is False


def test_every_action_is_github_s_own_and_has_a_major_version(written):
    used = [
        step["uses"] for workflow in written.values() for step in _job(workflow)["steps"] if "uses" in step
    ]
    assert len(used) == 5
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)] == []


def test_one_run_at_a_time_and_none_is_cut_off(written):
    assert written["digest"]["concurrency"] == {"group": "publish-ochtend", "cancel-in-progress": False}
    assert "concurrency" not in written["approve"]  # its place in the queue would go to the next tick


def test_it_ticks_at_odd_minutes_in_the_hours_of_winter_and_of_summer(written):
    (tick,) = written["digest"][True]["schedule"]  # YAML 1.1 reads `on` as true
    minutes, hours, *rest = tick["cron"].split()
    assert rest == ["*", "*", "*"]
    assert 0 not in expanded(minutes, 0, 59)
    assert {5, 6, 7} | {4, 5, 6} <= expanded(hours, 0, 23)  # 06:30 to 08:30 in CET, in CEST


def test_secrets_are_given_by_name_and_only_to_the_step_that_needs_them(written):
    for name, step, wanted in (("digest", "Run", KEEPERS | SECRETS), ("approve", "Approve", KEEPERS)):
        given = {
            key: value for key, value in _step(written[name], step)["env"].items() if "secrets." in value
        }
        assert given == {key: f"${{{{ secrets.{key} }}}}" for key in wanted}
        rest = [each for each in _job(written[name])["steps"] if each.get("name") != step]
        assert "secrets." not in json.dumps(rest)
        assert "env" not in written[name]
        assert "env" not in _job(written[name])


def test_what_is_secret_here_is_named_for_there(call, channels):
    given = dict.fromkeys(SECRETS, "already-here-already-here-already-here")
    assert call("init", "--ci", "github", env=given).code == 0
    text = (channels / WORKFLOWS / "digest.yml").read_text(encoding="utf-8")
    assert "already-here" not in text
    assert [name for name in SECRETS if f"secrets.{name} " not in text] == []


def test_what_a_person_types_is_never_part_of_a_script(written):
    step = _step(written["approve"], "Approve")
    assert "${{" not in step["run"]
    inputs = written["approve"][True]["workflow_dispatch"]["inputs"]
    assert {name: each["required"] for name, each in inputs.items()} == {"edition": True, "hash": True}


def test_the_preview_is_kept_as_an_artifact(written):
    (kept,) = [step for step in _job(written["digest"])["steps"] if "upload-artifact" in step.get("uses", "")]
    assert kept["with"]["path"] == "editions/**/preview.html"
    assert kept["if"].startswith("always() && ")


def _run(step, newsroom, path, **env):
    """Run a step as GitHub does: https://docs.github.com/en/actions/reference/workflow-syntax#jobsjob_idstepsshell."""
    summary = newsroom / "summary.md"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=newsroom,
        env={"PATH": path, "HOME": str(newsroom), "GITHUB_STEP_SUMMARY": str(summary), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done, summary.read_text(encoding="utf-8") if summary.is_file() else ""


@pytest.fixture
def plain(call, newsroom):
    """Add the workflows to a newsroom of outboxes, with an edition of today that one network has."""
    assert call("init", "--ci", "github").code == 0
    edit(newsroom / "config.toml", "unsubscribe_url", "# unsubscribe_url")
    assert call("digest").code == 0
    assert call("send", "--channel", "bluesky", "--yes").code == 0
    return newsroom


LEDGER = {"PUBLISH_LEDGER__URL": "sqlite:///.publisher/ledger.db"}


def _workflow(newsroom, name):
    return yaml.safe_load((newsroom / WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))


def test_a_run_leaves_findings_a_preview_and_a_table(plain, on_path):
    tool("jq")
    given = {**LEDGER, "PUBLISH_SITE__SECRET": (plain / ".publisher/secret").read_text().split()[0]}
    done, summary = _run(_step(_workflow(plain, "digest"), "Run"), plain, on_path, **given)
    assert "::error title=publish check unsubscribe::[mail] unsubscribe_url: " in done.stdout, done.stderr
    assert len([*plain.glob("editions/**/preview.html")]) == 1
    head, _, columns, rule, *rows = summary.rstrip().split("\n")
    assert re.fullmatch(r"### ochtend/\d{4}-\d\d-\d\d `[0-9a-f]{12}`", head)
    assert columns.startswith("| channel | sent | queued |")
    assert columns.count("|") == rule.count("|") == rows[0].count("|")
    assert "| bluesky | 1 | 0 | 0 | 0 | 0 | 0 | 0 |" in rows


def test_a_missing_secret_is_named_and_nothing_is_run(plain, on_path):
    done, summary = _run(_step(_workflow(plain, "digest"), "Run"), plain, on_path, **LEDGER)
    assert done.returncode == 2
    assert done.stdout == "::error::the secret PUBLISH_SITE__SECRET is not set\n"
    assert summary == ""


@pytest.mark.parametrize("typed", ["--help", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", ""])
def test_whatever_is_typed_for_an_approval_is_an_edition_s_name(plain, on_path, typed):
    step = _step(_workflow(plain, "approve"), "Approve")
    done, summary = _run(step, plain, on_path, EDITION=typed, HASH="abc", **LEDGER)
    assert done.returncode in {2, 4}
    assert done.stderr.startswith("publish: ")
    assert summary == ""
    assert not (plain / "pwned").exists()


def test_an_approval_is_of_the_build_that_was_looked_at(plain, on_path, call):
    said = json.loads(call("status", "--json").out)
    step = _step(_workflow(plain, "approve"), "Approve")
    other, _ = _run(step, plain, on_path, EDITION=said["edition"], HASH="--yes", **LEDGER)
    assert other.returncode == 4
    done, summary = _run(step, plain, on_path, EDITION=said["edition"], HASH=said["hash"][:12], **LEDGER)
    assert done.returncode == 0, done.stderr
    assert summary.startswith(f"{said['edition']} ({said['hash'][:12]}) approved")


def test_the_recipe_installs_no_package_of_somebody_else(written, channels):
    lines = (channels / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["psycopg[binary]>=3.1"]
    assert "pip install --quiet -r requirements.txt" in _step(written["digest"], "Install publisher")["run"]


def test_a_newsroom_below_the_top_of_its_repository_is_told_so(call, channels):
    (channels.parent / ".git").mkdir()
    done = call("init", "--ci", "github")
    assert done.err == (
        f"github reads its files at the top of a repository only: move them to {channels.parent}\n"
    )
