"""A vendor's server that misbehaves: of each connection it reads one request; answers bytes or nothing."""

import socket
import struct
import threading
import time

CUT, SILENCE = object(), object()


class RawVendor:
    """Answers each connection in turn: bytes, CUT (a reset), SILENCE; the last one stays."""

    def __init__(self, *answers, tls=None):
        self._answers, self._tls = list(answers), tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self.requests = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        with socket.create_connection(self._listener.getsockname()):
            pass  # wakes the one who waits
        self._thread.join()
        self._listener.close()

    def _serve(self):
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._closing.is_set():
                    return
                try:
                    self._answer(connection)
                except OSError:
                    continue

    def _answer(self, plain):
        with self._tls.wrap_socket(plain, server_side=True) if self._tls else plain as connection:
            self.requests.append(_request(connection))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if answer is SILENCE:
                while not self._closing.wait(0.05):
                    pass
            elif answer is CUT:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.sendall(answer)
                time.sleep(0.05)  # else a close could overtake what was not read


def _request(connection):
    """Read head and body of one request."""
    data = b""
    while b"\r\n\r\n" not in data and (part := connection.recv(65_536)):
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    wanted = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < wanted and (part := connection.recv(65_536)):
        body += part
    return head + b"\r\n\r\n" + body


def answer(status, body=b"", *headers):
    """Write an answer with its right length."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
