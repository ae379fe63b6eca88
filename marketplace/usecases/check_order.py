"""Checks an order as the exchange will at settlement: its words, its signature, its standing, and what is behind it."""

from __future__ import annotations

from marketplace.domain.backing import Demand
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import (
    BatchUnknown,
    InsufficientCredits,
    InsufficientFunds,
    InvalidSignature,
    MissingApproval,
    OrderBelowMinimum,
    OrderCriteria,
    OrderEpoch,
    OrderExpired,
    OrderFee,
    OrderFlags,
    OrderOverfilled,
    OrderWasCancelled,
    PaymentNotListed,
    PriceOffTick,
    RecipientIsExchange,
    ZeroAddress,
    ZeroCredits,
    refusal_of,
)
from marketplace.ports import Backing, OrderChain, OrderView
from registry.domain.events import ZERO_ADDRESS
from registry.domain.orders import ALL_OR_NONE, RETIRE_ON_SETTLEMENT, Side
from registry.domain.units import FEE_BPS


def require_sound(signed: SignedOrder, exchange: str) -> None:
    """The order's own words allow a fill. Raises by the name of the word; OrderInstructions for the salt's."""
    order = signed.order
    known = ALL_OR_NONE | RETIRE_ON_SETTLEMENT if order.side is Side.Buy else ALL_OR_NONE
    if order.maker == ZERO_ADDRESS:
        raise ZeroAddress(name="maker")
    if order.credits == 0:
        raise ZeroCredits()
    if order.flags & ~known:
        raise OrderFlags(order=signed.hash, flags=order.flags)
    if order.max_fee_bps < FEE_BPS:
        raise OrderFee(order=signed.hash, maxFeeBps=order.max_fee_bps, feeBps=FEE_BPS)
    if (order.has_criteria and (order.batch or order.side is Side.Sell)) or not (order.batch or order.side is Side.Buy):
        raise OrderCriteria(order=signed.hash)
    if order.recipient == exchange:
        raise RecipientIsExchange(order=signed.hash)
    if order.min_fill > order.credits:
        raise OrderBelowMinimum(order=signed.hash, minFill=order.min_fill, asked=order.credits)


def require_signed(signed: SignedOrder, by_key: bool, chain: OrderChain, ask_wallet: bool = True) -> None:
    """The maker signed it: where its key did not, the wallet at its address is asked. Raises InvalidSignature."""
    maker = signed.order.maker
    if by_key:
        return
    if not ask_wallet or not chain.view().signed_by(maker, signed.hash, signed.signature):
        raise InvalidSignature(order=signed.hash, maker=maker)


def require_standing(signed: SignedOrder, view: OrderView) -> None:
    """The chain, at the view's block, would still take the order."""
    order, tick_minor = signed.order, view.tick_minor(signed.order.payment)
    if tick_minor == 0:
        raise PaymentNotListed(payment=order.payment)
    if order.price == 0 or order.price % tick_minor:
        raise PriceOffTick(price=order.price, tick=tick_minor)
    if order.batch and not view.batch_exists(order.batch):
        raise BatchUnknown(batch=order.batch)
    if view.time_s >= order.expiry:
        raise OrderExpired(order=signed.hash, expiry=order.expiry, chainTime=view.time_s)
    epoch = view.epoch_of(order.maker)
    if order.epoch != epoch:
        raise OrderEpoch(order=signed.hash, expected=epoch, actual=order.epoch)
    if view.is_cancelled(signed.hash):
        raise OrderWasCancelled(order=signed.hash)
    filled = view.filled_credits(signed.hash)
    if filled >= order.credits:
        raise OrderOverfilled(order=signed.hash, credits=order.credits, filled=filled, asked=order.credits)


def reserve_backing(
    demand: Demand, view: OrderView, *, chain: OrderChain, backing: Backing, instead_of: str | None = None
) -> None:
    """Sets aside what the order needs of its maker, beside its other open orders and unsettled trades.

    Raises InsufficientCredits, InsufficientFunds, MissingApproval; ERC7943InsufficientUnfrozenBalance where enough is
    held and too much of it frozen.
    """
    maker, asset = demand.maker, demand.asset
    if asset.batch:
        held = view.held_kg(maker, asset.batch)
        allowed = held if view.may_move_credits(maker) else 0
        available = max(0, min(held - view.frozen_kg(maker, asset.batch), allowed))
    else:
        held = view.funds_minor(maker, asset.payment)
        allowed = view.allowance_minor(maker, asset.payment)
        available = min(held, allowed)
    needed = backing.reserve(demand, available, instead_of)
    if needed is None:
        return
    if asset.batch and held < needed:
        raise InsufficientCredits(holder=maker, batch=asset.batch, heldKg=held, neededKg=needed)
    if held < needed:
        raise InsufficientFunds(holder=maker, payment=asset.payment, held=held, needed=needed)
    if allowed < needed:
        what = chain.credit_address if asset.batch else asset.payment
        raise MissingApproval(owner=maker, operator=chain.address, asset=what, allowed=allowed, needed=needed)
    facts = {"account": maker, "tokenId": asset.batch, "amount": needed, "unfrozen": available}
    raise refusal_of("ERC7943InsufficientUnfrozenBalance", facts)
