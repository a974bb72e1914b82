import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pages
import pytest

from publisher.errors import SourceError
from publisher.model import Loaded
from publisher.ports import Context
from publisher.sources.page_texts.page_text import PageText, Settings

BLOCKS = [range(start, start + 50) for start in range(0, 500, 50)]
LIST = "'Duinrode denkt aan spits'\n\nBij Duinrode zoeken ze al weken naar een ...\n\n12\n12\n"


def load(folder: Path, text: str) -> Loaded:
    (folder / "page.txt").write_text(text, "utf-8")
    return PageText(
        Settings("page.txt"), Context(date(2026, 5, 2), ZoneInfo("Europe/Brussels"), folder)
    ).articles()


def full(folder: Path, *pieces: str):
    return load(folder, "\n\n".join(["Titel van het stuk", "door\nTitel van het stuk", *pieces])).articles[0]


def body(article) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in article.body]


def held(loaded: Loaded) -> pages.Saved:
    """Put what was loaded in the shape of a generated page's answer."""
    first, *rest = loaded.articles
    return pages.Saved(
        headline=first.headline,
        description=first.description,
        body=body(first),
        related=[link.title for link in first.related],
        poll=first.poll and first.poll.question,
        language=first.language,
        entries=[
            (a.headline, a.description, a.description_truncated, a.user_interaction_count) for a in rest
        ],
    )


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_every_layout_and_oddity_is_read_exactly(seeds, tmp_path):
    for seed in seeds:
        expected = pages.saved(seed)
        loaded = load(tmp_path, expected.text)
        expected.text, expected.traits = "", set()
        assert held(loaded) == expected, f"seed {seed}"
        assert len({article.id for article in loaded.articles}) == len(loaded.articles), f"seed {seed}"
        assert not any(a.url or a.date_published or a.authors for a in loaded.articles), f"seed {seed}"


def test_the_generated_pages_show_every_trait():
    seen = set().union(*(pages.saved(seed).traits for seed in range(500)))
    kinds = {
        "title": pages.TITLES,
        "subhead": pages.SUBHEADS,
        "closing": pages.CLOSINGS,
        "label": pages.LABELS,
    }
    wanted = {f"{trait} {kind}" for trait, names in kinds.items() for kind in names}
    wanted |= {f"layout {layout}" for layout in "ABCD"} | {
        "layout B without a list",
        "one paragraph",
        "bullets",
    }
    wanted |= {"glued subhead", "free subhead", "link inside", "link at the end", "dropped embed", "count 0"}
    wanted |= {"non-breaking space", "line break after a link", "cut teaser", "whole teaser"}
    assert wanted <= seen


def test_an_article_names_its_source_and_keeps_its_id_between_readings(tmp_path):
    first, second = load(tmp_path, LIST), load(tmp_path, LIST)
    assert first == second
    assert first.articles[0].source.kind == "page_text"
    assert first.articles[0].source.url == "page.txt"


def test_one_headline_printed_for_two_articles_gives_two_ids(tmp_path):
    first, second, third = load(tmp_path, LIST * 3).articles
    assert (second.id, third.id) == (f"{first.id}-2", f"{first.id}-3")


def test_a_page_with_only_a_list_gives_the_list_and_says_so(tmp_path):
    for text in (LIST, f"Meest recent\n\n{LIST}\nMeer sportnieuws"):
        loaded = load(tmp_path, text)
        assert [a.headline for a in loaded.articles] == ["'Duinrode denkt aan spits'"]
        (finding,) = loaded.findings
        assert (finding.severity, finding.where) == ("warning", "page.txt")
        assert finding.remedy


def test_a_list_without_its_furniture_starts_at_the_first_title_with_counts(tmp_path):
    story = "Titel van het stuk\nTitel van het stuk\n\nDe lede van het stuk.\n\nNog een alinea.\n\n"
    loaded = load(tmp_path, story + LIST)
    assert body(loaded.articles[0]) == [("paragraph", "Nog een alinea.")]
    assert [a.headline for a in loaded.articles[1:]] == ["'Duinrode denkt aan spits'"]
    assert loaded.findings == ()


def test_an_entry_without_a_teaser_has_no_description(tmp_path):
    listed = load(
        tmp_path, 'Meest recent\n\nKop "zonder" teaser\nKop\n\n3\n3\nNog een kop\n\n1.204\n1.204\n'
    ).articles
    shown = [(a.headline, a.description, a.user_interaction_count) for a in listed]
    assert shown == [('Kop "zonder" teaser', "", 3), ("Nog een kop", "", 1204)]


