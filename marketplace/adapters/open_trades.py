"""Reads from the tables which trades wait for the chain, and whose they are."""

from __future__ import annotations

from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from marketplace.adapters import order_rows
from marketplace.adapters.settlement_tables import SettlementRow, SettlingTradeRow
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.backing import Bound, bounds_of
from marketplace.domain.commands import Traded
from marketplace.domain.settlement import TradeState
from marketplace.errors import OrderUnknown
from registry.adapters.database import Database

UNDECIDED = (TradeState.MATCHED, TradeState.SUBMITTED)


class OpenTradeTable:
    """Trades of the projection behind the port `OpenTrades`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bounds(self, last_batch_no: int) -> list[Bound]:
        """Both sides of every trade that the chain has not decided: not by the tables, nor by its last settlement."""
        buy, sell = aliased(SignedOrderRow), aliased(SignedOrderRow)
        chosen = (
            select(MatchedTradeRow, buy.maker, sell.maker)
            .join(buy, col(buy.hash) == col(MatchedTradeRow.buy))
            .join(sell, col(sell.hash) == col(MatchedTradeRow.sell))
            .join(SettlingTradeRow, col(SettlingTradeRow.number) == col(MatchedTradeRow.number), isouter=True)
            .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement), isouter=True)
            .where(
                or_(col(SettlingTradeRow.state).is_(None), col(SettlingTradeRow.state).in_(UNDECIDED)),
                or_(col(SettlementRow.number).is_(None), col(SettlementRow.number) > last_batch_no),
            )
        )
        with self._database.reading() as session:
            found = [(order_rows.trade(row), buyer, seller) for row, buyer, seller in session.exec(chosen)]
        return [side for trade, buyer, seller in found for side in bounds_of(trade, buyer, seller)]

    def maker_of(self, order: str) -> str:
        """Whose order it is. Raises OrderUnknown."""
        with self._database.reading() as session:
            row = session.get(SignedOrderRow, order)
        if row is None:
            raise OrderUnknown(order=order)
        return row.maker

    def fills_of(self, maker: str, limit: int) -> list[Traded]:
        """The maker's newest trades, newest first."""
        own = select(SignedOrderRow.hash).where(SignedOrderRow.maker == maker)
        chosen = select(MatchedTradeRow).where(
            or_(col(MatchedTradeRow.buy).in_(own), col(MatchedTradeRow.sell).in_(own))
        )
        with self._database.reading() as session:
            rows = session.exec(chosen.order_by(col(MatchedTradeRow.number).desc()).limit(limit))
            return [order_rows.trade(row) for row in rows]
