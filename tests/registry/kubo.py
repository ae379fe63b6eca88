"""A small HTTP server that answers the two Kubo RPC calls that we use, and records them.

It stands in for a daemon so that the client's real requests can be looked at; a real daemon is an opt-in job, since it
takes minutes to install. It can be told to lie.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aleph_cid import CidHasher


class Kubo(ThreadingHTTPServer):
    """Blocks by CID, the calls that came in, and the lie that it tells, if any."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.blocks: dict[str, bytes] = {}
        self.calls: list[tuple[str, dict[str, list[str]]]] = []
        self.lie: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running_kubo() -> Iterator[Kubo]:
    server = Kubo()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    server: Kubo

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.server.calls.append((parts.path, query))
        if parts.path == "/api/v0/add":
            self._add()
        elif parts.path == "/api/v0/cat":
            self._cat(query["arg"][0])
        else:
            self._send(404, b"404 page not found", "text/plain")

    def _add(self) -> None:
        data = self.server.lie if self.server.lie is not None else self._uploaded()
        hasher = CidHasher.for_ipfs_v1_raw_leaves()
        hasher.update(data)
        cid = hasher.finalize()
        self.server.blocks[cid] = data
        self._send(200, json.dumps({"Name": cid, "Hash": cid, "Size": str(len(data))}).encode(), "application/json")

    def _cat(self, cid: str) -> None:
        if cid not in self.server.blocks:
            fault = {"Message": f"block was not found locally (offline): ipld: could not find {cid}", "Code": 0}
            self._send(500, json.dumps({**fault, "Type": "error"}).encode(), "application/json")
            return
        data = self.server.lie if self.server.lie is not None else self.server.blocks[cid]
        self._send(200, data, "text/plain")

    def _uploaded(self) -> bytes:
        """The file inside the multipart body, which the client sends in chunks."""
        body = self._body()
        message = message_from_bytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body)
        parts = message.get_payload()
        assert isinstance(parts, list)
        content = parts[0].get_payload(decode=True)
        assert isinstance(content, bytes)
        return content

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the calls are recorded."""
