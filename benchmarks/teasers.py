"""Generated articles told on every network, judged by the one who wrote them.

python benchmarks/teasers.py [COUNT]      articles, 100,000 unless said otherwise; seeded, on every processor

The generator keeps what it wrote: each sentence, and in a headline the place of each name, score, number with
its unit, address and quotation. So a wanted post is known without asking the code that splits and cuts: where
the headline fits, the whole text is compared, else every place at which it was cut.
"""

import random
import statistics
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import regex
from msgspec import Struct
from tongues import QUOTES_END, TONGUES

from publisher import languages
from publisher.compose import teaser
from publisher.model import Article, Poll
from publisher.ports import Limits
from publisher.text import count

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
BATCH = 250
NETWORKS = {
    "x": Limits("x", 280, cost="$0.015", cost_with_link="$0.20"),
    "mastodon": Limits("mastodon", 500),
    "bluesky": Limits("bluesky", 300, max_bytes=3000, link="card"),
    "threads": Limits("threads", 500),
    "linkedin": Limits("linkedin", 3000),
    "telegram": Limits("telegram", 4096),
    "discord": Limits("discord", 2000, link="card"),
    "slack": Limits("slack", 3000),
}
LINKS = [
    None,
    "https://deverzonnenkroniek.be/n/41?utm_source=x&utm_medium=social#reacties",
    f"https://deverzonnenkroniek.be/verslag/{'duinrode-kapelveld-' * 6}(1)",
]
ODD = (
    "https://kroniek.be/a/b?c=d kroniek.be Ik.Nu #kustderby @redactie@zee.be العربية 東京 "
    f"e\u0301e\u0301n ⚽ 🇧🇪 \U0001f468\u200d\U0001f469\u200d\U0001f467 {'w' * 60}"
).split()


class Written(Struct, frozen=True):
    """An article with what its writer knows: the sentences to tell, and what in the headline stays whole."""

    article: Article
    code: str
    told: list[str]
    whole: list[tuple[str, int, int]]


def line(chance, tongue, most):
    """Write a line, and say which pieces of it stay whole."""
    text, whole = "", []
    kinds = {"name": tongue.names, "score": tongue.scores, "amount": tongue.amounts, "quote": tongue.quotes}
    for _ in range(chance.randint(2, most)):
        kind = chance.choices(["", *kinds, "odd"], [14, 5, 2, 3, 2, 1])[0]
        piece = chance.choice(kinds.get(kind, ODD if kind else tongue.plain))
        text += " " if text else ""
        if kind:
            whole.append((kind, len(text), len(text) + len(piece)))
        text += piece
    return text, whole


def headline(chance, tongue):
    """Write a headline as they come: short or endless, a rumour, a label, in capitals, a question."""
    text, whole = line(chance, tongue, chance.choices([9, 16, 130, 700], [160, 40, 20, 1])[0])
    text = text[0].upper() + text[1:]
    kind = chance.choices(["", "rumour", "label", "capitals", "question", "ellipsis"], [12, 6, 3, 1, 2, 1])[0]
    if kind == "rumour" and not text.startswith(("'", '"')) and "'" not in text:
        return f"'{text}'", [(name, start + 1, end + 1) for name, start, end in whole]
    if kind == "label":
        label = chance.choice(["Verhoef", "Trainer", "OFFICIEEL"])
        text = regex.sub("[\"'«»“”„‘’‚]\\s?", "", text)
        return f'{label}: "{text}"', [("quote", len(label) + 2, len(label) + len(text) + 4)]
    if kind == "capitals" and len(text.upper()) == len(text):
        return text.upper(), [(name, *span) for name, *span in whole if name not in ("name", "odd")]
    return text + {"question": "?", "ellipsis": "..."}.get(kind, ""), whole


def sentence(chance, tongue):
    """Write a sentence that begins and ends as one."""
    return " ".join([chance.choice(tongue.starts), line(chance, tongue, 22)[0], chance.choice(tongue.ends)])


def lede(chance, tongue, title):
    """Write a lede with its furniture, cut off or not, and say which sentences are to be told."""
    told = [sentence(chance, tongue) for _ in range(chance.choices([0, 1, 3, 7, 30], [10, 20, 60, 40, 1])[0])]
    lines, cut_off = [" ".join(told)], chance.random() < 0.15
    if told and chance.random() < 0.15:
        at = chance.randint(0, len(told))
        lines = [" ".join(told[:at]), chance.choice(tongue.furniture), " ".join(told[at:])]
    if title[-1:].isalnum() and chance.random() < 0.06:
        lines.insert(0, f"{title}.")
    if cut_off:
        words = sentence(chance, tongue).split(" ")
        part = " ".join(words[: chance.randint(1, len(words) - 3)])
        # Cut off right behind "Go!", it would be a sentence.
        lines[-1] += f" {part}{' at' if part.endswith(QUOTES_END) else ''}{chance.choice([' ...', '…', ''])}"
    elif told and chance.random() < 0.1:
        lines.append(chance.choice(tongue.furniture[:2]))
    return "\n".join(filter(None, lines)).strip(), told, cut_off


