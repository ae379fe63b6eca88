"""A book from before the journal goes on: the same trades, the same rests, told once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import Session

from marketplace.adapters.carry_over import carry_over
from marketplace.adapters.order_rows import ORDER_COLUMNS, order_values
from marketplace.adapters.sequencer import Desk
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.errors import JournalDamaged
from registry.adapters.database import Database
from tests.marketplace.journal.conftest import OpenDesk
from tests.marketplace.journal.orders import ANN, PRICE, buy, sell

OLD_SALT = 2**255 + 0xFFFF  # no instructions were known then


def kept_before(session: Session) -> None:
    """Three steps and a trade, as the database kept them."""
    ask, bid = sell(5), replace(buy(2), order=replace(buy(2).order, salt=OLD_SALT))
    for order in (ask, bid):
        session.add(SignedOrderRow(**dict(zip(ORDER_COLUMNS, order_values(order), strict=True))))
    steps = [
        {"n": 1, "kind": "place", "order": ask.hash, "credits": "5", "at": 1_000, "reason": None},
        {"n": 2, "kind": "place", "order": bid.hash, "credits": "2", "at": 1_001, "reason": None},
        {"n": 3, "kind": "reopen", "order": ask.hash, "credits": "1", "at": 1_002, "reason": None},
    ]
    session.flush()
    insert = text("INSERT INTO book_step VALUES (:n, :kind, :order, :credits, :at, :reason)")
    session.connection().execute(insert, steps)
    trade = {"number": 1, "sequence": 2, "batch": "1", "payment": ask.order.payment}
    session.add(MatchedTradeRow(**trade, buy=bid.hash, sell=ask.hash, credits="2", price=str(PRICE)))


def trades_of(desk: Desk) -> int:
    with desk.book() as engine:
        return engine.trades


def test_the_old_steps_become_records_once(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must give the same trade under the same number, keep what rests, and change nothing the next time."""
    with sqlite.transaction() as session:
        kept_before(session)
    desk = open_desk()
    for _ in range(2):
        carry_over(sqlite, desk.submit, lambda: trades_of(desk))
    with desk.book() as engine:
        assert [rest for _, rest in engine.resting_of(ANN)] == [4]
    assert desk.barrier() == 3
    with sqlite.reading() as session:
        assert session.get_one(MatchedTradeRow, 1).sequence == 2


def test_a_book_that_differs_is_refused(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must not trade on where the old trades and the new ones do not agree."""
    with sqlite.transaction() as session:
        kept_before(session)
        session.connection().execute(text("DELETE FROM book_step WHERE sequence = 2"))
    desk = open_desk()
    with pytest.raises(JournalDamaged):
        carry_over(sqlite, desk.submit, lambda: trades_of(desk))
