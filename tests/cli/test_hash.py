"""The hash on the command line: the same for the same edition anywhere, another for whatever leaves."""

import json
import shutil

import pytest
from newsrooms import DAY, PNG, append, edit, own_template, write_newsroom

SITE = "https://ochtendblad.internal"
DAY_FILE = f"campaigns/ochtend/{DAY}.toml"


@pytest.fixture
def name(call, newsroom):
    """Build the edition and give its hash."""

    def build(*args, cwd=newsroom, **rest):
        result = call("digest", "--date", DAY, "--json", *args, cwd=cwd, **rest)
        assert result.code == 0, result.err
        return json.loads(result.out)["hash"]

    return build


@pytest.fixture
def first(name, tmp_path):
    """Give the hash of an unchanged newsroom in another folder."""
    return name(cwd=write_newsroom(tmp_path / "elders" / "diep"))


def test_two_folders_give_the_same_hash(name, first):
    assert name() == first


def test_two_runs_give_the_same_hash_with_and_without_the_snapshot(name):
    assert name() == name() == name("--refresh")


def test_two_processes_give_the_same_hash(publish, first):
    said = publish("digest", "--date", DAY, "--json", env={"PYTHONHASHSEED": "7"}).out
    assert json.loads(said)["hash"] == first


def test_files_written_in_another_order_give_the_same_hash(name, newsroom, first):
    files = {path.name: path.read_bytes() for path in (newsroom / "articles").iterdir()}
    shutil.rmtree(newsroom / "articles")
    (newsroom / "articles").mkdir()
    for file in sorted(files, reverse=True):
        (newsroom / "articles" / file).write_bytes(files[file])
    assert name() == first


@pytest.fixture
def undated(newsroom):
    """Take the dates away, so that only the order of the files decides."""
    lines = (newsroom / "articles/a-lead.md").read_text().splitlines()
    (newsroom / "articles/a-lead.md").write_text("\n".join(line for line in lines if "date_" not in line))
    feed = json.loads((newsroom / "articles/kort.json").read_text())
    for item in feed["items"]:
        del item["date_published"]
    (newsroom / "articles/kort.json").write_text(json.dumps(feed))


@pytest.mark.usefixtures("undated")
def test_paths_given_in_another_order_give_the_same_hash(name, newsroom):
    lead, short = "articles/a-lead.md", "articles/kort.json"
    assert name("--from", lead, "--from", short) == name("--from", short, "--from", lead)
    assert name("--from", lead, short, lead) == name("--from", f"./{short}", str(newsroom / lead))


@pytest.mark.usefixtures("undated")
def test_paths_given_from_another_working_folder_give_the_same_hash(name, newsroom):
    shutil.move(newsroom / "articles/kort.json", newsroom / "campaigns/kort.json")
    above = name("--from", "articles", "campaigns/kort.json")
    assert name("--from", "../articles", "kort.json", cwd=newsroom / "campaigns") == above
    named = {"PUBLISH_CONFIG": "../config.toml"}
    assert name("--from", "kort.json", "../articles", cwd=newsroom / "campaigns", env=named) == above


def template(part, old, new):
    def change(room):
        own_template(room)
        edit(room / "templates/digest" / part, old, new)

    return change


