"""Posts on the page, in a real browser: each as its network shows it, in both schemes, at any width."""

import re

import msgspec
import pytest

from publisher.model import Card, Media, Teaser
from publisher.preview import page
from publisher.text import count

RULES = ("x", "mastodon", "bluesky", "threads", "linkedin", "telegram", "discord", "slack")
HEADLINE = "Zandkerke wint in de slotminuut van Polderdam"
LEDE = "Zandkerke keerde in de laatste minuut een achterstand om. Het stadion bleef nog uren zingen."
LINK = "https://www.ochtendblad.be/verslag/101-zandkerke-polderdam?utm_source=ochtendblad&utm_medium=social"
ALT = "Een speler juicht voor een volle tribune."
SHOUT = (
    "\"'></p></article><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
)


def post(text, rule, **rest):
    counted = count(text, rule)
    told = {"used": counted.used, "limit": counted.limit, "unit": counted.unit, **rest}
    return Teaser(text, **told)


def rebuilt(sample, posts, kinds=None, media=None):
    """Give the sample's edition with other posts; a kind that is not given is the channel's name."""
    build = sample.build
    terms = msgspec.structs.replace(build.terms, channels={name: name for name in posts} | (kinds or {}))
    changed = {"posts": posts, "terms": terms, "media": build.media if media is None else media}
    return msgspec.structs.replace(sample, build=msgspec.structs.replace(build, **changed))


@pytest.fixture
def seen(look, sample, tmp_path):
    """Open the page of an edition with these posts."""

    def open_page(posts, kinds=None, media=None, width=1280, scheme="light"):
        path = tmp_path / "preview.html"
        path.write_text(page.render(rebuilt(sample, posts, kinds, media)), encoding="utf-8")
        return look(path, width=width, height=900, scheme=scheme)

    return open_page


def thread():
    first = post(f"{HEADLINE}\n\n{LINK}", "x", link=LINK, cost="$0.20", reason="a thread of three")
    second = post(LEDE, "x", cost="$0.015")
    third = post("Ik ga.Nu met @zandkerke.", "x", cost="$0.20")
    return msgspec.structs.replace(first, follows=(second, third))


def every_look(sample):
    """One post of each look, of everything that a post can show."""
    image = sample.build.media[0].url
    card = Card(LINK, HEADLINE, LEDE, image, ALT)
    long = f"{HEADLINE}\n\n{LEDE} {LEDE} {LEDE} #Zandkerke @zandkerke {LINK}"
    posts = {
        rule: post(long, rule, link=LINK, reason="the next sentence would need 358 of 280", cost="$0.20")
        for rule in RULES
    }
    posts["over"] = post(long, "bluesky", card=card, link=LINK, limit=100, reason="the editor's text")
    posts["plain"] = post(LEDE, "discord", card=card, link=LINK)
    posts["thread"] = thread()
    kinds = {"over": "outbox:bluesky", "plain": "acme", "thread": "outbox:x"}
    return posts, kinds


def test_the_parts_of_a_thread_stand_in_order_and_a_line_joins_them(seen):
    opened = seen({"x": thread()})
    parts = opened.locator(".thread .part")
    texts = parts.locator(".text").all_text_contents()
    assert texts == [f"{HEADLINE}\n\n{LINK}", LEDE, "Ik ga.Nu met @zandkerke."]
    tops = [part.bounding_box()["y"] for part in parts.all()]
    assert tops == sorted(tops)
    lines = parts.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content !== 'none')")
    assert lines == [True, True, False]
    assert [part.get_attribute("aria-label") for part in parts.all()] == [f"Part {n} of 3" for n in (1, 2, 3)]


def test_a_thread_says_what_it_costs_in_all_and_each_part(seen):
    opened = seen({"x": thread()})
    assert "thread of 3 · costs $0.415" in opened.locator(".post > header").inner_text()
    costs = opened.locator(".note b").all_inner_texts()
    assert costs == ["costs $0.20", "costs $0.015", "costs $0.20"]


