"""Losses of batches as the buffer pool told of them, and what they mean for retired kilograms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol


class Status(IntEnum):
    """What losses of its batch mean for a certificate, as in IRetirementCertificate.sol."""

    Intact = 0
    Impaired = 1
    MadeGood = 2

    @property
    def words(self) -> str:
        """The status as people read it."""
        return {Status.Intact: "intact", Status.Impaired: "impaired", Status.MadeGood: "made good"}[self]


@dataclass(frozen=True, slots=True)
class Loss:
    """A verified loss: loss = owner + pool + debt; `impaired_kg` lies over the first `retired_kg` of the batch."""

    report_hash: str
    project: int
    batch: int
    loss_kg: int
    owner_kg: int
    transaction: str
    pool_kg: int = 0
    debt_kg: int = 0
    impaired_kg: int = 0
    retired_kg: int = 0
    repaid_kg: int = 0
    covered: bool = False  # owner and pool gave what they could; the debt is known

    @property
    def outstanding_kg(self) -> int:
        """What the project still owes."""
        return self.debt_kg - self.repaid_kg

    @property
    def made_good_kg(self) -> int:
        """A paid debt heals what was impaired first."""
        return min(self.impaired_kg, self.repaid_kg)


@dataclass(frozen=True, slots=True)
class Impairment:
    """Kilograms of a certificate that losses ever hit, and those that are hit now, each rounded up."""

    ever_kg: int
    outstanding_kg: int

    @property
    def status(self) -> Status:
        if self.ever_kg == 0:
            return Status.Intact
        return Status.Impaired if self.outstanding_kg else Status.MadeGood


class Hit(Protocol):
    """What a loss must tell for its part of a certificate; the first losses of a batch come first."""

    @property
    def batch(self) -> int: ...
    @property
    def impaired_kg(self) -> int: ...
    @property
    def retired_kg(self) -> int: ...
    @property
    def made_good_kg(self) -> int: ...


def impairment(losses: Iterable[Hit], batch: int, kg_start: int, kg_end: int) -> Impairment:
    """What the losses of a batch, in the order in which they were covered, mean for its kilograms [kg_start, kg_end).

    Each loss is spread pro rata over the kilograms that were retired then and that no earlier loss had impaired, and is
    rounded up: a kilogram is impaired once at most, so the parts of a certificate never sum to more than it holds.
    """
    ever_kg = outstanding_kg = impaired_before_kg = 0
    for loss in losses:
        if loss.batch != batch or loss.impaired_kg == 0:
            continue
        intact_kg = loss.retired_kg - impaired_before_kg
        impaired_before_kg += loss.impaired_kg
        if kg_start >= loss.retired_kg:
            continue
        part_kg = min(kg_end, loss.retired_kg) - kg_start - ever_kg
        ever_kg += _share(loss.impaired_kg, part_kg, intact_kg)
        outstanding_kg += _share(loss.impaired_kg - loss.made_good_kg, part_kg, intact_kg)
    return Impairment(ever_kg, outstanding_kg)


def _share(kg: int, part_kg: int, whole_kg: int) -> int:
    return -(-kg * part_kg // whole_kg)
