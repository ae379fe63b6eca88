"""The reference model of BufferPool: the share of each issuance, and who makes up for a loss, in which order.

A verb takes a pool and returns a new one; a refusal raises Refused under the contract's error name. Masses are kg. What
the ledger knows (an owner's stock, what was retired) comes in as arguments; what it must cancel goes out as lots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from registry.domain.events import ZERO_HASH
from registry.domain.reversals import Impairment
from registry.domain.reversals import impairment as impairment_of
from registry.domain.units import BPS, ONE_CREDIT_KG
from registry.errors import Refused

LARGEST_SHARE_BPS = 5_000
"""Half of an issuance."""

BATCHES_PER_CALL = 32
"""Batches of the pool that one call draws on."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Kilograms of one batch."""

    batch: int
    kg: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A verified loss: owner_kg + pool_kg + debt_kg = loss_kg once it is covered."""

    project: int
    batch: int
    loss_kg: int
    owner_kg: int
    pool_kg: int = 0
    debt_kg: int = 0
    repaid_kg: int = 0
    impaired_kg: int = 0
    retired_kg: int = 0
    intact_kg: int = 0
    drawing: bool = True

    @property
    def outstanding_kg(self) -> int:
        return self.debt_kg - self.repaid_kg

    @property
    def made_good_kg(self) -> int:
        """A paid debt heals what was impaired first."""
        return min(self.impaired_kg, self.repaid_kg)

    @property
    def missing_kg(self) -> int:
        """What neither owner nor pool made up for."""
        return self.loss_kg - self.owner_kg - self.pool_kg


@dataclass(frozen=True, slots=True)
class Pool:
    """Share (bps) and carried kilograms by project, stock with the oldest lot first, losses by report hash.

    `covered` are the report hashes in the order in which the losses were covered: that of debts and of impairments.
    """

    shares: Mapping[int, int] = field(default_factory=dict)
    carried: Mapping[int, int] = field(default_factory=dict)
    stock: tuple[Lot, ...] = ()
    losses: Mapping[str, Loss] = field(default_factory=dict)
    covered: tuple[str, ...] = ()

    def loss(self, report_hash: str) -> Loss:
        """Raises Refused: LossUnknown."""
        if report_hash not in self.losses:
            raise Refused("LossUnknown", {"reportHash": report_hash})
        return self.losses[report_hash]

    def debts(self, project: int) -> tuple[str, ...]:
        """Losses of the project that are still owed, oldest first."""
        return tuple(
            name for name in self.covered if self.losses[name].project == project and self.losses[name].outstanding_kg
        )

    def debt_kg(self, project: int) -> int:
        return sum(self.losses[name].outstanding_kg for name in self.debts(project))

    def lost_kg(self, batch: int) -> int:
        return sum(loss.loss_kg for loss in self.losses.values() if loss.batch == batch)

    def impairments(self, batch: int) -> tuple[Loss, ...]:
        """Losses that reached retired kilograms of the batch, oldest first."""
        losses = (self.losses[name] for name in self.covered)
        return tuple(loss for loss in losses if loss.batch == batch and loss.impaired_kg)


def set_share(pool: Pool, project: int, bps: int, assessment_hash: str) -> Pool:
    """Sets the share of later issuances. Raises Refused: ShareTooLarge, AssessmentMissing."""
    if bps > LARGEST_SHARE_BPS:
        raise Refused("ShareTooLarge", {"largestBps": LARGEST_SHARE_BPS, "bps": bps})
    if assessment_hash == ZERO_HASH:
        raise Refused("AssessmentMissing", {"project": project})
    return replace(pool, shares={**pool.shares, project: bps})


def accrue(pool: Pool, project: int, batch: int, minted_kg: int) -> tuple[Pool, int]:
    """The share of an issuance, rounded up for the pool, moves in whole credits; the rest is carried."""
    share_kg = -(-minted_kg * pool.shares.get(project, 0) // BPS)
    credits, carried_kg = divmod(pool.carried.get(project, 0) + share_kg, ONE_CREDIT_KG)
    buffer_kg = credits * ONE_CREDIT_KG
    lots = (Lot(batch, buffer_kg),) if buffer_kg else ()
    return replace(pool, carried={**pool.carried, project: carried_kg}, stock=pool.stock + lots), buffer_kg


def open_loss(
    pool: Pool, report_hash: str, project: int, batch: int, held_kg: int, loss_kg: int, retired_kg: int
) -> tuple[Pool, tuple[Lot, ...]]:
    """Opens a loss of a batch of which the owner holds `held_kg`; answers what is taken from the pool's stock."""
    loss = Loss(project, batch, loss_kg, owner_kg=min(loss_kg, held_kg))
    return _draw(replace(pool, losses={**pool.losses, report_hash: loss}), report_hash, retired_kg)


