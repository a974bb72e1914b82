"""Builds in SQLite: each kept whole under its hash, and per edition which one is current."""

import sqlite3
from pathlib import Path
from typing import Self

import msgspec

from publisher.model import Build
from publisher.store import sqlite

ROOM = "ledger"
# "if not exists": databases from before the versions stood in a table of their own are taken over.
MIGRATIONS = (
    (
        """
        create table if not exists build (
            hash text primary key, edition text not null, built_at text not null, content blob not null
        )
        """,
        """
        create table if not exists edition (
            name text primary key, hash text not null references build (hash), frozen_at text not null
        )
        """,
    ),
)


def open_ledger(url: str, root: Path) -> "SqliteLedger":
    """Open the ledger that a URL names, bringing its schema forward."""
    path = Path(url.rsplit("///", 1)[-1])
    connection = sqlite.connect(url, root)
    with sqlite.refusals(path):
        sqlite.migrate(connection, ROOM, MIGRATIONS, path.name)
    return SqliteLedger(connection, path)


class SqliteLedger:
    """The ledger in one SQLite file (ports.Ledger)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def freeze(self, build: Build) -> str:
        """Keep the build as its edition's current one and give its hash.

        A second freeze of the same hash renews its notes, never what leaves.
        """
        content = msgspec.json.encode(build)
        at = build.built_at.isoformat()
        with sqlite.refusals(self._path), sqlite.transaction(self._connection) as db:
            db.execute(
                "insert into build (hash, edition, built_at, content) values (?, ?, ?, ?)"
                " on conflict (hash) do update set content = excluded.content",
                (build.hash, build.edition.name, at, content),
            )
            db.execute(
                "insert into edition (name, hash, frozen_at) values (?, ?, ?)"
                " on conflict (name) do update set hash = excluded.hash, frozen_at = excluded.frozen_at",
                (build.edition.name, build.hash, at),
            )
        return build.hash

    def build(self, edition: str) -> Build | None:
        """Give the edition's current build, or None where there is none."""
        with sqlite.refusals(self._path):
            row = self._connection.execute(
                "select content from build join edition on edition.hash = build.hash where edition.name = ?",
                (edition,),
            ).fetchone()
        return msgspec.json.decode(row[0], type=Build) if row else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
