"""Three trade on a running exchange through the Python client; the treasury receives the printed fees, exactly."""

from __future__ import annotations

from collections.abc import Sequence

from carbonix_client.api.market import fetch_trades, settle_matches, show_reconciliation, show_treasury
from carbonix_client.models import MarketTradeOut, ReconciliationOut, TreasuryOut

from registry.domain.units import BPS, FEE_BPS
from web.story.errors import NotProved
from web.story.floor import Floor, open_floor
from web.story.market_day import FIRST_BATCH, MINOR_PER_BAHT, Day, hold_the_day, leave_a_book
from web.story.record import Chapter, Figure, verified
from web.story.stage import Stage

__all__ = ["FIRST_BATCH", "baht", "trade_credits"]

EMITTER_FUNDS_MINOR, PLANT_PAYS_MINOR = 5_000 * MINOR_PER_BAHT, 2_000 * MINOR_PER_BAHT
TRADES_OF_THE_DAY, LONGEST_PAGE = 6, 200
SETTLED = {"mined", "final"}


def trade_credits(stage: Stage) -> tuple[Chapter, list[MarketTradeOut]]:
    """A day of the exchange: offers and bids over HTTP, settled on chain, and every fee in the treasury."""
    stage.say("opening the exchange")
    transactions = _prepare(stage)
    with open_floor(stage) as floor:
        stage.say("trading")
        day = hold_the_day(stage, floor)
        _settle(floor)
        trades = _trades_of(floor, day)
        received_minor = _treasury(stage, floor, trades)
        _reconciled(floor)
        leave_a_book(stage, floor)
    for trade in trades:
        transactions[f"trade {trade.id} settled"] = str(trade.transaction)
    chapter = Chapter(
        "The exchange",
        "The plant offered ten credits, the exporter bid: once for this batch, once for any credit of Thailand since "
        "2018, once at any price. An order that found nothing at its price died at once. A block changed hands by "
        "appointment, and one credit was bought and retired for somebody else in one step. Everybody used the Python "
        "client and a running server. The plant left bids for whoever walks in. Credits of batch 3 come of a SIMULATED "
        "grove; prices and money are invented.",
        (*_figures(day, trades), verified("in the treasury, demonstration baht", baht(received_minor))),
        transactions,
    )
    return chapter, trades


def _figures(day: Day, trades: Sequence[MarketTradeOut]) -> list[Figure]:
    kinds = {day.block.order: ", a block", day.retiring.order: ", retired at once"}
    told = [
        verified(
            f"trade {place}: batch {_label(trade.batch)}{kinds.get(trade.buy, '')}",
            f"{trade.amount} at {baht(int(trade.price))}, fee {baht(_fee_of(trade))}",
        )
        for place, trade in enumerate(trades, start=1)
    ]
    notional_minor = sum(int(trade.cost) for trade in trades)
    return [
        *told,
        verified("died at once: credits that a bid at 170.00 sought", 2),
        *(
            verified("certificate of the SIMULATED credit that was bought and retired at once", t.certificate)
            for t in trades
            if t.certificate
        ),
        verified("credits traded", sum(int(trade.amount) for trade in trades)),
        verified("notional, demonstration baht", baht(notional_minor)),
        verified("fees of 0.45 %, demonstration baht", baht(sum(map(_fee_of, trades)))),
    ]


def _label(batch: str) -> str:
    """Of the two batches that are traded, the grove's was made by a program."""
    return batch if batch == str(FIRST_BATCH) else f"{batch} (SIMULATED)"


def _prepare(stage: Stage) -> dict[str, str]:
    """Both sides let the exchange move what they are about to sign for; nothing leaves their accounts yet."""
    exchange, cast = stage.market.exchange.address, stage.cast
    steps = (
        ("emitter funded", cast.admin, "PaymentToken", "mint", cast.emitter.address, EMITTER_FUNDS_MINOR),
        ("payment approved", cast.emitter, "PaymentToken", "approve", exchange, EMITTER_FUNDS_MINOR),
        ("plant payment approved", cast.inverter_owner, "PaymentToken", "approve", exchange, PLANT_PAYS_MINOR),
        ("credits approved", cast.inverter_owner, "CarbonCredit", "setApprovalForAll", exchange, True),
        ("grove credits approved", cast.grove_owner, "CarbonCredit", "setApprovalForAll", exchange, True),
    )
    return {name: stage.transact(name.replace(" ", "-"), *call).transaction for name, *call in steps}  # type: ignore[arg-type]


def _settle(floor: Floor) -> None:
    """The operator settles what waits; a story told again finds nothing that waits."""
    answer = settle_matches.sync(client=floor.operator)
    if not isinstance(answer, list):
        raise NotProved(f"the settlement was refused: {answer}")


def _trades_of(floor: Floor, day: Day) -> list[MarketTradeOut]:
    """The day's trades, oldest first, each settled on chain."""
    answer = fetch_trades.sync(client=floor.operator, limit=LONGEST_PAGE)
    if not isinstance(answer, list):
        raise NotProved(f"the trades cannot be read: {answer}")
    trades = sorted((t for t in answer if {t.buy, t.sell} <= day.orders), key=lambda trade: int(trade.id))
    unsettled = [trade.id for trade in trades if trade.status not in SETTLED]
    if unsettled or len(trades) != TRADES_OF_THE_DAY:
        raise NotProved(f"the day has {len(trades)} trades, of which these did not settle: {unsettled}")
    return trades


def _treasury(stage: Stage, floor: Floor, trades: Sequence[MarketTradeOut]) -> int:
    """What the treasury holds: each fee is exact, and the balance is the sum of the fees that were printed."""
    chain, fees_minor = stage.registry.chain, sum(map(_fee_of, trades))
    received_minor = int(chain.call("PaymentToken", "balanceOf", stage.cast.treasury.address, at=chain.head().number))
    report = show_treasury.sync(client=floor.operator)
    if not isinstance(report, TreasuryOut):
        raise NotProved(f"the treasury was not reported: {report}")
    reported_minor = sum(int(line.fee) for line in report.lines)
    inexact = [trade.id for trade in trades if _fee_of(trade) * BPS != int(trade.cost) * FEE_BPS]
    if not received_minor == reported_minor == fees_minor or inexact:
        raise NotProved(f"the treasury holds {received_minor}, reports {reported_minor}; printed were {fees_minor}")
    return received_minor


def _reconciled(floor: Floor) -> None:
    """The chain holds the fills of the book, and no other."""
    answer = show_reconciliation.sync(client=floor.operator)
    if not isinstance(answer, ReconciliationOut) or not answer.agrees:
        raise NotProved(f"chain and book differ: {answer}")


def _fee_of(trade: MarketTradeOut) -> int:
    return int(trade.fee.cost)


def baht(minor: int) -> str:
    """Payment units as baht with all six decimals that are not zero, at least two."""
    whole, rest = divmod(minor, MINOR_PER_BAHT)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole:,}.{decimals}"