def extending(theme="", **partials):
    """Give the campaign a template that extends the shipped one and differs in this."""

    def change(room):
        edit(room / "campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Ochtend"\ntemplate = "avond"')
        append(room / "templates/avond/theme.toml", f'extends = "digest"\n{theme}')
        for name, text in partials.items():
            append(room / f"templates/avond/partials/{name}.mjml.j2", text)

    return change


def extending_newsrooms(file, text):
    """Change the template that the campaign's own one extends."""

    def change(room):
        extending()(room)
        append(room / "templates/digest" / file, text)

    return change


def written(file, old, new):
    return lambda room: edit(room / file, old, new)


def added(file, text):
    return lambda room: append(room / file, text)


def photo(content):
    return lambda room: (room / "articles/foto.png").write_bytes(content)


FLIPS = {
    "a template's partial": template("partials/footer.mjml.j2", "{{ words.why }}", "{{ words.why }}!"),
    "a template's text part": template("digest.txt.j2", "-- \n", "---\n"),
    "a theme's colour": added("templates/digest/theme.toml", '[light]\naccent = "#123456"'),
    "a theme's dark colour": added("templates/digest/theme.toml", '[dark]\naccent = "#fedcba"'),
    "the colour of a template that extends": extending('[light]\naccent = "#123456"'),
    "the logo of a template that extends": extending('logo = "avond.png"'),
    "the font of a template that extends": extending('heading_font = "Verdana"'),
    "the partial of a template that extends": extending(preheader="<!-- -->"),
    "a partial of the template that is extended": extending_newsrooms("partials/preheader.mjml.j2", ""),
    "a colour of the template that is extended": extending_newsrooms(
        "theme.toml", '[light]\naccent = "#123456"'
    ),
    "the footer's address": written("config.toml", "Verzonnenstraat 1", "Verzonnenstraat 2"),
    "From": written("config.toml", "<ochtend@", "<vroeg@"),
    "Reply-To": written("config.toml", "<redactie@", "<post@"),
    "List-Id": written("config.toml", "lezers.", "abonnees."),
    "the unsubscribe address": written("config.toml", "/u/{token}", "/uit/{token}"),
    "the mail to unsubscribe": added("config.toml", 'unsubscribe_mailto = "uit@ochtendblad.internal"'),
    "the view address": written("config.toml", "/e/{edition}", "/mail/{edition}"),
    "the site's name": written("config.toml", 'name = "Het Ochtendblad"', 'name = "De Avondpost"'),
    "the language": written("campaigns/ochtend.toml", 'name = "Ochtend"', 'language = "fr"'),
    "the channels": written("campaigns/ochtend.toml", 'name = "Ochtend"', 'channels = ["newsletter"]'),
    "the campaign tags": written("campaigns/ochtend.toml", 'source = "ochtendblad"', 'source = "blad"'),
    "a hashtag": written("campaigns/ochtend.toml", 'name = "Ochtend"', 'hashtags = ["Zandkerke"]'),
    "the sponsor": added("campaigns/ochtend.toml", '[sponsor]\nname = "Bakker"\ntext = "Brood"'),
    "the picture's bytes": photo(PNG + b"\0"),
    "the picture's address": written("config.toml", "internal/beeld", "internal/foto"),
    "the picture's alt text": written("articles/a-lead.md", "volle tribune", "lege tribune"),
    "the lead's headline": written("articles/a-lead.md", "Zandkerke wint", "Zandkerke won"),
    "the lead's body": written("articles/a-lead.md", "viel de match open", "ging de match dicht"),
    "a recent headline": written("articles/kort.json", "verlengt", "breekt"),
    "a link": written("articles/kort.json", "kort/201", "kort/209"),
    "the editor's subject": added(DAY_FILE, 'subject = "Goedemorgen"'),
    "the editor's preheader": added(DAY_FILE, 'preheader = "Met gezang"'),
    "a lead for subscribers only": written(
        "articles/a-lead.md", 'id = "101"', 'id = "101"\nis_accessible_for_free = false'
    ),
    "an entry for subscribers only": written(
        "articles/kort.json", '"id": "201",', '"id": "201", "_is_accessible_for_free": false,'
    ),
    "the editor's match": added(
        DAY_FILE, 'match = { home_team = "Z", away_team = "P", home_score = 3, away_score = 2 }'
    ),
    "the editor's note": added(DAY_FILE, 'note = "Goedemorgen."'),
    "the editor's headline": added(DAY_FILE, 'headline = "Zandkerke!"'),
    "the editor's teaser": added(DAY_FILE, '[teaser]\n201 = "Hij blijft."'),
    "the editor's post": added(DAY_FILE, '[posts]\nbluesky = "Wat een avond."'),
    "the editor's lead": added(DAY_FILE, 'lead = "201"'),
    "the editor's order": added(DAY_FILE, 'pin = ["202"]'),
    "what the editor leaves out": added(DAY_FILE, 'drop = ["202"]'),
}


@pytest.mark.parametrize("flip", FLIPS)
def test_whatever_leaves_changes_the_hash(name, newsroom, first, flip):
    FLIPS[flip](newsroom)
    assert name() != first


STAYS = {
    "a comment": added("config.toml", "# niets"),
    "the schedule": added("campaigns/ochtend.toml", '[schedule]\nat = "08:00"'),
    "the list": written("campaigns/ochtend.toml", 'name = "Ochtend"', 'name = "Vroeg"\nlist = "anderen"'),
    "the ledger's place": added("config.toml", '[ledger]\nurl = "sqlite:///elders.db"'),
    "the return path": added("config.toml", 'return_path = "terug@ochtendblad.internal"'),
    "the outbox's folder": added(
        "config.toml",
        "\n".join(
            f'[channels.{name}]\nkind = "outbox"\nas = "{kind}"\nfolder = "elders"'
            for name, kind in (
                ("newsletter", "smtp"),
                ("x", "x"),
                ("mastodon", "mastodon"),
                ("bluesky", "bluesky"),
            )
        ),
    ),
    "a template that extends and changes nothing": extending(),
    "a template of the same words": template("partials/footer.mjml.j2", "words.why", "words['why']"),
}


@pytest.mark.parametrize("change", STAYS)
def test_what_does_not_leave_keeps_the_hash(name, newsroom, first, change):
    STAYS[change](newsroom)
    assert name() == first


def test_a_changed_article_changes_nothing_until_somebody_refreshes(name, newsroom):
    before = name()
    edit(newsroom / "articles/kort.json", "verlengt", "breekt")
    assert name() == before
    assert name("--refresh") != before


def test_a_word_of_the_editor_changes_a_build_from_its_snapshot(name, newsroom):
    before = name()
    append(newsroom / DAY_FILE, '[teaser]\n201 = "Hij blijft."')
    assert name() != before
    (newsroom / DAY_FILE).unlink()
    assert name() == before
