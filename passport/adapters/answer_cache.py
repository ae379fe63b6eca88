"""Keeps finished answers of a tenant and a set of roles for a bounded time, and never past a write of that tenant.

The tenant's generation belongs to the key: it is read before the figures, at every request, so that a write by any
process ends the older answers. What an answer is built from may therefore be newer than its key, never older.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from cachetools import TTLCache

from passport.adapters.generations import generation_of
from registry.adapters.database import Database
from registry.domain.roles import Principal

MOST_ANSWERS = 2_000
DOORS = 64
ETAG_DIGITS = 32

Key = tuple[str, frozenset[str], str, tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer, the entity tag that names them, and its Link header where a page follows."""

    body: bytes
    etag: str
    link: str = ""

    @classmethod
    def of(cls, body: bytes, link: str = "") -> Answer:
        """The tag is the hash of the bytes: the same answer has the same tag in every process."""
        return cls(body, f'"{sha256(body).hexdigest()[:ETAG_DIGITS]}"', link)


class AnswerCache:
    """Answers of one call, each for `age_s` seconds; the oldest go first when there are too many."""

    def __init__(
        self,
        database: Database,
        call: str,
        age_s: int,
        *,
        most: int = MOST_ANSWERS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._call, self.age_s = database, call, age_s
        self._kept: TTLCache[Key, Answer] = TTLCache(most, age_s, timer)
        self._guard = Lock()
        self._doors = tuple(Lock() for _ in range(DOORS))

    def answer(self, caller: Principal, parameters: tuple[str, ...], build: Callable[[], Answer]) -> Answer:
        """The kept answer for callers of this tenant with these very roles, else a new one.

        Whoever asks for the same at the same time waits for the first and gets its answer.
        """
        with self._database.reading() as session:
            generation = generation_of(session, caller.tenant)
        key = (caller.tenant, frozenset(caller.roles), self._call, parameters, generation)
        kept = self._find(key)
        if kept is not None:
            return kept
        with self._doors[hash(key) % DOORS]:
            return self._find(key) or self._keep(key, build())

    def _find(self, key: Key) -> Answer | None:
        with self._guard:
            found: Answer | None = self._kept.get(key)
            return found

    def _keep(self, key: Key, answer: Answer) -> Answer:
        with self._guard:
            self._kept[key] = answer
        return answer
