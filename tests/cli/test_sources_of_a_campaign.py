"""What a campaign's [[sources]] may say about its articles: how old, how many, how needed."""

import json

from newsrooms import DAY

ARTICLE = '+++\nheadline = "{name}"\ndescription = "Een lede."\n{date}\n+++\nTekst.\n'


def headlines(newsroom, publish, *flags):
    done = publish("digest", "--date", DAY, "--json", *flags)
    assert done.code == 0, done.err
    told = json.loads((newsroom / "editions" / "ochtend" / DAY / "edition.json").read_text())["content"]
    entries = [entry["headline"] for section in told["sections"] for entry in section["entries"]]
    return [told["lead"]["headline"], *entries]


def with_sources(newsroom, text):
    for path in (newsroom / "articles").glob("*"):
        if path.suffix in {".md", ".json"}:
            path.unlink()
    (newsroom / "campaigns" / "ochtend.toml").write_text(text)
    for name, date in (
        ("fresh", 'date_published = "edition 05:00"'),
        ("old", 'date_published = "edition-3 05:00"'),
        ("undated", ""),
    ):
        (newsroom / "articles" / f"{name}.md").write_text(ARTICLE.format(name=name, date=date))


def test_an_article_older_than_max_age_stays_out_and_an_undated_one_stays_in(newsroom, publish):
    with_sources(newsroom, '[[sources]]\npath = "articles"\nmax_age = "36h"\n')
    assert headlines(newsroom, publish) == ["fresh", "undated"]


def test_an_age_that_is_no_age_is_refused_with_file_and_key(newsroom, publish):
    with_sources(newsroom, '[[sources]]\npath = "articles"\nmax_age = "a while"\n')
    done = publish("digest", "--date", DAY)
    assert done.code == 2
    assert "ochtend.toml" in done.err
    assert "max_age" in done.err


def test_max_items_takes_the_first_ones(newsroom, publish):
    with_sources(newsroom, '[[sources]]\npath = "articles"\nmax_items = 2\n')
    assert len(headlines(newsroom, publish)) == 2


def test_a_required_source_that_fails_stops_the_digest_and_an_optional_one_is_a_finding(newsroom, publish):
    both = '[[sources]]\npath = "articles"\n[[sources]]\nkind = "folder"\npath = "missing"\n'
    with_sources(newsroom, both)
    assert publish("digest", "--date", DAY).code == 10
    with_sources(newsroom, f"{both}required = false\n")
    assert headlines(newsroom, publish)[0] == "fresh"
    found = json.loads((newsroom / "editions" / "ochtend" / DAY / "findings.json").read_text())
    assert [finding["where"] for finding in found if finding["check"] == "source-failed"] == ["missing"]
