"""Writes durable records into the tables, exactly once: the cursor moves in the transaction of what it stands for.

Other parts of the market add tables of their own by `also`: they are told the same records in the same transaction, so
that they need no cursor. All tables can be emptied and are written again from the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlmodel import Session, col, select

from marketplace.adapters import order_rows
from marketplace.adapters.data_tables import table_of
from marketplace.adapters.journal_codec import decode_events, encode_events
from marketplace.adapters.plain_rows import Values, insert_rows
from marketplace.adapters.tables import JournalCursorRow, JournalStepRow, MatchedTradeRow, SignedOrderRow
from marketplace.domain.commands import Rejected, Traded
from marketplace.domain.journal import Entry, Outcome, Record
from marketplace.domain.memory import placed_by
from registry.adapters.database import Database
from registry.errors import NotFound

CURSOR = "market"
WRITERS = "market-journal"
STEP_COLUMNS = ("number", "time_ms", "kind", "order_hash", "account", "client_order_id", "events")
STEPS, ORDERS, TRADES = (table_of(row) for row in (JournalStepRow, SignedOrderRow, MatchedTradeRow))


class ProjectionPart(Protocol):
    """Tables that follow the journal, too."""

    def project(self, session: Session, records: Sequence[Record]) -> None:
        """Adds what the records mean; each record comes once, in order."""
        ...


class Projector:
    """The market's tables behind the port `Projection`."""

    def __init__(self, database: Database, *also: ProjectionPart) -> None:
        self._database = database
        self._also = also

    def cursor(self) -> int:
        """The number of the last record that the tables know."""
        with self._database.reading() as session:
            row = session.get(JournalCursorRow, CURSOR)
            return row.number if row else 0

    def project(self, records: Sequence[Record]) -> None:
        """Adds records in one transaction; those that the tables know already are passed by."""
        with self._database.transaction() as session:
            self._database.serialise(session, WRITERS)
            cursor = session.get(JournalCursorRow, CURSOR) or JournalCursorRow(name=CURSOR, number=0)
            new = [record for record in records if record.number > cursor.number]
            if not new:
                return
            insert_rows(session, STEPS, STEP_COLUMNS, [_step(record) for record in new])
            accepted = [record for record in new if _was_accepted(record)]
            _insert_unknown_orders(session, accepted)
            _insert_unknown_trades(session, accepted)
            for part in self._also:
                part.project(session, new)
            cursor.number = new[-1].number
            session.add(cursor)

    def outcome(self, number: int) -> Outcome:
        """What the sender of a record was told. Raises NotFound."""
        with self._database.reading() as session:
            row = session.get(JournalStepRow, number)
        if row is None:
            raise NotFound("record of the journal", number)
        return Outcome(row.number, row.time_ms, decode_events(row.events))


def _was_accepted(record: Record) -> bool:
    return not (record.events and isinstance(record.events[0], Rejected))


def _step(record: Record) -> Values:
    entry, told = record.entry, encode_events(record.events)
    if not isinstance(entry, Entry):
        return record.number, record.time_ms, type(entry).__name__, None, None, None, told
    order = placed_by(entry) or getattr(entry.command, "order", None)
    kind = type(entry.command).__name__
    return record.number, record.time_ms, kind, order, entry.account, entry.client_order_id, told


def _insert_unknown_orders(session: Session, records: Sequence[Record]) -> None:
    entries = [record.entry for record in records if isinstance(record.entry, Entry)]
    signed = {entry.signed.hash: entry.signed for entry in entries if entry.signed}
    rows = [order_rows.order_values(one) for one in signed.values()]
    insert_rows(session, ORDERS, order_rows.ORDER_COLUMNS, rows, known="hash")


def _insert_unknown_trades(session: Session, records: Sequence[Record]) -> None:
    """Trades whose settlement is known keep it when the tables are written again."""
    trades = [(record, event) for record in records for event in record.events if isinstance(event, Traded)]
    if not trades:
        return
    first, last = trades[0][1].number, trades[-1][1].number
    between = col(MatchedTradeRow.number).between(first, last)
    known = set(session.exec(select(MatchedTradeRow.number).where(between)))
    rows = [order_rows.trade_values(record, event) for record, event in trades if event.number not in known]
    insert_rows(session, TRADES, order_rows.TRADE_COLUMNS, rows)
