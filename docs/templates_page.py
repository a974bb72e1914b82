"""docs/templates.md: what a template may use, from the Structs in publisher/render/variables.py.

The examples are the sample edition's own values; for a field that it leaves empty one stands in EXAMPLES.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sample
from msgspec import inspect

from publisher.config.tables import secret_keys
from publisher.render import templates
from publisher.render.variables import Variables

EXAMPLES: Mapping[str, Any] = {
    "Site.deployment": "production",
    "Author.url": "https://kroniek.test/redactie/marlies-verstuyft",
    "Article.description_truncated": False,
    "Article.alternative_headline": "Terwaeghe kopt Havermonde naar de leiding",
    "Article.publisher": "De Kroniek",
    "Article.date_modified": "2026-11-24 06:10:00+01:00",
    "Article.embargoed_until": "2026-11-24 06:00:00+01:00",
    "Article.is_accessible_for_free": True,
    "Erratum.edition": "kroniek/2026-11-23",
    "Erratum.article": "48282",
    "Erratum.headline": "Duinrode haalt rechtsachter met 300 wedstrijden",
    "Erratum.text": "De teller staat op 301 wedstrijden.",
    "Erratum.url": "https://kroniek.test/transfers/48282",
    "DigestEntry.is_accessible_for_free": False,
    "Article.comment_count": 48,
    "Article.genre": "wedstrijdverslag",
    "Image.width": 1200,
    "Image.height": 675,
    "MatchReport.start_date": "2026-11-23 20:45:00+01:00",
    "SourceRef.etag": "33a64df5",
    "SourceRef.fetched_at": "2026-11-24 06:30:00+01:00",
    "Theme.logo": "logo.png",
    "Variables.logo_url": "https://kroniek.test/beeld/logo.png",
}
PLAIN = {
    inspect.StrType: "text",
    inspect.IntType: "number",
    inspect.BoolType: "true or false",
    inspect.DateType: "date",
    inspect.DateTimeType: "date and time",
    inspect.NoneType: "none",
}
INTRO = """\
# Templates

Made by `python docs/make.py` from the code; the examples are the sample edition's, where it has one.

A template is a folder in `templates/`, named by a campaign's `template`. It holds `digest.mjml.j2` for the
HTML part, `digest.txt.j2` for the text part, `theme.toml` and whatever those include. A file that your folder
lacks is taken from the template that its `theme.toml` extends, else from the shipped template of its name.

