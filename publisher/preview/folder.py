"""The edition folder: a view of a build for people and other programs. All of it can be deleted."""

import errno
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from publisher.errors import StorageError, UsageError
from publisher.model import Article, Finding
from publisher.pipeline import Built
from publisher.preview import page, summary

_WRONG_PLACE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENOENT}
)


def ensure_writable(folder: Path) -> None:
    """Refuse a folder that can't be written before anything is built for it.

    Raises UsageError for a place that can't be written, StorageError for a disk that refuses.
    """
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise _refused(error, folder) from error


def ensure_not_root(folder: Path, root: Path) -> None:
    """Refuse the configuration's own folder, or one above it. Raises UsageError."""
    if root.resolve().is_relative_to(folder):
        raise UsageError(
            "the folder holds the configuration", where=str(folder), remedy="choose another --out"
        )


def ensure_apart(folder: Path, sources: Iterable[Path]) -> None:
    """Refuse a folder in which articles lie: the next digest would read what was written beside them.

    Raises UsageError naming the source.
    """
    for source in sources:
        if source.resolve().is_relative_to(folder):
            raise UsageError(
                f"the folder holds a source: {source}", where=str(folder), remedy="choose another --out"
            )


def write(built: Built, folder: Path) -> Path:
    """Write the edition's files into a folder and give the preview's path.

    All files are written first and then take the places of the old ones: all of them, or none. What else
    lies in the folder stays. Raises UsageError for a place that can't be written, StorageError for a disk
    that refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as name:
            fresh, old = Path(name, "fresh"), Path(name, "old")
            fresh.mkdir()
            old.mkdir()
            for file, content in _files(built, folder).items():
                (fresh / file).write_bytes(content)
            _exchange(fresh, folder, old)
    except OSError as error:
        raise _refused(error, folder) from error
    return folder / "preview.html"


def plain(value: Any) -> Any:  # noqa: ANN401  (any Struct, list or scalar)
    """Turn Structs into dictionaries with every field but those that are None."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value).items()
        return {key: plain(item) for key, item in fields if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def articles_json(articles: tuple[Article, ...], findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Give articles and findings in the form every command prints them."""
    return {"articles": plain(articles), "findings": plain(findings)}


def _files(built: Built, folder: Path) -> dict[str, bytes]:
    build = built.build
    return {
        "edition.json": _json({**summary.summarise(built, folder), "content": plain(build.edition)}),
        "articles.json": _json(articles_json(build.articles, ())),
        "email.html": build.html.encode(),
        "email.txt": build.text.encode(),
        "email.eml": built.eml,
        "posts.json": _json(plain(build.posts)),
        "findings.json": _json(plain(build.findings)),
        "preview.html": page.render(built).encode(),
    }


def _exchange(fresh: Path, folder: Path, old: Path) -> None:
    """Move the fresh files in and the old ones out; when one can't be moved, put all back and raise."""
    names = sorted(path.name for path in fresh.iterdir())
    moved: list[str] = []
    try:
        for name in names:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder has this name", name)
            if (folder / name).exists():
                (folder / name).rename(old / name)
            moved.append(name)
            (fresh / name).rename(folder / name)
    except OSError:
        _put_back(old, folder, moved)
        raise


def _put_back(old: Path, folder: Path, moved: Sequence[str]) -> None:
    for name in moved:
        (folder / name).unlink(missing_ok=True)
        if (old / name).exists():
            (old / name).rename(folder / name)


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _refused(error: OSError, folder: Path) -> StorageError | UsageError:
    if error.errno in _WRONG_PLACE:
        return UsageError(
            f"can't be written: {error.strerror}", where=str(folder), remedy="choose another --out"
        )
    return StorageError(
        f"can't be written: {error.strerror}", where=str(folder), remedy="free some space and run it again"
    )
