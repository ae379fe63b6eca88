"""Rows of settlement into values and back: nothing is lost, and nothing is decided here."""

from __future__ import annotations

import json

from marketplace.adapters.settlement_tables import AccountStrikeRow, SettlementDifferenceRow, SettlingTradeRow
from marketplace.domain.commands import Market, Traded
from marketplace.domain.reconciliation import Difference, DifferenceKind, Fill
from marketplace.domain.settlement import Failed, Result, Settled, TradeState
from marketplace.domain.strikes import Strike
from registry.domain.orders import Side


def seen_row(trade: Traded, at_s: int) -> SettlingTradeRow:
    """The row of a trade that settlement sees for the first time."""
    return SettlingTradeRow(
        number=trade.number,
        batch=str(trade.market.batch),
        payment=trade.market.payment,
        buy=trade.buy,
        sell=trade.sell,
        credits=str(trade.credits),
        price=str(trade.price_minor),
        taker=None if trade.taker is None else int(trade.taker),
        agreed=trade.block,
        seen_at_s=at_s,
        state=TradeState.MATCHED,
    )


def trade(row: SettlingTradeRow) -> Traded:
    """The trade of a row."""
    return Traded(
        number=row.number,
        market=Market(int(row.batch), row.payment),
        buy=row.buy,
        sell=row.sell,
        credits=int(row.credits),
        price_minor=int(row.price),
        taker=None if row.taker is None else Side(row.taker),
        block=row.agreed,
    )


def result_into(row: SettlingTradeRow, result: Result | None) -> None:
    """Writes what a block says of a trade into its row; None forgets what an earlier one said."""
    row.notional = row.fee = row.certificate = None
    row.failure = row.failure_facts = row.failure_sentence = None
    if isinstance(result, Settled):
        row.notional, row.fee = str(result.notional_minor), str(result.fee_minor)
        row.certificate = None if result.certificate is None else str(result.certificate)
    elif isinstance(result, Failed):
        row.failure, row.failure_sentence = result.name[:64], result.sentence
        row.failure_facts = json.dumps(dict(result.facts), sort_keys=True)


def result(row: SettlingTradeRow) -> Result | None:
    """What a block says of a trade; None while none does."""
    if row.notional is not None and row.fee is not None:
        return Settled(int(row.notional), int(row.fee), None if row.certificate is None else int(row.certificate))
    if row.failure is not None:
        return Failed(row.failure, json.loads(row.failure_facts or "{}"), row.failure_sentence or "")
    return None


def fill(row: SettlingTradeRow, batch_no: int) -> Fill:
    """The trade as reconciliation compares it."""
    return Fill(
        batch_no=batch_no,
        position=row.position or 0,
        buy=row.buy,
        sell=row.sell,
        credits=int(row.credits),
        price_minor=int(row.price),
        fee_minor=None if row.fee is None else int(row.fee),
    )


def strike_row(strike: Strike) -> AccountStrikeRow:
    """The row of a strike."""
    return AccountStrikeRow(
        trade=strike.trade,
        order_hash=strike.order,
        account=strike.account,
        reason=strike.reason[:64],
        at_s=strike.at_s,
    )


def strike(row: AccountStrikeRow) -> Strike:
    """The strike of a row."""
    return Strike(row.account, row.order_hash, row.trade, row.reason, row.at_s)


def difference_row(difference: Difference) -> SettlementDifferenceRow:
    """The row of a difference."""
    return SettlementDifferenceRow(
        block=difference.block,
        kind=difference.kind,
        subject=difference.subject[:200],
        expected=difference.expected,
        found=difference.found,
    )


def difference(row: SettlementDifferenceRow) -> Difference:
    """The difference of a row."""
    return Difference(row.block, DifferenceKind(row.kind), row.subject, row.expected, row.found)
