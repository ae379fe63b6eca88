"""What crosses the market's doors: amounts are decimal strings, hashes and addresses lower-case 0x hex."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from marketplace.adapters.order_bodies import LONGEST_NUMBER
from marketplace.domain.commands import Traded
from marketplace.domain.fee import Quote
from marketplace.domain.settlement import Failed, Settled, TradeRecord
from marketplace.usecases.show_book import Level, MarketView
from registry.api.schema import Schema
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import ANY_COUNTRY, Order, Side
from registry.domain.units import FEE_BPS


def _below(bits: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        text = str(value) if isinstance(value, str | int) else ""
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise ValueError("must be a whole number, written as a string of digits")
        if int(text) >= 1 << bits:
            raise ValueError(f"must be below 2^{bits}")
        return int(text)

    return parse


def _hex(size: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            data = bytes.fromhex(text[2:]) if text[:2] == "0x" else None
        except ValueError:
            data = None
        if data is None or (size and len(data) != size) or len(text) != 2 + 2 * len(data):
            raise ValueError(f"must be 0x and {2 * size or 'an even number of'} hex digits")
        return text.lower()

    return check


_TEXT = PlainSerializer(str, return_type=str)
_DIGITS = WithJsonSchema({"type": "string", "pattern": "^[0-9]+$"})
Uint8 = Annotated[int, BeforeValidator(_below(8)), _TEXT, _DIGITS]
Uint16 = Annotated[int, BeforeValidator(_below(16)), _TEXT, _DIGITS]
Uint32 = Annotated[int, BeforeValidator(_below(32)), _TEXT, _DIGITS]
Uint64 = Annotated[int, BeforeValidator(_below(64)), _TEXT, _DIGITS]
Uint128 = Annotated[int, BeforeValidator(_below(128)), _TEXT, _DIGITS]
Uint256 = Annotated[int, BeforeValidator(_below(256)), _TEXT, _DIGITS]
Amount = Annotated[int, _TEXT, _DIGITS]
Country = Annotated[str, AfterValidator(_hex(2))]
Address = Annotated[str, AfterValidator(_hex(20))]
Hash = Annotated[str, AfterValidator(_hex(32))]
Signature = Annotated[str, AfterValidator(_hex(0))]


class OrderBody(Schema):
    """The order as its maker signed it, field by field as in ICreditExchange.sol."""

    maker: Address
    taker: Address = ZERO_ADDRESS
    recipient: Address = ZERO_ADDRESS
    batch: Uint256
    kind: Uint8 = 0
    standard: Uint8 = 0
    country: Country = ANY_COUNTRY
    vintage_from: Uint16 = 0
    vintage_to: Uint16 = 0
    labels: Uint32 = 0
    payment: Address
    side: Literal["buy", "sell"]
    credits: Uint64
    price: Uint128
    expiry: Uint64
    epoch: Uint64
    max_fee_bps: Uint16
    flags: Uint8 = 0
    min_fill: Uint64 = 0
    salt: Uint256
    memo: Hash = ZERO_HASH

    @classmethod
    def of(cls, order: Order) -> Self:
        """The order as it is to be signed."""
        values = {field.name: getattr(order, field.name) for field in fields(Order)}
        return cls(**{**values, "side": "buy" if order.side is Side.Buy else "sell"})

    def to_order(self) -> Order:
        """The order as a value."""
        values = {field.name: getattr(self, field.name) for field in fields(Order)}
        return Order(**{**values, "side": Side.Buy if self.side == "buy" else Side.Sell})


class TradeOut(Schema):
    """A trade: the hashes of both orders, whole credits, payment units per credit, and what became of it."""

    number: Amount
    batch: Amount
    payment: str
    buy: str
    sell: str
    credits: Amount
    price: Amount
    status: Literal["waiting", "sent", "settled", "failed"]
    state: Literal["matched", "submitted", "mined", "final", "failed"] = "matched"
    notional: Amount | None = None
    fee: Amount | None = None
    certificate: Amount | None = None
    settlement: Amount | None = None
    transaction: str | None = None
    block: int | None = None
    error: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, trade: Traded, outcome: Settled | Failed | None = None, batch_no: int | None = None) -> Self:
        """A trade with its outcome, if that is known."""
        out = cls(
            number=trade.number,
            batch=trade.market.batch,
            payment=trade.market.payment,
            buy=trade.buy,
            sell=trade.sell,
            credits=trade.credits,
            price=trade.price_minor,
            status="waiting" if batch_no is None else "sent",
            settlement=batch_no,
        )
        if isinstance(outcome, Settled):
            out.status, out.notional, out.fee = "settled", outcome.notional_minor, outcome.fee_minor
            out.certificate = outcome.certificate
        elif isinstance(outcome, Failed):
            out.status, out.error, out.reason = "failed", outcome.name, outcome.sentence
        return out

    @classmethod
    def of_record(cls, record: TradeRecord) -> Self:
        """A stored trade with the transaction that settled or failed it."""
        out = cls.of(record.trade, record.outcome, record.batch_no)
        out.transaction, out.block, out.state = record.transaction, record.block, record.state.value
        return out


class LevelOut(Schema):
    """One price of one side."""

    price: Amount
    credits: Amount
    orders: int


class BookOut(Schema):
    """A market as of a journal step and a block; the digest names the whole book."""

    batch: Amount
    payment: str
    bids: list[LevelOut]
    asks: list[LevelOut]
    sequence: int
    digest: str
    block: int | None
    chain_time: Amount | None

    @classmethod
    def of(cls, view: MarketView) -> Self:
        """Both sides, best price first."""
        return cls(
            batch=view.market.batch,
            payment=view.market.payment,
            bids=[_level(level) for level in view.bids],
            asks=[_level(level) for level in view.asks],
            sequence=view.sequence,
            digest=view.digest,
            block=view.block,
            chain_time=view.chain_time_s,
        )


class QuoteOut(Schema):
    """What a trade would move, in minor units of the payment token."""

    credits: Amount
    price: Amount
    notional: Amount
    fee_bps: int
    fee: Amount
    buyer_pays: Amount
    seller_receives: Amount

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Fee and net, shown before anyone signs."""
        return cls(
            credits=quote.credits,
            price=quote.price_minor,
            notional=quote.notional_minor,
            fee_bps=FEE_BPS,
            fee=quote.fee_minor,
            buyer_pays=quote.buyer_pays_minor,
            seller_receives=quote.seller_receives_minor,
        )


def _level(level: Level) -> LevelOut:
    return LevelOut(price=level.price_minor, credits=level.credits, orders=level.orders)
