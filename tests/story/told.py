"""Runs `carbonix demo --once` as a person would, in a folder of its own, and says what it left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).parent / "carbonix"
STORY_TIMEOUT_S = 240
LOOK_INTERVAL_S = 0.01


@dataclass(frozen=True, slots=True)
class Theatre:
    """A home, a record of deployments and an output folder that no other demonstration shares."""

    folder: Path

    def tell(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the story to its end."""
        command = [str(COMMAND), *(arguments or self._demo())]
        return subprocess.run(
            command, env=self._environment(), capture_output=True, text=True, timeout=STORY_TIMEOUT_S, check=False
        )

    def tell_until(self, intents: int, kill: Callable[[subprocess.Popen[str]], None]) -> int:
        """Runs the story, lets `kill` strike when the outbox holds `intents` transactions; the exit code."""
        with subprocess.Popen(
            [str(COMMAND), *self._demo()],
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            deadline = time.monotonic() + STORY_TIMEOUT_S
            while process.poll() is None and self.intents() < intents and time.monotonic() < deadline:
                time.sleep(LOOK_INTERVAL_S)
            if process.poll() is None:
                kill(process)
            return process.wait(timeout=STORY_TIMEOUT_S)

    def copied_to(self, folder: Path) -> Theatre:
        """The same state in another folder; nobody may be using this one."""
        shutil.copytree(self.folder, folder)
        return Theatre(folder)

    def intents(self) -> int:
        """How many transactions were signed and stored so far."""
        return self._count("select count(*) from chain_intent")

    def intent_keys(self) -> list[str]:
        """What each of them was for."""
        with contextlib.closing(sqlite3.connect(self.folder / "home" / "carbonix.db")) as database:
            return [key for (key,) in database.execute("select key from chain_intent order by key")]

    def story(self) -> dict[str, Any]:
        story: dict[str, Any] = json.loads((self.folder / "out" / "story.json").read_text())
        return story

    def figures(self) -> dict[str, str]:
        """Every figure of the story by its name."""
        return {
            figure["name"]: figure["value"] for chapter in self.story()["chapters"] for figure in chapter["figures"]
        }

    def bundle(self) -> bytes:
        return (self.folder / "out" / "certificate.json").read_bytes()

    def events(self, name: str) -> int:
        """How many events of this name the followed chain holds."""
        return self._count("select count(*) from chain_event where name = ?", name)

    def _count(self, query: str, *values: str) -> int:
        database = self.folder / "home" / "carbonix.db"
        if not database.exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            try:
                return int(connection.execute(query, values).fetchone()[0])
            except sqlite3.OperationalError:  # the tables are not made yet, or are being written
                return 0

    def _demo(self) -> tuple[str, ...]:
        return ("demo", "--once", "--out", str(self.folder / "out"))

    def _environment(self) -> dict[str, str]:
        own = {"CARBONIX_HOME": str(self.folder / "home"), "CARBONIX_DEPLOYMENTS": str(self.folder / "deployments")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CARBONIX_")}
        return kept | own


def tell_once(shared: Path, told: Path | None = None) -> Theatre:
    """The story in a folder that several processes share: whoever comes first tells it, the others wait."""
    if told is not None:
        return Theatre(told)
    finished = shared / "told-once"
    with (shared / "told-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            theatre = Theatre(shared / "told-now")
            done = theatre.tell()
            assert done.returncode == 0, done.stdout + done.stderr
            theatre.folder.rename(finished)
    return Theatre(finished)


def kill_service(process: subprocess.Popen[str]) -> None:
    """The service dies as by a power cut."""
    process.kill()


def kill_chain(process: subprocess.Popen[str]) -> None:
    """The chain dies as by a power cut, under a living service."""
    for child in descendants(process.pid):
        if "anvil" in (Path("/proc") / str(child) / "comm").read_text():
            os.kill(child, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, children first."""
    found: list[int] = []
    for task in (Path("/proc") / str(pid) / "task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found
