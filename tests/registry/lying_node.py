"""A JSON-RPC node that stands before a real one and lies on demand: hides blocks, breaks off, or answers nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Lie = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any] | None]


class LyingNode(ThreadingHTTPServer):
    """Hands each answer of the real node to `lie`, which returns it, another one, or None (no answer)."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = httpx.Client(base_url=upstream, trust_env=False)
        self.lie: Lie = lambda _request, answer: answer
        self.methods: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def lying_node(upstream: str) -> Iterator[LyingNode]:
    """A lying node for as long as the block lasts."""
    with LyingNode(upstream) as node:
        thread = threading.Thread(target=node.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield node
        finally:
            node.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: LyingNode

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.methods.append(request["method"])
        answer = self.server.upstream.post("/", json=request).json()
        told = self.server.lie(request, answer)
        if told is None:
            self.close_connection = True
            return
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Stays silent."""
