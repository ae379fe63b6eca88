"""The reference model of contracts/Enforcement.sol: freezes, forced transfers, and the hold of a claimed loss.

That the caller has the role of compliance is the access manager's rule and is not modelled.
"""

from __future__ import annotations

from dataclasses import replace

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger_state import (
    Force,
    Hold,
    Ledger,
    Outcome,
    Said,
    check_balance,
    check_whole,
    move,
    take_out,
)
from registry.errors import Refused

FORCED_TRANSFER_DELAY_S = 2 * 86_400
FORCED_TRANSFER_LIFETIME_S = 30 * 86_400
FROZEN_BITS = 248


def set_frozen(ledger: Ledger, account: str, batch: int, kg: int) -> Outcome:
    """Sets what of the account's batch neither moves nor retires; it may exceed the balance.

    Raises Refused: ERC7943CannotSend, SafeCastOverflowedUintDowncast.
    """
    if account == ZERO_ADDRESS:
        raise Refused("ERC7943CannotSend", {"account": account})
    if kg >> FROZEN_BITS:
        raise Refused("SafeCastOverflowedUintDowncast", {"bits": FROZEN_BITS, "value": kg})
    return _set_hold(ledger, account, batch, replace(ledger.hold(batch, account), frozen_kg=kg))


def announce(ledger: Ledger, force: Force, reason: int, document_hash: str, now: int) -> Outcome:
    """Announces a forced transfer, which is ripe after two days and ends thirty days later.

    Raises Refused: ERC7943CannotSend, ERC7943CannotReceive, ERC7943CannotTransfer, ReasonMissing,
    ForcedTransferAnnouncedAlready.
    """
    if force.sender == ZERO_ADDRESS:
        raise Refused("ERC7943CannotSend", {"account": force.sender})
    if force.receiver == ZERO_ADDRESS:
        raise Refused("ERC7943CannotReceive", {"account": force.receiver})
    if force.sender == force.receiver or force.kg == 0:
        raise Refused("ERC7943CannotTransfer", force.facts())
    if reason == 0 or document_hash == ZERO_HASH:
        raise Refused("ReasonMissing", {"reason": reason, "documentHash": document_hash})
    standing = ledger.announced.get(force)
    if standing is not None and now < standing + FORCED_TRANSFER_LIFETIME_S:
        raise Refused("ForcedTransferAnnouncedAlready", {**force.facts(), "ripeAt": standing})

    ripe_at = now + FORCED_TRANSFER_DELAY_S
    said = {**force.facts(), "reason": reason, "documentHash": document_hash, "ripeAt": ripe_at}
    after = replace(ledger, announced={**ledger.announced, force: ripe_at})
    return after, (Said("CarbonCredit", "ForcedTransferAnnounced", said),)


def withdraw(ledger: Ledger, force: Force) -> Outcome:
    """Takes an announcement back. Raises Refused: ForcedTransferUnknown."""
    ledger, _ = _take_announcement(ledger, force)
    return ledger, (Said("CarbonCredit", "ForcedTransferWithdrawn", force.facts()),)


def carry_out(ledger: Ledger, caller: str, force: Force, now: int) -> Outcome:
    """Moves what was announced, unfreezing first what it needs; past pause and freezes.

    Raises Refused: ForcedTransferUnknown, ForcedTransferUnripe, ForcedTransferExpired, AccountHeldForLoss,
    NotWholeCredits, InsufficientCredits.
    """
    ledger, ripe_at = _take_announcement(ledger, force)
    if now < ripe_at:
        raise Refused("ForcedTransferUnripe", {"ripeAt": ripe_at, "chainTime": now})
    expired_at = ripe_at + FORCED_TRANSFER_LIFETIME_S
    if now >= expired_at:
        raise Refused("ForcedTransferExpired", {"expiredAt": expired_at, "chainTime": now})
    if ledger.hold(force.batch, force.sender).for_loss:
        raise Refused("AccountHeldForLoss", {"batch": force.batch, "account": force.sender})
    check_whole(ledger, force.batch, force.kg)
    check_balance(ledger, force.batch, force.sender, force.kg)

    ledger, unfrozen = _unfreeze_for(ledger, force.sender, force.batch, force.kg)
    ledger, moved = move(ledger, caller, force.batch, force.sender, force.receiver, force.kg)
    return ledger, (*unfrozen, *moved, Said("CarbonCredit", "ForcedTransfer", force.facts()))


def hold_for_loss(ledger: Ledger, caller: str, batch: int, account: str, held: bool) -> Outcome:
    """Holds all that the account has of the batch, or lets it go. Raises Refused: CallerNotOracle."""
    if caller != ledger.oracle:
        raise Refused("CallerNotOracle", {"caller": caller, "oracle": ledger.oracle})
    ledger, frozen = _set_hold(ledger, account, batch, replace(ledger.hold(batch, account), for_loss=held))
    said = {"batch": batch, "account": account, "held": held}
    return ledger, (Said("CarbonCredit", "HeldForLoss", said), *frozen)


def cancel_for_loss(ledger: Ledger, caller: str, batch: int, account: str, kg: int, reason_hash: str) -> Outcome:
    """Cancels kilograms of an account, frozen ones too; by the buffer pool only.

    Raises Refused: CallerNotPool, ZeroKilograms, InsufficientCredits.
    """
    if caller != ledger.pool:
        raise Refused("CallerNotPool", {"caller": caller, "pool": ledger.pool})
    if kg == 0:
        raise Refused("ZeroKilograms")
    check_balance(ledger, batch, account, kg)
    ledger, unfrozen = _unfreeze_for(ledger, account, batch, kg)
    ledger, cancelled = take_out(ledger, caller, batch, account, kg, reason_hash)
    return ledger, (*unfrozen, *cancelled)


def _take_announcement(ledger: Ledger, force: Force) -> tuple[Ledger, int]:
    if force not in ledger.announced:
        raise Refused("ForcedTransferUnknown", force.facts())
    left = {each: ripe_at for each, ripe_at in ledger.announced.items() if each != force}
    return replace(ledger, announced=left), ledger.announced[force]


def _unfreeze_for(ledger: Ledger, account: str, batch: int, kg: int) -> Outcome:
    left = ledger.held(batch, account) - kg
    hold = ledger.hold(batch, account)
    return _set_hold(ledger, account, batch, replace(hold, frozen_kg=left)) if hold.frozen_kg > left else (ledger, ())


def _set_hold(ledger: Ledger, account: str, batch: int, hold: Hold) -> Outcome:
    after = replace(ledger, holds={**ledger.holds, (batch, account): hold})
    said = {"account": account, "tokenId": batch, "amount": hold.frozen}
    return after, (Said("CarbonCredit", "Frozen", said),)
