"""`publish correct`: page, posts, the next edition, and a short mail to those who got the wrong one."""

import json
import re
from datetime import timedelta

import pytest
from archives import URL
from databases import ledger_at
from mailrooms import CONSENT, addresses, write_readers
from newsrooms import append, edit, own_template

from publisher.cli import words

DAY, NEXT, AFTER = "2026-11-24", "2026-11-25", "2026-11-26"
LEAD = "slotminuut van Polderdam"
TEXT = "Het werd 2-1, niet 3-1."


def kept(archived, name):
    with ledger_at(archived.newsroom) as ledger:
        return ledger.build(name)


def posts(archived):
    found = sorted((archived.newsroom / "outbox").glob("*/*.json"))
    return {
        path.parent.name + path.name[path.name.rindex(".", 0, -5) : -5]: json.loads(path.read_text())
        for path in found
    }


@pytest.mark.parametrize(
    "article", ["101", "https://ochtendblad.internal/verslag/101", LEAD, "ZANDKERKE WINT in de slotminuut"]
)
def test_an_article_is_named_by_id_address_or_a_part_of_its_headline(archived, article):
    told = archived.correct(archived.sent(DAY), article, TEXT)
    assert (told["edition"], told["article"]["id"], told["text"]) == (f"ochtend/{DAY}", "101", TEXT)
    page = archived.page(f"ochtend/{DAY}")
    assert told["archive"].endswith(f"archive/ochtend/{DAY}/index.html")
    assert page.count(TEXT) == 2  # on top, and at the article


