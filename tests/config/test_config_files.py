"""Finding config.toml, campaigns and day files; every mistake with file, key and remedy."""

from datetime import date
from pathlib import Path

import pytest
from newsrooms import edit

from publisher import config
from publisher.config import MailIdentity, Override, Site
from publisher.errors import ConfigError, UsageError

DAY = date(2026, 11, 24)


def load(folder, explicit=None, **environ):
    return config.load(explicit, environ, folder)


def read_everything(folder):
    loaded = load(folder)
    campaign = config.load_campaign(loaded, None)
    config.load_override(loaded, campaign.id, DAY)


def refused(folder, text, kind=ConfigError, file="config.toml"):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(kind) as error:
        read_everything(folder)
    assert error.value.exit_code == 2
    assert error.value.remedy
    assert "  " not in str(error.value)
    return str(error.value)


def test_the_configuration_is_found_in_a_folder_above(newsroom):
    below = newsroom / "articles/diep"
    below.mkdir()
    assert load(below).root == newsroom


def test_a_flag_names_the_configuration_relative_to_here(newsroom, tmp_path):
    assert load(tmp_path, Path("newsroom/config.toml")).root == newsroom


def test_a_variable_names_the_configuration_and_the_flag_wins(newsroom, tmp_path):
    (tmp_path / "other.toml").write_text('[site]\nname = "Ander"')
    assert load(newsroom, PUBLISH_CONFIG=str(tmp_path / "other.toml")).root == tmp_path
    assert load(tmp_path, newsroom / "config.toml", PUBLISH_CONFIG="other.toml").root == newsroom


@pytest.mark.parametrize("named", [{"explicit": Path("nergens.toml")}, {"PUBLISH_CONFIG": "nergens.toml"}])
def test_a_named_configuration_must_be_there(newsroom, named):
    with pytest.raises(ConfigError, match=r"nergens\.toml: no such configuration file \(check --config"):
        load(newsroom, **named)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[sites]\n",
            "unknown key [sites] (known here: site, mail, ledger, fetch, alerts, archive, channels)",
        ),
        ('[site]\nnaam = "x"', "config.toml: unknown key [site] naam (known here: name, url"),
        ("[site]\nname = 5", "config.toml: wrong value for [site] name: expected text (config.example"),
        ("site = 5", "config.toml: site must be a table (write [site])"),
        ('channels = "x"', "config.toml: channels must be a table (write [channels])"),
        ('[channels]\nx = "y"', "config.toml: channels.x must be a table (write [channels.x])"),
        ('[mail]\nFrom = "x"', "config.toml: unknown key [mail] From"),
        ('[site]\nurl = "kroniek.test"', "value for [site] url: expected a web address, such as https://k"),
        ('[site]\nurl = "javascript:x"', "wrong value for [site] url: expected a web address"),
        ('[site]\nurl = "https:///x"', "wrong value for [site] url: expected a web address"),
        ('[site]\nassets_url = "beeld"', "wrong value for [site] assets_url: expected a web address"),
        (
            '[mail]\nview_url = "https://k.test/e"',
            "for [mail] view_url: expected a web address that holds {ed",
        ),
        ('[mail]\nview_url = "ftp://k.test/{edition}"', "[mail] view_url: expected a web address that holds"),
        ("[ledger]\nurl = 1", "config.toml: wrong value for [ledger] url"),
        ("[site\n", "config.toml: not valid TOML: "),
        (b'[site]\nname = "\xff"', "config.toml: not UTF-8 (save the file as UTF-8)"),
        ('[site]\ntimezone = "Mars"', "config.toml [site] timezone: no time zone 'Mars' (such as Europe/"),
        ('[site]\ntimezone = "Europe"', "config.toml [site] timezone: no time zone 'Europe'"),
        ('[site]\ntimezone = "../x"', "config.toml [site] timezone: no time zone '../x'"),
        ('[site]\nlanguage = "xx"', "config.toml [site] language: no language 'xx' (one of nl, fr, en, de"),
        ('[site]\nlanguage = "nl-XX"', "config.toml [site] language: no language 'nl-XX'"),
        ('[site]\nlanguage = "nl-"', "config.toml [site] language: no language 'nl-'"),
    ],
)
def test_a_mistake_in_the_configuration_names_file_key_and_remedy(newsroom, text, said):
    assert said in refused(newsroom, text)


