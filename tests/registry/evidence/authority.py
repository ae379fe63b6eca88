"""A time-stamp authority of our own: `openssl ts` behind a small HTTP server, under a root made for the test."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CONFIGURATION = """
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = CarboniX test
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ authority ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ tsa ]
default_tsa = stamps
[ stamps ]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Where it answers, and the roots to trust; what it answers can be replaced."""

    folder: Path
    url: str = ""
    answers: list[bytes] = field(default_factory=list)

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def reply(self, query: bytes) -> bytes:
        """The next prepared answer, else a time-stamp of this moment."""
        if self.answers:
            return self.answers.pop(0)
        (self.folder / "query.tsq").write_bytes(query)
        _openssl(self.folder, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


@contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    """The authority for as long as this lasts; skips the test where openssl is not installed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no time-stamp authority can be played")
    folder.mkdir(parents=True, exist_ok=True)
    _make_keys(folder)
    authority = Authority(folder)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.reply(query)
            self.send_response(200 if answer else 503)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        yield authority
        server.shutdown()


def _make_keys(folder: Path) -> None:
    (folder / "ts.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-config", "ts.cnf")
    root = ("-x509", "-days", "30", "-extensions", "root", "-subj", "/CN=Test root")
    _openssl(folder, "req", *root, *key, "-keyout", "root.key", "-out", "root.pem")
    _openssl(folder, "req", *key, "-subj", "/CN=Test authority", "-keyout", "authority.key", "-out", "authority.csr")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30")
    asked = ("-in", "authority.csr", "-extfile", "ts.cnf", "-extensions", "authority", "-out", "authority.pem")
    _openssl(folder, "x509", "-req", *asked, *signing)


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