def test_the_counter_tells_what_is_left_and_what_is_over_in_the_networks_unit(seen):
    posts = {"x": post(LEDE, "x"), "bluesky": post("Zé " * 150, "bluesky")}
    gauges = seen(posts).locator(".gauge")
    assert gauges.all_inner_texts() == [
        f"{len(LEDE)}/280 weighted characters {280 - len(LEDE)} left",
        "450/300 graphemes 150 over",
        "600/3000 bytes 2400 left",
    ]
    red, ink = (gauges.nth(n).locator("b").evaluate("one => getComputedStyle(one).color") for n in (1, 0))
    assert red != ink
    assert [("over" in one.get_attribute("class")) for one in gauges.all()] == [False, True, False]


def test_x_colours_bare_domains_and_bluesky_only_links_with_a_scheme(seen):
    text = f"Ik ga.Nu met @zandkerke #Vuurtorenliga {LINK}"
    opened = seen({"x": post(text, "x"), "bluesky": post(text, "bluesky")})
    coloured = ".link, .tag, .mention"
    of = {name: opened.locator(f".post.{name} .text") for name in ("x", "bluesky")}
    assert of["x"].locator(coloured).all_text_contents() == ["ga.Nu", "@zandkerke", "#Vuurtorenliga", LINK]
    assert of["bluesky"].locator(coloured).all_text_contents() == ["#Vuurtorenliga", LINK]
    assert "www.ochtendblad.be/" not in of["x"].inner_text()
    assert LINK in of["bluesky"].inner_text()
    assert of["x"].text_content() == of["bluesky"].text_content() == text


def test_the_whole_link_stands_under_a_text_that_shows_it_shortened(seen):
    opened = seen({"x": post(LINK, "x", link=LINK), "bluesky": post(LINK, "bluesky", link=LINK)})
    assert LINK in opened.locator(".post.x .facts").inner_text()
    assert LINK not in opened.locator(".post.bluesky .facts").inner_text()


def test_a_post_is_without_link_only_where_the_network_makes_none(seen):
    posts = {"x": post("Ik ga.Nu", "x"), "bluesky": post("Ik ga.Nu", "bluesky")}
    opened = seen(posts)
    assert "no link" not in opened.locator(".post.x .facts").inner_text()
    assert "no link" in opened.locator(".post.bluesky .facts").inner_text()


def test_a_card_of_the_networks_own_is_told_where_it_makes_the_link(seen):
    unlinked = "https://ochtendblad.test/101"
    posts = {
        "x": post(LINK, "x", link=LINK),
        "later": post(unlinked, "x", link=unlinked),
        "mastodon": post(unlinked, "mastodon", link=unlinked),
    }
    told = seen(posts, {"later": "x"}).locator(".post").filter(has_text="its card is drawn from the page")
    assert [card.get_attribute("aria-label") for card in told.all()] == ["X: x", "Mastodon: mastodon"]


def test_a_cut_is_marked_behind_the_words_and_told_beneath(seen):
    told = post(
        f"{HEADLINE}\n\n#Zandkerke {LINK}",
        "mastodon",
        link=LINK,
        tags=("#Zandkerke",),
        reason="the next sentence would need 512 of 500",
    )
    whole = msgspec.structs.replace(told, reason="headline and whole lede")
    opened = seen({"mastodon": told, "elsewhere": whole}, {"elsewhere": "mastodon"})
    before = opened.locator(".text .cut").evaluate("mark => mark.previousSibling.textContent")
    assert before == HEADLINE
    assert opened.locator(".text .cut").get_attribute("aria-label") == "cut here"
    assert opened.locator(".note").filter(has_text=told.reason).locator(".cut").count() == 1
    assert opened.locator(".note").filter(has_text=whole.reason).locator(".cut").count() == 0


