"""Databases for tests: SQLite files, and a real PostgreSQL that a worker starts when it first needs one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from ports import free_port

from publisher.audience import open_audience
from publisher.ledger import open_ledger
from publisher.store import database

URL = "sqlite:///.publisher/ledger.db"


@contextmanager
def ledger_at(root, url=URL):
    """Open the ledger for the length of a block."""
    with database(url, root) as db:
        yield open_ledger(db)


@contextmanager
def audience_at(root, given=None, now=None, url=URL):
    """Open the audience for the length of a block."""
    with database(url, root) as db:
        yield open_audience(db, root, given, now)


class Server:
    """A PostgreSQL cluster of its own in a temporary folder, on loopback; it can be killed and started.

    Without fsync: the server dies here, never the machine, and what it wrote outlives it in the system's
    cache. With it a restart writes every file of every database to the disk, a minute and more on a busy one.
    """

    def __init__(self, programs):
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="publisher-pg-"))
        self.port = free_port()
        self._count = 0
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self._folder, "postgres", "postgres")
        self._run("initdb", "-D", self._data, "-U", "publisher", "-A", "trust", "--no-sync", "-E", "UTF8")

    @property
    def _data(self):
        return self._folder / "data"

    @property
    def _log(self):
        return self._folder / "log"

    def _run(self, program, *words):
        command = [self._programs / program, *words]
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            extra = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        else:
            extra = {}
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self._folder, **extra
        )
        log = self._log.read_bytes() if done.returncode and self._log.exists() else b""
        assert done.returncode == 0, (done.stdout + log[-2000:]).decode()

    def start(self):
        options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "600", "-l", self._log, "-o", options, "start")
        return self

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def new_database(self):
        """Make an empty database; give its URL."""
        self._count += 1
        name = f"newsroom{self._count}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "publisher", name)
        return f"postgresql://publisher@127.0.0.1:{self.port}/{name}"

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self._folder)


@pytest.fixture(scope="session")
def postgres():
    """Start a PostgreSQL server of this worker's own."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    try:
        import psycopg  # noqa: F401
    except ImportError:
        programs = []
    if not programs:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL or psycopg is missing")
    server = Server(programs[-1].parent).start()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def ledger_url(request):
    """Give the URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return URL
    return request.getfixturevalue("postgres").new_database()
