"""Carries the book of the time before the journal over: the steps that the database kept are told to the desk once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from marketplace.adapters.order_rows import signed_order
from marketplace.adapters.tables import MatchedTradeRow, SignedOrderRow
from marketplace.domain.commands import Cancel, Reopen
from marketplace.domain.journal import Entry, Outcome
from marketplace.errors import JournalDamaged
from registry.adapters.database import Database
from registry.domain.orders import INSTRUCTION_BITS

ACCOUNT = "carried over"
STEPS = "SELECT sequence, kind, order_hash, credits, at_s, reason FROM book_step ORDER BY sequence"
Submit = Callable[[Entry], Future[Outcome]]


def carry_over(database: Database, submit: Submit, trades_of_book: Callable[[], int]) -> None:
    """Tells every kept step, each under a key of its own, and forgets the steps when the book has the same trades.

    Raises JournalDamaged if it has not: then nothing may trade on, for numbers would be given out twice.
    """
    with database.reading() as session:
        steps = session.connection().execute(text(STEPS)).all()
        if not steps:
            return
        entries = [_entry(session, tuple(step)) for step in steps]
        trades = session.exec(select(func.count(col(MatchedTradeRow.number)))).one()
    for entry in entries:
        submit(entry).result()
    if trades_of_book() != trades:
        raise JournalDamaged("the steps of the time before the journal", trades_of_book())
    with database.transaction() as session:
        session.connection().execute(text("DELETE FROM book_step"))


def _entry(session: Session, step: Sequence[Any]) -> Entry:
    sequence, kind, order, credits, at_s, reason = step
    key = f"before:{sequence}"
    if kind == "cancel":
        return Entry(Cancel(order, reason or ""), None, key, ACCOUNT)
    if kind == "reopen":
        return Entry(Reopen(order, int(credits or 0), at_s or 0), None, key, ACCOUNT)
    signed = signed_order(session.get_one(SignedOrderRow, order))
    # Nobody signed instructions then: whatever the low bits of the salt hold, the order waited until its expiry.
    plain = replace(signed, order=replace(signed.order, salt=signed.order.salt >> INSTRUCTION_BITS << INSTRUCTION_BITS))
    return Entry(plain.placing(int(credits or 0), at_s or 0), signed, None, ACCOUNT)
