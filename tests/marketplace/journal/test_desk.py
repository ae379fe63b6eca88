"""The desk: what is answered is durable, numbered without a gap, acts once, and comes back after any restart.

What marketplace/usecases promises in replay_journal.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.order_store import OrderStore
from marketplace.domain.commands import Cancel, Cancelled, Traded
from marketplace.domain.journal import Entry, Record
from marketplace.errors import IdempotencyConflict, JournalTaken, OrderDuplicated
from registry.adapters.database import Database
from tests.marketplace.journal.conftest import OpenDesk
from tests.marketplace.journal.orders import PRICE, buy, placing, sell


def test_orders_meet_and_their_trade_is_projected(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must answer with the engine's events under rising numbers, and show the same in the tables."""
    desk = open_desk()
    first = desk.submit(placing(sell(5))).result(5)
    second = desk.submit(placing(buy(2))).result(5)
    assert (first.sequence, second.sequence) == (1, 2)
    (trade,) = (event for event in second.events if isinstance(event, Traded))
    assert (trade.credits, trade.price_minor) == (2, PRICE)
    assert desk.barrier() == 2
    store = OrderStore(sqlite)
    assert [record.trade.number for record in store.trades(None, 9)] == [1]
    assert store.order(sell(5).hash) == sell(5)


def test_a_restart_finds_the_same_book(open_desk: OpenDesk) -> None:
    """Must rebuild digest and numbers from the journal, and go on behind them."""
    desk = open_desk()
    for salt in range(5):
        desk.submit(placing(sell(3, PRICE + salt * 10_000, salt))).result(5)
    desk.submit(placing(buy(4))).result(5)
    desk.submit(Entry(Cancel(sell(3, PRICE + 40_000, 4).hash, "Maker"))).result(5)
    with desk.book() as engine:
        before = engine.digest()
    again = open_desk()
    with again.book() as engine:
        assert engine.digest() == before
    assert again.submit(placing(buy(1, salt=2))).result(5).sequence == 8


def test_the_same_order_again_is_answered_as_at_first(open_desk: OpenDesk) -> None:
    """Must act once, with the first number, time and events, also after a restart; another key is refused."""
    desk = open_desk()
    first = desk.submit(placing(sell(5), "mine-1")).result(5)
    again = desk.submit(placing(sell(5), "mine-1", at_s=1_500)).result(5)
    assert (again.sequence, again.events, again.repeated) == (first.sequence, first.events, True)
    restarted = open_desk()
    assert restarted.submit(placing(sell(5), "mine-1")).result(5).sequence == first.sequence
    with pytest.raises(OrderDuplicated):
        restarted.submit(placing(sell(5))).result(5)
    with pytest.raises(IdempotencyConflict):
        restarted.submit(placing(sell(6), "mine-1")).result(5)
    assert restarted.number == 1


def test_twins_in_one_call_act_once(open_desk: OpenDesk) -> None:
    """Must let the second of two equal entries wait for the answer of the first."""
    desk = open_desk()
    one, two, other = desk.submit_all([placing(sell(5), "k"), placing(sell(5), "k"), placing(buy(1))])
    assert [one.result(5).sequence, two.result(5).sequence, other.result(5).sequence] == [1, 1, 2]
    assert two.result().repeated


def test_a_second_desk_is_refused(open_desk: OpenDesk, journal: Path) -> None:
    """Must let one process write, and say so to the other; the first goes on."""
    desk = open_desk()
    with pytest.raises(JournalTaken):
        JournalFiles(journal).open_to_write()
    assert desk.submit(placing(sell(1))).result(5).sequence == 1


def test_listeners_hear_each_record_in_order(open_desk: OpenDesk) -> None:
    """Must tell listeners what is durable, in order, and survive one that fails."""
    desk, heard = open_desk(), []

    def fails(_record: Record) -> None:
        raise RuntimeError("listener")

    desk.listen(fails)
    leave = desk.listen(lambda record: heard.append(record.number))
    for future in desk.submit_all([placing(sell(1, salt=salt)) for salt in range(9)]):
        future.result(5)
    desk.close()
    leave()
    assert heard == list(range(1, 10))


def test_a_cancel_with_a_key_acts_once(open_desk: OpenDesk) -> None:
    """Must answer a repeated command of the settlement with its first outcome."""
    desk = open_desk()
    desk.submit(placing(sell(5))).result(5)
    cancel = Entry(Cancel(sell(5).hash, "InsufficientCredits"), client_order_id="settle:1", account="settlement")
    first, again = desk.submit(cancel).result(5), desk.submit(cancel).result(5)
    assert any(isinstance(event, Cancelled) for event in first.events)
    assert again.sequence == first.sequence
    assert again.rejected is None
