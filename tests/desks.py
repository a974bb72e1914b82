"""A receiver of webhooks that does its part: it checks each signature and takes each key once."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

SECRET = "geheim-van-de-desk"


class Desk:
    """A receiver that does its part: it checks the signature and keeps the keys."""

    def __init__(self):
        self.taken = {}  # by Idempotency-Key
        self.asked = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                desk.asked.append(self.path)
                status, said = desk.take(self.headers, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def take(self, headers, body):
        signed = headers["X-Publisher-Timestamp"].encode() + b"." + body
        expected = "sha256=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, headers["X-Publisher-Signature"]):
            return 401, b'{"error": "wrong signature"}'
        self.taken.setdefault(headers["Idempotency-Key"], []).append(json.loads(body))
        number = list(self.taken).index(headers["Idempotency-Key"]) + 1
        return 201, json.dumps({"id": number, "url": f"https://desk.internal/{number}"}).encode()


@pytest.fixture(name="desk")
def running():
    made = Desk()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()