Both parts are [Jinja](https://jinja.palletsprojects.com/templates/) in a sandbox. A name that does not exist
and a value that is missing (`none`) are errors with file, line and column: ask with `{% if %}` first. In
`.mjml.j2` every value is escaped. An element or attribute that MJML does not know is refused, and so is an
attribute of the template that holds a single quote, a newline or a backslash. `<mj-style inline="inline">`
goes into `style` attributes; every other `<mj-style>` stays a style sheet.

## A template that holds only what differs

A second newsroom's logo, colours, fonts and masthead are two files. `templates/avond/theme.toml` says what it
builds on, and only the keys in which it differs:

```toml
extends = "digest"
logo = "avond.png"                   # below [site] assets_url
heading_font = "Verdana, sans-serif"
body_font = "Georgia, serif"

[light]
accent = "#0b5d3b"
page = "#e7efe9"

[dark]
accent = "#7fe0b0"
```

`templates/avond/partials/masthead.mjml.j2` stands in for the file of that name:

```jinja
<mj-section background-color="{{ theme.light.accent }}" padding="16px 0">
  <mj-column>
    <mj-image src="{{ logo_url }}" alt="{{ site.name }}" width="{{ theme.logo_width }}px" padding="0" />
    <mj-text align="center" color="{{ theme.light.on_accent }}">{{ date_long }}</mj-text>
  </mj-column>
</mj-section>
```

and the campaign says `template = "avond"`. A file is taken from the first folder that has it: your own, then
that of the template it extends (the newsroom's folder of that name before the shipped one), and so on. A
theme lies over the one it extends, down to single colours. A name that does not exist and templates that
extend each other are errors that name the `theme.toml`; a mistake in a file names the template whose file it
is. The files to start from lie in [templates/digest](../templates/digest).

## Variables

A list is read with `{% for %}` or by number: `lead.authors[0]` is its first item.
"""
TEXT_PART = """
## In the text part only

`.txt.j2` is not escaped, and has two helpers beside Jinja's own:

- `{{ text | fold }}`, `{{ text | fold("> ") }}`, `{{ text | fold("- ", "  ") }}`: FOLD
- `{{ rule("=") }}`, `{{ rule("-", text) }}`: Draw a line of that character, COLUMNS columns wide, or as long
  as the text.
"""
THEME = """
## theme.toml

It holds `extends` and the keys of `theme` above; those of `theme.light` and `theme.dark` stand in `[light]`
and `[dark]`. A colour is `#rrggbb`, a size is in pixels from 8 to 800. The shipped one:

```toml
TOML```
"""
SLOTS = """
## Slots

What stands in `slots` differs by reader. While a template is rendered it is a marker: print it as text or
as the address of a link, and do nothing else with it. One that is not configured is `none`. Each reader's
mail is made later by filling these places, escaped for where they stand. A mail channel needs
`slots.unsubscribe_url` in both parts: the checks block a mail without it.
"""


def page() -> str:
    """Give docs/templates.md: every variable with type and example, helpers, theme and slots."""
    examples = {**EXAMPLES, **_values(sample.seen())}
    tables = "".join(_section(path, kind, examples) for path, kind in _structs())
    fold = _oneline(templates.text_environment([]).filters["fold"])
    text = TEXT_PART.replace("FOLD", fold).replace("COLUMNS", str(templates.TEXT_COLUMNS))
    theme = (sample.TEMPLATE / "theme.toml").read_text(encoding="utf-8")
    return f"{INTRO}{tables}{text}{THEME.replace('TOML', theme)}{SLOTS}"


def _structs() -> Iterator[tuple[str, type]]:
    """Give each Struct that templates can reach and the path to it, the nearest first."""
    queue: list[tuple[str, type]] = [("", Variables)]
    seen: set[type] = set()
    while queue:
        path, kind = queue.pop(0)
        if kind not in seen:
            seen.add(kind)
            yield path, kind
            queue += _inner(path, kind)


def _inner(path: str, kind: type) -> Iterator[tuple[str, type]]:
    for field in _fields(kind):
        for shape, item in _parts(field.type):
            if isinstance(shape, inspect.StructType):
                yield f"{_under(path)}{field.name}{item}", shape.cls


def _parts(shape: inspect.Type, item: str = "") -> Iterator[tuple[inspect.Type, str]]:
    """Give the types a value may have, and how one of a list is reached."""
    if isinstance(shape, inspect.UnionType):
        for one in shape.types:
            yield from _parts(one, item)
    elif isinstance(shape, inspect.VarTupleType):
        yield from _parts(shape.item_type, "[0]")
    else:
        yield shape, item


def _fields(kind: type) -> Sequence[inspect.Field]:
    """Give a Struct's fields; secrets are no template's business."""
    info = inspect.type_info(kind)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return [field for field in fields if field.name not in secret_keys(kind)]


def _section(path: str, kind: type, examples: Mapping[str, Any]) -> str:
    title = [f"### `{path}`: {kind.__name__}", ""] if path else []
    rows = [
        f"| `{_under(path)}{field.name}` | {_named(field.type)} | {_example(kind, field, examples)} |"
        for field in _fields(kind)
    ]
    table = ["| variable | type | example |", "|---|---|---|", *rows]
    return "\n".join(["", *title, _oneline(kind), "", *table, ""])


def _under(path: str) -> str:
    return f"{path}." if path else ""


def _oneline(thing: object) -> str:
    return " ".join((thing.__doc__ or "").split())


def _named(shape: inspect.Type) -> str:
    """Name a type in words."""
    if isinstance(shape, inspect.UnionType):
        return " or ".join(_named(one) for one in shape.types)
    if isinstance(shape, inspect.VarTupleType):
        return f"list of {_named(shape.item_type)}"
    if isinstance(shape, inspect.TupleType):
        return f"list of {len(shape.item_types)}: {', '.join(_named(one) for one in shape.item_types)}"
    if isinstance(shape, inspect.LiteralType):
        return " or ".join(f"`{value}`" for value in shape.values)
    if isinstance(shape, inspect.DictType):
        return f"by name: {_named(shape.value_type)}"
    plain = shape.type if isinstance(shape, inspect.Metadata) else shape
    return plain.cls.__name__ if isinstance(plain, inspect.StructType) else PLAIN[type(plain)]


def _example(kind: type, field: inspect.Field, examples: Mapping[str, Any]) -> str:
    if any(isinstance(shape, inspect.StructType) for shape, _ in _parts(field.type)):
        return "below"
    text = _written(examples[f"{kind.__name__}.{field.name}"]).replace("|", "\\|").replace("`", "'")
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59].rstrip()}…`"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in sorted(value.items())[:2])
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _values(value: object) -> dict[str, Any]:
    """Give the first value that each field of each Struct has in what the templates see."""
    found: dict[str, Any] = {}
    queue = [value]
    while queue:
        one = queue.pop(0)
        if isinstance(one, msgspec.Struct):
            fields = msgspec.structs.asdict(one)
            for name, inner in fields.items():
                if inner not in (None, "", (), {}):
                    found.setdefault(f"{type(one).__name__}.{name}", inner)
            queue += fields.values()
        elif isinstance(one, tuple):
            queue += one
    return found
