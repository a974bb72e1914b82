"""Match facts on the command line: the editor's word makes a score box, what the words suggest never does."""

import email
import json
import tomllib
from email import policy

import pytest
from mailrooms import CONSENT, addresses, write_readers
from newsrooms import DAY, append, edit

from publisher import checks
from publisher.text import scoreline

DAY_FILE = f"campaigns/ochtend/{DAY}.toml"
FOLDER = f"editions/ochtend/{DAY}"
HEADLINE = "Zandkerke wint met 3-2 van Polderdam"
OWN = """
[match]
home_team = "Zandkerke"
away_team = "Polderdam"
home_score = 3
away_score = 1
half_time = [1, 1]
location = "De Dijk"
goals = [{ player = "Verwaest", minute = 12, side = "home" }]
+++
De eerste helft"""


@pytest.fixture
def digest(call, newsroom):
    """Build the edition and give what `--json` says."""

    def build(*words):
        result = call("digest", "--date", DAY, "--json", *words)
        assert result.code == 0, result.err
        return json.loads(result.out)

    return build


@pytest.fixture
def refused(call, newsroom):
    """Write a day file that is wrong, and give the one line that says so."""

    def build(text):
        append(newsroom / DAY_FILE, text)
        result = call("digest", "--date", DAY)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        return result.err

    return build


@pytest.fixture
def telling(newsroom):
    """Let the lead's headline tell a result that no match facts confirm."""
    edit(newsroom / "articles/a-lead.md", "Zandkerke wint in de slotminuut van Polderdam", HEADLINE)


def own_facts(newsroom):
    edit(newsroom / "articles/a-lead.md", "+++\nDe eerste helft", OWN)


def read(newsroom, name):
    return (newsroom / FOLDER / name).read_text(encoding="utf-8")


def match(newsroom):
    return told(newsroom)["content"]["lead"].get("match")


def told(newsroom):
    """Give what edition.json says but for the findings."""
    return {
        key: value for key, value in json.loads(read(newsroom, "edition.json")).items() if key != "findings"
    }


def leaving(newsroom):
    """Give what an edition folder holds but for the findings and the minute it was written."""
    names = ("articles.json", "email.html", "email.txt", "email.eml", "posts.json")
    files = [read(newsroom, name).splitlines() for name in names]
    return told(newsroom), [[line for line in lines if not line.startswith("Date: ")] for lines in files]


def scores(said):
    return [finding for finding in said["findings"] if finding["check"] == "score"]


def test_teams_and_both_scores_by_the_editor_make_a_score_box(digest, newsroom):
    append(
        newsroom / DAY_FILE,
        '[match]\nhome_team = "Zandkerke"\naway_team = "Polderdam"\nhome_score = 3\naway_score = 2',
    )
    digest()
    assert "Zandkerke 3–2 Polderdam" in read(newsroom, "email.txt")
    assert ">3–2<" in read(newsroom, "email.html")
    assert set(match(newsroom)["provenance"].values()) == {"editor"}


def test_the_editors_facts_lie_over_the_leads_own_field_by_field(digest, newsroom):
    own_facts(newsroom)
    append(newsroom / DAY_FILE, '[match]\naway_score = 2\nlocation = "De Kaai"')
    digest()
    assert "Zandkerke 3–2 Polderdam\nrust 1–1 · De Kaai\n" in read(newsroom, "email.txt")
    assert match(newsroom)["provenance"] == {
        **dict.fromkeys(("home_team", "away_team", "home_score", "half_time", "goals"), "structured"),
        **dict.fromkeys(("away_score", "location"), "editor"),
    }


def test_goals_by_the_editor_are_all_the_goals_there_are(digest, newsroom):
    own_facts(newsroom)
    goal = '[[match.goals]]\nplayer = "Asamani"\nminute = 45\nadded = 2\nside = "away"\npenalty = true'
    append(newsroom / DAY_FILE, goal)
    digest()
    text = read(newsroom, "email.txt")
    assert "Polderdam: 45+2' Asamani (strafschop)" in text
    assert "Verwaest" not in text
    assert match(newsroom)["provenance"]["goals"] == "editor"


