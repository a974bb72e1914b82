"""The command on a terminal, as a person sits before it."""

import os
import pty
import select
import signal
import subprocess
import sys
import time

from newsrooms import ROOT


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, cwd, *words, **given):
        self._master, slave = pty.openpty()
        command = [sys.executable, "-m", "publisher", *words]
        environ = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm"} | given
        self._process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdin=slave, stdout=slave, stderr=slave, close_fds=True
        )
        os.close(slave)
        self.shown = ""

    def wait_for(self, words, within=20):
        deadline = time.monotonic() + within
        while words not in self.shown:
            assert time.monotonic() < deadline, self.shown
            self._read(0.1)

    def type(self, text):
        os.write(self._master, text.encode())

    def interrupt(self):
        self._process.send_signal(signal.SIGINT)

    def end(self, within=60):
        deadline = time.monotonic() + within
        while self._process.poll() is None:
            assert time.monotonic() < deadline, self.shown
            self._read(0.05)
        self._read(0)
        os.close(self._master)
        return self._process.returncode

    def _read(self, wait):
        while select.select([self._master], [], [], wait)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            self.shown += data.decode("utf-8", "replace")
