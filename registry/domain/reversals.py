"""Losses of batches as the buffer pool told of them, and what they mean for retired kilograms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


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
    """A verified loss: owner + pool + debt; `impaired_kg` is written over the first `retired_kg` of the batch."""

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


def impairment(losses: Iterable[Loss], batch: int, kg_start: int, kg_end: int) -> Impairment:
    """What the losses of a batch mean for its retired kilograms [kg_start, kg_end): pro rata, each loss rounded up."""
    ever_kg = outstanding_kg = 0
    for loss in losses:
        if loss.batch != batch or loss.debt_kg == 0 or kg_end > loss.retired_kg:
            continue
        ever_kg += _share(loss.impaired_kg, kg_end - kg_start, loss.retired_kg)
        outstanding_kg += _share(loss.impaired_kg - loss.made_good_kg, kg_end - kg_start, loss.retired_kg)
    return Impairment(ever_kg, outstanding_kg)


def _share(kg: int, part_kg: int, whole_kg: int) -> int:
    return -(-kg * part_kg // whole_kg)
