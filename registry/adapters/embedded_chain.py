"""Starts, watches and ends a local chain, anvil or ganache, that keeps its state and never outlives its owner."""

from __future__ import annotations

import atexit
import os
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from registry.adapters import chain_state
from registry.adapters.chain_engines import (
    HOST,
    ChainOptions,
    Engine,
    anvil_command,
    find_engine,
    ganache_command,
)
from registry.adapters.chain_keeper import KeeperSpec
from registry.adapters.chain_lock import lock_state, sign_lock
from registry.adapters.chain_process import ChainProcess, free_port
from registry.adapters.embedded_chain_errors import ChainCallRefused, ChainDied
from registry.errors import ChainUnavailable

REPOSITORY = Path(__file__).resolve().parents[2]
READY_TIMEOUT_S = 60.0
READY_POLL_S = 0.02
CALL_TIMEOUT_S = 60.0
DEATH_NOTICE_S = 1.0
PORT_TRIES = 5


class EmbeddedChain:
    """A chain on 127.0.0.1; a context manager that starts on entry and saves and ends on exit.

    `state_dir` None means a chain that is forgotten at its end. `port` None means any free one.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        state_dir: Path | None = None,
        port: int | None = None,
        options: ChainOptions | None = None,
        root: Path = REPOSITORY,
    ) -> None:
        self.engine: Engine = engine
        self._program = find_engine(engine, root)
        self._state_dir = state_dir
        self._asked_port = port
        self._options = options or ChainOptions()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._process: ChainProcess | None = None
        self._port: int | None = None
        self._client = httpx.Client(trust_env=False, timeout=CALL_TIMEOUT_S)

    @property
    def port(self) -> int:
        if self._port is None:
            raise ChainUnavailable("the embedded chain is not started")
        return self._port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id of the engine."""
        return self._process.engine_pid if self._process else None

    def start(self) -> None:
        """Starts the engine on its kept state and returns when it answers; the chain's clock goes on where it stood.

        Raises ChainStateLocked, ChainStateDamaged, ChainDied or, after READY_TIMEOUT_S, ChainUnavailable.
        """
        if self.is_alive():
            return
        self.stop()
        folder = self._folder()
        lock = lock_state(folder) if self._state_dir else None
        try:
            self._start_on_a_port(folder, lock)
            if lock is not None:
                sign_lock(lock, self.url)
        finally:
            if lock is not None:
                os.close(lock)
        atexit.register(self.stop)
        self._restore_clock()

    def stop(self) -> None:
        """Saves the state, ends the engine and waits until it is gone; nothing happens if it is not running."""
        if self._process is not None:
            self._process.stop()
        self._forget()

    def kill(self) -> None:
        """Ends the engine as a crash would, for tests of what a crash leaves behind."""
        if self._process is not None:
            self._process.kill()

    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def check(self) -> None:
        """Raises ChainDied, with the engine's last lines, if it ended by itself."""
        if self._process is not None and not self._process.is_alive():
            raise self._process.obituary()

    def snapshot(self) -> str:
        """Id of the state as it is now; `revert` brings it back once."""
        return str(self.call("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        if not self.call("evm_revert", snapshot):
            raise ChainCallRefused("evm_revert", f"there is no snapshot {snapshot}")

    def increase_time(self, seconds: int) -> None:
        """Moves the chain's clock forward; the next block shows it."""
        self.call("evm_increaseTime", seconds)

    def mine(self, blocks: int = 1) -> None:
        for _ in range(blocks):
            self.call("evm_mine")

    def head(self) -> tuple[int, int]:
        """Number and time (Unix seconds) of the newest block."""
        block = self.call("eth_getBlockByNumber", "latest", False)
        return int(block["number"], 16), int(block["timestamp"], 16)

    def call(self, method: str, *parameters: object) -> Any:
        """Result of one JSON-RPC call.

        Raises ChainCallRefused if the engine answers with an error, ChainDied if it is gone, ChainUnavailable if it
        does not answer within CALL_TIMEOUT_S.
        """
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        try:
            answer = self._client.post(self.url, json=body).json()
        except (httpx.TransportError, ValueError) as fault:
            raise self._reason_of(fault, method) from fault
        if "error" in answer:
            raise ChainCallRefused(method, str(answer["error"].get("message", answer["error"])))
        return answer["result"]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _folder(self) -> Path:
        """Where this engine keeps its files; each engine has its own, for they cannot read each other's."""
        if self._state_dir is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="carbonix-chain-")
            return Path(self._scratch.name)
        folder = self._state_dir.resolve() / self.engine
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _start_on_a_port(self, folder: Path, lock: int | None) -> None:
        for last_try in (*(False for _ in range(PORT_TRIES - 1)), True):
            self._port = self._asked_port or free_port()
            self._process = ChainProcess(self.engine, self._spec(folder, lock, self._port))
            try:
                self._wait_until_ready(self._process)
                return
            except ChainDied:
                if last_try or self._asked_port or not self._process.lost_the_port():
                    self._forget()
                    raise
            except BaseException:
                self.stop()
                raise

    def _spec(self, folder: Path, lock: int | None, port: int) -> KeeperSpec:
        kept = self._state_dir is not None
        if self.engine == "anvil":
            begin_with = chain_state.prepare(folder) if kept else None
            command = anvil_command(self._program, port, self._options, begin_with)
        else:
            command = ganache_command(self._program, port, self._options, folder / "database" if kept else None)
        keeps_state = str(folder) if kept and self.engine == "anvil" else None
        return KeeperSpec(tuple(command), str(folder / "engine.log"), port, keeps_state, lock)

    def _wait_until_ready(self, process: ChainProcess) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            if not process.is_alive():
                raise process.obituary()
            if process.listens() and self._answers():
                return
            time.sleep(READY_POLL_S)
        raise ChainUnavailable(f"the embedded chain ({self.engine}) did not answer within {READY_TIMEOUT_S:.0f} s")

    def _answers(self) -> bool:
        try:
            return int(self.call("eth_chainId"), 16) == self._options.chain_id
        except (ChainUnavailable, ChainCallRefused):
            return False

    def _restore_clock(self) -> None:
        """Both engines start at the wall clock: after a time jump the next block would be older than its parent."""
        _, newest_s = self.head()
        behind_s = newest_s - int(time.time())
        if behind_s > 0:
            self.increase_time(behind_s)

    def _reason_of(self, fault: Exception, method: str) -> ChainUnavailable:
        deadline = time.monotonic() + DEATH_NOTICE_S
        while self._process is not None and time.monotonic() < deadline:
            if not self._process.is_alive():
                return self._process.obituary()
            time.sleep(READY_POLL_S)
        return ChainUnavailable(f"the embedded chain ({self.engine}) does not answer {method}: {fault!r}")

    def _forget(self) -> None:
        self._process = None
        atexit.unregister(self.stop)
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None


def open_chain(
    engine: Engine = "anvil",
    *,
    state_dir: Path | None = None,
    port: int | None = None,
    options: ChainOptions | None = None,
    root: Path = REPOSITORY,
) -> EmbeddedChain:
    """A started chain; use it in a `with` statement, or call `stop()`."""
    chain = EmbeddedChain(engine, state_dir=state_dir, port=port, options=options, root=root)
    chain.start()
    return chain
