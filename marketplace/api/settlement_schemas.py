"""What crosses the doors of settlement: batches with their states, differences, fees, strikes, tickets."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from marketplace.api.schemas import (
    Address,
    Amount,
    Country,
    Hash,
    OrderBody,
    QuoteOut,
    TradeOut,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uint128,
    Uint256,
)
from marketplace.domain.reconciliation import Difference
from marketplace.domain.settlement import Settlement
from marketplace.domain.strikes import MOST_STRIKES, Strike
from marketplace.domain.ticket import Ticket
from marketplace.domain.treasury import FeeLine, TreasuryReport
from registry.api.schema import Schema
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import (
    ALL_OR_NONE,
    ANY_COUNTRY,
    Instructions,
    Order,
    SelfTrade,
    Side,
    TimeInForce,
    salt_of,
)
from registry.domain.units import FEE_BPS

DAY_S = 86_400
LONGEST_ORDER_S = 366 * DAY_S
LONGEST_DETAIL = 500
MOST_DETAILS = 20
Detail = Annotated[str, Field(max_length=LONGEST_DETAIL)]


class SettlementOut(Schema):
    """One settlement on chain with its trades in order."""

    number: Amount
    transaction: str
    block: int
    fee: Amount
    trades: list[TradeOut]

    @classmethod
    def of(cls, settlement: Settlement) -> Self:
        """The answer of the operator's door."""
        number, pairs = settlement.batch.number, zip(settlement.batch.trades, settlement.outcomes, strict=True)
        return cls(
            number=number,
            transaction=settlement.transaction,
            block=settlement.block,
            fee=settlement.fee_minor,
            trades=[TradeOut.of(trade, outcome, number) for trade, outcome in pairs],
        )


class DifferenceOut(Schema):
    """One thing on which chain and book differ at a block."""

    block: int
    kind: str
    subject: str
    expected: str
    found: str

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """The difference as it is stored."""
        return cls(
            block=difference.block,
            kind=difference.kind,
            subject=difference.subject,
            expected=difference.expected,
            found=difference.found,
        )


class ReconciliationOut(Schema):
    """How far chain and book were compared, and all that differs, newest block first."""

    block: int | None
    agrees: bool
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, block: int | None, differences: list[Difference]) -> Self:
        """They agree where nothing differs."""
        told = [DifferenceOut.of(difference) for difference in differences]
        return cls(block=block, agrees=not told, differences=told)


class FeeLineOut(Schema):
    """Fees in one payment token, in its minor units."""

    payment: str
    trades: int
    credits: Amount
    notional: Amount
    fee: Amount
    received: Amount
    adds_up: bool

    @classmethod
    def of(cls, line: FeeLine) -> Self:
        """One line of the report."""
        return cls(
            payment=line.payment,
            trades=line.trades,
            credits=line.credits,
            notional=line.notional_minor,
            fee=line.fee_minor,
            received=line.received_minor,
            adds_up=line.adds_up,
        )


class TreasuryOut(Schema):
    """What the exchange earned, from the events of the chain up to a block."""

    treasury: str
    block: int
    fee_bps: int
    adds_up: bool
    lines: list[FeeLineOut]

    @classmethod
    def of(cls, report: TreasuryReport) -> Self:
        """The report as anyone may check it on chain."""
        return cls(
            treasury=report.treasury,
            block=report.block,
            fee_bps=FEE_BPS,
            adds_up=report.adds_up,
            lines=[FeeLineOut.of(line) for line in report.lines],
        )


class StrikeOut(Schema):
    """A failed trade that an account answers for."""

    order: str
    trade: Amount
    reason: str
    chain_time: Amount


class StrikesOut(Schema):
    """The strikes that count now; with more than `allowed` the account's orders are refused."""

    account: str
    allowed: int
    strikes: list[StrikeOut]

    @classmethod
    def of(cls, account: str, strikes: list[Strike]) -> Self:
        """Those of one account, oldest first."""
        told = [StrikeOut(order=one.order, trade=one.trade, reason=one.reason, chain_time=one.at_s) for one in strikes]
        return cls(account=account, allowed=MOST_STRIKES, strikes=told)


class RetireBody(Schema):
    """A purchase that retires at once: private details, of which only the salted hash goes on chain."""

    details: dict[str, Detail] = Field(max_length=MOST_DETAILS)
    salt: str | None = Field(default=None, max_length=130, description="lower-case hex, 16 bytes or more; else drawn")


class TicketBody(Schema):
    """What a maker wants; what it leaves out is filled in: payment token, expiry, epoch, fee, salt."""

    maker: Address
    side: Literal["buy", "sell"]
    credits: Uint64
    price: Uint128
    batch: Uint256 = Field(default=0, description="0: a bid for any batch that meets the criteria")
    contract: str | None = Field(default=None, max_length=32, description="a standard contract, in place of criteria")
    kind: Uint8 = 0
    standard: Uint8 = 0
    country: Country = ANY_COUNTRY
    vintage_from: Uint16 = 0
    vintage_to: Uint16 = 0
    labels: Uint32 = 0
    payment: Address | None = None
    taker: Address = ZERO_ADDRESS
    recipient: Address = ZERO_ADDRESS
    lasts_s: int = Field(default=DAY_S, ge=1, le=LONGEST_ORDER_S)
    min_fill: Uint64 = 0
    all_or_none: bool = False
    time_in_force: Literal["gtc", "ioc", "fok", "post"] = "gtc"
    market: bool = Field(default=False, description="takes what is there, down to the price as the worst one")
    self_trade: Literal["cancel_newest", "cancel_oldest", "cancel_both", "decrement"] = "cancel_newest"
    retire: RetireBody | None = None

    def instructions(self) -> Instructions:
        """What rides in the salt."""
        return Instructions(
            tif=TimeInForce[self.time_in_force.upper()],
            self_trade=SelfTrade[self.self_trade.upper()],
            market=self.market,
        )

    def draft(self, *, payment: str, now_s: int, nonce: int) -> Order:
        """The order without its epoch and memo, which the ticket fills in. Raises OrderInstructions."""
        return Order(
            maker=self.maker,
            taker=self.taker,
            recipient=self.recipient,
            batch=self.batch,
            kind=self.kind,
            standard=self.standard,
            country=self.country,
            vintage_from=self.vintage_from,
            vintage_to=self.vintage_to,
            labels=self.labels,
            payment=self.payment or payment,
            side=Side.Buy if self.side == "buy" else Side.Sell,
            credits=self.credits,
            price=self.price,
            expiry=now_s + self.lasts_s,
            epoch=0,
            max_fee_bps=FEE_BPS,
            flags=ALL_OR_NONE if self.all_or_none else 0,
            min_fill=self.min_fill,
            salt=salt_of(nonce, self.instructions()),
            memo=ZERO_HASH,
        )


class RetirementOut(Schema):
    """Keep the salt: with the details it opens the hash on the certificate, and nobody else has it."""

    details_hash: Hash
    salt: str


class TicketOut(Schema):
    """The order to sign under `orderHash` with what it moves at its limit, fee included."""

    order: OrderBody
    order_hash: str
    quote: QuoteOut
    sentences: list[str]
    delivery_rule: str
    retirement: RetirementOut | None

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """The ticket as its reader sees it before signing."""
        told = ticket.retirement
        return cls(
            order=OrderBody.of(ticket.order),
            order_hash=ticket.order_hash,
            quote=QuoteOut.of(ticket.quote),
            sentences=list(ticket.sentences),
            delivery_rule=ticket.delivery_rule,
            retirement=None if told is None else RetirementOut(details_hash=told.details_hash, salt=told.salt),
        )
