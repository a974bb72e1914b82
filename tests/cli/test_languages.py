"""One campaign in each language: its words, its dates, its own identity."""

import re
from datetime import UTC, date, datetime

import pytest

from publisher import config, pipeline

CAMPAIGN = """
language = "{language}"
channels = ["x"]

[site]
name = "{name}"
url = "https://{name}.internal"

[mail]
from = "{name} <post@{name}.internal>"
unsubscribe_url = "https://{name}.internal/u/{{token}}"

[[sources]]
kind = "folder"
path = "articles"
"""
ARTICLE = (
    '+++\nheadline = "{headline}"\ndescription = "A lede."\nuser_interaction_count = 3\n+++\nBody text.\n'
)
WANTED = {
    "nl-BE": ("dinsdag 24 november 2026", "Meest recent", "Uitschrijven"),
    "fr-BE": ("mardi 24 novembre 2026", "Les plus récents", "Se désinscrire"),
    "en-GB": ("Tuesday 24 November 2026", "Most recent", "Unsubscribe"),
    "de": ("Dienstag, 24. November 2026", "Neueste Meldungen", "Abmelden"),
}


@pytest.fixture(scope="module")
def newsrooms(tmp_path_factory):
    """Four campaigns in one configuration, one in each language."""
    root = tmp_path_factory.mktemp("newsrooms")
    (root / "config.toml").write_text("")
    (root / "articles").mkdir()
    for name in ("one", "two"):
        (root / "articles" / f"{name}.md").write_text(ARTICLE.format(headline=f"Headline {name}"))
    (root / "campaigns").mkdir()
    for language in WANTED:
        name = language[:2]
        text = CAMPAIGN.format(language=language, name=name)
        (root / "campaigns" / f"{name}.toml").write_text(text)
    return config.load(None, {}, root)


@pytest.mark.parametrize("language", WANTED)
def test_a_campaign_speaks_its_own_language_under_its_own_name(newsrooms, language):
    order = pipeline.Order(campaign=language[:2], day=date(2026, 11, 24))
    built = pipeline.digest(newsrooms, order, datetime(2026, 11, 24, 6, tzinfo=UTC))
    for words in WANTED[language]:
        assert words in built.build.html
    assert WANTED[language][0] in built.build.text
    assert re.search(rf'<html[^>]*lang="{language}"', built.build.html)
    assert built.build.envelope.sender == f"{language[:2]} <post@{language[:2]}.internal>"
    assert built.build.posts["x"].language == language[:2]
