"""The reference model of CreditExchange: its verbs as pure functions, with the same refusals and events.

A verb takes the exchange's state and returns a new one with the events that the chain would show, in order. A refusal
raises Refused under the contract's error name and leaves the state as it was; inside a batch it becomes the reason of a
MatchFailed. Left out is what needs gas or foreign code: GasTooLow, Reentered, contract wallets, awkward tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from marketplace.domain.purses import Purses, deliver, retire, spend
from registry.domain.events import ZERO_ADDRESS
from registry.domain.ledger_state import Said
from registry.domain.orders import ALL_OR_NONE, ANY_COUNTRY, RETIRE_ON_SETTLEMENT, Order, Side
from registry.domain.units import BPS, FEE_BPS, ONE_CREDIT_KG
from registry.errors import Refused

CONTRACT = "CreditExchange"
FLAGS_OF = {Side.Buy: ALL_OR_NONE | RETIRE_ON_SETTLEMENT, Side.Sell: ALL_OR_NONE}


@dataclass(frozen=True, slots=True)
class Stated:
    """An order with its hash and the account whose key signed it."""

    hash: str
    order: Order
    signer: str


@dataclass(frozen=True, slots=True)
class Match:
    """Positions of two orders in a batch, whole credits, and the price per credit."""

    buy: int
    sell: int
    credits: int
    price: int


@dataclass(frozen=True, slots=True)
class BatchTerms:
    """What the registry says of a batch, as criteria ask for it; `country` is bytes2 as 0x hex."""

    kind: int
    standard: int
    country: str
    vintage_year: int
    labels: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a deployment fixes: addresses, roles, the seconds of silence, the tick of each listed payment token."""

    exchange: str
    treasury: str
    operator: str
    guardian: str
    admin: str
    silence_s: int
    tick_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Exchange:
    """State of the exchange with the purses that it moves; `fills` in whole credits by order hash."""

    rules: Rules
    purses: Purses
    batches: Mapping[int, BatchTerms]
    last_settled_at: int
    last_batch_no: int = 0
    fills: Mapping[str, int] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()
    epochs: Mapping[str, int] = field(default_factory=dict)
    paused: bool = False

    def filled(self, order: str) -> int:
        return self.fills.get(order, 0)

    def epoch(self, maker: str) -> int:
        return self.epochs.get(maker, 0)


Outcome = tuple[Exchange, tuple[Said, ...]]


def settle(
    exchange: Exchange,
    caller: str,
    batch_no: int,
    orders: Sequence[Stated],
    signatures: int,
    matches: Sequence[Match],
    now: int,
) -> Outcome:
    """Operator: settles matches under the number after the last; a match that fails, fails alone.

    `signatures` counts those that were sent along.

    Raises Refused: AccessManagedUnauthorized, EnforcedPause, UnexpectedBatch, EmptyBatch, SignaturesMissing,
    OrderIndexOutOfRange.
    """
    _require_role(caller, exchange.rules.operator)
    _require_unpaused(exchange)
    if batch_no != exchange.last_batch_no + 1:
        raise Refused("UnexpectedBatch", {"expected": exchange.last_batch_no + 1, "actual": batch_no})
    if not matches:
        raise Refused("EmptyBatch")
    if len(orders) != signatures:
        raise Refused("SignaturesMissing", {"orders": len(orders), "signatures": signatures})

    after, said, settled = replace(exchange, last_batch_no=batch_no), list[Said](), 0
    for position, match in enumerate(matches):
        buy, sell = _at(orders, match.buy), _at(orders, match.sell)
        try:
            after, heard = _match(after, batch_no, buy, sell, match, now)
        except Refused as reason:
            said.append(_failed(batch_no, position, reason))
        else:
            said.extend(heard)
            settled += 1
    if settled:
        after = replace(after, last_settled_at=now)
    totals = {"batchNo": batch_no, "settled": settled, "failed": len(matches) - settled}
    return after, (*said, Said(CONTRACT, "BatchSettled", totals))


def settle_match(exchange: Exchange, caller: str) -> Outcome:
    """One match from outside: nobody but the exchange itself may.

    Raises Refused: CallerNotSelf.
    """
    if caller != exchange.rules.exchange:
        raise Refused("CallerNotSelf", {"caller": caller})
    return exchange, ()


def settle_own(
    exchange: Exchange, caller: str, own: Order, own_hash: str, counter: Stated, credits: int, now: int
) -> Outcome:
    """Maker: settles its order at the counter-order's price once the operator was silent; no number, no clock.

    Raises Refused: EnforcedPause, CallerNotMaker, OperatorActive, InvalidSignature, and whatever fails a match.
    """
    _require_unpaused(exchange)
    if caller != own.maker:
        raise Refused("CallerNotMaker", {"caller": caller, "maker": own.maker})
    silent_from = exchange.last_settled_at + exchange.rules.silence_s
    if now < silent_from:
        raise Refused("OperatorActive", {"silentFrom": silent_from, "chainTime": now})
    _require_signed(counter)
    mine = Stated(own_hash, own, caller)
    buy, sell = (mine, counter) if own.side is Side.Buy else (counter, mine)
    return _trade(exchange, 0, buy, sell, credits, counter.order.price, now)