@pytest.mark.parametrize("kind", ["linkedin", "clipboard"])
def test_linkedin_folds_a_long_text_behind_a_whole_word(seen, kind):
    long = post(" ".join([LEDE] * 5), "linkedin")
    opened = seen({"werk": long, "kort": post(LEDE, "linkedin")}, {"werk": kind, "kort": kind})
    fold = opened.locator(".fold")
    assert fold.count() == 1
    above = fold.evaluate("mark => mark.previousSibling.textContent")
    assert 180 < len(above) <= 211
    assert above.endswith(" ")
    assert opened.locator(".text").first.text_content().replace("fold", "") == long.text


def test_alt_text_is_read_out_and_can_be_read_and_a_missing_one_is_red(seen, sample):
    image = sample.build.media[0]
    media = tuple(
        Media(image.sha256, image.type, image.bytes, alt, f"https://ochtendblad.internal/{n}")
        for n, alt in enumerate([ALT, ""])
    )
    posts = {
        name: post(LEDE, "bluesky", card=Card(LINK, HEADLINE, LEDE, one.url, one.alt), link=LINK)
        for name, one in zip(("told", "untold"), media, strict=True)
    }
    opened = seen(posts, {"told": "bluesky", "untold": "bluesky"}, media)
    assert opened.get_by_role("img", name=ALT, exact=True).count() == 1
    assert opened.locator(".alt").first.inner_text() == f"ALT {ALT}"
    assert "missing" in opened.locator(".alt.missing").inner_text()
    drawn = opened.locator(".picture").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundImage.slice(0, 16))"
    )
    assert drawn == ['url("data:image/'] * 2


def test_a_card_names_the_host_and_shows_no_picture_that_the_build_lacks(seen):
    card = Card(LINK, HEADLINE, LEDE, "https://elders.internal/weg.png", ALT)
    opened = seen({"bluesky": post(LEDE, "bluesky", card=card, link=LINK)})
    assert opened.locator(".card .host").inner_text() == "www.ochtendblad.be"
    assert opened.locator(".card .title").inner_text() == HEADLINE
    assert opened.locator(".picture").count() == 0


def test_a_picture_goes_with_the_first_part_only(seen, sample):
    follows = (post(LEDE, "threads"),)
    opened = seen({"threads": post(HEADLINE, "threads", follows=follows)}, {"threads": "clipboard"})
    assert opened.locator(".part").nth(0).locator(".picture").count() == 1
    assert opened.locator(".part").nth(1).locator(".picture").count() == 0


def test_the_page_holds_a_picture_once_however_many_posts_show_it(sample):
    image = sample.build.media[0]
    card = Card(LINK, HEADLINE, LEDE, image.url, image.alt)
    posts = {f"b{n}": post(LEDE, "bluesky", card=card, link=LINK) for n in range(5)}
    html = page.render(rebuilt(sample, posts))
    around = re.sub(r'srcdoc="[^"]*"', "", html)
    assert around.count(page.data_url(image)) == 1
    assert len(around.encode()) - len(page.data_url(image)) < 150_000


def test_a_post_without_terms_is_looked_at_by_its_name(look, sample, tmp_path):
    build = msgspec.structs.replace(sample.build, terms=None)
    path = tmp_path / "old.html"
    path.write_text(page.render(msgspec.structs.replace(sample, build=build)), encoding="utf-8")
    assert look(path, width=1280).locator(".post.bluesky h3").inner_text() == "Bluesky"


def test_a_kind_of_somebody_elses_has_the_plain_look(seen):
    opened = seen({"x": post(LEDE, "x")}, {"x": "outbox:acme"})
    assert opened.locator(".post.plain h3").inner_text() == "Acme"
    assert opened.locator(".post > header").inner_text().endswith("outbox")


