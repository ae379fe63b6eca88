"""A list of beneficiaries is read line by line, and becomes one root over portions that each can open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.domain.bulk_list import COLUMNS, MOST_LINES, BulkLine, read_bulk_list
from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.domain.portions import Portion, PortionScope, portion_leaf
from registry.domain.projection import Projection
from registry.domain.records import Batch
from registry.errors import InvalidInput, NotFound, Refused
from registry.usecases.plan_bulk_retirement import BulkPlan, plan_bulk_retirement

HEAD = ",".join(COLUMNS)
ONE, OTHER, HOLDER = ("0x" + byte * 20 for byte in ("11", "22", "33"))
SALTS = ["5a" * 16, "5b" * 16, "5c" * 16]
SCOPE = PortionScope(31337, "0x" + "44" * 20, 3)
LINES = [BulkLine(ONE, 600, "ร้านกาแฟ"), BulkLine(OTHER, 400, "Second, of two")]


def ledger(held_kg: int = 1_000) -> Projection:
    made = Projection()
    made.batches[3] = Batch(3, 101, "0x" + "55" * 32, 0, 1, 1, 2, "0x" + "66" * 32, 1)
    made.holdings[(3, HOLDER)] = held_kg
    return made


def plan(known: Projection, batch: int = 3, salts: list[str] = SALTS) -> BulkPlan:
    terms = {"batch": batch, "holder": HOLDER, "purpose": "party", "use_case": UseCase.Voluntary}
    return plan_bulk_retirement(LINES, **terms, salts=salts, scope=replace(SCOPE, batch=batch), ledger=known)  # type: ignore[arg-type]


def test_a_list_is_read_with_its_quotes_and_letters() -> None:
    """Must take addresses in any case, quoted names, a byte order mark, empty lines and white space around cells."""
    text = f'\ufeff{HEAD}\n{ONE.upper().replace("X", "x")}, 600 ,ร้านกาแฟ\n\n{OTHER},400,"Second, of two"\n'
    assert read_bulk_list(text) == (LINES, [])


def test_every_fault_of_every_line_is_named() -> None:
    """Must name line, column, value and rule of each fault, and lose no good line."""
    rows = [f"{ONE},600,Good", "0x12,0,", f"{ONE},1.5,x", f"{'0x' + '00' * 20},1,x", f"{ONE},1", f"{ONE},９,x"]
    lines, faults = read_bulk_list("\n".join([HEAD, *rows]))
    assert [line.name for line in lines] == ["Good"]
    assert [(fault.line, fault.column) for fault in faults] == [
        (3, "beneficiary"), (3, "kg"), (3, "name"), (4, "kg"), (5, "beneficiary"), (6, ""), (7, "kg"),
    ]  # fmt: skip
    assert all(fault.rule.startswith("must") for fault in faults)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        HEAD,
        f"kg,name\n{ONE},1",
        f"{HEAD}\n" + f"{ONE},1,x\n" * (MOST_LINES + 1),
        f'{HEAD}\n"a',
        "x" * 300_000,
    ],
)
def test_what_is_no_list_is_refused_as_a_whole(text: str) -> None:
    """Must name the list and its rule."""
    with pytest.raises(InvalidInput, match="list"):
        read_bulk_list(text)


def test_the_plan_commits_to_every_portion() -> None:
    """Must sum the list, put each portion under the root, and hide names behind salts that the document opens."""
    made = plan(ledger())
    batch, holder, total_kg, _terms, root, size = made.call
    assert (batch, holder, total_kg, size) == (3, HOLDER, 1_000, 2)
    for line, said in zip(LINES, made.document["portions"], strict=True):
        assert said["detailsHash"] == details_hash({"name": line.name}, said["salt"])
        leaf = leaf_hash(
            portion_leaf(SCOPE, Portion(int(said["index"]), line.beneficiary, line.kg, said["detailsHash"]))
        )
        path = [bytes.fromhex(step[2:]) for step in said["path"]]
        assert verify_inclusion(leaf, int(said["index"]), 2, path, bytes.fromhex(str(root)[2:]))


def test_more_than_is_held_is_refused() -> None:
    """Must name what is held and what is needed."""
    with pytest.raises(Refused) as refused:
        plan(ledger(held_kg=999))
    assert refused.value.name == "InsufficientCredits"
    assert (refused.value.facts["heldKg"], refused.value.facts["neededKg"]) == ("999", "1000")


def test_a_batch_that_is_not_there_and_salts_that_do_not_fit_are_refused() -> None:
    """Must say BatchUnknown, and count the salts."""
    with pytest.raises(NotFound) as missing:
        plan(ledger(), batch=4)
    assert missing.value.name == "BatchUnknown"
    with pytest.raises(InvalidInput, match="salts"):
        plan(ledger(), salts=SALTS[:2])
