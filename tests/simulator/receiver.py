"""A webhook address that keeps every request as it came and answers as told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

VERIFY_TOKEN = "simulator-verify-token"


@dataclass(frozen=True)
class Delivery:
    method: str
    body: bytes
    signature: str
    status: int

    @property
    def payload(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def values(self) -> list[dict[str, Any]]:
        return [change["value"] for entry in self.payload["entry"] for change in entry["changes"]]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values for status in value["statuses"]]


@dataclass
class Receiver:
    """`answers` are the statuses of the next POSTs, then 200; `shakes_hands` is how it treats the GET."""

    url: str = ""
    shakes_hands: bool = True
    answers: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def posts(self) -> list[Delivery]:
        return [each for each in self.deliveries if each.method == "POST"]

    def statuses(self) -> list[dict[str, Any]]:
        return [status for each in self.posts() for status in each.statuses]

    def states(self) -> list[str]:
        return [status["status"] for status in self.statuses()]

    def take(self, method: str, body: bytes, signature: str) -> int:
        with self.lock:
            status = self.answers.pop(0) if method == "POST" and self.answers else 200
            self.deliveries.append(Delivery(method, body, signature, status))
            return status

    def challenge(self, query: dict[str, list[str]]) -> tuple[int, bytes]:
        self.take("GET", b"", "")
        welcome = self.shakes_hands and query["hub.verify_token"] == [VERIFY_TOKEN]
        return (200, query["hub.challenge"][0].encode()) if welcome else (403, b"")


class _Server(ThreadingHTTPServer):
    # The usual five waiting connections are fewer than the simulator opens at once; the sixth would be
    # turned away, come again later, and arrive out of order.
    request_queue_size = 128


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    server = _Server(("127.0.0.1", 0), _handler(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhooks/whatsapp/meta_cloud"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*receiver.challenge(parse_qs(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self._answer(receiver.take("POST", body, self.headers["x-hub-signature-256"]), b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing on stderr."""

    return Handler
