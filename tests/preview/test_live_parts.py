"""An open page that looks again is sent what it does not show yet, and then shows what a new one would."""

import re

from livepages import NAME, running
from newsrooms import append, edit, own_template

_DIGEST = re.compile(r'data-part="(\w{16})"')
# The page as it is now but for the clock: what each part shows, and the hash in each form.
_SHOWN = """() => [...document.querySelectorAll("[data-part]")].map((one) => one.outerHTML
    .replace(/ data-(now|over)="[^"]*"/g, "")
    .replace(/<span class="countdown".*?<.span>/g, ""))"""


def test_who_has_all_parts_is_sent_the_frame_alone_and_after_a_change_what_shows_it(live):
    page = live.get().body
    held = " ".join(_DIGEST.findall(page))
    assert len(held.split()) == page.count("data-part=") == 12
    assert "data-part" not in live.get(**{"X-Parts": held}).body
    assert 'id="part-stories"' in live.get(**{"X-Parts": "nonsense"}).body
    assert live.edit("lines", subject="Iets anders").status == 303
    changed = live.get(**{"X-Parts": held}).body
    assert re.findall(r'id="([\w-]+)"[^>]*data-part=', changed) == [
        "departure",
        "actions",
        "said",
        "part-inbox",
        "part-email",
        "part-envelope",
    ]


def test_after_any_number_of_changes_a_page_shows_what_a_new_one_does(newsdesk, visit):
    own_template(newsdesk.newsroom)
    with running(newsdesk) as live:
        page = visit(live.url)
        changes = [
            lambda: append(live.newsroom / f"campaigns/{NAME}.toml", 'subject = "Uit de dagfile"'),
            lambda: edit(live.newsroom / "articles/a-lead.md", "slotminuut van Polderdam", "slotminuut"),
            lambda: live.edit(f"drop:{live.build().edition.sections[0].entries[0].id}"),
            lambda: live.edit("lines", subject="Nog anders", note="Dag"),
            lambda: live.post("approve"),
        ]
        for change in changes:
            before = live.hash(), len(live.events())
            change()
            live.wait(lambda before=before: (live.hash(), len(live.events())) != before)
            live.wait(lambda: hashes(page) == {live.hash()})
        live.desk.say(NAME, "")
        live.desk.bell.ring()
        live.wait(lambda: page.evaluate(_SHOWN) == visit(live.url).evaluate(_SHOWN))
        assert page.said == []


def hashes(page):
    return set(page.locator("[name=hash]").evaluate_all("all => all.map((one) => one.value)"))


def test_an_answer_that_leaves_out_what_was_replaced_since_is_asked_for_again(live, visit):
    page = visit(live.url)
    asked = []
    page.on("request", lambda request: asked.append(request.headers.get("x-parts")))
    page.evaluate(
        """async () => {
            const first = refresh();
            document.getElementById("part-inbox").textContent = "other words";
            parts.set("part-inbox", "0000000000000000");
            await first;
        }"""
    )
    page.get_by_role("heading", name="In the inbox").wait_for()
    first, second = [parts for parts in asked if parts]  # not those of a frame
    assert "0000000000000000" not in first
    assert "0000000000000000" in second
