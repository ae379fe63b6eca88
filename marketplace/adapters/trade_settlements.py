"""What is known of trades on their way to the chain, read from the tables of settlement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from marketplace.adapters.settlement_tables import SettlementRow, SettlingTradeRow
from marketplace.domain.tape import TradeSettlement


def settlements_of(session: Session, numbers: Sequence[int]) -> dict[int, TradeSettlement]:
    """By number of the trade; a trade that settlement has not seen is missing."""
    query = (
        select(SettlingTradeRow, SettlementRow)
        .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement), isouter=True)
        .where(col(SettlingTradeRow.number).in_(numbers))
    )
    return {row.number: _settlement(row, batch) for row, batch in session.exec(query)}


def _settlement(row: SettlingTradeRow, batch: SettlementRow | None) -> TradeSettlement:
    return TradeSettlement(
        state=row.state,
        number=batch.number if batch else None,
        transaction=batch.transaction if batch else None,
        block=batch.block if batch else None,
        certificate=row.certificate,
        error=row.failure,
    )
