"""What the reference model of the ledger knows, and the rules that several of its verbs share.

A ledger is a value: a verb takes one and returns a new one with the events that the chain would show, in order; a
refusal raises Refused under the contract's error name and leaves the ledger as it was. Masses are kg, times Unix
seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.records import Supply
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused

EVERYTHING = 2**256 - 1
"""What ERC-7943 answers as frozen while a claimed loss holds an account."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event as the chain would show it."""

    contract: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the registry says of a batch."""

    serial_start: int
    credits: int
    whole_tonne_only: bool = False
    labels: int = 0


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the seal registry says of a seal."""

    kind: int
    root: str
    size: int
    superseded_by: int = 0


@dataclass(frozen=True, slots=True)
class Retirement:
    """What the retiring party states; `footprint` is the leaf hash of what it is retired against."""

    beneficiary: str
    details_hash: str
    use_case: int = 0
    footprint: str = ZERO_HASH
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Kilograms [kg_start, kg_end) of a batch, retired at a time, and what was added since.

    `portion_of` is the bulk certificate whose kilograms these are; 0 where they are its own.
    """

    batch: int
    kg_start: int
    kg_end: int
    serial_start: int
    serial_end: int
    retired_at: int
    retiree: str
    beneficiary: str
    details_hash: str
    use_case: int
    beyond: bool = False
    labels: int = 0
    footprint: str = ZERO_HASH
    portion_of: int = 0
    corrections: tuple[str, ...] = ()
    allotted_kg: int = 0

    @property
    def kg(self) -> int:
        return self.kg_end - self.kg_start

    def as_event(self) -> dict[str, Any]:
        """The arguments of CertificateIssued but for the number."""
        return {
            "batch": self.batch,
            "beneficiary": self.beneficiary,
            "retiree": self.retiree,
            "kgStart": self.kg_start,
            "kgEnd": self.kg_end,
            "serialStart": self.serial_start,
            "serialEnd": self.serial_end,
            "detailsHash": self.details_hash,
            "useCase": self.use_case,
            "labels": self.labels,
        }


@dataclass(frozen=True, slots=True)
class Bulk:
    """The tree over the portions of a bulk certificate, and the certificates that were claimed from it, in order."""

    root: str
    size: int
    claimed_kg: int = 0
    claimed: frozenset[int] = frozenset()
    portions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Footprint:
    """Kilograms of a sealed footprint, and those retired against it."""

    total_kg: int
    retired_kg: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """What compliance froze of an account's batch, and whether a claimed loss holds all of it."""

    frozen_kg: int = 0
    for_loss: bool = False

    @property
    def frozen(self) -> int:
        return EVERYTHING if self.for_loss else self.frozen_kg


@dataclass(frozen=True, slots=True)
class Force:
    """A transfer without the holder's consent."""

    sender: str
    receiver: str
    batch: int
    kg: int

    def facts(self) -> dict[str, Any]:
        return {"from": self.sender, "to": self.receiver, "tokenId": self.batch, "amount": self.kg}


@dataclass(frozen=True, slots=True)
class Ledger:
    """Balances and holds by (batch, holder), supplies and facts by batch, approvals by (holder, operator).

    `chain_id` and `contract` (RetirementCertificate) are what leaves of portions name.
    """

    oracle: str
    pool: str = ZERO_ADDRESS
    chain_id: int = 0
    contract: str = ZERO_ADDRESS
    batches: Mapping[int, BatchFacts] = field(default_factory=dict)
    seals: Mapping[int, SealFacts] = field(default_factory=dict)
    supplies: Mapping[int, Supply] = field(default_factory=dict)
    holdings: Mapping[tuple[int, str], int] = field(default_factory=dict)
    holds: Mapping[tuple[int, str], Hold] = field(default_factory=dict)
    approvals: frozenset[tuple[str, str]] = frozenset()
    announced: Mapping[Force, int] = field(default_factory=dict)
    certificates: Mapping[int, CertificateFacts] = field(default_factory=dict)
    bulks: Mapping[int, Bulk] = field(default_factory=dict)
    footprints: Mapping[str, Footprint] = field(default_factory=dict)
    paused: bool = False

    def held(self, batch: int, holder: str) -> int:
        return self.holdings.get((batch, holder), 0)

    def hold(self, batch: int, holder: str) -> Hold:
        return self.holds.get((batch, holder), Hold())

    def supply(self, batch: int) -> Supply:
        return self.supplies.get(batch, Supply())


Outcome = tuple[Ledger, tuple[Said, ...]]


def check_may_burn(ledger: Ledger, caller: str, holder: str, kg: int) -> None:
    if not may_act(ledger, caller, holder):
        raise Refused("CallerNotApproved", {"caller": caller, "holder": holder})
    if kg == 0:
        raise Refused("ZeroKilograms")


def may_act(ledger: Ledger, caller: str, holder: str) -> bool:
    return caller == holder or (holder, caller) in ledger.approvals


def check_whole(ledger: Ledger, batch: int, kg: int) -> None:
    # The ledger copies the rule when it issues: a batch that was never issued has none.
    issued = ledger.supply(batch).issued_kg > 0
    if issued and ledger.batches[batch].whole_tonne_only and kg % ONE_CREDIT_KG:
        raise Refused("NotWholeCredits", {"batch": batch, "kg": kg})


def check_balance(ledger: Ledger, batch: int, holder: str, kg: int) -> None:
    held = ledger.held(batch, holder)
    if held < kg:
        facts = {"holder": holder, "batch": batch, "heldKg": held, "neededKg": kg}
        raise Refused("InsufficientCredits", facts)


def check_free(ledger: Ledger, batch: int, holder: str, kg: int) -> None:
    """The holder has so much, and so much of it is not frozen (I-6)."""
    check_balance(ledger, batch, holder, kg)
    unfrozen = max(0, ledger.held(batch, holder) - ledger.hold(batch, holder).frozen)
    if unfrozen < kg:
        facts = {"account": holder, "tokenId": batch, "amount": kg, "unfrozen": unfrozen}
        raise Refused("ERC7943InsufficientUnfrozenBalance", facts)


def move(ledger: Ledger, caller: str, batch: int, sender: str, receiver: str, kg: int) -> Outcome:
    """Books a movement that was checked; the zero address mints or burns."""
    holdings = dict(ledger.holdings)
    for holder, change in ((sender, -kg), (receiver, kg)):
        if holder != ZERO_ADDRESS:
            holdings[batch, holder] = holdings.get((batch, holder), 0) + change
    after = replace(ledger, holdings={key: held for key, held in holdings.items() if held})
    said = {"operator": caller, "from": sender, "to": receiver, "id": batch, "value": kg}
    return after, (Said("CarbonCredit", "TransferSingle", said),)


def take_out(ledger: Ledger, caller: str, batch: int, holder: str, kg: int, reason_hash: str) -> Outcome:
    """Books a cancellation that was checked: from the top of the batch, without a certificate."""
    supply = ledger.supply(batch)
    end = supply.issued_kg - supply.cancelled_kg
    after, said = move(ledger, caller, batch, holder, ZERO_ADDRESS, kg)
    after = replace(after, supplies={**ledger.supplies, batch: replace(supply, cancelled_kg=supply.cancelled_kg + kg)})
    taken = {"batch": batch, "holder": holder, "kgStart": end - kg, "kgEnd": end, "reasonHash": reason_hash}
    return after, (*said, Said("CarbonCredit", "CreditsCancelled", taken))
