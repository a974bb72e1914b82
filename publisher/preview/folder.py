"""The edition folder: a view of a build for people and other programs. All of it can be deleted."""

import errno
import os
import tempfile
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


def write(built: Built, folder: Path) -> Path:
    """Write the edition's files into a folder and give the preview's path.

    All files are written beside it first and then moved in, so a full disk leaves the old ones as they were.
    Raises UsageError for a place that can't be written, StorageError for a disk that refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as fresh:
            for name, content in _files(built, folder).items():
                (Path(fresh) / name).write_bytes(content)
            for path in sorted(Path(fresh).iterdir()):
                os.replace(path, folder / path.name)  # noqa: PTH105  (atomic, and named so)
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
