"""Places a signed order: it is refused by name with nothing changed, or stored and matched before it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Cancelled, Traded
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry
from marketplace.domain.promises import promised_kg, promised_minor
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import (
    BatchUnknown,
    InsufficientCredits,
    InsufficientFunds,
    InvalidSignature,
    MissingApproval,
    OrderCriteria,
    OrderDuplicated,
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
from marketplace.ports import ChainView, Exchange, MarketStore, TradingDesk
from registry.domain.events import ZERO_ADDRESS
from registry.domain.orders import ALL_OR_NONE, RETIRE_ON_SETTLEMENT, Order, Side
from registry.domain.units import FEE_BPS, ONE_CREDIT_KG


@dataclass(frozen=True, slots=True)
class Placed:
    """The stored order: its journal number, its trades so far, what rests and why a rest left."""

    order: str
    sequence: int
    trades: tuple[Traded, ...]
    resting_credits: int
    withdrawn: Cancelled | None


def place_order(order: Order, signature: str, *, desk: TradingDesk, store: MarketStore, exchange: Exchange) -> Placed:
    """Checks an order as the exchange will at settlement, stores it with its trades, and says what became of it.

    The chain is read at one block. Balances and allowances must cover this order beside the maker's other open orders.

    Raises the refusals of marketplace/errors.py; DeskBusy and DeskHalted if the desk takes nothing.
    """
    view = exchange.view()
    signed = SignedOrder(exchange.order_hash(order), order, signature)
    require_sound(signed, view, exchange)
    require_standing(signed, view)
    desk.barrier()  # a trade that the tables do not know yet would bind nothing
    with desk.book() as engine:
        require_backed(signed, engine, store, view, exchange)
    placing = signed.placing(order.credits - view.filled_credits(signed.hash), view.time_s)
    outcome = desk.submit(Entry(placing, signed)).result()
    if outcome.rejected is not None:
        raise refusal_of(outcome.rejected.name, dict(outcome.rejected.facts))
    withdrawn = [event for event in outcome.events if isinstance(event, Cancelled) and event.order == signed.hash]
    with desk.book() as engine:
        rests = {place.order: credits for place, credits in engine.resting_of(order.maker)}
    return Placed(
        order=signed.hash,
        sequence=outcome.sequence,
        trades=tuple(event for event in outcome.events if isinstance(event, Traded)),
        resting_credits=rests.get(signed.hash, 0),
        withdrawn=withdrawn[0] if withdrawn else None,
    )


def require_sound(signed: SignedOrder, view: ChainView, exchange: Exchange) -> None:
    """The order's own words allow a fill, and its maker signed them."""
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
    if order.has_criteria:
        raise OrderCriteria(order=signed.hash)
    if order.recipient == exchange.address:
        raise RecipientIsExchange(order=signed.hash)
    if not view.signed_by(order.maker, signed.hash, signed.signature):
        raise InvalidSignature(order=signed.hash, maker=order.maker)


def require_standing(signed: SignedOrder, view: ChainView) -> None:
    """The chain, at the view's block, would still take the order."""
    order, tick_minor = signed.order, view.tick_minor(signed.order.payment)
    if tick_minor == 0:
        raise PaymentNotListed(payment=order.payment)
    if order.price == 0 or order.price % tick_minor:
        raise PriceOffTick(price=order.price, tick=tick_minor)
    if not view.batch_exists(order.batch):
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


def require_backed(signed: SignedOrder, book: Engine, store: MarketStore, view: ChainView, exchange: Exchange) -> None:
    """The maker holds, and lets the exchange move, what this order and its other open ones promise."""
    order = signed.order
    if book.place_of(signed.hash):
        raise OrderDuplicated(order=signed.hash)
    unsettled = store.unsettled()
    if order.side is Side.Sell:
        needed_kg = order.credits * ONE_CREDIT_KG + promised_kg(book, unsettled, order.maker, order.batch)
        _require_credits(order, needed_kg, view, exchange)
    else:
        needed_minor = order.credits * order.price + promised_minor(book, unsettled, order.maker, order.payment)
        _require_funds(order, needed_minor, view, exchange)


def _require_credits(order: Order, needed_kg: int, view: ChainView, exchange: Exchange) -> None:
    held_kg = view.held_kg(order.maker, order.batch)
    if held_kg < needed_kg:
        raise InsufficientCredits(holder=order.maker, batch=order.batch, heldKg=held_kg, neededKg=needed_kg)
    if not view.may_move_credits(order.maker):
        raise _missing_approval(order, exchange.credit_address, 0, needed_kg, exchange)


def _require_funds(order: Order, needed_minor: int, view: ChainView, exchange: Exchange) -> None:
    held = view.funds_minor(order.maker, order.payment)
    if held < needed_minor:
        raise InsufficientFunds(holder=order.maker, payment=order.payment, held=held, needed=needed_minor)
    allowed = view.allowance_minor(order.maker, order.payment)
    if allowed < needed_minor:
        raise _missing_approval(order, order.payment, allowed, needed_minor, exchange)


def _missing_approval(order: Order, asset: str, allowed: int, needed: int, exchange: Exchange) -> MissingApproval:
    return MissingApproval(owner=order.maker, operator=exchange.address, asset=asset, allowed=allowed, needed=needed)
