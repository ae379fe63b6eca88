"""The reference model of the ledger: CarbonCredit's verbs as pure functions, with the same refusals and events.

A verb takes a ledger and returns a new one with the events that the chain would show, in order; a refusal raises
Refused under the contract's error name and leaves the ledger as it was. Masses are kg, times Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger_certificates import CertificateFacts, serial_of
from registry.domain.records import Supply
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused


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


@dataclass(frozen=True, slots=True)
class Retirement:
    """What the retiring party states."""

    beneficiary: str
    details_hash: str
    use_case: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Balances by (batch, holder), supplies and facts by batch, approvals by (holder, operator)."""

    oracle: str
    batches: Mapping[int, BatchFacts] = field(default_factory=dict)
    supplies: Mapping[int, Supply] = field(default_factory=dict)
    holdings: Mapping[tuple[int, str], int] = field(default_factory=dict)
    approvals: frozenset[tuple[str, str]] = frozenset()
    certificates: Mapping[int, CertificateFacts] = field(default_factory=dict)
    paused: bool = False

    def held(self, batch: int, holder: str) -> int:
        return self.holdings.get((batch, holder), 0)

    def supply(self, batch: int) -> Supply:
        return self.supplies.get(batch, Supply())


Outcome = tuple[Ledger, tuple[Said, ...]]


def issue(ledger: Ledger, caller: str, batch: int, owner: str, kg: int) -> Outcome:
    """Mints a batch once, in whole credits, by the oracle only.

    Raises Refused: CallerNotOracle, ZeroKilograms, NotWholeCredits, BatchAlreadyIssued, BatchUnknown, MassTooLarge.
    """
    if caller != ledger.oracle:
        raise Refused("CallerNotOracle", {"caller": caller, "oracle": ledger.oracle})
    if kg == 0:
        raise Refused("ZeroKilograms")
    if kg % ONE_CREDIT_KG:
        raise Refused("NotWholeCredits", {"batch": batch, "kg": kg})
    if ledger.supply(batch).issued_kg:
        raise Refused("BatchAlreadyIssued", {"batch": batch})
    if batch not in ledger.batches:
        raise Refused("BatchUnknown", {"batch": batch})
    if kg // ONE_CREDIT_KG > ledger.batches[batch].credits:
        raise Refused("MassTooLarge", {"kg": kg})

    after = replace(ledger, supplies={**ledger.supplies, batch: Supply(issued_kg=kg)})
    issued = Said("CarbonCredit", "CreditsIssued", {"batch": batch, "owner": owner, "kg": kg})
    return _move(after, batch, ZERO_ADDRESS, owner, kg), (issued, _moved(caller, batch, ZERO_ADDRESS, owner, kg))


def approve(ledger: Ledger, caller: str, operator: str, approved: bool) -> Ledger:
    """Lets an operator act for all of the caller's credits, or no longer."""
    pair = frozenset({(caller, operator)})
    return replace(ledger, approvals=ledger.approvals | pair if approved else ledger.approvals - pair)


def transfer(ledger: Ledger, caller: str, holder: str, receiver: str, batch: int, kg: int) -> Outcome:
    """Moves kilograms between accounts.

    Raises Refused: ERC1155MissingApprovalForAll, ERC1155InvalidReceiver, EnforcedPause, NotWholeCredits,
    InsufficientCredits.
    """
    if not _may_act(ledger, caller, holder):
        raise Refused("ERC1155MissingApprovalForAll", {"operator": caller, "owner": holder})
    if receiver == ZERO_ADDRESS:
        raise Refused("ERC1155InvalidReceiver", {"receiver": receiver})
    if ledger.paused:
        raise Refused("EnforcedPause")
    _check_whole(ledger, batch, kg)
    _check_held(ledger, batch, holder, kg)

    return _move(ledger, batch, holder, receiver, kg), (_moved(caller, batch, holder, receiver, kg),)