def test_lines_round_the_list_that_fit_nothing_are_counted_in_a_warning(tmp_path):
    loaded = load(
        tmp_path, f"Titel\n\ndoor\nTitel\n\nLede.\n\nMeest recent\n\nVreemd\n\n{LIST}Titel zonder telling\n"
    )
    (finding,) = loaded.findings
    assert "2 lines" in finding.message
    assert [a.headline for a in loaded.articles] == ["Titel", "'Duinrode denkt aan spits'"]


def test_a_page_without_a_title_borrows_the_first_sentence_of_the_lede_and_says_so(tmp_path):
    loaded = load(
        tmp_path, "Racing Duinrode heeft een nieuwe trainer. Hij begint morgen.\n\nDat meldt de club."
    )
    article = loaded.articles[0]
    assert article.headline == "Racing Duinrode heeft een nieuwe trainer."
    assert article.description == "Racing Duinrode heeft een nieuwe trainer. Hij begint morgen."
    assert article.language is None
    assert "lede" in loaded.findings[0].message


def test_a_borrowed_headline_is_never_longer_than_120_characters(tmp_path):
    article = load(tmp_path, "woord " * 200 + "einde.\n\nNog een alinea.").articles[0]
    assert len(article.headline) <= 120
    assert re.fullmatch(r"(woord ){10,}woord…", article.headline)
    assert len(load(tmp_path, "x" * 500 + ".").articles[0].headline) == 120


def test_a_title_that_is_printed_once_in_plain_text_is_the_title(tmp_path):
    article = load(tmp_path, "Duinrode wint opnieuw\n\nDe ploeg won met 2-0.\n\nDat was verdiend.").articles[
        0
    ]
    assert (article.headline, article.description) == ("Duinrode wint opnieuw", "De ploeg won met 2-0.")


def test_a_page_that_ends_after_its_title_is_a_headline(tmp_path):
    for text in ("Duinrode wint opnieuw", "Duinrode wint opnieuw\n\ndoor\n"):
        article = load(tmp_path, text).articles[0]
        assert (article.headline, article.description, article.body) == ("Duinrode wint opnieuw", "", ())


def test_a_page_of_furniture_only_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"page\.txt: no article .* \(save the"):
        load(tmp_path, "Meest recent\n\nMeer sportnieuws\n")


def test_capitals_and_bullets_above_the_first_paragraph_are_not_the_lede(tmp_path):
    article = full(tmp_path, "UPDATE 03/08\n• Eerst dit", "De lede zelf.", "Slot.")
    assert article.description == "De lede zelf."
    assert [kind for kind, _ in body(article)] == ["subheading", "list_item", "paragraph"]


def test_a_text_of_bullets_only_has_no_lede(tmp_path):
    article = full(tmp_path, "• Eerst dit\n• Dan dat?")
    assert (article.description, article.poll) == ("", None)
    assert body(article) == [("list_item", "Eerst dit"), ("list_item", "Dan dat?")]


def test_a_bare_label_takes_the_line_glued_under_it(tmp_path):
    article = full(
        tmp_path, "Lede van het stuk.", "LEES OOK:\nEen andere kop", "Slot.", "LEES OOK", "Meer over Duinrode"
    )
    assert [link.title for link in article.related] == ["Een andere kop"]
    assert body(article) == [("paragraph", "Slot.")]


def test_a_subhead_above_a_link_still_heads_the_paragraph_after_it(tmp_path):
    article = full(
        tmp_path,
        "Lede.",
        "Nieuwe spits op komst",
        "LEES OOK: 'X'",
        "De club zoekt nog een spits voor de winter.",
    )
    assert body(article)[0] == ("subheading", "Nieuwe spits op komst")


def test_a_broken_line_of_layout_d_is_mended_before_punctuation(tmp_path):
    lede = "Dat meldt De Duinbode\n, die het nieuws heeft van KV Merelveld\nen van de speler."
    text = f"{lede}\n\n• Een punt\nmet link\n• Twee"
    article = load(tmp_path, text).articles[0]
    assert (
        article.description
        == "Dat meldt De Duinbode, die het nieuws heeft van KV Merelveld en van de speler."
    )
    assert body(article) == [("list_item", "Een punt met link"), ("list_item", "Twee")]


@pytest.mark.parametrize(
    "headline", ["{{7*7}}", "</td><script>", "\u202egnirts", "😀" * 300, "LABEL: 'a\" b"]
)
def test_a_hostile_headline_survives_as_text(headline, tmp_path):
    loaded = load(
        tmp_path, f"{headline}\n\ndoor\n{headline}\n\nLede.\n\nMeest recent\n\n{headline}\n\nT ...\n\n0\n0\n"
    )
    assert [a.headline for a in loaded.articles] == [headline, headline]


def test_a_hundred_thousand_lines_are_read_in_linear_time(tmp_path):
    loaded = load(tmp_path, "Titel\n\ndoor\nTitel\n\nLede.\n" + "a\n" * 100_000)
    assert len(loaded.articles[0].body) == 100_000
