"""Lets one process at a time open a chain's state; the lock lives as long as the engine and its keeper do."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from registry.adapters.embedded_chain_errors import ChainStateLocked

LOCK_NAME = "lock"
# How long a chain whose owner is gone may take to save its state and end.
RELEASE_TIMEOUT_S = 90.0
RETRY_INTERVAL_S = 0.05


def lock_state(folder: Path) -> int:
    """File descriptor that holds the lock; the engine inherits it, so that a chain without owner still counts.

    Raises ChainStateLocked at once if a living process owns the state, after RELEASE_TIMEOUT_S if a dead one left a
    chain that does not end.
    """
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + RELEASE_TIMEOUT_S
    while not _try_lock(descriptor):
        owner, url = _written(descriptor)
        if _lives(owner) or time.monotonic() > deadline:
            os.close(descriptor)
            raise ChainStateLocked(str(folder), owner, url)
        time.sleep(RETRY_INTERVAL_S)
    sign_lock(descriptor)
    return descriptor


def sign_lock(descriptor: int, url: str = "") -> None:
    """Writes into the lock who holds it and, once that is known, where the chain answers: others may read there."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()} {url}".encode(), 0)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _written(descriptor: int) -> tuple[int, str]:
    """Pid and URL that the owner wrote; 0 and nothing in the instant before it did."""
    owner, _, url = os.pread(descriptor, 200, 0).decode().partition(" ")
    return int(owner or "0"), url


def _lives(pid: int) -> bool:
    if pid == 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
