"""Facts about the serials of other registries: what is read, what is refused, and that used blocks never meet."""

from __future__ import annotations

from random import Random

import pytest

from registry.domain.external_serial import (
    Block,
    Namespace,
    Standard,
    UsedBlocks,
    parse,
    require_agreement,
    vintage_of,
    with_range,
)
from registry.errors import Refused
from tests.vectors.foreign_serials import (
    GOLD_STANDARD,
    GOLD_STANDARD_SERIAL,
    MALFORMED,
    VERRA,
    VERRA_SERIAL,
    real_verra_blocks,
)


def test_a_serial_says_list_and_range() -> None:
    """Must read the registry of Verra and the issuance of Gold Standard as the list of the numbers."""
    assert parse(VERRA, VERRA_SERIAL) == (Namespace(Standard.VERRA, "VER"), Block(941_467_007, 941_467_431))
    issuance = Namespace(Standard.GOLD_STANDARD, "21386")
    assert parse(GOLD_STANDARD, GOLD_STANDARD_SERIAL) == (issuance, Block(1, 20_000))


@pytest.mark.parametrize("name", MALFORMED)
def test_another_shape_is_refused(name: str) -> None:
    """Must refuse what the contract refuses."""
    standard, serial = MALFORMED[name]
    with pytest.raises(Refused) as refused:
        parse(standard, serial)
    assert (refused.value.name, refused.value.facts["serial"]) == ("SerialMalformed", serial)


@pytest.mark.parametrize(
    ("standard", "serial", "period"),
    [
        (VERRA, VERRA_SERIAL, (1_577_836_800, 1_609_459_200)),
        (GOLD_STANDARD, GOLD_STANDARD_SERIAL, (1_514_764_800, 1_546_300_800)),
        (VERRA, VERRA_SERIAL.replace("31122020", "31022020"), None),
        (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("2018", "10000"), None),
    ],
)
def test_a_vintage_is_days_or_a_year(standard: int, serial: str, period: tuple[int, int] | None) -> None:
    """Must read 2020 and 2018 as half-open periods in UTC, and nothing where no calendar has the day."""
    assert vintage_of(standard, serial) == period


def test_a_block_agrees_with_its_project_and_period() -> None:
    """Must refuse another country, and a second beside the vintage; of Gold Standard outside its year (L-5.10)."""
    require_agreement(VERRA, VERRA_SERIAL, "ET", 1_577_836_800, 1_609_459_200)
    require_agreement(GOLD_STANDARD, GOLD_STANDARD_SERIAL, "IN", 1_514_764_801, 1_546_300_799)
    for standard, serial, country, start, end, name in (
        (VERRA, VERRA_SERIAL, "TH", 1_577_836_800, 1_609_459_200, "CountryMismatch"),
        (VERRA, VERRA_SERIAL, "ET", 1_577_836_801, 1_609_459_200, "VintageMismatch"),
        (VERRA, VERRA_SERIAL, "ET", 1_577_836_800, 1_609_459_199, "VintageMismatch"),
        (VERRA, VERRA_SERIAL.replace("31122020", "31022020"), "ET", 1, 2, "VintageMismatch"),
        (GOLD_STANDARD, GOLD_STANDARD_SERIAL, "IN", 1_514_764_799, 1_546_300_800, "VintageMismatch"),
        (GOLD_STANDARD, GOLD_STANDARD_SERIAL, "IN", 1_514_764_800, 1_546_300_801, "VintageMismatch"),
    ):
        with pytest.raises(Refused) as refused:
            require_agreement(standard, serial, country, start, end)
        assert refused.value.name == name


def test_real_rows_are_read_and_never_meet() -> None:
    """Must count what Verra's registry states for each row, and find its blocks apart."""
    used = UsedBlocks()
    for row in real_verra_blocks():
        _, block = parse(VERRA, row.serial)
        assert block.credits == row.quantity
        assert with_range(VERRA, row.serial, block.start, block.end) == row.serial
        used.use(block)
    assert len(used) == len(real_verra_blocks())


def test_another_range_stands_in_its_place() -> None:
    """Must change the range and nothing else."""
    assert with_range(GOLD_STANDARD, GOLD_STANDARD_SERIAL, 7, 9) == "GS1-1-IN-GS7071-2-2018-21386-7-9"
    assert with_range(VERRA, VERRA_SERIAL, 1, 2).startswith("19385-1-2-VCS-VCU-1507-VER-")


@pytest.mark.parametrize("seed", range(10))
def test_the_sorted_list_agrees_with_every_pair(seed: int) -> None:
    """Must take a block under its right hint exactly if it meets none, and never one that meets another."""
    chance, used, taken = Random(seed), UsedBlocks(), []
    for _ in range(300):
        start = chance.randint(1, 2_000)
        block = Block(start, start + chance.randint(0, 40))
        meets = any(block.overlaps(other) for other in taken)
        assert (used.judge(block, used.hint(start)) is None) == (not meets)
        assert used.judge(block, chance.randint(0, 2_000)) is not None or not meets
        if meets:
            with pytest.raises(ValueError, match="meets a used block"):
                used.use(block)
        else:
            used.use(block)
            taken.append(block)
