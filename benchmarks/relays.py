"""Mail servers and rival senders for the benchmarks of sending, all on loopback.

smtp-source and smtp-sink are Postfix's (package postfix); fsink is compiled from ../shared/tools/fsink.c.
"""

import shutil
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

_FSINK = Path(__file__).parents[2] / "shared/tools/fsink.c"
_PATIENCE = 10  # seconds a server has to start


def tool(name: str) -> str | None:
    """Give the path of one of Postfix's programs, which may stand where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/lib/postfix/sbin")


def missing() -> list[str]:
    """Name what the benchmarks need and this machine lacks."""
    lacks = [f"{name} (package postfix)" for name in ("smtp-source", "smtp-sink") if not tool(name)]
    if not _FSINK.exists() or not shutil.which("gcc"):
        lacks.append("../shared/tools/fsink.c and gcc")
    return lacks


@contextmanager
def fsink(folder: Path, delay: int = 0) -> Iterator[int]:
    """Run fsink, each of its replies `delay` ms late; gives its port."""
    program = folder / "fsink"
    if not program.exists():
        subprocess.run(["gcc", "-O2", "-w", "-o", program, _FSINK], check=True)
    port = _free_port()
    with _running([str(program), str(port), "-D", str(delay)], port):
        yield port


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Run smtp-sink; gives its port."""
    port = _free_port()
    with _running([str(tool("smtp-sink")), "-u", "nobody", f"127.0.0.1:{port}", "1024"], port):
        yield port


def source(port: int, count: int, size: int) -> float:
    """Send messages of one size with smtp-source, as fast as it can; give the messages a second."""
    words = ["-s", "8", "-d", "-l", str(size), "-m", str(count), f"127.0.0.1:{port}"]
    start = time.perf_counter()
    subprocess.run([str(tool("smtp-source")), *words], check=True, capture_output=True)
    return count / (time.perf_counter() - start)


def library(port: int, count: int, size: int, threads: int) -> float:
    """Send a ready message with smtplib in so many threads, each with a connection of its own."""
    body = b"Subject: a\r\n\r\n" + b"abcdefg\r\n" * (size // 9)

    def work(_: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number in range(count // threads):
                client.sendmail("a@kroniek.test", [f"r{number}@post.example"], body)
        return count // threads

    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        sent = sum(pool.map(work, range(threads)))
    return sent / (time.perf_counter() - start)


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield
        finally:
            server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