def test_a_name_that_fits_two_or_none_lists_what_it_could_be(archived):
    name = archived.sent(DAY)
    refused = archived.call("correct", name, "Dijkstad", "--text", TEXT, "--yes")
    assert (refused.code, "fits 2 articles" in refused.err, "201  Dijkstad" in refused.err) == (2, True, True)
    refused = archived.call("correct", name, "Zandvoorde", "--text", TEXT, "--yes")
    assert (refused.code, "fits no article" in refused.err) == (2, True)
    assert "Rechtzetting" not in archived.page(name)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("correct", f"ochtend/{NEXT}", LEAD, "--text", TEXT, "--yes"), 2, "is no edition that readers got"),
        (("correct", f"ochtend/{DAY}", LEAD, "--text", " ", "--yes"), 2, "a correction needs words"),
        (("correct", f"ochtend/{DAY}", LEAD, "--text", TEXT), 2, "Nobody is there to answer"),
        (("correct", "ochtend/morgen", LEAD, "--text", TEXT, "--yes"), 2, "no edition can be called"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_kept(archived, words, code, said):
    name = archived.sent(DAY)
    archived.built(NEXT)
    before = archived.files()
    refused = archived.call(*words)
    assert (refused.code, said in refused.err) == (code, True), refused.err
    with ledger_at(archived.newsroom) as ledger:
        assert ledger.errata(name) == []
    assert archived.files() == before


def test_the_same_correction_given_twice_is_one(archived):
    name = archived.sent(DAY)
    archived.correct(name, LEAD, TEXT)
    before, walls = archived.files(), posts(archived)
    archived.correct(name, "101", f"  {TEXT}\n")
    assert (archived.files(), posts(archived)) == (before, walls)
    with ledger_at(archived.newsroom) as ledger:
        assert len(ledger.errata(name)) == 1


def test_posts_of_the_lead_are_put_right_where_the_network_can_and_answered_elsewhere(archived):
    told = archived.correct(archived.sent(DAY), LEAD, TEXT)
    assert {one["channel"]: (one["what"], one["outcome"]) for one in told["posts"]} == {
        "x": ("answered", "sent"),
        "bluesky": ("answered", "sent"),
        "mastodon": ("changed", "sent"),
    }
    walls = posts(archived)
    assert walls["x.1000"]["text"] == f"Rechtzetting: {TEXT}"
    assert walls["mastodon.0"]["text"].startswith(TEXT)


def test_posts_about_another_article_stay_as_they_are(archived):
    name = archived.sent(DAY)
    before = posts(archived)
    told = archived.correct(name, "201", "Hij blijft één jaar.")
    assert (told["posts"], posts(archived)) == ([], before)


def test_a_text_that_a_network_would_not_take_corrects_nothing(archived):
    name = archived.sent(DAY)
    refused = archived.call("correct", name, LEAD, "--text", "a" * 290, "--yes")
    assert (refused.code, "--text: too long for" in refused.err) == (2, True)
    assert "Rechtzetting" not in archived.page(name)


def test_it_works_without_an_archive(call, newsroom):
    call("digest", "--date", DAY)
    assert call("send", f"ochtend/{DAY}", "--yes", "--channel", "x").code == 0
    done = call("correct", f"ochtend/{DAY}", "201", "--text", TEXT, "--yes")
    assert done.code == 0, done.err
    assert done.out == f"ochtend/{DAY}: Dijkstad verlengt met keeper\n"
    assert not (newsroom / "archive").exists()


class TestTheNextEdition:
    def test_tells_it_under_the_note_in_both_parts_and_in_its_hash(self, archived):
        name = archived.sent(DAY)
        append(archived.newsroom / f"campaigns/ochtend/{NEXT}.toml", 'note = "Goedemorgen."')
        archived.built(NEXT)
        before = kept(archived, f"ochtend/{NEXT}")
        archived.correct(name, LEAD, TEXT)
        archived.built(NEXT)
        after = kept(archived, f"ochtend/{NEXT}")
        assert (TEXT in before.text, TEXT in before.html) == (False, False)
        assert after.hash != before.hash
        assert "RECHTZETTING\nZandkerke wint in de slotminuut van Polderdam\n" + TEXT in after.text
        places = [after.html.index(word) for word in ("Goedemorgen.", ">Rechtzetting<", TEXT, "<h1")]
        assert places == sorted(places)
        assert "https://ochtendblad.internal/verslag/101?utm_source=ochtendblad" in after.html
        assert [finding for finding in after.findings if finding.check == "errata"] == []

    def test_the_corrected_edition_itself_and_earlier_ones_do_not(self, archived):
        archived.sent(DAY)
        name = archived.sent(NEXT)
        archived.correct(name, LEAD, TEXT)
        archived.built(DAY)
        archived.built(NEXT)
        assert kept(archived, f"ochtend/{DAY}").edition.errata == ()
        assert kept(archived, name).edition.errata == ()

    def test_it_is_told_once_by_the_edition_that_was_sent(self, archived):
        archived.correct(archived.sent(DAY), LEAD, TEXT)
        archived.built(NEXT)
        archived.built(AFTER)
        assert TEXT in kept(archived, f"ochtend/{AFTER}").text  # the one before has not left
        archived.sent(NEXT)
        archived.built(AFTER)
        assert TEXT not in kept(archived, f"ochtend/{AFTER}").text
        archived.built(NEXT, "--revise", "--subject", "Anders")
        assert TEXT in kept(archived, f"ochtend/{NEXT}").text

    def test_each_correction_is_told_and_each_campaign_tells_its_own(self, archived):
        name = archived.sent(DAY)
        archived.correct(name, LEAD, TEXT)
        archived.correct(name, "201", "Hij blijft één jaar.")
        archived.built(NEXT)
        assert [one.text for one in kept(archived, f"ochtend/{NEXT}").edition.errata] == [
            TEXT,
            "Hij blijft één jaar.",
        ]
        path = archived.newsroom / "campaigns/avond.toml"
        path.write_text((archived.newsroom / "campaigns/ochtend.toml").read_text())
        archived.call("digest", "avond", "--date", NEXT)
        assert kept(archived, f"avond/{NEXT}").edition.errata == ()

    def test_a_template_that_does_not_show_it_is_found_out(self, archived):
        archived.correct(archived.sent(DAY), LEAD, TEXT)
        edit(
            own_template(archived.newsroom) / "partials/lead.mjml.j2",
            '{% if errata %}{% include "partials/errata.mjml.j2" %}{% endif %}',
            "",
        )
        archived.built(NEXT)
        (found,) = [one for one in kept(archived, f"ochtend/{NEXT}").findings if one.check == "errata"]
        assert found.severity == "warning"
        assert TEXT in found.message


class TestTheMail:
    """Three of four readers got the edition: one was suppressed before, and one more joined later."""

    @pytest.fixture
    def corrected(self, mailroom, newsroom, call):
        append(newsroom / "config.toml", f'[archive]\nurl = "{URL}"')
        edit(
            newsroom / "campaigns/ochtend.toml",
            'name = "Ochtend"',
            'name = "Ochtend"\nchannels = ["newsletter"]',
        )
        self.edition = mailroom.ready(4)["edition"]
        self.name = self.edition.replace("ochtend/", "ochtend-correction-1/")
        reader = addresses(4)[3]
        assert call("subscribers", "suppress", reader).code == 0
        assert mailroom.send()[0] == 0
        assert mailroom.delivered() == addresses(3)
        name = write_readers(newsroom, ["later@dijkstad.internal"])
        assert call("subscribers", "import", name, *CONSENT).code == 0
        return mailroom

    def correct(self, room):
        done = room.call("correct", self.edition, LEAD, "--text", TEXT, "--mail", "--yes", "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)["mail"]

    def test_it_waits_for_its_own_approval_and_reaches_those_alone_who_got_it(self, corrected):
        room, before = corrected, corrected.delivered()
        told = self.correct(room)
        assert (told["edition"], told["readers"], told["sent"]) == (self.name, 3, False)
        code, said = room.send(self.name)
        assert (code, "is not approved" in said) == (4, True)
        assert room.delivered() == before
        assert room.call("approve", self.name, "--hash", told["hash"]).code == 0
        assert room.send(self.name)[0] == 0
        assert room.delivered() == sorted([*addresses(3), *addresses(3)])

    def test_it_is_short_names_what_it_puts_right_and_lets_the_reader_leave(self, corrected):
        told = self.correct(corrected)
        corrected.call("approve", self.name)
        assert corrected.send(self.name)[0] == 0
        mail = corrected.sink.accepted[-1].data.decode().replace("=\r\n", "")
        subject = "Rechtzetting: Zandkerke wint in de slotminuut van Polderdam"
        assert re.search(rf"^Subject: {subject}\r$", mail, re.MULTILINE)
        assert TEXT in mail
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail
        assert len(re.findall(r"https://ochtendblad\.internal/u/[\w.-]{20,}", mail)) >= 3
        assert "Meest recent" not in mail
        assert "/e/" not in mail  # it has no page of its own
        assert told["preview"].endswith(f"editions/{self.name}/preview.html")

    def test_nobody_gets_it_twice(self, corrected):
        self.correct(corrected)
        corrected.call("approve", self.name)
        for _ in range(2):
            corrected.send(self.name)
            again = self.correct(corrected)
        assert (again["edition"], again["sent"]) == (self.name, True)
        assert corrected.delivered() == sorted([*addresses(3), *addresses(3)])

    def test_who_left_or_was_suppressed_meanwhile_gets_none(self, corrected):
        told = self.correct(corrected)
        gone = addresses(2)
        assert corrected.call("subscribers", "unsubscribe", gone[0], "--list", "readers").code == 0
        assert corrected.call("subscribers", "suppress", gone[1]).code == 0
        assert self.correct(corrected)["readers"] == told["readers"] - 2
        corrected.call("approve", self.name)
        assert corrected.send(self.name)[0] == 0
        assert corrected.delivered() == sorted([*addresses(3), addresses(3)[2]])

    def test_a_second_correction_is_another_mail(self, corrected):
        self.correct(corrected)
        done = corrected.call(
            "correct", self.edition, "201", "--text", "Eén jaar.", "--mail", "--yes", "--json"
        )
        assert json.loads(done.out)["mail"]["edition"] == self.name.replace("-1/", "-2/")

    def test_it_is_no_edition_of_the_archive_and_is_not_corrected_itself(self, corrected, newsroom):
        self.correct(corrected)
        corrected.call("approve", self.name)
        assert corrected.send(self.name)[0] == 0
        assert corrected.call("archive", "build").code == 0
        assert sorted(path.name for path in (newsroom / "archive").iterdir() if path.is_dir()) == ["ochtend"]
        refused = corrected.call("correct", self.name, LEAD, "--text", TEXT, "--yes")
        assert (refused.code, "is no edition that readers got" in refused.err) == (2, True)

    def test_its_check_preview_and_status_are_those_of_any_edition(self, corrected):
        self.correct(corrected)
        checked = corrected.call("check", self.name, "--json")
        assert (checked.code, [one["check"] for one in json.loads(checked.out)]) == (0, [])
        assert corrected.call("preview", self.name, "--write").code == 0
        assert any("is not approved" in line for line in corrected.told(self.name))

    def test_an_edition_that_left_as_posts_alone_has_nobody_to_mail(self, archived):
        archived.built(DAY)
        assert archived.call("send", f"ochtend/{DAY}", "--yes", "--channel", "x").code == 0
        refused = archived.call("correct", f"ochtend/{DAY}", "201", "--text", TEXT, "--mail", "--yes")
        assert (refused.code, "did not leave as mail" in refused.err) == (2, True)
        assert "Rechtzetting" not in archived.page(f"ochtend/{DAY}")  # nothing of it was done

    def test_a_channel_that_is_gone_is_named_before_anything_is_done(self, corrected, newsroom):
        edit(newsroom / "campaigns/ochtend.toml", '["newsletter"]', "[]")
        refused = corrected.call("correct", self.edition, LEAD, "--text", TEXT, "--mail", "--yes")
        assert (refused.code, "readers got it through 'newsletter'" in refused.err) == (2, True)
        with ledger_at(newsroom) as ledger:
            assert ledger.errata(self.edition) == []

    def test_one_that_was_not_sent_on_its_day_is_built_anew(self, corrected, monkeypatch):
        first = self.correct(corrected)
        later = words.now() + timedelta(days=1)
        monkeypatch.setattr(words, "now", lambda: later)
        corrected.call("approve", self.name)
        code, said = corrected.send(self.name)
        assert (code, "is of" in said or "past the deadline" in said) in {(5, True), (8, True)}
        second = self.correct(corrected)
        assert (second["edition"], second["hash"] != first["hash"]) == (self.name, True)
        corrected.call("approve", self.name)
        assert corrected.send(self.name)[0] == 0
        assert corrected.delivered() == sorted([*addresses(3), *addresses(3)])
