"""Keeps the state of an anvil in two files that are replaced whole, so that no crash can tear them.

anvil's own `--state` writes in place (a kill in the middle leaves half a file) and, on an interval, writes everything
each time. Here a small file without history follows the head, and the full file with history is written at the end and
whenever it costs less than a twentieth of the time. A tail lost in a crash is at most TAIL_INTERVAL_S of blocks; the
states between the last full save and the head that was kept are refused afterwards by anvil, never answered wrongly.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import time
from pathlib import Path
from typing import Any

from registry.adapters.embedded_chain_errors import ChainStateDamaged

TAIL_INTERVAL_S = 0.5
FULL_SHARE_OF_TIME = 0.05
DUMP_TIMEOUT_S = 60.0

FULL_NAME = "state.json.gz"
TAIL_NAME = "tail.json.gz"
LOADED_NAME = "loaded.json"


def prepare(folder: Path) -> Path | None:
    """File that anvil can load, made of what the last run left in `folder`; None if it left nothing.

    Raises ChainStateDamaged if a kept file cannot be read.
    """
    full, tail, loaded = folder / FULL_NAME, folder / TAIL_NAME, folder / LOADED_NAME
    if tail.exists():
        state = _read(tail)
        if full.exists():
            # The states of old blocks are found by block hash, so those of the older file still belong.
            state["historical_states"] = _read(full).get("historical_states")
    elif full.exists():
        state = _read(full)
    else:
        return None
    state["blocks"] = _with_one_genesis(state.get("blocks", []))
    loaded.write_text(json.dumps(state))
    return loaded


def _with_one_genesis(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks without the genesis that each later anvil made at its start: ours is the oldest.

    An anvil that loads a state dumps its own block 0 beside the kept one, in any order; the last one read wins.
    """
    first = [block for block in blocks if int(block["header"]["number"], 16) == 0]
    ours = min(first, key=lambda block: int(block["header"]["timestamp"], 16), default=None)
    return [block for block in blocks if block not in first or block is ours]


def _read(file: Path) -> dict[str, Any]:
    try:
        state = json.loads(gzip.decompress(file.read_bytes()))
    except (OSError, EOFError, ValueError) as fault:
        raise ChainStateDamaged(str(file), str(fault)) from fault
    if not isinstance(state, dict):
        raise ChainStateDamaged(str(file), "it holds no JSON object")
    return state


class StateKeeper:
    """Saves the state of the anvil that listens on `port` into `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._saved_head: str | None = None
        self._full_head: str | None = None
        self._next_tail = 0.0
        self._next_full = 0.0

    def follow(self) -> None:
        """Saves what is due: the tail if the head moved, the full state if that is cheap enough by now."""
        now = time.monotonic()
        if now < self._next_tail:
            return
        self._next_tail = now + TAIL_INTERVAL_S
        head = self._head()
        if head != self._full_head and now >= self._next_full:
            self.save_full()
        elif head != self._saved_head:
            self._write(TAIL_NAME, self._dump(with_history=False))
            self._saved_head = head

    def save_full(self) -> None:
        """Saves the state with all its old blocks; the tail is then contained in it."""
        begun = time.monotonic()
        head = self._head()
        self._write(FULL_NAME, self._dump(with_history=True))
        (self._folder / TAIL_NAME).unlink(missing_ok=True)
        self._saved_head = self._full_head = head
        ended = time.monotonic()
        self._next_full = ended + (ended - begun) / FULL_SHARE_OF_TIME

    def _head(self) -> str:
        return str(self._call("eth_getBlockByNumber", "latest", False)["hash"])

    def _dump(self, *, with_history: bool) -> bytes:
        """State as gzipped JSON, as anvil packs it."""
        return bytes.fromhex(str(self._call("anvil_dumpState", with_history)).removeprefix("0x"))

    def _write(self, name: str, data: bytes) -> None:
        partial = self._folder / f"{name}.partial"
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._folder / name)

    def _call(self, method: str, *parameters: object) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=DUMP_TIMEOUT_S)
        try:
            connection.request("POST", "/", body, {"content-type": "application/json"})
            return json.loads(connection.getresponse().read())["result"]
        finally:
            connection.close()
