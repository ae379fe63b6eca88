"""The reference model of the ledger: CarbonCredit's verbs as pure functions, with the same refusals and events.

Freezes and forced transfers stand in ledger_enforcement, certificates and their portions in ledger_certificates,
footprints in ledger_footprints.
"""

from __future__ import annotations

from dataclasses import replace

from registry.domain.events import ZERO_ADDRESS
from registry.domain.ledger_certificates import certify, open_bulk
from registry.domain.ledger_footprints import FootprintProof, admit, count_against
from registry.domain.ledger_state import (
    Ledger,
    Outcome,
    Retirement,
    Said,
    check_free,
    check_may_burn,
    check_whole,
    may_act,
    move,
    take_out,
)
from registry.domain.records import Supply
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused


def issue(ledger: Ledger, caller: str, batch: int, owner: str, kg: int, buffer_kg: int = 0) -> Outcome:
    """Mints a batch once, in whole credits, by the oracle only: the buffer's share to the pool, the rest to the owner.

    Raises Refused: CallerNotOracle, ZeroKilograms, NotWholeCredits, BufferTooLarge, BatchAlreadyIssued, BatchUnknown,
    MassTooLarge.
    """
    if caller != ledger.oracle:
        raise Refused("CallerNotOracle", {"caller": caller, "oracle": ledger.oracle})
    if kg == 0:
        raise Refused("ZeroKilograms")
    for part_kg in (kg, buffer_kg):
        if part_kg % ONE_CREDIT_KG:
            raise Refused("NotWholeCredits", {"batch": batch, "kg": part_kg})
    if buffer_kg > kg:
        raise Refused("BufferTooLarge", {"kg": kg, "bufferKg": buffer_kg})
    if ledger.supply(batch).issued_kg:
        raise Refused("BatchAlreadyIssued", {"batch": batch})
    if batch not in ledger.batches:
        raise Refused("BatchUnknown", {"batch": batch})
    if kg // ONE_CREDIT_KG > ledger.batches[batch].credits:
        raise Refused("MassTooLarge", {"kg": kg})

    issued = {"batch": batch, "owner": owner, "kg": kg, "bufferKg": buffer_kg}
    said: tuple[Said, ...] = (Said("CarbonCredit", "CreditsIssued", issued),)
    ledger = replace(ledger, supplies={**ledger.supplies, batch: Supply(issued_kg=kg)})
    for receiver, part_kg in ((ledger.pool, buffer_kg), (owner, kg - buffer_kg)):
        if part_kg:
            ledger, moved = move(ledger, caller, batch, ZERO_ADDRESS, receiver, part_kg)
            said += moved
    return ledger, said


def approve(ledger: Ledger, caller: str, operator: str, approved: bool) -> Ledger:
    """Lets an operator act for all of the caller's credits, or no longer."""
    pair = frozenset({(caller, operator)})
    return replace(ledger, approvals=ledger.approvals | pair if approved else ledger.approvals - pair)


def transfer(ledger: Ledger, caller: str, holder: str, receiver: str, batch: int, kg: int) -> Outcome:
    """Moves kilograms between accounts.

    Raises Refused: ERC1155MissingApprovalForAll, ERC1155InvalidReceiver, EnforcedPause, NotWholeCredits,
    InsufficientCredits, ERC7943InsufficientUnfrozenBalance.
    """
    if not may_act(ledger, caller, holder):
        raise Refused("ERC1155MissingApprovalForAll", {"operator": caller, "owner": holder})
    if receiver == ZERO_ADDRESS:
        raise Refused("ERC1155InvalidReceiver", {"receiver": receiver})
    if ledger.paused:
        raise Refused("EnforcedPause")
    check_whole(ledger, batch, kg)
    check_free(ledger, batch, holder, kg)
    return move(ledger, caller, batch, holder, receiver, kg)


def retire(ledger: Ledger, caller: str, batch: int, holder: str, kg: int, stated: Retirement, now: int) -> Outcome:
    """Takes kilograms out of circulation for ever, from the bottom of the batch; never paused.

    Raises Refused: CallerNotApproved, ZeroKilograms, NotWholeCredits, InsufficientCredits,
    ERC7943InsufficientUnfrozenBalance, ZeroAddress, EmptyDetails, FootprintUnknown, OverOffset.
    """
    check_may_burn(ledger, caller, holder, kg)
    check_whole(ledger, batch, kg)
    check_free(ledger, batch, holder, kg)

    supply = ledger.supply(batch)
    start, end = supply.retired_kg, supply.retired_kg + kg
    after, burnt = move(ledger, caller, batch, holder, ZERO_ADDRESS, kg)
    after = replace(after, supplies={**ledger.supplies, batch: replace(supply, retired_kg=end)})
    after, certified = certify(after, batch, (start, end), holder, stated, now)
    number = len(after.certificates)
    after, counted = count_against(after, number, stated, kg)
    retired = {"batch": batch, "holder": holder, "certificate": number, "kgStart": start, "kgEnd": end}
    return after, (*burnt, *certified, *counted, Said("CarbonCredit", "CreditsRetired", retired))


def retire_against(
    ledger: Ledger,
    caller: str,
    batch: int,
    holder: str,
    kg: int,
    stated: Retirement,
    proof: FootprintProof,
    now: int,
) -> Outcome:
    """Admits the sealed footprint that the retirement names, and retires against it.

    Raises Refused: FootprintMismatch, and what admitting and retiring raise.
    """
    ledger, admitted = admit(ledger, proof)
    if stated.footprint != proof.footprint:
        raise Refused("FootprintMismatch", {"named": stated.footprint, "proved": proof.footprint})
    ledger, retired = retire(ledger, caller, batch, holder, kg, stated, now)
    return ledger, (*admitted, *retired)


def retire_in_bulk(
    ledger: Ledger,
    caller: str,
    batch: int,
    holder: str,
    kg: int,
    stated: Retirement,
    tree: tuple[str, int],
    now: int,
) -> Outcome:
    """Retires for many, who claim portions under the root and size of `tree`. Raises Refused: BulkRootMissing too."""
    ledger, retired = retire(ledger, caller, batch, holder, kg, stated, now)
    ledger, opened = open_bulk(ledger, len(ledger.certificates), *tree)
    return ledger, (*retired, *opened)


def cancel(ledger: Ledger, caller: str, batch: int, holder: str, kg: int, reason_hash: str) -> Outcome:
    """Takes kilograms out of circulation without a certificate, from the top of the batch; never paused.

    Raises Refused: CallerNotApproved, ZeroKilograms, InsufficientCredits, ERC7943InsufficientUnfrozenBalance.
    """
    check_may_burn(ledger, caller, holder, kg)
    check_free(ledger, batch, holder, kg)
    return take_out(ledger, caller, batch, holder, kg, reason_hash)


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