def test_the_editor_can_take_the_goals_away(digest, newsroom):
    own_facts(newsroom)
    append(newsroom / DAY_FILE, "[match]\ngoals = []")
    digest()
    assert "Verwaest" not in read(newsroom, "email.txt")


def test_a_start_without_a_zone_is_the_sites(digest, newsroom):
    own_facts(newsroom)
    append(newsroom / DAY_FILE, "[match]\nstart_date = 2026-11-23T20:45:00")
    digest()
    assert match(newsroom)["start_date"] == "2026-11-23T20:45:00+01:00"


def test_the_editors_facts_are_the_leads_whichever_it_is(digest, newsroom):
    append(newsroom / DAY_FILE, 'lead = "201"\nmatch = { home_team = "Dijkstad", away_team = "Zandkerke" }')
    digest()
    assert match(newsroom)["home_team"] == "Dijkstad"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[match]\nhome_score = 501",
            "wrong value for match.home_score: expected a whole number from 0 to 500",
        ),
        (
            "[match]\naway_score = -1",
            "wrong value for match.away_score: expected a whole number from 0 to 500",
        ),
        ('[match]\nhome_score = "3"', "wrong value for match.home_score: expected a whole number"),
        ("[match]\nhome_score = 2.5", "wrong value for match.home_score: expected a whole number"),
        (
            "[match]\nhalf_time = [1]",
            "wrong value for match.half_time: expected a list of 2, each a whole nu",
        ),
        ("[match]\nhalf_time = [1, 501]", "wrong value for match.half_time[1]: expected a whole number from"),
        ('[match]\nhome_team = ""', "wrong value for match.home_team: expected text that is not empty"),
        ('[match]\nstart_date = "x"', "wrong value for match.start_date: expected a date and time, such as"),
        ('[match]\nteam = "x"', "unknown key match.team (see docs/campaigns.md)"),
        ("[match]\nprovenance = {}", "unknown key match.provenance (see docs/campaigns.md)"),
        ("match = 3", "wrong value for match: expected a table (docs/campaigns.md shows the form)"),
        (
            '[[match.goals]]\nplayer = "V"\nminute = 151\nside = "home"',
            "wrong value for match.goals[0].minute: expected a whole number from 0 to 150",
        ),
        (
            '[[match.goals]]\nplayer = "V"\nminute = 9\nside = "thuis"',
            "wrong value for match.goals[0].side: expected away or home",
        ),
        ('[[match.goals]]\nminute = 9\nside = "home"', "missing key match.goals[0].player (add it"),
        (
            '[match]\nhome_team = "Z"',
            " match: not known of the lead's match: away_team (add what is missing)",
        ),
        ("[match]\nhome_score = 3", "not known of the lead's match: home_team, away_team, away_score (add"),
        (
            '[match]\nhome_team = "Z"\naway_team = "P"\naway_score = 2',
            "not known of the lead's match: home_score (add what is missing)",
        ),
    ],
)
def test_a_mistake_in_the_editors_facts_names_file_key_and_remedy(refused, text, said):
    line = refused(text)
    assert line.startswith(f"publish: {DAY_FILE}")
    assert said in line


@pytest.mark.parametrize(
    "fact", ["home_score = 501", "half_time = [1, 501]", "goals = [{player='V', minute=151, side='home'}]"]
)
def test_an_article_and_the_editor_are_held_to_the_same_bounds(call, newsroom, fact):
    teams = f'home_team = "Zandkerke"\naway_team = "Polderdam"\n{fact}'
    append(newsroom / DAY_FILE, f"[match]\n{teams}")
    assert call("digest", "--date", DAY).code == 2
    (newsroom / DAY_FILE).unlink()
    edit(newsroom / "articles/a-lead.md", "+++\nDe eerste helft", f"[match]\n{teams}\n+++\nDe eerste helft")
    assert call("digest", "--date", DAY).code == 10


@pytest.mark.usefixtures("telling")
def test_a_score_in_the_text_is_suggested_with_its_sentence_its_reason_and_what_to_write(digest, newsroom):
    (finding,) = scores(digest())
    assert finding["severity"] == "info"
    assert f"3-2: {HEADLINE!r} (result verb 'wint')" in finding["message"]
    assert DAY_FILE in finding["remedy"]
    assert "the text seems to say 3-2" in read(newsroom, "preview.html")