def cancel(exchange: Exchange, caller: str, order: Order, order_hash: str) -> Outcome:
    """Maker: withdraws one order for ever.

    Raises Refused: CallerNotMaker, OrderWasCancelled.
    """
    if caller != order.maker:
        raise Refused("CallerNotMaker", {"caller": caller, "maker": order.maker})
    if order_hash in exchange.cancelled:
        raise Refused("OrderWasCancelled", {"order": order_hash})
    said = Said(CONTRACT, "OrderCancelled", {"order": order_hash, "maker": caller})
    return replace(exchange, cancelled=exchange.cancelled | {order_hash}), (said,)


def raise_epoch(exchange: Exchange, caller: str) -> Outcome:
    """Maker: withdraws all orders signed under earlier epochs."""
    epoch = exchange.epoch(caller) + 1
    said = Said(CONTRACT, "EpochRaised", {"maker": caller, "epoch": epoch})
    return replace(exchange, epochs={**exchange.epochs, caller: epoch}), (said,)


def pause(exchange: Exchange, caller: str) -> Outcome:
    """Guardian: stops settlement.

    Raises Refused: AccessManagedUnauthorized, EnforcedPause.
    """
    _require_role(caller, exchange.rules.guardian)
    _require_unpaused(exchange)
    return replace(exchange, paused=True), (Said(CONTRACT, "Paused", {"account": caller}),)


def unpause(exchange: Exchange, caller: str) -> Outcome:
    """Admin: ends the pause.

    Raises Refused: AccessManagedUnauthorized, ExpectedPause.
    """
    _require_role(caller, exchange.rules.admin)
    if not exchange.paused:
        raise Refused("ExpectedPause")
    return replace(exchange, paused=False), (Said(CONTRACT, "Unpaused", {"account": caller}),)


# ---- one match


def _match(exchange: Exchange, batch_no: int, buy: Stated, sell: Stated, match: Match, now: int) -> Outcome:
    _require_signed(buy)
    _require_signed(sell)
    return _trade(exchange, batch_no, buy, sell, match.credits, match.price, now)


def _trade(exchange: Exchange, batch_no: int, buy: Stated, sell: Stated, credits: int, price: int, now: int) -> Outcome:
    """Two orders that their makers stand by: checks, then fills, then credits, then money."""
    if credits == 0:
        raise Refused("ZeroCredits")
    _require_pair(buy, sell)
    _require_prices(exchange, buy.order, sell.order, price)
    if buy.order.batch == 0:
        _require_criteria(exchange, buy, sell.order.batch)

    for stated in (buy, sell):
        exchange = _fill(exchange, stated, credits, now)
    notional = credits * price
    fee = notional * FEE_BPS // BPS
    facts = {"batchNo": batch_no, "buyOrder": buy.hash, "sellOrder": sell.hash, "batch": sell.order.batch}
    amounts = {"payment": buy.order.payment, "credits": credits, "price": price, "notional": notional, "fee": fee}
    purses, moved = _exchange_purses(exchange, buy.order, sell.order, credits * ONE_CREDIT_KG, notional, fee)
    return replace(exchange, purses=purses), (Said(CONTRACT, "Trade", facts | amounts), *moved)


def _exchange_purses(
    exchange: Exchange, buy: Order, sell: Order, kg: int, notional: int, fee: int
) -> tuple[Purses, tuple[Said, ...]]:
    """Credits to the buyer or into its certificate, then the proceeds, then the fee."""
    if buy.flags & RETIRE_ON_SETTLEMENT:
        purses, delivered = retire(exchange.purses, sell.batch, sell.maker, kg, buy.memo)
    else:
        purses, delivered = deliver(exchange.purses, sell.batch, sell.maker, _recipient(buy), kg)
    payee, proceeds = _recipient(sell), notional - fee
    purses, paid = spend(purses, buy.payment, buy.maker, payee, proceeds)
    if payee == buy.maker:
        raise Refused("PaymentShort", {"expected": proceeds, "actual": 0})
    purses, charged = spend(purses, buy.payment, buy.maker, exchange.rules.treasury, fee)
    return purses, (*delivered, *paid, *charged)


