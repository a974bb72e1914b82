"""`publish check`: exit 5 for what must not leave, in three forms."""

import json
from datetime import UTC, datetime

import pytest
from newsrooms import DAY, append, edit

from publisher.cli import check
from publisher.model import Finding

EDITION = f"ochtend/{DAY}"


@pytest.fixture
def checked(call, newsroom):
    """Build after a change, then check."""

    def run(*args, change=None, edition=EDITION):
        if change:
            change(newsroom)
        assert call("digest", "--date", DAY).code == 0
        return call("check", edition, *args)

    return run


def bare(newsroom):
    """Leave two things out: one blocks, one warns."""
    edit(newsroom / "config.toml", "unsubscribe_url", "# unsubscribe_url")
    append(newsroom / f"campaigns/{EDITION}.toml", '[teaser]\n201 = "Zeker."\n')
    edit(newsroom / "articles/kort.json", '"url": "https://ochtendblad.internal/kort/201",', "")


def warned(newsroom):
    """Tell one headline twice, with everything in it that a workflow command must escape."""
    headline = "Dijkstad zoekt nog een spits"
    append(newsroom / f"campaigns/{EDITION}.toml", f'headline = "{headline}"')
    edit(newsroom / "articles/kort.json", headline, "Voor 100%: ja")
    edit(newsroom / f"campaigns/{EDITION}.toml", headline, "Voor 100%: ja")


def test_a_good_edition_is_exit_0(checked):
    assert checked() == (0, "", f"{EDITION}: 0 blockers, 0 warnings\n")


def test_a_blocking_finding_is_exit_5(checked):
    result = checked(change=bare)
    assert result.code == 5
    assert result.out.startswith(
        "blocking   [mail] unsubscribe_url: a mail channel has no one-click unsubscribe address (set it to"
    )
    assert "\nwarning    sources: 1 of 3 items have no address" in result.out
    assert result.err == f"{EDITION}: 1 blocker, 1 warning\n"


def test_a_warning_is_exit_0_and_with_strict_exit_5(checked, call):
    assert checked(change=warned).code == 0
    strict = call("check", EDITION, "--strict")
    assert strict.code == 5
    assert strict.err == f"{EDITION}: 0 blockers, 1 warning\n"


def test_strict_lets_a_good_edition_pass(checked):
    assert checked("--strict").code == 0


@pytest.mark.parametrize("form", [("--json",), ("--format", "json")])
def test_json_is_the_findings_with_all_their_fields(checked, form):
    result = checked(*form, change=bare)
    assert result.code == 5
    assert result.err == ""
    first, second = json.loads(result.out)
    assert set(first) == {"check", "severity", "message", "where", "remedy"}
    assert [(f["check"], f["severity"]) for f in (first, second)] == [
        ("unsubscribe", "blocking"),
        ("no-url", "warning"),
    ]


def test_json_of_a_good_edition_is_an_empty_list(checked):
    assert json.loads(checked("--json").out) == []


def test_github_gets_an_annotation_per_finding_with_percent_escaped(checked):
    result = checked("--format", "github", change=warned)
    (line,) = result.out.splitlines()
    assert line == (
        "::warning title=publish check repeated::recent: told twice: 'Voor 100%25: ja' (--drop one of them)"
    )


@pytest.mark.parametrize(
    ("severity", "level"), [("blocking", "error"), ("warning", "warning"), ("info", "notice")]
)
def test_an_annotation_is_one_line_whatever_the_finding_says(severity, level):
    said = check._annotation(Finding("size", severity, "50%\r\n::error::no", remedy="mend\nit"))
    assert said == f"::{level} title=publish check size::50%25%0D%0A::error::no (mend%0Ait)"
    assert check._annotation(Finding("size", severity, "big")).endswith("::big")


def test_a_check_uses_todays_configuration(checked, call, newsroom):
    assert checked().code == 0
    append(newsroom / "templates/digest/theme.toml", '[light]\nmuted = "#dddddd"')
    result = call("check", EDITION)
    assert result.code == 0
    assert "warning    templates/digest/theme.toml: contrast below 4.5: light muted on card" in result.out


def test_a_check_keeps_what_was_noticed_while_loading(checked):
    def spoil(newsroom):
        (newsroom / "articles/foto.png").unlink()

    assert "warning    foto.png: the image is missing" in checked(change=spoil).out


def test_a_real_channel_refuses_another_days_edition(newsroom, call):
    append(newsroom / "config.toml", '[channels.post]\nkind = "smtp"\nhost = "mail.internal"')
    assert call("digest", "--date", "2001-02-03").code == 0
    result = call("check", "ochtend/2001-02-03")
    assert result.code == 5
    assert "blocking   date: the edition is of 2001-02-03, today is " in result.out


def test_without_an_edition_it_is_todays_of_the_default_campaign(call, newsroom):
    assert call("digest").code == 0
    today = datetime.now(UTC).date().isoformat()[:7]
    by_nothing, by_name = call("check"), call("check", "ochtend")
    assert by_nothing == by_name
    assert by_nothing.err.startswith(f"ochtend/{today}")


def test_check_changes_nothing(checked, call, newsroom):
    checked()
    before = {path: path.read_bytes() for path in (newsroom / "editions").rglob("*") if path.is_file()}
    call("check", EDITION)
    assert before == {p: p.read_bytes() for p in (newsroom / "editions").rglob("*") if p.is_file()}
