"""Recipes as `publish init --ci` writes them."""

import os
import sys

import pytest
from newsrooms import ROOT, append
from schedulers import windows

from publisher.config.settings import Schedule
from publisher.recipes import Facts, scheduler

EVERY_MORNING = Schedule()


@pytest.fixture
def recipe():
    """Write a scheduler's files for a schedule, without a newsroom."""

    def write(kind, schedule=EVERY_MORNING, zone="Europe/Brussels", **facts):
        given = {"campaign": "ochtend", "root": "/srv/blad", "program": "/bin/true", **facts}
        return scheduler(kind, Facts(zone=zone, windows=windows(schedule, zone), **given))

    return write


@pytest.fixture
def channels(newsroom):
    """Give the newsroom a relay and three networks, and so six secrets."""
    append(
        newsroom / "config.toml",
        """
[channels.newsletter]
kind = "smtp"
host = "smtp.ochtendblad.internal"
username = "ochtend"
dkim = "rsa"
dkim_selector = "2026"
[channels.x-sport]
kind = "x"
[channels.bluesky]
kind = "bluesky"
handle = "ochtendblad.internal"
[channels.proof]
kind = "outbox"
as = "smtp"
""",
    )
    return newsroom


@pytest.fixture
def on_path(tmp_path):
    """Give a PATH on which `publish` is this checkout's."""
    program = tmp_path / "bin/publish"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m publisher "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"
