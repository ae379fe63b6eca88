"""Keeps which blocks were compared with the book, and what differed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlmodel import Session, col, delete, select

from marketplace.adapters import settlement_rows
from marketplace.adapters.settlement_tables import (
    ReconciledBlockRow,
    SettlementDifferenceRow,
    SettlementRow,
    SettlingTradeRow,
)
from marketplace.adapters.tables import SignedOrderRow
from marketplace.domain.reconciliation import Difference, Fill
from marketplace.domain.settlement import BatchState, TradeState
from registry.adapters.database import Database
from registry.domain.events import Block

WRITERS = "reconciliation"
BLOCKS_KEPT = 128
ORDERS_PER_QUERY = 500
IN_A_BLOCK = (BatchState.MINED, BatchState.FINAL)
UNSETTLED = (TradeState.MATCHED, TradeState.SUBMITTED)


class ReconciliationStore:
    """The tables of reconciliation behind the port `ReconciliationBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> Block | None:
        """The newest block that was compared; of its header the number and the hash are kept."""
        with self._database.reading() as session:
            row = session.exec(select(ReconciledBlockRow).order_by(col(ReconciledBlockRow.number).desc())).first()
            return None if row is None else Block(row.number, row.hash, "", 0)

    def forget(self, first: int) -> None:
        """Forgets that blocks from `first` on were compared, and what differed in them."""
        with self._writing() as session:
            session.exec(delete(ReconciledBlockRow).where(col(ReconciledBlockRow.number) >= first))
            session.exec(delete(SettlementDifferenceRow).where(col(SettlementDifferenceRow.block) >= first))

    def note_reconciled(self, blocks: Sequence[Block], differences: Sequence[Difference]) -> None:
        """Stores compared blocks together with what differed."""
        with self._writing() as session:
            for block in blocks:
                session.merge(ReconciledBlockRow(number=block.number, hash=block.hash))
            oldest = blocks[-1].number - BLOCKS_KEPT
            session.exec(delete(ReconciledBlockRow).where(col(ReconciledBlockRow.number) <= oldest))
            session.add_all(settlement_rows.difference_row(difference) for difference in differences)

    def fills(self, first: int, last: int) -> dict[int, list[Fill]]:
        """Our trades by the block that holds them, blocks first..last, in order of batch and position."""
        chosen = (
            select(SettlingTradeRow, SettlementRow)
            .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement))
            .where(col(SettlementRow.state).in_(IN_A_BLOCK), col(SettlementRow.block).between(first, last))
            .order_by(col(SettlementRow.number), col(SettlingTradeRow.position))
        )
        found: dict[int, list[Fill]] = {}
        with self._database.reading() as session:
            for trade, batch in session.exec(chosen):
                found.setdefault(batch.block or 0, []).append(settlement_rows.fill(trade, batch.number))
        return found

    def is_unread(self, number: int) -> bool:
        """True if a batch of ours was sent under this number and no block is noted for it."""
        chosen = select(SettlementRow).where(
            col(SettlementRow.number) == number, col(SettlementRow.state) == BatchState.SUBMITTED
        )
        with self._database.reading() as session:
            return session.exec(chosen).first() is not None

    def filled(self, orders: Sequence[str], block: int) -> dict[str, int]:
        """Credits of each of these orders that we count as settled up to a block."""
        counted = dict.fromkeys(orders, 0)
        with self._database.reading() as session:
            for start in range(0, len(orders), ORDERS_PER_QUERY):
                for row in _settled(session, orders[start : start + ORDERS_PER_QUERY], block):
                    for order in {row.buy, row.sell} & counted.keys():
                        counted[order] += int(row.credits)
        return counted

    def left_of(self, orders: Sequence[str], filled: Mapping[str, int]) -> dict[str, int]:
        """What the book may still offer of those orders that it knows: signed less filled on chain less on its way."""
        left: dict[str, int] = {}
        with self._database.reading() as session:
            for order in orders:
                signed = session.get(SignedOrderRow, order)
                if signed is not None:
                    left[order] = max(0, int(signed.credits) - filled[order] - _on_its_way(session, order))
        return left

    def differences(self, limit: int) -> list[Difference]:
        """Everything that differs, newest block first."""
        chosen = select(SettlementDifferenceRow).order_by(
            col(SettlementDifferenceRow.block).desc(), col(SettlementDifferenceRow.id)
        )
        with self._database.reading() as session:
            return [settlement_rows.difference(row) for row in session.exec(chosen.limit(limit))]

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._database.transaction() as session:
            self._database.serialise(session, WRITERS)
            yield session


def _settled(session: Session, orders: Sequence[str], block: int) -> list[SettlingTradeRow]:
    chosen = (
        select(SettlingTradeRow)
        .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement))
        .where(col(SettlementRow.state).in_(IN_A_BLOCK), col(SettlementRow.block) <= block)
        .where(col(SettlingTradeRow.fee).is_not(None))
        .where(col(SettlingTradeRow.buy).in_(orders) | col(SettlingTradeRow.sell).in_(orders))
    )
    return list(session.exec(chosen))


def _on_its_way(session: Session, order: str) -> int:
    chosen = select(SettlingTradeRow).where(
        col(SettlingTradeRow.state).in_(UNSETTLED),
        (col(SettlingTradeRow.buy) == order) | (col(SettlingTradeRow.sell) == order),
    )
    return sum(int(row.credits) for row in session.exec(chosen))
