"""Keeps every trade's way to the chain: each method is one transaction, writers take turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session, col, func, select

from marketplace.adapters import order_rows, settlement_rows
from marketplace.adapters.settlement_tables import AccountStrikeRow, SettlementRow, SettlingTradeRow
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.batching import Waiting
from marketplace.domain.commands import Traded
from marketplace.domain.settlement import (
    BatchState,
    Failed,
    PendingBatch,
    Settled,
    Settlement,
    SettlementBatch,
    TradeRecord,
    TradeState,
)
from marketplace.domain.signed_order import SignedOrder
from marketplace.domain.strikes import Strike
from registry.adapters.database import Database

WRITERS = "settlement"  # transactions under this key exclude each other
LIVE = (BatchState.SUBMITTED, BatchState.MINED, BatchState.FINAL)
PENDING = (BatchState.SUBMITTED, BatchState.MINED)


class SettlementStore:
    """The tables of settlement behind the port `SettlementBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- matched ------------------------------------------------------------------------------------------------------

    def take_in(self, at_s: int) -> int:
        """Notes the book's trades that are new, first seen at a chain time; how many they were."""
        with self._writing() as session:
            last = session.exec(select(func.max(SettlingTradeRow.number))).one() or 0
            new = session.exec(
                select(MatchedTradeRow).where(col(MatchedTradeRow.number) > last).order_by(col(MatchedTradeRow.number))
            ).all()
            session.add_all(settlement_rows.seen_row(order_rows.trade(row), at_s) for row in new)
            return len(new)

    def waiting(self) -> Waiting:
        """How many trades are matched and in no batch, and since when."""
        counted = select(func.count(), func.min(SettlingTradeRow.seen_at_s)).where(
            col(SettlingTradeRow.state) == TradeState.MATCHED
        )
        with self._database.reading() as session:
            trades, oldest_s = session.exec(counted).one()
            return Waiting(trades, oldest_s or 0)

    # --- submitted ----------------------------------------------------------------------------------------------------

    def form(self, next_on_chain: int, limit: int, at_s: int) -> SettlementBatch | None:
        """A batch of the oldest trades that wait, stored; None if none waits.

        Its number follows the chain's last one and all of ours that a reorganisation may bring back.
        """
        waiting = select(SettlingTradeRow).where(col(SettlingTradeRow.state) == TradeState.MATCHED)
        with self._writing() as session:
            rows = session.exec(waiting.order_by(col(SettlingTradeRow.number)).limit(limit)).all()
            if not rows:
                return None
            number = max(next_on_chain, _highest(session) + 1)
            batch = SettlementRow(
                number=number, attempt=_attempts(session, number), state=BatchState.SUBMITTED, formed_at_s=at_s
            )
            session.add(batch)
            session.flush()
            for position, row in enumerate(rows):
                row.settlement, row.position, row.state = batch.id, position, TradeState.SUBMITTED
            return SettlementBatch(number, batch.attempt, tuple(settlement_rows.trade(row) for row in rows))

    def pending(self) -> list[PendingBatch]:
        """Batches that are not final, in the order of their numbers."""
        chosen = select(SettlementRow).where(col(SettlementRow.state).in_(PENDING)).order_by(col(SettlementRow.number))
        with self._database.reading() as session:
            return [
                PendingBatch(_batch(session, row), BatchState(row.state), row.transaction, row.block)
                for row in session.exec(chosen).all()
            ]

    def count_refusal(self, batch: SettlementBatch) -> None:
        """The chain refused the batch as a whole: its next sending is a new intent."""
        with self._writing() as session:
            row = _live(session, batch)
            row.attempt = _attempts(session, batch.number)
            self._put_back(session, row, TradeState.SUBMITTED)

    def dissolve(self, batch: SettlementBatch) -> None:
        """The number belongs to somebody else, or can no longer come: the trades wait again."""
        with self._writing() as session:
            row = _live(session, batch)
            self._put_back(session, row, TradeState.MATCHED)
            row.state = BatchState.DISSOLVED

    # --- mined, final, failed -----------------------------------------------------------------------------------------

    def note_mined(self, settlement: Settlement) -> None:
        """Stores where the batch is and what that block says; replaces what another block said."""
        with self._writing() as session:
            row = _live(session, settlement.batch)
            if row.transaction is not None:
                row.moves += 1
            _say(session, row, settlement, final=False)

    def note_final(self, settlement: Settlement, strikes: Sequence[Strike]) -> None:
        """Stores the outcomes that stay, together with the strikes that they are worth."""
        with self._writing() as session:
            row = _live(session, settlement.batch)
            if row.state == BatchState.FINAL:
                return  # another process was first
            _say(session, row, settlement, final=True)
            session.add_all(settlement_rows.strike_row(strike) for strike in strikes)

    def uncompensated(self) -> list[tuple[Traded, Failed, int]]:
        """Failed trades whose innocent side has not come back yet, with the chain time of the failure."""
        chosen = (
            select(SettlingTradeRow, SettlementRow)
            .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement))
            .where(col(SettlingTradeRow.state) == TradeState.FAILED, col(SettlingTradeRow.compensated).is_(False))
            .order_by(col(SettlingTradeRow.number))
        )
        with self._database.reading() as session:
            found = [
                (settlement_rows.trade(trade), settlement_rows.result(trade), batch.chain_time_s or 0)
                for trade, batch in session.exec(chosen)
            ]
        return [(trade, failed, at_s) for trade, failed, at_s in found if isinstance(failed, Failed)]

    def note_compensated(self, number: int) -> None:
        """The book has heard of this failed trade."""
        with self._writing() as session:
            session.get_one(SettlingTradeRow, number).compensated = True

    # --- what anyone asks ---------------------------------------------------------------------------------------------

    def order(self, order_hash: str) -> SignedOrder | None:
        """The signed order of this hash, if it was accepted."""
        with self._database.reading() as session:
            row = session.get(SignedOrderRow, order_hash)
            return order_rows.signed_order(row) if row else None

    def strikes(self, account: str) -> list[Strike]:
        """Every strike of an account, oldest first."""
        chosen = select(AccountStrikeRow).where(col(AccountStrikeRow.account) == account)
        with self._database.reading() as session:
            rows = session.exec(chosen.order_by(col(AccountStrikeRow.at_s), col(AccountStrikeRow.trade)))
            return [settlement_rows.strike(row) for row in rows]

    def records(self, trades: Sequence[Traded]) -> list[TradeRecord]:
        """What is known of the settlement of these trades, in their order."""
        chosen = (
            select(SettlingTradeRow, SettlementRow)
            .join(SettlementRow, col(SettlementRow.id) == col(SettlingTradeRow.settlement), isouter=True)
            .where(col(SettlingTradeRow.number).in_([trade.number for trade in trades]))
        )
        with self._database.reading() as session:
            known = {row.number: _record(row, batch) for row, batch in session.exec(chosen)}
        return [known.get(trade.number) or TradeRecord(trade, None, None, None, None) for trade in trades]

    def unsettled(self) -> list[Traded]:
        """Trades that the chain has not taken yet, oldest first; those not seen by settlement are not among them."""
        open_states = (TradeState.MATCHED, TradeState.SUBMITTED)
        chosen = select(SettlingTradeRow).where(col(SettlingTradeRow.state).in_(open_states))
        with self._database.reading() as session:
            return [settlement_rows.trade(row) for row in session.exec(chosen.order_by(col(SettlingTradeRow.number)))]

    @staticmethod
    def _put_back(session: Session, row: SettlementRow, state: TradeState) -> None:
        row.state = BatchState.SUBMITTED
        row.transaction = row.block = row.chain_time_s = None
        for trade in _trades(session, row):
            trade.state = state
            settlement_rows.result_into(trade, None)
            if state is TradeState.MATCHED:
                trade.settlement = trade.position = None

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._database.transaction() as session:
            self._database.serialise(session, WRITERS)
            yield session


def _say(session: Session, row: SettlementRow, settlement: Settlement, *, final: bool) -> None:
    row.state = BatchState.FINAL if final else BatchState.MINED
    row.transaction, row.block = settlement.transaction, settlement.block
    row.chain_time_s = settlement.chain_time_s
    rows = {trade.number: trade for trade in _trades(session, row)}
    for trade, outcome in zip(settlement.batch.trades, settlement.outcomes, strict=True):
        told = rows[trade.number]
        settlement_rows.result_into(told, outcome)
        told.state = TradeState.MINED
        if final:
            told.state = TradeState.FINAL if isinstance(outcome, Settled) else TradeState.FAILED


def _live(session: Session, batch: SettlementBatch) -> SettlementRow:
    """The row of a batch that was not dissolved."""
    chosen = select(SettlementRow).where(col(SettlementRow.number) == batch.number, col(SettlementRow.state).in_(LIVE))
    return session.exec(chosen).one()


def _batch(session: Session, row: SettlementRow) -> SettlementBatch:
    return SettlementBatch(row.number, row.attempt, tuple(settlement_rows.trade(t) for t in _trades(session, row)))


def _trades(session: Session, row: SettlementRow) -> Sequence[SettlingTradeRow]:
    chosen = select(SettlingTradeRow).where(col(SettlingTradeRow.settlement) == row.id)
    return session.exec(chosen.order_by(col(SettlingTradeRow.position))).all()


def _highest(session: Session) -> int:
    """The highest number of a batch that is live."""
    chosen = select(func.max(SettlementRow.number)).where(col(SettlementRow.state).in_(LIVE))
    return session.exec(chosen).one() or 0


def _attempts(session: Session, number: int) -> int:
    """The next attempt under a number: one more than any that has a name in the outbox already."""
    highest = session.exec(select(func.max(SettlementRow.attempt)).where(col(SettlementRow.number) == number)).one()
    return 0 if highest is None else highest + 1


def _record(row: SettlingTradeRow, batch: SettlementRow | None) -> TradeRecord:
    return TradeRecord(
        trade=settlement_rows.trade(row),
        batch_no=batch.number if batch else None,
        transaction=batch.transaction if batch else None,
        block=batch.block if batch else None,
        outcome=settlement_rows.result(row),
        state=TradeState(row.state),
    )