def written(number):
    """Write the article of this number, the same one every time."""
    chance = random.Random(number)
    code = languages.CODES[number % 4]
    title, whole = headline(chance, TONGUES[code])
    said, told, cut_off = lede(chance, TONGUES[code], title)
    poll = Poll("Wie wint... of niet?") if chance.random() < 0.1 and not cut_off else None
    said += f"\n{poll.question}" if poll else ""
    article = Article(
        id="1", headline=title, description=said.strip(), description_truncated=cut_off, poll=poll
    )
    return Written(article, code, told, whole)


def breakable(text):
    """Make every space one that may break: which may is not judged here."""
    return regex.sub(r"[^\S\n]", " ", text)


def laid_out(words, tags, link):
    """Lay a post out: the words, and under them the tags and the link."""
    return "\n\n".join(filter(None, [words, " ".join(filter(None, [*tags, link]))]))


def fits(text, limits):
    """Count a post anew, in the network's unit and in bytes."""
    within = not limits.max_bytes or len(text.encode()) <= limits.max_bytes
    return within and count(text, limits.rule).used <= limits.limit


def faults(work, made, limits, tags, link):
    """Name everything that is wrong with a post."""
    if not fits(made.text, limits) or made.used != count(made.text, limits.rule).used:
        yield "over its limit"
    if not made.reason:
        yield "without a reason"
    placed = link if limits.link == "text" else None
    title, marked = work.article.headline, [f"#{tag}" for tag in tags]
    kept = [n for n in range(len(marked) + 1) if fits(laid_out(title, marked[:n], placed), limits)]
    if kept:
        yield from _told(work, made, limits, marked[: kept[-1]], placed)
    else:
        yield from _cut(work, title, made.text, laid_out("", [], placed))


def _told(work, made, limits, tags, link):
    wanted = laid_out(work.article.headline, tags, link)
    for many in range(1, len(work.told) + 1):
        longer = laid_out(f"{work.article.headline}\n\n{' '.join(work.told[:many])}", tags, link)
        if not fits(longer, limits):
            break
        wanted = longer
    if breakable(made.text) != breakable(wanted):
        yield "other sentences than fit"


def _cut(work, title, text, below):
    if not text.endswith(f"\n\n{below}" if below else ""):
        yield "without its link"
    words = text.removesuffix(below).strip()
    kept, ellipsis, closed = words.rpartition("…")
    if not ellipsis or closed.strip("'\"”’»“‘«)] \u00a0"):
        yield "cut without an ellipsis"
    if title.startswith("'") and title.endswith("'") and not (words.startswith("'") and closed.endswith("'")):
        yield "cut out of its quotes"
    if not title.startswith(kept):
        yield "other words than the headline's"
    yield from (f"split {kind}" for kind, start, end in work.whole if start < len(kept) < end)
    if kept.split(" ")[-1].lower().lstrip("'\"(") in TONGUES[work.code].hanging:
        yield "ends on an article or a preposition"
    if _is_open(words, work.code):
        yield "open quotes or brackets"


def _is_open(words, code):
    german = code == "de"
    pairs = ["()", "[]", "»«" if german else "«»", "„“" if german else "“”", "‚‘" if german else "‘’"]
    return words.count('"') % 2 or any(words.count(left) != words.count(right) for left, right in pairs)


def batch(start):
    """Tell one batch on every network; give what is wrong, how each ended, and its share of the limit."""
    wrong, ends, used = Counter(), Counter(), {name: [] for name in NETWORKS}
    for number in range(start, min(start + BATCH, COUNT)):
        work, chance = written(number), random.Random(-number)
        link, tags = chance.choice(LINKS), ["derby", "Vuurtorenliga"][: chance.randint(0, 2)]
        for name, limits in NETWORKS.items():
            made = teaser.compose(work.article, limits, languages.get(work.code), link=link, tags=tags)
            wanted = tags[:1] if name == "threads" else tags
            wrong.update(
                f"{name}: {fault} (article {number})" for fault in faults(work, made, limits, wanted, link)
            )
            ends[regex.sub(r"(?<=would) .*|: it needs.*|; no room.*", "", made.reason)] += 1
            used[name].append(made.used / made.limit)
    return wrong, ends, used


def main():
    """Tell all batches and print the figures; 1 where anything is wrong."""
    wrong, ends, used = Counter(), Counter(), {name: [] for name in NETWORKS}
    with ProcessPoolExecutor() as pool:
        for faulty, ended, shares in pool.map(batch, range(0, COUNT, BATCH)):
            wrong, ends = wrong + faulty, ends + ended
            for name, more in shares.items():
                used[name] += more
    for reason, many in ends.most_common():
        print(f"{many:>9,}  {reason}")
    for name, limits in NETWORKS.items():
        print(f"{name}: {limits.limit:,}, median use {statistics.median(used[name]):.0%}")
    for fault, many in wrong.most_common(20):
        print(f"WRONG {many:,} {fault}")
    print(f"{COUNT:,} articles on {len(NETWORKS)} networks: {sum(wrong.values()):,} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
