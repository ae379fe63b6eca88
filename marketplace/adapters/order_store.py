"""Reads orders and trades as the journal told them, with what settlement knows of them."""

from __future__ import annotations

from sqlmodel import col, select

from marketplace.adapters import order_rows
from marketplace.adapters.settlement_store import SettlementStore
from marketplace.adapters.settlement_tables import SettlingTradeRow
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.commands import Traded
from marketplace.domain.settlement import TradeRecord, TradeState
from marketplace.domain.signed_order import SignedOrder
from registry.adapters.database import Database

IN_A_BLOCK = (TradeState.MINED, TradeState.FINAL, TradeState.FAILED)


class OrderStore:
    """The market's tables behind the port `MarketStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def order(self, order_hash: str) -> SignedOrder | None:
        """The signed order of this hash, if it was accepted."""
        with self._database.reading() as session:
            row = session.get(SignedOrderRow, order_hash)
            return order_rows.signed_order(row) if row else None

    def unsettled(self) -> list[Traded]:
        """Trades that no block holds yet, oldest first: balances and allowances do not show them."""
        held = select(SettlingTradeRow.number).where(col(SettlingTradeRow.state).in_(IN_A_BLOCK))
        chosen = select(MatchedTradeRow).where(col(MatchedTradeRow.number).not_in(held))
        with self._database.reading() as session:
            return [order_rows.trade(row) for row in session.exec(chosen.order_by(col(MatchedTradeRow.number)))]

    def trades(self, before: int | None, limit: int) -> list[TradeRecord]:
        """Trades with their settlement, newest first, numbers below `before`."""
        chosen = select(MatchedTradeRow).order_by(col(MatchedTradeRow.number).desc()).limit(limit)
        if before is not None:
            chosen = chosen.where(col(MatchedTradeRow.number) < before)
        with self._database.reading() as session:
            found = [order_rows.trade(row) for row in session.exec(chosen)]
        return SettlementStore(self._database).records(found)