def test_a_syntax_error_names_its_line(newsroom):
    assert "at line 2" in refused(newsroom, "[site]\nname = \n")


def test_a_configuration_that_can_not_be_read_is_refused(newsroom, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(ConfigError, match=r"config\.toml: can't be read: Permission denied \(check its perm"):
        load(newsroom)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("digset = 1", "campaigns/ochtend.toml: unknown key digset (known here: name, default"),
        (
            "[digest]\nrecent = -1",
            "value for digest.recent: expected a whole number from 0 to 500 (docs/campaigns.md",
        ),
        ("[digest]\nquota = 0", "wrong value for digest.quota: expected a whole number, 1 or more"),
        (
            '[digest]\norder = "oldest"',
            "wrong value for digest.order: expected newest or reactions (docs/campaigns.md",
        ),
        (
            '[schedule]\nbuild = "6:30"',
            "value for schedule.build: expected a time of day, such as 06:30 (docs",
        ),
        (
            '[schedule]\ndays = ["mon", "man"]',
            "schedule.days[1]: expected mon, tue, wed, thu, fri, sat or sun",
        ),
        ('[schedule]\nmax_late = "soon"', "schedule.max_late: expected a number with m, h or d, such as 90m"),
        ('hashtags = ["a", "b c"]', "wrong value for hashtags[1]: expected one word of letters and digits"),
        ("sources = 5", "wrong value for sources: expected a list"),
        ("[digest]\nrecent = 2.5", "wrong value for digest.recent: expected a whole number from 0 to 500"),
        ("default = 1", "wrong value for default: expected true or false"),
        (
            '[sponsor]\nname = "x"\ntext = "x"\nurl = "x"',
            "wrong value for sponsor.url: expected a web address",
        ),
        ('[sponsor]\nname = "x"\ntext = "x"\nlink = "x"', "unknown key sponsor.link (see docs/campaigns.md)"),
        ("[digest]\nrecentt = 1", "campaigns/ochtend.toml: unknown key digest.recentt"),
        ('[sponsor]\ntext = "x"', "missing key sponsor.name (add it; docs/campaigns.md explains it)"),
        ('[site]\nnaam = "x"', "campaigns/ochtend.toml: unknown key [site] naam"),
        ("[mail]\nfrom = 1", "campaigns/ochtend.toml: wrong value for [mail] from"),
        ('language = "tlh"', "campaigns/ochtend.toml language: no language 'tlh'"),
        ('[site]\nlanguage = "tlh"', "campaigns/ochtend.toml [site] language: no language 'tlh'"),
        ('[site]\ntimezone = "Mars"', "campaigns/ochtend.toml [site] timezone: no time zone 'Mars'"),
        (
            'channels = ["myspace"]',
            "campaigns/ochtend.toml: channels names 'myspace' (add [channels.myspace] or use one of: news",
        ),
        ("name = ", "campaigns/ochtend.toml: not valid TOML"),
    ],
)
def test_a_mistake_in_a_campaign_names_file_key_and_remedy(newsroom, text, said):
    assert said in refused(newsroom, text, file="campaigns/ochtend.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('led = "x"', "campaigns/ochtend/2026-11-24.toml: unknown key led (known here: lead, pin"),
        ("pin = 'x'", "campaigns/ochtend/2026-11-24.toml: wrong value for pin"),
        ("lead", "campaigns/ochtend/2026-11-24.toml: not valid TOML"),
    ],
)
def test_a_mistake_in_a_day_file_names_file_key_and_remedy(newsroom, text, said):
    assert said in refused(newsroom, text, file="campaigns/ochtend/2026-11-24.toml")


def test_a_day_without_a_file_is_a_day_without_a_word(newsroom):
    said, file = config.load_override(load(newsroom), "ochtend", DAY)
    assert said == Override()
    assert file == "campaigns/ochtend/2026-11-24.toml"


