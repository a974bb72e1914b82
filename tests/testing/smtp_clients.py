"""Clients for the sink: one that says exactly the bytes it is told, and a mail to send."""

import socket
import ssl
import time

MAIL = b"Message-ID: <m1@krant.test>\r\nX-Publisher-Delivery: d1\r\nSubject: Goedemorgen\r\n\r\nHet vat.\r\n"


class Raw:
    """A socket with a patience of 5 seconds; replies are lists of lines without CRLF."""

    def __init__(self, port, host="127.0.0.1", greet=True):
        self.socket = socket.create_connection((host, port), timeout=30)
        self.file = self.socket.makefile("rb")
        if greet:
            self.reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def reply(self):
        lines = [self.file.readline().decode().rstrip("\r\n")]
        while lines[-1][3:4] == "-":
            lines.append(self.file.readline().decode().rstrip("\r\n"))
        return lines

    def code(self):
        return self.reply()[-1][:3]

    def ask(self, line):
        self.send(line.encode() + b"\r\n")
        return self.reply()[-1]

    def hello(self):
        self.send(b"EHLO krant.test\r\n")
        return [line[4:] for line in self.reply()]

    def envelope(self, recipient="an@post.test", sender="krant@krant.test"):
        return [self.ask(f"MAIL FROM:<{sender}>"), self.ask(f"RCPT TO:<{recipient}>"), self.ask("DATA")]

    def mail(self, recipient="an@post.test", content=MAIL):
        """Send one mail a command at a time; give the codes."""
        codes = [line[:3] for line in self.envelope(recipient)]
        self.send(content + b".\r\n")
        return [*codes, self.code()]

    def closed(self):
        """Tell whether the other side has gone; what it still said is lost."""
        try:
            return self.file.read() is not None
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def encrypt(self, cafile):
        self.file.close()
        self.socket = ssl.create_default_context(cafile=cafile).wrap_socket(
            self.socket, server_hostname="localhost"
        )
        self.file = self.socket.makefile("rb")


def eventually(true):
    """Wait up to 5 seconds for something that happens in another thread."""
    deadline = time.monotonic() + 5
    while not true() and time.monotonic() < deadline:
        time.sleep(0.002)
    return true()
