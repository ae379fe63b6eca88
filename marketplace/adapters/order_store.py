"""Reads orders and trades as projected, and keeps settlements: each method is one transaction, writers take turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session, col, select

from marketplace.adapters import order_rows
from marketplace.adapters.tables import MatchedTradeRow, SettlementBatchRow, SignedOrderRow
from marketplace.domain.commands import Traded
from marketplace.domain.settlement import Settlement, SettlementBatch, TradeRecord
from marketplace.domain.signed_order import SignedOrder
from registry.adapters.database import Database

WRITERS = "marketplace"  # transactions under this key exclude each other


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
        """Trades whose outcome is not known, oldest first."""
        chosen = select(MatchedTradeRow).where(
            col(MatchedTradeRow.notional).is_(None), col(MatchedTradeRow.failure).is_(None)
        )
        with self._database.reading() as session:
            return [order_rows.trade(row) for row in session.exec(chosen.order_by(col(MatchedTradeRow.number)))]

    def trades(self, before: int | None, limit: int) -> list[TradeRecord]:
        """Trades with their settlement, newest first, numbers below `before`."""
        chosen = select(MatchedTradeRow).order_by(col(MatchedTradeRow.number).desc()).limit(limit)
        if before is not None:
            chosen = chosen.where(col(MatchedTradeRow.number) < before)
        with self._database.reading() as session:
            return [_record(session, row) for row in session.exec(chosen).all()]

    def open_batch(self) -> SettlementBatch | None:
        """The batch that was formed and whose outcome is not stored."""
        with self._database.reading() as session:
            return _open_batch(session)

    def form_batch(self, number: int, limit: int) -> SettlementBatch | None:
        """Takes the oldest trades that wait; the open batch if another writer formed one; None if nothing waits."""
        waiting = select(MatchedTradeRow).where(col(MatchedTradeRow.batch_no).is_(None))
        with self._writing() as session:
            if already := _open_batch(session):
                return already
            rows = session.exec(waiting.order_by(col(MatchedTradeRow.number)).limit(limit)).all()
            if not rows:
                return None
            session.add(SettlementBatchRow(number=number))
            session.flush()
            for row in rows:
                row.batch_no = number
            return SettlementBatch(number, 0, tuple(order_rows.trade(row) for row in rows))

    def count_refusal(self, batch: SettlementBatch) -> None:
        """The chain refused the batch as a whole: its next sending is a new intent."""
        with self._writing() as session:
            row = session.get_one(SettlementBatchRow, batch.number)
            row.attempt = batch.attempt + 1

    def dissolve(self, batch: SettlementBatch) -> None:
        """The trades wait again; the number belongs to somebody else."""
        with self._writing() as session:
            for row in _rows_of(session, batch.number):
                row.batch_no = None
            session.flush()
            session.delete(session.get_one(SettlementBatchRow, batch.number))

    def close_batch(self, settlement: Settlement) -> None:
        """Stores every outcome of a batch."""
        with self._writing() as session:
            batch = session.get_one(SettlementBatchRow, settlement.batch.number)
            batch.transaction, batch.block = settlement.transaction, settlement.block
            batch.chain_time_s = settlement.chain_time_s
            rows = {row.number: row for row in _rows_of(session, batch.number)}
            for trade, outcome in zip(settlement.batch.trades, settlement.outcomes, strict=True):
                order_rows.outcome_into(rows[trade.number], outcome)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._database.transaction() as session:
            self._database.serialise(session, WRITERS)
            yield session


def _open_batch(session: Session) -> SettlementBatch | None:
    row = session.exec(select(SettlementBatchRow).where(col(SettlementBatchRow.transaction).is_(None))).first()
    if row is None:
        return None
    return SettlementBatch(row.number, row.attempt, tuple(order_rows.trade(r) for r in _rows_of(session, row.number)))


def _rows_of(session: Session, batch_no: int) -> Sequence[MatchedTradeRow]:
    chosen = select(MatchedTradeRow).where(col(MatchedTradeRow.batch_no) == batch_no)
    return session.exec(chosen.order_by(col(MatchedTradeRow.number))).all()


def _record(session: Session, row: MatchedTradeRow) -> TradeRecord:
    batch = session.get(SettlementBatchRow, row.batch_no) if row.batch_no is not None else None
    return TradeRecord(
        trade=order_rows.trade(row),
        batch_no=row.batch_no,
        transaction=batch.transaction if batch else None,
        block=batch.block if batch else None,
        outcome=order_rows.outcome(row),
    )