def test_nothing_in_a_post_ever_runs(seen, sample):
    image = sample.build.media[0]
    media = (msgspec.structs.replace(image, alt=SHOUT),)
    card = Card(f"https://{SHOUT}", SHOUT, SHOUT, image.url, SHOUT)
    loud = post(
        SHOUT,
        "bluesky",
        card=card,
        reason=f"{SHOUT} 2 of 1",
        cost=SHOUT,
        link=SHOUT,
        tags=(SHOUT,),
        unit=SHOUT,
    )
    loud = msgspec.structs.replace(loud, follows=(loud,))
    opened = seen({SHOUT: loud, "bluesky": loud}, {SHOUT: SHOUT, "bluesky": "bluesky"}, media)
    opened.wait_for_timeout(300)
    assert "owned" not in opened.title()
    assert opened.locator(".posts script, .posts img").count() == 0
    assert opened.locator(".post").count() == 2
    assert opened.locator(".text").all_text_contents() == [SHOUT] * 4
    assert opened.locator(".alt").first.inner_text() == f"ALT {SHOUT}"


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
def test_nothing_in_a_post_is_wider_than_the_post(seen, sample, width):
    posts, kinds = every_look(sample)
    endless = "a" * 400
    card = Card(f"https://{endless}.be/", endless, endless, sample.build.media[0].url, endless)
    posts["bluesky"] = post(
        f"#{endless} https://{endless}.be", "bluesky", card=card, link=card.url, reason=endless, cost=endless
    )
    posts[endless] = posts["bluesky"]
    opened = seen(posts, kinds | {endless: endless}, width=width)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    wide = opened.evaluate(
        """() => [...document.querySelectorAll('.post')].flatMap(post => {
            const edge = post.getBoundingClientRect().right + .5;
            return [...post.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > edge)
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []


CONTRASTS = """() => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => channels(colour).slice(0, 3).map(c => c / 255)
        .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
    const behind = one => {
        const colour = getComputedStyle(one).backgroundColor;
        return (channels(colour)[3] ?? 1) === 1 ? colour : behind(one.parentElement);
    };
    const ratio = (one, style) => {
        const [low, high] = [light(style.color), light(behind(one))].sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    };
    const found = [];
    for (const one of document.querySelectorAll('.posts *')) {
        let name = '';
        for (let up = one; !up.matches('.posts'); up = up.parentElement) name = `${up.className} ${name}`;
        const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (says && one.offsetParent) found.push([name, ratio(one, getComputedStyle(one))]);
        for (const pseudo of ['::before', '::after']) {
            const style = getComputedStyle(one, pseudo);
            if (/[a-z…]/.test(style.content) && style.content !== 'none')
                found.push([`${name} ${pseudo}`, ratio(one, style)]);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_a_post_stands_out_in_both_schemes(seen, sample, scheme):
    posts, kinds = every_look(sample)
    image = sample.build.media[0]
    untold = msgspec.structs.replace(image, alt="", url="https://ochtendblad.internal/zonder")
    posts["untold"] = post(LEDE, "bluesky", card=Card(LINK, HEADLINE, LEDE, untold.url), link=LINK)
    found = seen(posts, kinds, (image, untold), scheme=scheme).evaluate(CONTRASTS)
    seen_words = {word for name, _ in found for word in name.split()}
    assert seen_words >= {*RULES, "avatar", "by", "tag", "mention", "link", "fold", "told", "alt", "missing"}
    assert seen_words >= {"over", "note", "host", "title", "::after"}
    assert [(name, round(ratio, 2)) for name, ratio in found if ratio < 4.5] == []


def test_the_posts_are_read_out_with_network_and_channel(seen):
    opened = seen({"x": thread(), "wolken": post(LEDE, "bluesky")}, {"wolken": "outbox:bluesky"})
    assert opened.get_by_role("article", name="Bluesky: wolken").count() == 1
    assert opened.get_by_role("article", name="X: x").get_by_role("listitem").count() == 3
