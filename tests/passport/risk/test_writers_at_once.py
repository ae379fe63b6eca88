"""Facts about many writers at once: each of them is answered, and one of them stands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from passport.domain.certificates import SubjectKind, SustainabilityCertificate
from passport.domain.disclosure import Disclosure
from passport.domain.greenwashing import Claim, ClaimKind
from passport.errors import GtinTaken
from registry.domain.roles import Principal, Role
from tests.passport.risk.conftest import TENANT, Desk

WRITERS = 6
ANN = Principal("ann", TENANT, frozenset({Role.COMPANY_ADMIN}))
DAY = date(2026, 1, 1)
HELD = SustainabilityCertificate("c", SubjectKind.Product, "p0", "Organic", "1", "", DAY, DAY)

WRITES: dict[str, Callable[[Desk, int], object]] = {
    "months": lambda desk, _number: desk.rooms.risk.keep_month(TENANT),
    "claim": lambda desk, _number: desk.rooms.risk.put_claim(ANN, Claim("a", "p0", ClaimKind.OffsetBased)),
    "certificate": lambda desk, _number: desk.rooms.risk.put_certificate(ANN, HELD),
    "level": lambda desk, number: desk.rooms.public.set_level(ANN, list(Disclosure)[number % 3]),
    "release": lambda desk, _number: desk.rooms.risk.release_benchmark(ANN),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_same_thing_may_be_written_at_once(desk: Desk, write: str) -> None:
    """Must let writers of one row wait for each other instead of failing."""
    desk.register("p0", "3")
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda number: WRITES[write](desk, number), range(WRITERS)))


def test_one_of_many_gets_the_gtin(desk: Desk) -> None:
    """Must name one product by the number and refuse the others by name."""
    for number in range(WRITERS):
        desk.register(f"p{number}", "3")

    def assign(number: int) -> bool:
        try:
            desk.rooms.public.assign_gtin(ANN, f"p{number}", "9506000134352")
        except GtinTaken:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sorted(pool.map(assign, range(WRITERS))) == [False] * (WRITERS - 1) + [True]