def test_a_day_file_is_the_editors_word(newsroom):
    (newsroom / "campaigns/ochtend").mkdir()
    (newsroom / "campaigns/ochtend/2026-11-24.toml").write_text('lead = "201"\npin = ["202"]')
    said, _ = config.load_override(load(newsroom), "ochtend", DAY)
    assert (said.lead, said.pin) == ("201", ("202",))


def test_the_only_campaign_needs_no_name(newsroom):
    assert config.load_campaign(load(newsroom), None).id == "ochtend"


def test_of_several_campaigns_the_default_one_needs_no_name(newsroom):
    (newsroom / "campaigns/avond.toml").write_text("default = true")
    assert config.load_campaign(load(newsroom), None).id == "avond"


@pytest.mark.parametrize("both", ["", "default = true\n"])
def test_of_several_campaigns_without_one_default_the_names_are_listed(newsroom, both):
    for name in ("avond", "ochtend"):
        (newsroom / f"campaigns/{name}.toml").write_text(both)
    with pytest.raises(UsageError, match=r"which campaign\? \(name one of: avond, ochtend\)") as error:
        config.load_campaign(load(newsroom), None)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("name", ["middag", "../campaigns/ochtend", "Ochtend"])
def test_an_unknown_campaign_lists_those_there_are(newsroom, name):
    with pytest.raises(UsageError, match=r"no campaign .* \(one of: ochtend\)"):
        config.load_campaign(load(newsroom), name)


def test_a_broken_sister_campaign_is_named_with_its_folder(newsroom):
    (newsroom / "campaigns/avond.toml").write_text("kapot")
    with pytest.raises(ConfigError, match=r"campaigns/avond\.toml: not valid TOML"):
        config.load_campaign(load(newsroom), None)


def test_a_folder_without_campaigns_has_the_shipped_ones(tmp_path):
    assert "kroniek" in config.campaign_names(load(tmp_path))


def test_a_campaigns_site_and_mail_lie_over_the_global_ones(newsroom):
    edit(
        newsroom / "campaigns/ochtend.toml",
        "[utm]",
        '[site]\nname = "Vroeg"\n[mail]\nreply_to = "a@b.nl"\n[utm]',
    )
    campaign = config.load_campaign(load(newsroom), "ochtend")
    plain = config.load(None, {}, newsroom).tables
    assert campaign.site == config.decode(
        config.Table("", {**plain["site"].values, "name": "Vroeg"}, ""), Site
    )
    assert campaign.mail.reply_to == "a@b.nl"
    assert campaign.mail.from_ == config.decode(plain["mail"], MailIdentity).from_
    assert campaign.origins["[mail] reply_to"] == "campaigns/ochtend.toml"
    assert campaign.origins["[mail] from"] == "config.toml"


def test_a_campaign_speaks_its_own_language_else_the_sites(newsroom):
    assert config.load_campaign(load(newsroom), None).language == "nl-BE"
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'language = "fr"')
    assert config.load_campaign(load(newsroom), None).language == "fr"


def test_a_campaign_takes_the_channels_it_names(newsroom):
    assert list(config.load_campaign(load(newsroom), None).channels) == [
        "newsletter",
        "x",
        "mastodon",
        "bluesky",
    ]
    edit(newsroom / "campaigns/ochtend.toml", 'name = "Ochtend"', 'channels = ["bluesky"]')
    assert list(config.load_campaign(load(newsroom), None).channels) == ["bluesky"]


def test_a_newsrooms_template_is_looked_up_before_the_shipped_one(newsroom):
    (newsroom / "templates/digest").mkdir(parents=True)
    first, second = config.template_folders(load(newsroom), "digest")
    assert first == newsroom / "templates/digest"
    assert (second / "theme.toml").is_file()


@pytest.mark.parametrize("name", ["krant", "../digest", ""])
def test_an_unknown_template_lists_those_there_are(newsroom, name):
    with pytest.raises(ConfigError, match=r"c\.toml template: no template .* \(one of: .*digest"):
        config.template_folders(load(newsroom), name, "c.toml template")
