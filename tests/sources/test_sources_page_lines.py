import pytest

from publisher.sources.page_texts import page_lines

LONG = (
    "De ploeg speelde sterk, en dat zagen de vele mensen van Duinrode in de gietende regen van het noorden."
)


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Kan Duinrode nog kampioen worden?", "Kan Duinrode nog kampioen worden?"),
        ("Wie wint?", "Wie wint?"),
        ("WIE WINT?", "WIE WINT?"),
        ("Duinrode wordt kampioen als...", "Duinrode wordt kampioen als..."),
        ("Duinrode wordt kampioen als…", "Duinrode wordt kampioen als…"),
        ("POLL: Wie wint?", "Wie wint?"),
        ("Poll : Kies uw man van de match", "Kies uw man van de match"),
        ("Was dit nu 'de match van het jaar?'", "Was dit nu 'de match van het jaar?'"),
        ("Wint KV vs. Lindermeer? Of toch niet?", "Wint KV vs. Lindermeer? Of toch niet?"),
        (f"{LONG[:-1]}, maar is dat ook genoeg voor de titel?",) * 2,
        (f"{LONG} Maar is dat ook genoeg voor de titel?", None),
        (f"{LONG} Wordt vervolgd...", None),
        ('"Wat nu?"', None),
        ("Dat wordt een kraker!", None),
        ("Duinrode won met 2-0.", None),
        ("Pollentia won met 2-0", None),
    ],
)
def test_a_closing_line_is_a_question_when_it_is_one(line, question):
    assert page_lines.closing_question(line) == question


@pytest.mark.parametrize(
    ("line", "following", "subhead"),
    [
        ("Duinrode laat zege liggen", LONG, True),
        ("Wat nu met Valkaert?", LONG, True),
        ("UPDATE 03/08", "Kort.", True),
        ("VALKAERT OP DE BANK", "Kort.", True),
        ("Valkaert op de bank", "Kort.", False),
        ("Valkaert op de bank", None, False),
        ("VALKAERT OP DE BANK", None, False),
        ("Duinrode won.", LONG, False),
        ("Duinrode won!", LONG, False),
        ("Duinrode won...", LONG, False),
        ("Duinrode won…", LONG, False),
        ('"Wij zijn klaar."', LONG, False),
        ("een twee drie vier vijf zes zeven acht negen tien elf twaalf", LONG, True),
        ("een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien", LONG, False),
    ],
)
def test_the_working_rule_for_subheads(line, following, subhead):
    assert page_lines.is_subhead(line, following) is subhead


@pytest.mark.parametrize(
    ("line", "rest", "targets"),
    [
        ("LEES OOK: 'A'", "", ["'A'"]),
        ("LEES OOK A?", "", ["A?"]),
        ("LEES OOK LEES OOK: A", "", ["A"]),
        ("Lees ook: A", "", ["A"]),
        ("LEES OOK: “A” LEES OOK: 'B'", "", ["“A”", "'B'"]),
        ("LEES OOK: A LEES OOK: B", "", ["A", "B"]),
        ("Hij won. LEES OOK: A", "Hij won.", ["A"]),
        ("LEES OOK:", "", []),
    ],
)
def test_recirculated_links_come_off_a_line(line, rest, targets):
    assert page_lines.recirculated(line) == (rest, targets)


@pytest.mark.parametrize(
    "line", ["Lees ook de brief van de voorzitter.", "Het bord LEES OOK DE REGELS hing scheef."]
)
def test_a_line_that_only_mentions_the_words_is_text(line):
    assert page_lines.recirculated(line) is None


@pytest.mark.parametrize(
    ("line", "furniture"),
    [
        ("Meest recent", True),
        ("Meer sportnieuws", True),
        ("Laatste Voetbalnieuws", True),
        ("Meer over", True),
        ("Meer over KV Merelveld", True),
        ("POLL:", True),
        ("Meer over zijn vertrek vertelde hij later aan de pers.", False),
        ("Meer overtuiging was nodig", False),
        ("Meest recente nieuws", False),
    ],
)
def test_furniture_is_told_from_text(line, furniture):
    assert page_lines.is_furniture(line) is furniture


@pytest.mark.parametrize(
    ("line", "item"), [("• A", "A"), ("- A", "A"), ("-A", None), ("2-0 A", None), ("- ", None)]
)
def test_a_bullet_needs_white_space_after_it(line, item):
    assert page_lines.without_bullet(line) == item


def test_white_space_of_every_kind_becomes_one_space():
    assert page_lines.tidy("\u00a0wil\u00a0de\u202f \tkern \u00a0") == "wil de kern"
