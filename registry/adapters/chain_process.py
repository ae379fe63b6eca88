"""One run of a chain engine under its keeper: started, watched, ended, with its last words."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from registry.adapters.chain_engines import HOST, Engine
from registry.adapters.chain_keeper import KeeperSpec
from registry.adapters.embedded_chain_errors import ChainDied

# Where `-m registry...` finds this very package, whatever the caller's folder holds.
PACKAGE_PARENT = Path(__file__).resolve().parents[2]
LAST_LINES = 20
LAST_BYTES = 8_000
PORT_TAKEN = ("address already in use", "eaddrinuse")


def free_port() -> int:
    """A port that was free a moment ago: whoever uses it must be ready to lose the race."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class ChainProcess:
    """The keeper and the engine behind it."""

    def __init__(self, engine: Engine, spec: KeeperSpec) -> None:
        self._engine = engine
        self._spec = spec
        self._exit_code: int | None = None
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "registry.adapters.chain_keeper", spec.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            cwd=PACKAGE_PARENT,
            pass_fds=() if spec.lock is None else (spec.lock,),
        )
        self.engine_pid = self._read_answer("pid")

    def is_alive(self) -> bool:
        return self._keeper.poll() is None

    def listens(self) -> bool:
        """Whether the engine itself holds the port, not a stranger who won the race for it (known on Linux only)."""
        if not sys.platform.startswith("linux"):
            return self.is_alive()
        owned = _socket_inodes(self.engine_pid)
        return any(inode in owned for inode in _listening_inodes(self._spec.port))

    def stop(self) -> None:
        """Lets the keeper save the state and end the engine; returns when both are gone."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        self._finish()

    def kill(self) -> None:
        """Ends the engine with SIGKILL, as a crash would: nothing more is saved."""
        if self.is_alive() and self.engine_pid is not None:
            os.kill(self.engine_pid, signal.SIGKILL)
        self._finish()

    def obituary(self) -> ChainDied:
        """The error that reports a dead engine."""
        self._finish()
        return ChainDied(self._engine, self._exit_code, self.last_lines())

    def last_lines(self) -> tuple[str, ...]:
        log = Path(self._spec.log)
        if not log.exists():
            return ()
        return tuple(log.read_bytes()[-LAST_BYTES:].decode(errors="replace").splitlines()[-LAST_LINES:])

    def lost_the_port(self) -> bool:
        said = "\n".join(self.last_lines()).lower()
        return not self.is_alive() and any(words in said for words in PORT_TAKEN)

    def _finish(self) -> None:
        """Waits for the keeper's end and takes its last answer; a second call changes nothing."""
        self._keeper.wait()
        if self._keeper.stdout is not None and not self._keeper.stdout.closed:
            self._exit_code = self._read_answer("exit")
            self._keeper.stdout.close()
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()

    def _read_answer(self, word: str) -> int | None:
        """Number that the keeper tells after `word`; None if it died without telling."""
        for line in self._keeper.stdout or ():
            name, _, number = line.partition(" ")
            if name == word:
                return int(number)
        return None


def _listening_inodes(port: int) -> set[str]:
    listening, local_port = "0A", f":{port:04X}"
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for row in Path(table).read_text().splitlines()[1:] if Path(table).exists() else ():
            fields = row.split()
            if fields[3] == listening and fields[1].endswith(local_port):
                inodes.add(fields[9])
    return inodes


def _socket_inodes(pid: int | None) -> set[str]:
    try:
        links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return set()
    return {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}