def _require_pair(buy: Stated, sell: Stated) -> None:
    """One buys and one sells the same batch for the same token, two makers who accept each other."""
    one, other = buy.order, sell.order
    if one.side is not Side.Buy or other.side is not Side.Sell:
        raise Refused("SidesNotOpposite", {"buy": buy.hash, "sell": sell.hash})
    if other.batch == 0 or other.has_criteria:
        raise Refused("OrderCriteria", {"order": sell.hash})
    if one.batch and one.has_criteria:
        raise Refused("OrderCriteria", {"order": buy.hash})
    if one.batch not in (0, other.batch):
        raise Refused("BatchMismatch", {"buy": one.batch, "sell": other.batch})
    if one.payment != other.payment:
        raise Refused("PaymentMismatch", {"buy": one.payment, "sell": other.payment})
    if one.maker == other.maker:
        raise Refused("SelfTrade", {"maker": one.maker})
    for stated, counterparty in ((buy, other.maker), (sell, one.maker)):
        taker = stated.order.taker
        if taker not in (ZERO_ADDRESS, counterparty):
            raise Refused("TakerMismatch", {"order": stated.hash, "taker": taker, "actual": counterparty})


def _require_prices(exchange: Exchange, buy: Order, sell: Order, price: int) -> None:
    tick = exchange.rules.tick_minor.get(buy.payment)
    if tick is None:
        raise Refused("PaymentNotListed", {"payment": buy.payment})
    if not sell.price <= price <= buy.price:
        limits = {"sellPrice": sell.price, "matchPrice": price, "buyPrice": buy.price}
        raise Refused("PriceOutsideLimits", limits)
    for each in (sell.price, price, buy.price):
        if each == 0 or each % tick:
            raise Refused("PriceOffTick", {"price": each, "tick": tick})


def _require_criteria(exchange: Exchange, buy: Stated, batch: int) -> None:
    """Read at every fill: labels may change."""
    facts, wish = exchange.batches.get(batch), buy.order
    if facts is None:
        raise Refused("BatchUnknown", {"batch": batch})
    met = (
        wish.kind in (0, facts.kind)
        and wish.standard in (0, facts.standard)
        and wish.country in (ANY_COUNTRY, facts.country)
        and wish.vintage_from <= facts.vintage_year
        and (wish.vintage_to == 0 or facts.vintage_year <= wish.vintage_to)
        and wish.labels & facts.labels == wish.labels
    )
    if not met:
        raise Refused("CriteriaNotMet", {"order": buy.hash, "batch": batch})


def _fill(exchange: Exchange, stated: Stated, credits: int, now: int) -> Exchange:
    """The order still stands, and allows this much more."""
    order, epoch = stated.order, exchange.epoch(stated.order.maker)
    if now >= order.expiry:
        raise Refused("OrderExpired", {"order": stated.hash, "expiry": order.expiry, "chainTime": now})
    if order.epoch != epoch:
        raise Refused("OrderEpoch", {"order": stated.hash, "expected": epoch, "actual": order.epoch})
    if order.recipient == exchange.rules.exchange:
        raise Refused("RecipientIsExchange", {"order": stated.hash})
    if stated.hash in exchange.cancelled:
        raise Refused("OrderWasCancelled", {"order": stated.hash})
    filled = exchange.filled(stated.hash)
    _require_fill(stated, credits, filled)
    return replace(exchange, fills={**exchange.fills, stated.hash: filled + credits})


def _require_fill(stated: Stated, asked: int, filled: int) -> None:
    """The order in itself allows this fill: flags, fee and size."""
    order = stated.order
    named: dict[str, object] = {"order": stated.hash}
    if order.flags & ~FLAGS_OF[order.side]:
        raise Refused("OrderFlags", named | {"flags": order.flags})
    if order.max_fee_bps < FEE_BPS:
        raise Refused("OrderFee", named | {"maxFeeBps": order.max_fee_bps, "feeBps": FEE_BPS})
    if asked > order.credits - filled:
        raise Refused("OrderOverfilled", named | {"credits": order.credits, "filled": filled, "asked": asked})
    if order.flags & ALL_OR_NONE and asked != order.credits:
        raise Refused("OrderAllOrNone", named | {"credits": order.credits, "asked": asked})
    if asked < order.min_fill:
        raise Refused("OrderBelowMinimum", named | {"minFill": order.min_fill, "asked": asked})


def _require_signed(stated: Stated) -> None:
    if stated.signer != stated.order.maker:
        raise Refused("InvalidSignature", {"order": stated.hash, "maker": stated.order.maker})


def _require_role(caller: str, member: str) -> None:
    if caller != member:
        raise Refused("AccessManagedUnauthorized", {"caller": caller})


def _require_unpaused(exchange: Exchange) -> None:
    if exchange.paused:
        raise Refused("EnforcedPause")


def _recipient(order: Order) -> str:
    return order.maker if order.recipient == ZERO_ADDRESS else order.recipient


def _at(orders: Sequence[Stated], position: int) -> Stated:
    if position >= len(orders):
        raise Refused("OrderIndexOutOfRange", {"orders": len(orders), "index": position})
    return orders[position]


def _failed(batch_no: int, position: int, reason: Refused) -> Said:
    facts = {"batchNo": batch_no, "position": position, "reason": (reason.name, *reason.facts.values())}
    return Said(CONTRACT, "MatchFailed", facts)
