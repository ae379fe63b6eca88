"""Trades, fills, orders and statements as they cross the doors, in the words of CCXT; amounts are decimal strings."""

from __future__ import annotations

from typing import Any, Literal, Self

from marketplace.adapters.export_files import time_text
from marketplace.api.schemas import Amount
from marketplace.api.stream_messages import symbol_of
from marketplace.domain.statement import Heading, Statement, Sums
from marketplace.domain.tape import Fill, OrderLine, OrderState, SettledTrade, TapeTrade
from registry.api.schema import Schema
from registry.domain.orders import Side
from registry.domain.units import FEE_BPS

SideWord = Literal["buy", "sell"]


class FeeOut(Schema):
    """The fee of a trade in payment units, and its rate as a plain decimal."""

    cost: Amount
    currency: str
    rate: str

    @classmethod
    def of(cls, cost: int, payment: str) -> Self:
        """45 basis points."""
        return cls(cost=cost, currency=payment, rate=f"0.{FEE_BPS:04d}")


class MarketTradeOut(Schema):
    """A trade as everybody may see it. `side` is that of the order that came second; a block sets no price."""

    id: Amount
    sequence: int
    timestamp: int
    datetime: str
    symbol: str
    batch: Amount
    payment: str
    side: SideWord
    price: Amount
    amount: Amount
    cost: Amount
    fee: FeeOut
    block: bool
    buy: str
    sell: str
    status: str
    settlement: Amount | None
    transaction: str | None
    block_number: int | None
    certificate: str | None
    error: str | None

    @classmethod
    def of(cls, settled: SettledTrade) -> Self:
        """A trade of the tape with its settlement."""
        return cls(side="buy" if settled.trade.buyer_took else "sell", **_trade_words(settled))


class FillOut(Schema):
    """One's own side of a trade. The fee is what this side pays: nothing for a buyer."""

    id: Amount
    order: str
    sequence: int
    timestamp: int
    datetime: str
    symbol: str
    batch: Amount
    payment: str
    side: SideWord
    taker_or_maker: Literal["taker", "maker"]
    price: Amount
    amount: Amount
    cost: Amount
    fee: FeeOut
    block: bool
    status: str
    settlement: Amount | None
    transaction: str | None
    block_number: int | None
    certificate: str | None
    error: str | None

    @classmethod
    def of(cls, fill: Fill) -> Self:
        """A fill of one's own."""
        words = _trade_words(fill.settled)
        for name in ("buy", "sell"):
            del words[name]
        words["fee"] = FeeOut.of(fill.fee_minor, fill.settled.trade.market.payment)
        return cls(order=fill.order, side=side_word(fill.side), taker_or_maker=took_word(fill), **words)


class OwnOrderOut(Schema):
    """An order of one's own with what became of it. `batch` 0 with criteria is an attribute bid."""

    id: str
    client_order_id: str | None
    sequence: int
    timestamp: int
    datetime: str
    last_update_timestamp: int
    symbol: str
    batch: Amount
    payment: str
    maker: str
    taker: str | None
    side: SideWord
    type: str
    time_in_force: str
    post_only: bool
    price: Amount
    amount: Amount
    filled: Amount
    remaining: Amount
    status: OrderState
    reason: str | None
    expires: Amount
    criteria: dict[str, str]

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        """An order of the history."""
        return cls(
            id=line.hash,
            client_order_id=line.client_order_id,
            sequence=line.sequence,
            timestamp=line.time_ms,
            datetime=time_text(line.time_ms),
            last_update_timestamp=line.last_time_ms,
            symbol=symbol_of(line.market),
            batch=line.market.batch,
            payment=line.market.payment,
            maker=line.maker,
            taker=line.taker,
            side=side_word(line.side),
            type=line.kind,
            time_in_force=line.tif.upper(),
            post_only=line.tif == "post",
            price=line.price_minor,
            amount=line.credits,
            filled=line.filled,
            remaining=line.remaining,
            status=line.state,
            reason=line.reason,
            expires=line.expiry_s,
            criteria=dict(line.criteria),
        )


class AttributeBidOut(Schema):
    """A public bid for any batch that meets its criteria."""

    id: str
    payment: str
    timestamp: int
    datetime: str
    price: Amount
    amount: Amount
    remaining: Amount
    expires: Amount
    criteria: dict[str, str]

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        """An open order of the history that names criteria."""
        return cls(
            id=line.hash,
            payment=line.market.payment,
            timestamp=line.time_ms,
            datetime=time_text(line.time_ms),
            price=line.price_minor,
            amount=line.credits,
            remaining=line.remaining,
            expires=line.expiry_s,
            criteria=dict(line.criteria),
        )


class StatementLineOut(Schema):
    """Sums of one market and one state of settlement; `received` is gross less fees."""

    symbol: str
    batch: Amount
    payment: str
    status: str
    fills: int
    bought_credits: Amount
    paid: Amount
    sold_credits: Amount
    gross: Amount
    fees: Amount
    received: Amount

    @classmethod
    def of(cls, heading: Heading, sums: Sums) -> Self:
        """A line of the statement."""
        return cls(
            symbol=symbol_of(heading.market),
            batch=heading.market.batch,
            payment=heading.market.payment,
            status=heading.state,
            fills=sums.fills,
            bought_credits=sums.bought_credits,
            paid=sums.paid_minor,
            sold_credits=sums.sold_credits,
            gross=sums.gross_minor,
            fees=sums.fees_minor,
            received=sums.received_minor,
        )


class StatementOut(Schema):
    """The statement of a period, from `since` up to but not including `until`."""

    since: int
    until: int
    lines: list[StatementLineOut]

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """Lines by market and state."""
        lines = [StatementLineOut.of(heading, statement.sums[heading]) for heading in sorted(statement.sums)]
        return cls(since=statement.since_ms, until=statement.until_ms, lines=lines)


def side_word(side: Side) -> SideWord:
    """`buy` or `sell`."""
    return "buy" if side is Side.Buy else "sell"


def took_word(fill: Fill) -> Literal["taker", "maker"]:
    """Whether the order came second, or was there."""
    return "taker" if fill.took else "maker"


def _trade_words(settled: SettledTrade) -> dict[str, Any]:
    trade, settlement = settled.trade, settled.settlement
    return _of_trade(trade) | {
        "status": settlement.state,
        "settlement": settlement.number,
        "transaction": settlement.transaction,
        "block_number": settlement.block,
        "certificate": settlement.certificate,
        "error": settlement.error,
    }


def _of_trade(trade: TapeTrade) -> dict[str, Any]:
    return {
        "id": trade.number,
        "sequence": trade.sequence,
        "timestamp": trade.time_ms,
        "datetime": time_text(trade.time_ms),
        "symbol": symbol_of(trade.market),
        "batch": trade.market.batch,
        "payment": trade.market.payment,
        "price": trade.price_minor,
        "amount": trade.credits,
        "cost": trade.notional_minor,
        "fee": FeeOut.of(trade.fee_minor, trade.market.payment),
        "block": trade.block,
        "buy": trade.buy,
        "sell": trade.sell,
    }
