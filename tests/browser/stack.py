"""The running service behind the pages: the told demonstration, served by `carbonix serve` on a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.story.told import COMMAND

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 30
LOOK_INTERVAL_S = 0.1
_NODE = re.compile(r"its chain answers at (http://[0-9.:]+)")


@dataclass
class Stack:
    """A theatre's state, served; `rpc` is its chain's node, another one after each start."""

    theatre: Path
    url: str = ""
    rpc: str = ""
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Serves on the same port as before, or on a free one; returns when the service is ready."""
        port = self.url.rpartition(":")[2] or str(_free_port())
        self.url = f"http://127.0.0.1:{port}"
        log = self.theatre / "serve.log"
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [str(COMMAND), "serve", "--port", port], env=self._environment(), stdout=out, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the service did not start: {log.read_text()}")
            time.sleep(LOOK_INTERVAL_S)
        node = _NODE.search(log.read_text())
        assert node is not None, log.read_text()
        self.rpc = node[1]

    def stop(self) -> None:
        """Ends the service as its keeper does: the chain's state is saved."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(STOP_TIMEOUT_S)
            self._process = None

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        own = {
            "CARBONIX_HOME": str(self.theatre / "home"),
            "CARBONIX_DEPLOYMENTS": str(self.theatre / "deployments"),
            "CARBONIX_SETTLE_EVERY_S": "0",  # the journey of the operator's button counts what waits
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CARBONIX_")}
        return kept | own


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
