"""Laws of the waterfall, over random histories of the model that the contracts are compared with."""

from __future__ import annotations

from random import Random

import pytest

from registry.domain import waterfall
from registry.domain.reversals import Status
from registry.domain.waterfall import Pool
from registry.errors import Refused

PROJECT, BATCH = 101, 1


def lost(pool: Pool, name: str, kg: int, retired_kg: int, held_kg: int = 0) -> Pool:
    return waterfall.open_loss(pool, name, PROJECT, BATCH, held_kg, kg, retired_kg)[0]


@pytest.mark.parametrize("seed", range(30))
def test_every_loss_is_made_up_exactly_and_no_certificate_is_hit_beyond_itself(seed: int) -> None:
    """Must sum owner, pool and debt to each loss, and keep each certificate's part within its kilograms."""
    chance, pool, retired_kg = Random(seed), Pool(), 0
    pool = waterfall.set_share(pool, PROJECT, chance.choice((0, 700, 5_000)), "0x1")
    certificates = []
    for number in range(60):
        kg = chance.randint(1, 900)
        verb = chance.choice(("mint", "retire", "retire", "lose", "deduct"))
        if verb == "mint":
            pool, _ = waterfall.accrue(pool, PROJECT, number, kg * 1_000)
        elif verb == "retire":
            certificates.append((retired_kg, retired_kg + kg))
            retired_kg += kg
        elif verb == "lose":
            pool = lost(pool, str(number), kg * 10, retired_kg, chance.randint(0, 900))
        else:
            owed_kg = pool.debt_kg(PROJECT)
            pool, paid_kg = waterfall.deduct(pool, PROJECT, kg)
            assert paid_kg == min(kg, owed_kg) == owed_kg - pool.debt_kg(PROJECT)
        check(pool, certificates, retired_kg)


def check(pool: Pool, certificates: list[tuple[int, int]], retired_kg: int) -> None:
    for loss in pool.losses.values():
        assert loss.drawing or loss.owner_kg + loss.pool_kg + loss.debt_kg == loss.loss_kg
        assert loss.impaired_kg <= loss.debt_kg
    impaired_kg = sum(loss.impaired_kg for loss in pool.impairments(BATCH))
    parts = [waterfall.impairment(pool, BATCH, *each) for each in certificates]
    assert impaired_kg <= retired_kg
    assert sum(part.ever_kg for part in parts) >= impaired_kg
    for (start, end), part in zip(certificates, parts, strict=True):
        assert 0 <= part.outstanding_kg <= part.ever_kg <= end - start
    if pool.debt_kg(PROJECT) == 0:
        assert all(part.status is not Status.Impaired for part in parts)


def test_the_whole_of_a_batch_is_hit_exactly() -> None:
    """Must find over all retired kilograms the sum of the losses, without a rounding."""
    pool = lost(lost(Pool(), "a", 60, 100), "b", 70, 200)
    assert waterfall.impairment(pool, BATCH, 0, 200).ever_kg == 130
    pool, _ = waterfall.deduct(pool, PROJECT, 60)
    assert waterfall.impairment(pool, BATCH, 0, 200).outstanding_kg == 70


def test_more_batches_than_one_call_takes_need_another() -> None:
    """Must draw on 32 lots, stay open, and go on."""
    pool = waterfall.set_share(Pool(), PROJECT, 5_000, "0x1")
    for batch in range(2, 36):
        pool, buffer_kg = waterfall.accrue(pool, PROJECT, batch, 2_000)
        assert buffer_kg == 1_000
    pool = lost(pool, "storm", 34_500, 0)
    assert (pool.loss("storm").pool_kg, pool.loss("storm").drawing) == (32_000, True)
    pool, drawn = waterfall.cover(pool, "storm", 0)
    assert [lot.batch for lot in drawn] == [34, 35]
    assert pool.debt_kg(PROJECT) == 500
    with pytest.raises(Refused, match="could"):
        waterfall.cover(pool, "storm", 0)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("ShareTooLarge", lambda: waterfall.set_share(Pool(), PROJECT, 5_001, "0x1")),
        ("AssessmentMissing", lambda: waterfall.set_share(Pool(), PROJECT, 1, "0x" + "0" * 64)),
        ("LossUnknown", lambda: waterfall.repay(Pool(), "nothing", 1)),
        ("ZeroKilograms", lambda: waterfall.repay(lost(Pool(), "a", 5, 0), "a", 0)),
        ("RepaymentExceedsDebt", lambda: waterfall.repay(lost(Pool(), "a", 5, 0), "a", 6)),
        ("RangeEmpty", lambda: waterfall.impairment(Pool(), BATCH, 5, 5)),
    ],
)
def test_a_refusal_has_the_contracts_name(name: str, call) -> None:
    """Must raise what BufferPool reverts with."""
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.name == name