def retire(ledger: Ledger, caller: str, batch: int, holder: str, kg: int, retirement: Retirement, now: int) -> Outcome:
    """Takes kilograms out of circulation for ever, from the bottom of the batch; never paused.

    Raises Refused: CallerNotApproved, ZeroKilograms, NotWholeCredits, InsufficientCredits, ZeroAddress, EmptyDetails.
    """
    _check_may_burn(ledger, caller, holder, kg)
    _check_whole(ledger, batch, kg)
    _check_held(ledger, batch, holder, kg)
    if retirement.beneficiary == ZERO_ADDRESS:
        raise Refused("ZeroAddress", {"name": "beneficiary"})
    if retirement.details_hash == ZERO_HASH:
        raise Refused("EmptyDetails")

    supply, number = ledger.supply(batch), len(ledger.certificates) + 1
    start, end = supply.retired_kg, supply.retired_kg + kg
    first = ledger.batches[batch].serial_start
    issued = CertificateFacts(
        batch=batch,
        kg_start=start,
        kg_end=end,
        serial_start=serial_of(first, start),
        serial_end=serial_of(first, end - 1),
        retired_at=now,
        retiree=holder,
        beneficiary=retirement.beneficiary,
        details_hash=retirement.details_hash,
        use_case=retirement.use_case,
    )
    after = replace(
        _move(ledger, batch, holder, ZERO_ADDRESS, kg),
        supplies={**ledger.supplies, batch: replace(supply, retired_kg=end)},
        certificates={**ledger.certificates, number: issued},
    )
    said = {"batch": batch, "holder": holder, "certificate": number, "kgStart": start, "kgEnd": end}
    burnt = _moved(caller, batch, holder, ZERO_ADDRESS, kg)
    return after, (burnt, _certificate_issued(number, issued), Said("CarbonCredit", "CreditsRetired", said))


def cancel(ledger: Ledger, caller: str, batch: int, holder: str, kg: int, reason_hash: str) -> Outcome:
    """Takes kilograms out of circulation without a certificate, from the top of the batch; never paused.

    Raises Refused: CallerNotApproved, ZeroKilograms, InsufficientCredits.
    """
    _check_may_burn(ledger, caller, holder, kg)
    _check_held(ledger, batch, holder, kg)

    supply = ledger.supply(batch)
    end = supply.issued_kg - supply.cancelled_kg
    after = replace(
        _move(ledger, batch, holder, ZERO_ADDRESS, kg),
        supplies={**ledger.supplies, batch: replace(supply, cancelled_kg=supply.cancelled_kg + kg)},
    )
    said = {"batch": batch, "holder": holder, "kgStart": end - kg, "kgEnd": end, "reasonHash": reason_hash}
    return after, (_moved(caller, batch, holder, ZERO_ADDRESS, kg), Said("CarbonCredit", "CreditsCancelled", said))


def pause(ledger: Ledger) -> Ledger:
    """Stops transfers. Raises Refused("EnforcedPause") where they are stopped."""
    if ledger.paused:
        raise Refused("EnforcedPause")
    return replace(ledger, paused=True)


def unpause(ledger: Ledger) -> Ledger:
    """Lets transfers go on. Raises Refused("ExpectedPause") where they go on."""
    if not ledger.paused:
        raise Refused("ExpectedPause")
    return replace(ledger, paused=False)


def _may_act(ledger: Ledger, caller: str, holder: str) -> bool:
    return caller == holder or (holder, caller) in ledger.approvals


def _check_may_burn(ledger: Ledger, caller: str, holder: str, kg: int) -> None:
    if not _may_act(ledger, caller, holder):
        raise Refused("CallerNotApproved", {"caller": caller, "holder": holder})
    if kg == 0:
        raise Refused("ZeroKilograms")


def _check_whole(ledger: Ledger, batch: int, kg: int) -> None:
    # The ledger copies the rule when it issues: a batch that was never issued has none.
    issued = ledger.supply(batch).issued_kg > 0
    if issued and ledger.batches[batch].whole_tonne_only and kg % ONE_CREDIT_KG:
        raise Refused("NotWholeCredits", {"batch": batch, "kg": kg})


def _check_held(ledger: Ledger, batch: int, holder: str, kg: int) -> None:
    held = ledger.held(batch, holder)
    if held < kg:
        facts = {"holder": holder, "batch": batch, "heldKg": held, "neededKg": kg}
        raise Refused("InsufficientCredits", facts)


def _move(ledger: Ledger, batch: int, sender: str, receiver: str, kg: int) -> Ledger:
    holdings = dict(ledger.holdings)
    for holder, change in ((sender, -kg), (receiver, kg)):
        if holder != ZERO_ADDRESS:
            holdings[batch, holder] = holdings.get((batch, holder), 0) + change
    return replace(ledger, holdings={key: held for key, held in holdings.items() if held})


def _moved(operator: str, batch: int, sender: str, receiver: str, kg: int) -> Said:
    said = {"operator": operator, "from": sender, "to": receiver, "id": batch, "value": kg}
    return Said("CarbonCredit", "TransferSingle", said)


def _certificate_issued(number: int, issued: CertificateFacts) -> Said:
    return Said("RetirementCertificate", "CertificateIssued", {"certificate": number, **issued.as_event()})
