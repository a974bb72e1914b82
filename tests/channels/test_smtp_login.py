"""Logging in: what a server says there is never shown, and a password goes only where it is asked for."""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from publisher.channels.smtp import Settings
from publisher.channels.smtp.opening import open_wire
from publisher.errors import CredentialsError

PASSWORD = "zeer-geheim-woord"


def refused(ways, replies):
    """Log in at a server that gives these replies, `{}` being what it heard; give error and lines."""
    heard, ended = [], asyncio.Event()

    async def serve(reader, writer):
        left = list(replies)
        with suppress(ConnectionError):
            writer.write(b"220 relay\r\n")
            while line := (await reader.readline()).decode().strip():
                heard.append(line)
                hello = f"250-relay\r\n250 AUTH {ways}"
                answer = hello if line.startswith("EHLO") else left.pop(0).format(line)
                writer.write(answer.encode() + b"\r\n")
        writer.close()
        ended.set()

    async def run():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = Settings("127.0.0.1", port, "none", username="ochtend", password=PASSWORD)
            with pytest.raises(CredentialsError) as error:
                await open_wire(settings, "newsletter", None)
            await ended.wait()
            return str(error.value)

    with ThreadPoolExecutor(1) as thread:  # a browser that another test keeps open has a loop in this one
        return thread.submit(asyncio.run, run()).result(), heard


@pytest.mark.parametrize(
    ("ways", "replies"),
    [
        ("PLAIN", ["535 5.7.8 no: {}"]),
        ("LOGIN", ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "535 5.7.8 no: {}"]),
    ],
)
def test_a_server_that_echoes_the_login_is_not_quoted(ways, replies):
    told, heard = refused(ways, replies)
    assert "refuses the login: 535 5.7.8 (check" in told
    assert heard[-1].split()[-1] not in told
    assert PASSWORD not in told


@pytest.mark.parametrize("replies", [["250 ok"], ["334 VXNlcm5hbWU6", "250 ok"]])
def test_name_and_password_are_given_only_when_asked_for(replies):
    told, heard = refused("LOGIN", replies)
    assert "refuses the login: 250" in told
    assert base64.b64encode(PASSWORD.encode()).decode() not in heard
    assert len(heard) == 1 + len(replies)
