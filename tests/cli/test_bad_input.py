"""What is wrong costs one clear line (file, key, remedy) and the right exit code, and nothing is lost."""

import pytest
from databases import ledger_at
from newsrooms import DAY, append, edit, own_template

DAY_FILE = f"campaigns/ochtend/{DAY}.toml"
CAMPAIGN = "campaigns/ochtend.toml"


def kept(newsroom):
    """Give what an earlier run left: the files of the edition, and the build the ledger calls current."""
    files = {path: path.read_bytes() for path in (newsroom / "editions").rglob("*") if path.is_file()}
    with ledger_at(newsroom) as ledger:
        return files, ledger.build(f"ochtend/{DAY}")


@pytest.fixture
def refused(call, newsroom):
    """Build once, spoil something, build again: give the one line that says what is wrong."""

    def run(spoil=None, *args, code=2, lines=1, **rest):
        good = call("digest", "--date", DAY)
        assert good.code == 0, good.err
        before = kept(newsroom)
        if spoil:
            spoil(newsroom)
        result = call(*(args or ("digest", "--date", DAY)), **rest)
        assert result.code == code, result.err
        assert result.out == ""
        assert result.err.startswith("publish: ")
        assert result.err.count("\n") == lines
        assert "Traceback" not in result.err
        assert kept(newsroom) == before
        return result.err

    return run


def spoilt(file, old, new):
    return lambda room: edit(room / file, old, new)


def added(file, text):
    return lambda room: append(room / file, text)


def digest(*words):
    return ("digest", "--date", DAY, *words)


@pytest.mark.parametrize(
    ("spoil", "args", "code", "said"),
    [
        (None, digest("--from", "nergens.txt"), 2, "nergens.txt: no such file or folder (check the path)"),
        (None, ("articles", "nergens.txt"), 2, "nergens.txt: no such file or folder (check the path)"),
        (None, digest("middag"), 2, "no campaign 'middag' (one of: ochtend)"),
        (None, ("check", "middag"), 2, "no campaign 'middag' (one of: ochtend)"),
        (None, ("check", "ochtend/2026-11-25"), 2, "no build of ochtend/2026-11-25 (publish digest ochtend"),
        (None, ("check", "ochtend/gisteren"), 2, "no edition can be called 'ochtend/gisteren' (write it as"),
        (None, ("check", "ochtend/2026-11-01"), 2, "no build of ochtend/2026-11-01 (publish digest ochtend"),
        (
            None,
            ("digest", "--date", "24/11/2026"),
            2,
            "--date: no date: '24/11/2026' (write it as 2026-11-24)",
        ),
        (
            None,
            ("digest", "--date", "2026-02-30"),
            2,
            "--date: no date: '2026-02-30' (write it as 2026-11-24)",
        ),
        (
            None,
            digest("--kind", "rss", "--from", "articles"),
            2,
            "articles: unknown kind 'rss' in --from (one of",
        ),
        (None, ("--config", "weg.toml", "digest"), 2, "weg.toml: no such configuration file (check --config"),
        (
            spoilt(CAMPAIGN, 'name = "Ochtend"', 'template = "krant"'),
            digest(),
            2,
            "campaigns/ochtend.toml template: no template 'krant' (one of: digest)",
        ),
        (
            spoilt(CAMPAIGN, 'name = "Ochtend"', 'language = "tlh"'),
            digest(),
            2,
            "campaigns/ochtend.toml language: no language 'tlh' (one of nl, fr, en, de",
        ),
        (
            spoilt(CAMPAIGN, 'kind = "folder"', 'kind = "ftp"'),
            digest("--refresh"),
            2,
            "campaigns/ochtend.toml: unknown kind 'ftp' in [[sources]] (one of: csv, feed",
        ),
        (
            spoilt(CAMPAIGN, 'path = "articles"', 'path = "weg"'),
            digest("--refresh"),
            10,
            "weg: ",
        ),
        (
            spoilt(CAMPAIGN, "[[sources]]", "[[sources]]\nmax_items = 0"),
            digest("--refresh"),
            2,
            "campaigns/ochtend.toml: wrong value for [[sources]] max_items",
        ),
        (
            spoilt("articles/a-lead.md", "headline =", "headlin ="),
            digest("--refresh"),
            10,
            "articles/a-lead.md: headlin: unknown key 'headlin' (did you mean 'headline'?)",
        ),
        (
            added("config.toml", '[channels.post]\nkind = "duif"'),
            digest(),
            2,
            "config.toml: unknown kind 'duif' in [channels.post] (one of: bluesky, clipboard, discord",
        ),
        (
            added("config.toml", "[channels.post]\n"),
            digest(),
            2,
            "config.toml: unknown kind '' in [channels.post] (one of: bluesky",
        ),
        (
            added("config.toml", '[channels.post]\nkind = "smtp"'),
            digest(),
            2,
            "config.toml: missing key [channels.post] host (add it, or set PUBLISH_CHANNELS__POST__HOST;",
        ),
        (
            added("config.toml", '[ledger]\nurl = "mysql://x"'),
            digest(),
            2,
            "[ledger] url: no such ledger: 'mysql' (sqlite:///PATH or postgresql://USER@HOST/NAME)",
        ),
        (
            added(DAY_FILE, '[posts]\nmyspace = "Hallo"'),
            digest(),
            2,
            f"{DAY_FILE} posts: no post channel 'myspace' (one of: x, mastodon, bluesky)",
        ),
        (
            spoilt(CAMPAIGN, 'name = "Ochtend"', 'subject = "{{ leed.headline }}"'),
            digest(),
            2,
            "campaigns/ochtend.toml subject: does not render: 'leed' is undefined (it may use: date, lead",
        ),
        (
            spoilt(CAMPAIGN, 'name = "Ochtend"', 'preheader = "{{ 1 / 0 }}"'),
            digest(),
            2,
            "campaigns/ochtend.toml preheader: does not render: division by zero (mend the template)",
        ),
    ],
)
def test_bad_input_is_one_clear_line(refused, spoil, args, code, said):
    assert said in refused(spoil, *args, code=code)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'from = "Het',
            'from = "A\\r\\nBcc: x',
            "config.toml [mail] from: holds a control character (take out",
        ),
        (
            'reply_to = "Red',
            'reply_to = "A\\nBcc: x',
            "config.toml [mail] reply_to: holds a control character",
        ),
        (
            "lezers.och",
            "lezers och",
            "config.toml [mail] list_id: 'lezers ochtendblad.internal' is no list ident",
        ),
        ("<ochtend@ochtendblad.internal>", "<ochtend>", "config.toml [mail] from: 'ochtend' is no address"),
        (
            "https://ochtendblad.internal/u",
            "http://blad.internal/u",
            "[mail] unsubscribe_url: not an https URL",
        ),
        (
            'name = "Het Ochtendblad"',
            'name = "A\\r\\nBcc: x"',
            "config.toml [site] name: holds a control character (take out control characters and line ends)",
        ),
    ],
)
def test_an_identity_that_would_inject_a_header_is_refused(refused, newsroom, old, new, said):
    def spoil(room):
        edit(room / "config.toml", old, new)
        if "[site]" in said:
            edit(room / "config.toml", 'from = "Het', '# from = "Het')

    assert said in refused(spoil)


