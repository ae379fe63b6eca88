"""Stands between us and a chain engine: when we end, by whatever way, the chain is saved and ended too.

Run as a process of its own (`python -m registry.adapters.chain_keeper SPEC`): its standard input is a life line held by
the owner. It closes when the owner dies, even by SIGKILL. If the keeper itself is killed, the kernel ends the engine
(PR_SET_PDEATHSIG): the keeper has one thread when it starts the engine, so that doing this before exec is safe, and the
thread that the signal is bound to lives as long as the keeper. It answers on standard output: `pid N`, then `exit N`.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import select
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from registry.adapters.chain_state import StateKeeper

LOOK_INTERVAL_S = 0.25
END_TIMEOUT_S = 10.0
LOG_LIMIT_BYTES = 1_000_000
PR_SET_PDEATHSIG = 1
# What talking to a dying engine can raise; it must never end the keeper before the engine.
FAULTS_OF_TALK = (OSError, http.client.HTTPException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class KeeperSpec:
    """The command, where its words go, the folder of an anvil's state, and the file descriptor that holds the lock."""

    command: tuple[str, ...]
    log: str
    port: int
    state_folder: str | None
    lock: int | None

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def keep(spec: KeeperSpec) -> None:
    """Runs the engine until it ends or the owner's line closes."""
    wake = _wake_on_signals()
    engine = _start(spec)
    print(f"pid {engine.pid}", flush=True)
    drain = threading.Thread(target=_drain, args=(engine.stdout, Path(spec.log)), daemon=True)
    drain.start()
    state = StateKeeper(Path(spec.state_folder), spec.port) if spec.state_folder else None
    owner = os.getppid()
    while engine.poll() is None:
        if _owner_is_gone(wake, owner):
            _end(engine, state)
            break
        _save(state, full=False)
    drain.join(timeout=1.0)
    print(f"exit {engine.returncode}", flush=True)


def _start(spec: KeeperSpec) -> subprocess.Popen[bytes]:
    keeper = os.getpid()
    return subprocess.Popen(
        spec.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=() if spec.lock is None else (spec.lock,),
        preexec_fn=lambda: _die_with(keeper),
    )


def _die_with(keeper: int) -> None:
    """Asks the kernel to end this process with its parent; elsewhere than on Linux the life line alone must do."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != keeper:
        os._exit(1)


def _wake_on_signals() -> int:
    """Descriptor that becomes readable at each signal: the engine's end is seen at once, a request to stop too."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return reader


def _owner_is_gone(wake: int, owner: int) -> bool:
    """Waits one look; true if the life line closed, the owner changed or a signal asked to stop."""
    readable, _, _ = select.select([wake, sys.stdin.fileno()], [], [], LOOK_INTERVAL_S)
    asked = wake in readable and any(number != signal.SIGCHLD for number in os.read(wake, 64))
    return asked or sys.stdin.fileno() in readable or os.getppid() != owner


def _save(state: StateKeeper | None, *, full: bool) -> None:
    if state is None:
        return
    try:
        state.save_full() if full else state.follow()
    except FAULTS_OF_TALK as fault:
        if full:
            print(f"state not saved: {fault!r}", file=sys.stderr, flush=True)


def _end(engine: subprocess.Popen[bytes], state: StateKeeper | None) -> None:
    _save(state, full=True)
    engine.terminate()
    try:
        engine.wait(timeout=END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()


def _drain(words: IO[bytes] | None, log: Path) -> None:
    """Copies what the engine says, so that its pipe never fills; beyond the limit the older half is given up."""
    if words is None:
        return
    with log.open("w+b") as file:
        for line in words:
            if file.tell() + len(line) > LOG_LIMIT_BYTES:
                file.seek(-LOG_LIMIT_BYTES // 2, os.SEEK_END)
                newer = file.read()
                file.seek(0)
                file.truncate()
                file.write(newer)
            file.write(line)
            file.flush()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    keep(KeeperSpec(**{**given, "command": tuple(given["command"])}))