def cover(pool: Pool, report_hash: str, retired_kg: int) -> tuple[Pool, tuple[Lot, ...]]:
    """Goes on drawing on the pool. Raises Refused: LossUnknown, LossIsCovered."""
    if not pool.loss(report_hash).drawing:
        raise Refused("LossIsCovered", {"reportHash": report_hash})
    return _draw(pool, report_hash, retired_kg)


def repay(pool: Pool, report_hash: str, kg: int) -> Pool:
    """Pays a debt with cancelled kilograms. Raises Refused: LossUnknown, ZeroKilograms, RepaymentExceedsDebt."""
    outstanding_kg = pool.loss(report_hash).outstanding_kg
    if kg == 0:
        raise Refused("ZeroKilograms")
    if kg > outstanding_kg:
        facts = {"reportHash": report_hash, "outstandingKg": outstanding_kg, "askedKg": kg}
        raise Refused("RepaymentExceedsDebt", facts)
    return _pay(pool, report_hash, kg)


def deduct(pool: Pool, project: int, creditable_kg: int) -> tuple[Pool, int]:
    """Pays the project's debts, oldest first, with kilograms that are then never minted."""
    left_kg = creditable_kg
    for name in pool.debts(project):
        kg = min(pool.losses[name].outstanding_kg, left_kg)
        pool, left_kg = _pay(pool, name, kg), left_kg - kg
    return pool, creditable_kg - left_kg


def impairment(pool: Pool, batch: int, kg_start: int, kg_end: int) -> Impairment:
    """What the losses mean for kilograms [kg_start, kg_end) of the batch. Raises Refused: RangeEmpty."""
    if kg_end <= kg_start:
        raise Refused("RangeEmpty", {"batch": batch, "kgStart": kg_start, "kgEnd": kg_end})
    return impairment_of(pool.impairments(batch), batch, kg_start, kg_end)


def _draw(pool: Pool, report_hash: str, retired_kg: int) -> tuple[Pool, tuple[Lot, ...]]:
    loss = pool.losses[report_hash]
    missing_kg, stock = loss.missing_kg, list(pool.stock)
    drawn: list[Lot] = []
    while missing_kg and stock and len(drawn) < BATCHES_PER_CALL:
        oldest = stock.pop(0)
        kg = min(missing_kg, oldest.kg)
        drawn.append(Lot(oldest.batch, kg))
        missing_kg -= kg
        if kg < oldest.kg:
            stock.insert(0, Lot(oldest.batch, oldest.kg - kg))
    loss = replace(loss, pool_kg=loss.pool_kg + sum(lot.kg for lot in drawn))
    pool = replace(pool, stock=tuple(stock), losses={**pool.losses, report_hash: loss})
    if missing_kg == 0 or not stock:
        pool = _close(pool, report_hash, loss, retired_kg)
    return pool, tuple(drawn)


def _close(pool: Pool, report_hash: str, loss: Loss, retired_kg: int) -> Pool:
    """The project owes what is missing; the same is written over what was retired and never impaired before."""
    intact_kg = retired_kg - sum(earlier.impaired_kg for earlier in pool.impairments(loss.batch))
    impaired_kg = min(loss.missing_kg, intact_kg)
    closed = replace(loss, debt_kg=loss.missing_kg, impaired_kg=impaired_kg, drawing=False)
    if impaired_kg:
        closed = replace(closed, retired_kg=retired_kg, intact_kg=intact_kg)
    return replace(pool, losses={**pool.losses, report_hash: closed}, covered=(*pool.covered, report_hash))


def _pay(pool: Pool, report_hash: str, kg: int) -> Pool:
    loss = pool.losses[report_hash]
    return replace(pool, losses={**pool.losses, report_hash: replace(loss, repaid_kg=loss.repaid_kg + kg)})