def test_the_campaigns_own_identity_is_named_with_its_file(refused):
    spoil = added(CAMPAIGN, '[mail]\nfrom = "niemand"')
    assert "campaigns/ochtend.toml [mail] from: 'niemand' is no address" in refused(spoil)


def test_a_sites_name_that_would_inject_a_header_stays_out_of_the_headers(call, newsroom):
    edit(newsroom / "config.toml", 'name = "Het Ochtendblad"', 'name = "A\\r\\nBcc: x@ochtendblad.internal"')
    assert call("digest", "--date", DAY).code == 0
    head = (newsroom / f"editions/ochtend/{DAY}/email.eml").read_bytes().partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        ("light", "accent", '"red"'),
        ("dark", "text", '"#fff"'),
        ("light", "line", '"#12345g"'),
        ("light", "page", "0"),
        ("", "width", "9000"),
        ("", "body_font", '"Arial; color: red"'),
        ("", "size_titel", "26"),
    ],
)
def test_a_wrong_look_names_the_theme_and_its_key(refused, where, key, value):
    table = f"[{where}]\n" if where else ""
    said = refused(added("templates/digest/theme.toml", f"{table}{key} = {value}"))
    assert "templates/digest/theme.toml: " in said
    assert f"{where}.{key}".strip(".") in said


def test_a_theme_that_does_not_parse_is_named(refused):
    said = refused(added("templates/digest/theme.toml", "[light"))
    assert "templates/digest/theme.toml: not valid TOML: " in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--lead", "Dijkstad"),
            "--lead: 'Dijkstad' fits 2 articles (use an id, a URL or more of a headline)",
        ),
        (("--lead", "Havenburg"), "--lead: 'Havenburg' fits no article"),
        (("--pin", "Havenburg"), "--pin: 'Havenburg' fits no article"),
        (("--drop", "dijkstad"), "--drop: 'dijkstad' fits 2 articles"),
    ],
)
def test_a_name_that_fits_none_or_several_lists_the_candidates(refused, words, said):
    several = 3 if "2 articles" in said else 4
    err = refused(None, *digest(*words), lines=several)
    assert said in err
    assert "\n  - 201  Dijkstad verlengt met keeper\n" in err
    assert ("\n  - 101  Zandkerke" in err) == (several == 4)


@pytest.mark.parametrize("key", ["lead", "pin", "drop", "order", "headline", "teaser"])
def test_an_unmatched_name_in_the_day_file_names_that_file(refused, key):
    table = '{ Havenburg = "x" }'
    value = {"lead": '"Havenburg"', "headline": table, "teaser": table}.get(key, '["Havenburg"]')
    err = refused(added(DAY_FILE, f"{key} = {value}"), lines=4)
    assert f"{DAY_FILE} {key}: 'Havenburg' fits no article" in err


@pytest.mark.parametrize("args", [("digest", "--nope"), ("publiceer",), ("check", "--format", "x")])
def test_a_word_the_command_line_does_not_know_is_exit_2(call, args):
    result = call(*args)
    assert result.code == 2
    assert "Error" in result.err
    assert "Traceback" not in result.err


def test_the_real_process_says_the_same(publish, newsroom):
    own_template(newsroom)
    append(newsroom / "config.toml", "[sitte]")
    result = publish("digest", "--date", DAY)
    known = "site, mail, ledger, fetch, alerts, archive, channels"
    assert result == (2, "", f"publish: config.toml: unknown key [sitte] (known here: {known})\n")
