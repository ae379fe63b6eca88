"""Prepares a retirement for many for its holder's signature: the portions, their root, and what the holder signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.domain.bulk_list import BulkLine
from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.portions import Portion, PortionScope, PortionTree
from registry.domain.projection import Projection
from registry.errors import InvalidInput, NotFound, Refused
from registry.usecases.retire_credits import retirement_terms

DOCUMENT = "carbonix/portions/1"


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """`call` are the arguments of CarbonCredit.retireInBulk; `document` is what beneficiaries need, names and salts."""

    call: tuple[object, ...]
    total_kg: int
    document: dict[str, Any]


def plan_bulk_retirement(
    lines: Sequence[BulkLine],
    *,
    batch: int,
    holder: str,
    purpose: str,
    use_case: UseCase,
    salts: Sequence[str],
    scope: PortionScope,
    ledger: Projection,
) -> BulkPlan:
    """The plan; nothing is kept and nothing is sent. `salts` are one for the whole and one for each line.

    Raises NotFound (BatchUnknown), InvalidInput for salts that do not fit, Refused (InsufficientCredits) where the
    holder has less.
    """
    if batch not in ledger.batches:
        raise NotFound("batch", batch, name="BatchUnknown")
    if len(salts) != len(lines) + 1:
        raise InvalidInput("salts", len(salts), f"must be {len(lines) + 1}: one for the whole, one for each line")
    tree, names = _tree(lines, salts[1:], scope), [line.name for line in lines]
    held_kg = ledger.holdings.get((batch, holder), 0)
    if held_kg < tree.total_kg:
        facts = {"holder": holder, "batch": batch, "heldKg": held_kg, "neededKg": tree.total_kg}
        raise Refused("InsufficientCredits", facts)
    details = {"purpose": purpose, "beneficiaries": str(len(lines))}
    terms = retirement_terms(holder, details_hash(details, salts[0]), use_case)
    call = (batch, holder, tree.total_kg, terms, tree.root, len(lines))
    whole: dict[str, object] = {"details": details, "salt": salts[0]}
    return BulkPlan(call, tree.total_kg, _document(tree, names, salts[1:], scope, whole))


def _tree(lines: Sequence[BulkLine], salts: Sequence[str], scope: PortionScope) -> PortionTree:
    numbered = enumerate(zip(lines, salts, strict=True))
    portions = [
        Portion(place, line.beneficiary, line.kg, details_hash({"name": line.name}, salt))
        for place, (line, salt) in numbered
    ]
    return PortionTree(scope, portions)


def _document(
    tree: PortionTree, names: Sequence[str], salts: Sequence[str], scope: PortionScope, whole: dict[str, object]
) -> dict[str, Any]:
    """Everything that a beneficiary needs to claim a portion and to open its details hash."""
    portions = [
        {
            "index": str(one.index),
            "beneficiary": one.beneficiary,
            "kg": str(one.kg),
            "detailsHash": one.details_hash,
            "details": {"name": name},
            "salt": salt,
            "path": tree.path(one.index),
        }
        for one, name, salt in zip(tree.portions, names, salts, strict=True)
    ]
    place = {"chainId": str(scope.chain_id), "contract": scope.contract, "batch": str(scope.batch)}
    return {
        "type": DOCUMENT,
        **place,
        "root": tree.root,
        "kg": str(tree.total_kg),
        "whole": whole,
        "portions": portions,
    }
