"""The editor's day file, written by the page: comments and what the page does not know stay as they are."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from publisher.config import Config
from publisher.errors import ConfigError, StorageError

_OPENING = "# {edition}: the editor's word for one day (docs/campaigns.md).\n"
Change = Callable[[TOMLDocument], None]


def path_of(config: Config, edition: str) -> Path:
    """Give the day file of an edition, there or not. Raises ValueError for a name that is none."""
    campaign, _, day = edition.partition("/")
    return config.root / "campaigns" / campaign / f"{date.fromisoformat(day).isoformat()}.toml"


@contextmanager
def changed(config: Config, edition: str, change: Change) -> Iterator[None]:
    """Change the day file for the length of a block, and for good if the block raises nothing.

    Raises ConfigError for a file that is not TOML, StorageError for a disk that refuses.
    """
    path = path_of(config, edition)
    before = _read(path)
    written = _parsed(before or _OPENING.format(edition=edition), path)
    change(written)
    _write(path, tomlkit.dumps(written))
    try:
        yield
    except BaseException:
        _put_back(path, before)
        raise


def put(document: TOMLDocument, key: str, value: str | Sequence[str]) -> None:
    """Set a key of the file, or take it away where there is nothing to say; keys stand before tables."""
    if not value:
        document.pop(key, None)
    elif isinstance(value, str):
        document[key] = _text(value)
    else:
        document[key] = list(value)


def put_in(document: TOMLDocument, table: str, key: str, value: str) -> None:
    """Set a key of one of the file's tables, or take it away; a table that holds nothing goes too."""
    found = document.get(table)
    if value:
        if not isinstance(found, dict):
            found = document[table] = tomlkit.table()
        found[key] = _text(value)
    elif isinstance(found, dict):
        found.pop(key, None)
        if not found:
            document.pop(table)


def _text(value: str) -> tomlkit.items.String:
    return tomlkit.string(value, multiline="\n" in value)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig") if path.is_file() else None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"can't be read: {error}", where=_named(path), remedy="mend it") from None


def _parsed(text: str, path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(f"not valid TOML: {error}", where=_named(path), remedy="mend that line") from None


def _put_back(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        _write(path, before)


def _write(path: Path, text: str) -> None:
    """Let the new file take the old one's place in one step."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            file.write(text)
        Path(file.name).chmod(0o644 if not path.exists() else path.stat().st_mode & 0o777)
        Path(file.name).replace(path)
    except OSError as error:
        raise StorageError(
            f"can't be written: {error.strerror}", where=_named(path), remedy="check the disk and the folder"
        ) from error


def _named(path: Path) -> str:
    return f"campaigns/{path.parent.name}/{path.name}"
