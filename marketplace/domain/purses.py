"""What a trade moves: credits and money as the ledger and an ERC-20 keep them, with the same refusals and events.

It stands beside the settlement model and sees the exchange as the only one to whom makers give allowances. Addresses
are lower-case 0x hex, masses kg, money in minor units. A refusal raises Refused and leaves the purses as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger_state import Said
from registry.errors import Refused

UNLIMITED = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Purses:
    """Credits by (batch, holder), money and allowances by (payment token, holder).

    `admits` are the holders whose credits the exchange may move; `frozen_kg` may exceed what is held.
    """

    exchange: str
    credits_kg: Mapping[tuple[int, str], int] = field(default_factory=dict)
    frozen_kg: Mapping[tuple[int, str], int] = field(default_factory=dict)
    retired_kg: Mapping[int, int] = field(default_factory=dict)
    certificates: int = 0
    admits: frozenset[str] = frozenset()
    transfers_paused: bool = False
    money_minor: Mapping[tuple[str, str], int] = field(default_factory=dict)
    allowed_minor: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def kg(self, batch: int, holder: str) -> int:
        return self.credits_kg.get((batch, holder), 0)

    def minor(self, payment: str, holder: str) -> int:
        return self.money_minor.get((payment, holder), 0)

    def allowed(self, payment: str, holder: str) -> int:
        return self.allowed_minor.get((payment, holder), 0)


PursesOutcome = tuple[Purses, tuple[Said, ...]]


def deliver(purses: Purses, batch: int, seller: str, receiver: str, kg: int) -> PursesOutcome:
    """Moves credits under the allowance that the seller gave the exchange.

    Raises Refused: ERC1155MissingApprovalForAll, and what `give` raises.
    """
    if seller not in purses.admits:
        raise Refused("ERC1155MissingApprovalForAll", {"operator": purses.exchange, "owner": seller})
    return give(purses, purses.exchange, batch, seller, receiver, kg)


def give(purses: Purses, operator: str, batch: int, holder: str, receiver: str, kg: int) -> PursesOutcome:
    """Moves credits that the operator may move.

    Raises Refused: EnforcedPause, InsufficientCredits, ERC7943InsufficientUnfrozenBalance.
    """
    if purses.transfers_paused:
        raise Refused("EnforcedPause")
    _require_unfrozen(purses, batch, holder, kg)
    return _moved(purses, batch, holder, receiver, kg), (_transfer_single(operator, batch, holder, receiver, kg),)


def retire(purses: Purses, batch: int, seller: str, kg: int, details_hash: str) -> PursesOutcome:
    """Takes credits from the seller into a certificate; neither pause nor receiver can stop it.

    Raises Refused: CallerNotApproved, InsufficientCredits, ERC7943InsufficientUnfrozenBalance, EmptyDetails.
    """
    if seller not in purses.admits:
        raise Refused("CallerNotApproved", {"caller": purses.exchange, "holder": seller})
    _require_unfrozen(purses, batch, seller, kg)
    if details_hash == ZERO_HASH:
        raise Refused("EmptyDetails")

    start = purses.retired_kg.get(batch, 0)
    after = replace(
        _moved(purses, batch, seller, ZERO_ADDRESS, kg),
        retired_kg={**purses.retired_kg, batch: start + kg},
        certificates=purses.certificates + 1,
    )
    facts = {"batch": batch, "holder": seller, "certificate": after.certificates, "kgStart": start, "kgEnd": start + kg}
    burnt = _transfer_single(purses.exchange, batch, seller, ZERO_ADDRESS, kg)
    return after, (burnt, Said("CarbonCredit", "CreditsRetired", facts))


def spend(purses: Purses, payment: str, payer: str, receiver: str, minor: int) -> PursesOutcome:
    """Moves money under the allowance that the payer gave the exchange.

    Raises Refused: ERC20InsufficientAllowance, and what `hand` raises.
    """
    allowed = purses.allowed(payment, payer)
    if allowed < minor:
        facts = {"spender": purses.exchange, "allowance": allowed, "needed": minor}
        raise Refused("ERC20InsufficientAllowance", facts)
    left = allowed if allowed == UNLIMITED else allowed - minor
    after = replace(purses, allowed_minor={**purses.allowed_minor, (payment, payer): left})
    return hand(after, payment, payer, receiver, minor)


def hand(purses: Purses, payment: str, payer: str, receiver: str, minor: int) -> PursesOutcome:
    """Moves the payer's own money.

    Raises Refused: ERC20InsufficientBalance.
    """
    held = purses.minor(payment, payer)
    if held < minor:
        raise Refused("ERC20InsufficientBalance", {"sender": payer, "balance": held, "needed": minor})
    money = {**purses.money_minor, (payment, payer): held - minor}
    money[payment, receiver] = money.get((payment, receiver), 0) + minor
    paid = Said("PaymentToken", "Transfer", {"from": payer, "to": receiver, "value": minor})
    return replace(purses, money_minor=money), (paid,)


def _require_unfrozen(purses: Purses, batch: int, holder: str, kg: int) -> None:
    held = purses.kg(batch, holder)
    if held < kg:
        facts = {"holder": holder, "batch": batch, "heldKg": held, "neededKg": kg}
        raise Refused("InsufficientCredits", facts)
    unfrozen = max(held - purses.frozen_kg.get((batch, holder), 0), 0)
    if unfrozen < kg:
        facts = {"account": holder, "tokenId": batch, "amount": kg, "unfrozen": unfrozen}
        raise Refused("ERC7943InsufficientUnfrozenBalance", facts)


def _moved(purses: Purses, batch: int, holder: str, receiver: str, kg: int) -> Purses:
    credits = {**purses.credits_kg, (batch, holder): purses.kg(batch, holder) - kg}
    if receiver != ZERO_ADDRESS:
        credits[batch, receiver] = credits.get((batch, receiver), 0) + kg
    return replace(purses, credits_kg=credits)


def _transfer_single(operator: str, batch: int, holder: str, receiver: str, kg: int) -> Said:
    facts = {"operator": operator, "from": holder, "to": receiver, "id": batch, "value": kg}
    return Said("CarbonCredit", "TransferSingle", facts)