@pytest.mark.usefixtures("telling")
def test_the_line_of_the_remedy_makes_the_score_box_once_its_dots_are_filled(digest, call, newsroom):
    (finding,) = scores(digest())
    line = finding["remedy"].partition(".toml: ")[2]
    append(newsroom / DAY_FILE, line)
    assert call("digest", "--date", DAY).code == 2
    for value in ('"Zandkerke"', '"Polderdam"', "3", "2"):
        line = line.replace("...", value, 1)
    assert tomllib.loads(line)
    (newsroom / DAY_FILE).write_text(line, encoding="utf-8")
    assert scores(digest()) == []
    assert "Zandkerke 3–2 Polderdam" in read(newsroom, "email.txt")


@pytest.mark.usefixtures("telling")
def test_a_score_in_the_text_makes_no_score_box_and_no_match(digest, newsroom):
    assert scores(digest())
    assert "3–2" not in read(newsroom, "email.html") + read(newsroom, "email.txt")
    assert match(newsroom) is None
    assert '"match"' not in read(newsroom, "articles.json")


@pytest.mark.usefixtures("telling")
def test_subject_preheader_and_posts_know_no_match_of_a_score_in_the_text(digest, newsroom):
    edit(
        newsroom / "campaigns/ochtend.toml",
        'name = "Ochtend"',
        "subject = \"{{ 'feiten' if lead.match else 'geen feiten' }}\"\n"
        "preheader = \"{{ lead.match or 'geen uitslag' }}\"",
    )
    said = digest()
    assert scores(said)
    assert (said["subject"], said["preheader"]) == ("geen feiten", "geen uitslag")
    assert [name for name, post in said["posts"].items() if "3–2" in post["text"]] == []


@pytest.mark.usefixtures("telling")
def test_the_build_is_byte_for_byte_the_same_without_the_check(digest, newsroom, monkeypatch):
    suggested, first = digest(), leaving(newsroom)
    monkeypatch.delitem(checks.CHECKS, "score")
    bare = digest("--refresh")
    assert scores(suggested)
    assert scores(bare) == []
    assert bare["hash"] == suggested["hash"]
    assert leaving(newsroom) == first


@pytest.fixture
def wrong(monkeypatch):
    """Let the rule suggest a score that stands in no text, so that every trace of it can be found."""

    def suggest(headline, lede, language):
        return scoreline.Suggestion((29, 28), headline, "result verb 'wint'")

    monkeypatch.setattr(scoreline, "suggest", suggest)


def mentions(text):
    return any(f"29{mark}28" in text for mark in ("-", "–", " ", ", ", ":", "&#8211;", "&ndash;"))


@pytest.mark.usefixtures("wrong")
def test_whatever_is_suggested_stands_with_the_findings_and_nowhere_else(digest, newsroom):
    digest()
    names = [path.name for path in (newsroom / FOLDER).iterdir()]
    mentioning = {name for name in names if mentions(read(newsroom, name))}
    assert mentioning == {"edition.json", "findings.json", "preview.html"}
    assert not mentions(json.dumps(told(newsroom)))


@pytest.mark.usefixtures("wrong")
def test_whatever_is_suggested_reaches_no_reader(mailroom, newsroom):
    built = mailroom.ready(2)
    assert mentions(scores(built)[0]["message"])
    code, _ = mailroom.send()
    assert code == 0
    assert len(mailroom.sink.accepted) == 2
    for mail in mailroom.sink.accepted:
        message = email.message_from_bytes(mail.data, policy=policy.default)
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        assert len(parts) == 2
        assert not mentions("\n".join([*parts, *message.values()]))


@pytest.mark.usefixtures("wrong")
def test_a_dry_run_shows_no_suggestion_in_any_channel(digest, call, newsroom):
    assert call("subscribers", "import", write_readers(newsroom, addresses(1)), *CONSENT).code == 0
    digest()
    shown = call("send", f"ochtend/{DAY}", "--dry-run")
    assert shown.code == 0, shown.err
    assert "bluesky" in shown.out
    assert not mentions(shown.out)
