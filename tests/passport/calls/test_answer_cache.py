"""Facts about kept answers: whose they are, how long they last, and that one asker works for all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Event

from passport.adapters.answer_cache import Answer, AnswerCache
from passport.adapters.generations import touch
from registry.adapters.database import Database
from registry.domain.roles import Principal, Role

ADMIN = Principal("a", "one", frozenset({Role.COMPANY_ADMIN}))
COLLEAGUE = Principal("b", "one", frozenset({Role.COMPANY_ADMIN}))
CHIEF = Principal("c", "one", frozenset({Role.CEO}))
STRANGER = Principal("a", "two", frozenset({Role.COMPANY_ADMIN}))


class Kitchen:
    """Counts what it builds."""

    def __init__(self) -> None:
        self.built = count(1)

    def __call__(self) -> Answer:
        return Answer.of(f"answer {next(self.built)}".encode())


def test_an_answer_belongs_to_a_company_its_roles_and_its_question(sqlite: Database) -> None:
    """Must hand a kept answer to the same company with the same roles and parameters, and to nobody else."""
    cache, build = AnswerCache(sqlite, "scope", 120), Kitchen()
    other_call = AnswerCache(sqlite, "report", 120)
    asked = [
        cache.answer(ADMIN, ("x",), build),
        cache.answer(COLLEAGUE, ("x",), build),
        cache.answer(CHIEF, ("x",), build),
        cache.answer(STRANGER, ("x",), build),
        cache.answer(ADMIN, ("y",), build),
        other_call.answer(ADMIN, ("x",), build),
    ]
    assert [answer.body.decode() for answer in asked] == [f"answer {number}" for number in (1, 1, 2, 3, 4, 5)]


def test_an_answer_ends_with_its_age_and_with_a_write(database: Database) -> None:
    """Must build anew when the age is over or the company was written, and keep other companies' answers."""
    now, build = [0.0], Kitchen()
    cache = AnswerCache(database, "scope", 120, timer=lambda: now[0])
    cache.answer(ADMIN, (), build)
    cache.answer(STRANGER, (), build)
    now[0] = 119.9
    assert cache.answer(ADMIN, (), build).body == b"answer 1"
    with database.transaction() as session:
        touch(session, "one")
    assert cache.answer(ADMIN, (), build).body == b"answer 3"
    assert cache.answer(STRANGER, (), build).body == b"answer 2"
    now[0] = 120.0
    assert cache.answer(STRANGER, (), build).body == b"answer 4"


def test_the_cache_is_bounded(sqlite: Database) -> None:
    """Must forget the oldest answers rather than grow."""
    cache, build = AnswerCache(sqlite, "scope", 120, most=2), Kitchen()
    for asked in "abc":
        cache.answer(ADMIN, (asked,), build)
    assert cache.answer(ADMIN, ("c",), build).body == b"answer 3"
    assert cache.answer(ADMIN, ("a",), build).body == b"answer 4"


def test_many_askers_wait_for_one_answer(sqlite: Database) -> None:
    """Must build once for all who ask at the same time."""
    cache, building, build = AnswerCache(sqlite, "scope", 120), Event(), Kitchen()

    def slowly() -> Answer:
        building.wait(0.2)
        return build()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: cache.answer(ADMIN, (), slowly), range(8)))
    assert {answer.body for answer in answers} == {b"answer 1"}


def test_a_failed_answer_is_not_kept(sqlite: Database) -> None:
    """Must build again after a failure."""
    cache, build = AnswerCache(sqlite, "scope", 120), Kitchen()

    def failing() -> Answer:
        raise OSError("disk")

    with suppress(OSError):
        cache.answer(ADMIN, (), failing)
    assert cache.answer(ADMIN, (), build).body == b"answer 1"
