"""A site on loopback whose pages a test writes: what it was asked, and what it answers."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


class Web:
    """Answers by path: text, or (status, headers, body)."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.pages = {}
        self.asked = []

    def answer(self, path):
        self.asked.append(path)
        page = self.pages.get(path, (404, {}, "niets"))
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        return status, headers, body if isinstance(body, bytes) else body.encode()


@pytest.fixture
def web():
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            status, headers, body = self.server.web.answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.web = Web(server.server_port)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.web
    server.shutdown()
    server.server_close()
    thread.join()
