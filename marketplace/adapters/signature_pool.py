"""Checks signatures of many orders at once, in processes beside this one: the interpreter runs one thread at a time.

A process that is gone, or does not start, costs nothing but time: its orders are checked here.
"""

from __future__ import annotations

import fcntl
import logging
import marshal
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from threading import Condition

from marketplace.adapters.signature_worker import (
    BODY,
    COUNT_BYTES,
    HELD,
    VERDICT_BYTES,
    Checked,
    verdict,
)

FEWEST = 16  # to ask another process costs as much as to check two signatures, to start one as much as a thousand
LEAST_BODY_BYTES = FEWEST * 512  # an order that is written out has no fewer
FEWEST_PROCESSES = 2
MOST_LOST = 3  # processes; then everything is checked here
GRACE_S = 5
QUESTION_BYTES = 2**19  # room for 500 orders
WORKER = "marketplace.adapters.signature_worker"
log = logging.getLogger("carbonix.orders")
Verdict = tuple[bytes, bool]


class SignaturePool:
    """One process for each core but the desk's own, at least two, started when they are first needed.

    With one alone nobody would check while an answer waits for its turn in the desk's interpreter.
    """

    def __init__(self, type_hash: bytes, prefix: bytes, processes: int | None = None) -> None:
        self._type_hash, self._prefix = type_hash, prefix
        self._most = max(FEWEST_PROCESSES, (os.cpu_count() or 1) - 1) if processes is None else processes
        self._free: list[subprocess.Popen[bytes]] = []
        self._started, self._lost, self._closed = 0, 0, False
        self._changed = Condition()

    def verdicts(self, packed: Sequence[bytes]) -> list[Verdict]:
        """Digest, and whether the maker's own key signed it, for each packed order; by several processes at once."""
        workers = self._taken(min(self._most, len(packed) // FEWEST), wait=True)
        if not workers:
            return [self.here(one) for one in packed]
        bounds = [len(packed) * part // len(workers) for part in range(len(workers) + 1)]
        parts = [packed[first:end] for first, end in pairwise(bounds)]
        checks = [Check(self, worker, part) for worker, part in zip(workers, parts, strict=True)]
        return [verdict for check in checks for verdict in check.verdicts()]

    def begin(self, packed: Sequence[bytes]) -> Check | None:
        """The same by one process that is free, without waiting; None where none is, or where it is not worth it."""
        workers = self._taken(min(1, len(packed) // FEWEST), wait=False)
        return Check(self, workers[0], packed) if workers else None

    def check_body(self, sent: bytes) -> list[Checked] | None:
        """The orders of a body, read and checked by one process; None where that is not worth it, or the body is odd.

        None, too, where the process is gone: who asks reads the body, and has it checked like any other orders.
        """
        workers = self._taken(min(1, len(sent) // LEAST_BODY_BYTES), wait=True)
        if not workers:
            return None
        asked = _write(workers[0], (BODY + len(sent)).to_bytes(COUNT_BYTES, "big") + sent)
        told = _body_answer(workers[0]) if asked else None
        if told is None:
            self.lose(workers[0])
            return None
        self.give_back(workers[0])
        found: list[Checked] | None = marshal.loads(told) if told else None
        return found

    def close(self) -> None:
        """Ends the processes that are idle; one that is at work ends when it is given back."""
        with self._changed:
            self._closed = True
            idle, self._free = self._free, []
            self._changed.notify_all()
        for worker in idle:
            _end(worker)

    def here(self, packed: bytes) -> Verdict:
        """The verdict of this process."""
        return _read(verdict(self._type_hash, self._prefix, packed))

    def _taken(self, wanted: int, wait: bool) -> list[subprocess.Popen[bytes]]:
        """Up to so many processes that are free or may be started; with `wait` at least the first that is done."""
        with self._changed:
            while wait and wanted and not self._free and not self._may_start and self._started and not self._closed:
                self._changed.wait()
            taken = [self._free.pop() for _ in range(min(wanted, len(self._free)))]
            while len(taken) < wanted and self._may_start:
                try:
                    taken.append(self._begun())
                except OSError:
                    log.exception("no process can be started to check signatures: they are checked in this one")
                    self._lost = MOST_LOST
                else:
                    self._started += 1
            return taken

    @property
    def _may_start(self) -> bool:
        return self._started < self._most and self._lost < MOST_LOST and not self._closed

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", WORKER, (self._type_hash + self._prefix).hex()]
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert worker.stdin is not None
        with suppress(OSError, AttributeError):  # a smaller pipe works, too, but then who asks waits until it is read
            fcntl.fcntl(worker.stdin.fileno(), fcntl.F_SETPIPE_SZ, QUESTION_BYTES)
        return worker

    def give_back(self, worker: subprocess.Popen[bytes]) -> None:
        """A process has answered."""
        with self._changed:
            if not self._closed:
                self._free.append(worker)
                self._changed.notify()
                return
        _end(worker)

    def lose(self, worker: subprocess.Popen[bytes]) -> None:
        """A process is gone."""
        log.warning("a process that checks signatures is gone; its orders are checked in this one")
        with self._changed:
            self._lost += 1
            self._started -= 1
            self._changed.notify_all()
        worker.kill()
        _end(worker)


class Check:
    """Packed orders at one process; `fileno` can be read when the answer is there."""

    def __init__(self, pool: SignaturePool, worker: subprocess.Popen[bytes], packed: Sequence[bytes]) -> None:
        self._pool, self._worker, self._packed = pool, worker, packed
        self._asked = _ask(worker, packed)

    def fileno(self) -> int:
        """What a loop may watch."""
        assert self._worker.stdout is not None
        return self._worker.stdout.fileno()

    def verdicts(self) -> list[Verdict]:
        """What the process found, or this one in its place; waits for it. It is asked once."""
        told = _answer(self._worker, len(self._packed)) if self._asked else None
        if told is None:
            self._pool.lose(self._worker)
            return [self._pool.here(one) for one in self._packed]
        self._pool.give_back(self._worker)
        return told


def _ask(worker: subprocess.Popen[bytes], packed: Sequence[bytes]) -> bool:
    return _write(worker, len(packed).to_bytes(COUNT_BYTES, "big") + b"".join(packed))


def _write(worker: subprocess.Popen[bytes], question: bytes) -> bool:
    assert worker.stdin is not None
    try:
        worker.stdin.write(question)
        worker.stdin.flush()
    except OSError:
        return False
    return True


def _answer(worker: subprocess.Popen[bytes], count: int) -> list[Verdict] | None:
    assert worker.stdout is not None
    told = worker.stdout.read(count * VERDICT_BYTES)
    if len(told) < count * VERDICT_BYTES:
        return None
    return [_read(told[at : at + VERDICT_BYTES]) for at in range(0, len(told), VERDICT_BYTES)]


def _body_answer(worker: subprocess.Popen[bytes]) -> bytes | None:
    assert worker.stdout is not None
    head = worker.stdout.read(COUNT_BYTES)
    length = int.from_bytes(head, "big")
    told = worker.stdout.read(length)
    return None if len(head) < COUNT_BYTES or len(told) < length else told


def _read(told: bytes) -> Verdict:
    return told[:-1], told[-1:] == HELD


def _end(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    with suppress(OSError):
        worker.stdin.close()
    try:
        worker.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
    worker.stdout.close()
