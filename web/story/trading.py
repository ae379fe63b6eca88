"""Two signed orders meet in the book and settle on chain; the treasury receives 45 basis points, exactly."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.settlement import Settled
from registry.adapters.signer import LocalSigner
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import INSTRUCTION_BITS, Order, Side, salt_of
from registry.domain.units import BPS, FEE_BPS
from web.story.errors import NotProved
from web.story.record import Chapter, verified
from web.story.stage import Stage

YEAR_S = 365 * 86_400
MINOR_PER_BAHT = 1_000_000
FIRST_BATCH = 1
ASK_CREDITS, ASK_MINOR = 10, 180 * MINOR_PER_BAHT
BID_CREDITS, BID_MINOR = 7, 182 * MINOR_PER_BAHT + MINOR_PER_BAHT // 2
EMITTER_FUNDS_MINOR = 5_000 * MINOR_PER_BAHT


def trade_credits(stage: Stage) -> Chapter:
    """The absorber asks, the emitter bids, the book matches at the older order's price, the chain settles."""
    stage.say("trading")
    transactions = _prepare(stage)
    ask = _order(stage, "ask", stage.cast.inverter_owner, Side.Sell, ASK_CREDITS, ASK_MINOR)
    bid = _order(stage, "bid", stage.cast.emitter, Side.Buy, BID_CREDITS, BID_MINOR)
    for order, signer in ((ask, stage.cast.inverter_owner), (bid, stage.cast.emitter)):
        if stage.market.order(stage.market.exchange.order_hash(order)) is None:
            stage.market.place(order, stage.market.sign(order, signer))
    stage.market.settle()
    settled = _settlement_of(stage, stage.market.exchange.order_hash(bid))
    transactions["trade settled"] = settled.transaction
    received_minor = _treasury(stage, settled)
    return Chapter(
        "The trade",
        f"An emitter bid for {BID_CREDITS} credits, the absorber's older order set the price; credits and money moved "
        "in one transaction. The price and the money are of the demonstration.",
        (
            verified("credits traded", settled.credits),
            verified("price per credit, demonstration baht", baht(settled.price_minor)),
            verified("notional, demonstration baht", baht(settled.notional_minor)),
            verified("fee of 0.45 %, demonstration baht", baht(settled.fee_minor)),
            verified("in the treasury, demonstration baht", baht(received_minor)),
        ),
        transactions,
    )


def _treasury(stage: Stage, settled: SettledTrade) -> int:
    """What the treasury holds: the fee is exact, and the balance is the sum of the fees that the chain told of."""
    stage.registry.follow()
    received_minor = stage.registry.chain.call(
        "PaymentToken", "balanceOf", stage.cast.treasury.address, at=stage.registry.chain.head().number
    )
    fees_minor = stage.registry.projection().fees[stage.market.payment]
    if received_minor != fees_minor or settled.fee_minor * BPS != settled.notional_minor * FEE_BPS:
        raise NotProved(f"the treasury holds {received_minor}, the fees add up to {fees_minor} minor units")
    return int(received_minor)


def baht(minor: int) -> str:
    """Payment units as baht with all six decimals that are not zero, at least two."""
    whole, rest = divmod(minor, MINOR_PER_BAHT)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole:,}.{decimals}"


def _prepare(stage: Stage) -> dict[str, str]:
    """Both sides let the exchange move what they are about to sign for; nothing leaves their accounts yet."""
    exchange, cast = stage.market.exchange.address, stage.cast
    steps = (
        ("emitter funded", cast.admin, "PaymentToken", "mint", cast.emitter.address, EMITTER_FUNDS_MINOR),
        ("payment approved", cast.emitter, "PaymentToken", "approve", exchange, EMITTER_FUNDS_MINOR),
        ("credits approved", cast.inverter_owner, "CarbonCredit", "setApprovalForAll", exchange, True),
    )
    return {name: stage.transact(name.replace(" ", "-"), *call).transaction for name, *call in steps}  # type: ignore[arg-type]


def _order(stage: Stage, name: str, maker: LocalSigner, side: Side, credits: int, price_minor: int) -> Order:
    return Order(
        maker=maker.address,
        taker=ZERO_ADDRESS,
        recipient=ZERO_ADDRESS,
        batch=FIRST_BATCH,
        payment=stage.market.payment,
        side=side,
        credits=credits,
        price=price_minor,
        expiry=stage.book.begun_at + YEAR_S,
        epoch=0,
        max_fee_bps=FEE_BPS,
        flags=0,
        min_fill=0,
        salt=salt_of(int(stage.book.secret(name), 16) >> INSTRUCTION_BITS),
        memo=ZERO_HASH,
    )


@dataclass(frozen=True, slots=True)
class SettledTrade:
    """The bid's trade as the chain settled it; money in minor units."""

    transaction: str
    block: int
    credits: int
    price_minor: int
    notional_minor: int
    fee_minor: int


def _settlement_of(stage: Stage, bid: str) -> SettledTrade:
    records = [record for record in stage.market.trades() if record.trade.buy == bid]
    if len(records) != 1:
        raise NotProved(f"the bid {bid} has {len(records)} trades, expected 1")
    record = records[0]
    if not isinstance(record.outcome, Settled) or record.transaction is None or record.block is None:
        raise NotProved(f"the bid {bid} did not settle: {record.outcome}")
    return SettledTrade(
        transaction=record.transaction,
        block=record.block,
        credits=record.trade.credits,
        price_minor=record.trade.price_minor,
        notional_minor=record.outcome.notional_minor,
        fee_minor=record.outcome.fee_minor,
    )
