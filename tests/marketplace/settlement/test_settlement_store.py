"""Settlement's tables: every trade's way to the chain survives restarts, refusals and reorganisations."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Column, MetaData, Table

from marketplace.adapters.order_store import OrderStore
from marketplace.adapters.reconciliation_store import BLOCKS_KEPT, ReconciliationStore
from marketplace.adapters.settlement_store import SettlementStore
from marketplace.domain.batching import Waiting
from marketplace.domain.reconciliation import Difference, DifferenceKind, Fill
from marketplace.domain.settlement import (
    BatchState,
    Failed,
    Settled,
    Settlement,
    SettlementBatch,
    TradeState,
)
from marketplace.domain.strikes import Strike
from registry.adapters.database import Database
from registry.domain.events import Block
from registry.domain.orders import salt_of
from tests.marketplace.test_order_store import BUY, SELL, entered

TRANSACTION, OTHER = "0x" + "33" * 32, "0x" + "44" * 32
OUTCOMES = (Settled(10, 1, certificate=2**70), Failed("OrderExpired", {"order": "0x1"}, "it expired"))


def two_trades(database: Database, at_s: int = 7) -> SettlementStore:
    """Trades 1 and 2 that settlement saw at a chain time."""
    entered(database, SELL, BUY, replace(BUY, salt=salt_of(1)))
    store = SettlementStore(database)
    assert store.take_in(at_s) == 2
    assert store.take_in(at_s + 1) == 0
    return store


def formed(store: SettlementStore, number: int = 5) -> SettlementBatch:
    batch = store.form(number, 9, 8)
    assert batch is not None
    return batch


def states(database: Database) -> list[TradeState]:
    """States of all trades, newest first."""
    return [record.state for record in OrderStore(database).trades(None, 99)]


def test_a_batch_is_formed_once_and_survives_a_restart(database: Database) -> None:
    """Must hand out the open batch again, under its number, until it is final."""
    store = two_trades(database)
    assert store.waiting() == Waiting(2, 7)
    batch = store.form(5, 1, 8)
    assert batch is not None
    assert [trade.number for trade in batch.trades] == [1]
    assert store.waiting() == Waiting(1, 7)
    (pending,) = SettlementStore(database).pending()
    assert (pending.batch, pending.state, pending.block) == (batch, BatchState.SUBMITTED, None)
    assert states(database) == [TradeState.MATCHED, TradeState.SUBMITTED]
    second = store.form(5, 9, 8)
    assert second is not None
    assert second.number == 6
    assert store.form(7, 9, 8) is None


def test_a_refused_batch_is_sent_under_a_new_intent(database: Database) -> None:
    """Must never reuse the name of an intent that the chain refused, nor that of a dissolved batch."""
    store = two_trades(database)
    batch = formed(store)
    store.count_refusal(batch)
    (again,) = store.pending()
    assert (batch.intent, again.batch.intent) == ("settle:5", "settle:5:1")
    assert again.batch.trades == batch.trades
    store.dissolve(again.batch)
    assert store.pending() == []
    assert states(database) == [TradeState.MATCHED] * 2
    assert formed(store).intent == "settle:5:2"


def test_the_trades_of_a_dissolved_batch_wait_again(database: Database) -> None:
    """Must free trades and number together."""
    store = two_trades(database)
    batch = formed(store)
    store.dissolve(batch)
    assert store.waiting() == Waiting(2, 7)
    assert formed(store, 6) == replace(batch, number=6)


def test_what_a_block_said_gives_way_to_the_next_block(database: Database) -> None:
    """Must keep the newest reading until one is final, and then that one for ever, with its strikes once."""
    store = two_trades(database)
    batch = formed(store)
    both = Settlement(batch, OTHER, 11, 98, (OUTCOMES[0], OUTCOMES[0]))
    store.note_mined(both)
    assert states(database) == [TradeState.MINED] * 2
    assert OrderStore(database).unsettled() == []
    final = Settlement(batch, TRANSACTION, 12, 99, OUTCOMES)
    store.note_mined(final)
    assert store.pending()[0].seen_as(final)
    assert not store.pending()[0].seen_as(both)
    assert store.uncompensated() == []
    strike = Strike(BUY.maker, batch.trades[1].buy, 2, "OrderExpired", 99)
    for _ in range(2):
        store.note_final(final, [strike])
    assert store.pending() == []
    assert states(database) == [TradeState.FAILED, TradeState.FINAL]
    assert store.strikes(BUY.maker) == [strike]
    ((trade, failed, at_s),) = store.uncompensated()
    assert (trade.number, failed, at_s) == (2, OUTCOMES[1], 99)
    store.note_compensated(2)
    assert store.uncompensated() == []


def test_outcomes_are_kept_with_their_trades(database: Database) -> None:
    """Must tell settled from failed, newest first, with fee or reason, page by page."""
    store = two_trades(database)
    store.note_final(Settlement(formed(store), TRANSACTION, 12, 99, OUTCOMES), [])
    orders = OrderStore(database)
    newest, oldest = orders.trades(None, 10)
    assert (newest.outcome, oldest.outcome) == (OUTCOMES[1], OUTCOMES[0])
    assert (newest.batch_no, newest.transaction, newest.block) == (5, TRANSACTION, 12)
    assert orders.trades(newest.trade.number, 10) == [oldest]


def test_settlements_from_before_the_states_move_over(database: Database) -> None:
    """Must keep batches and outcomes of the time before: what was settled is final, what was sent is sent again."""
    database.migrate_down("0021")
    batches = [
        {"number": 1, "attempt": 0, "transaction": TRANSACTION, "block": 12, "chain_time_s": 99},
        {"number": 2, "attempt": 1, "transaction": None, "block": None, "chain_time_s": None},
    ]
    told = {"sequence": 1, "batch": "1", "payment": "0xba", "buy": "0xb", "sell": "0xa", "credits": "3", "price": "7"}
    trades = [
        told | {"number": 1, "batch_no": 1, "notional": "10", "fee": "1"},
        told | {"number": 2, "batch_no": 1, "failure": "OrderExpired", "failure_facts": '{"order": "0x1"}'},
        told | {"number": 3, "batch_no": 2},
        told | {"number": 4},
    ]
    trades[1]["failure_sentence"] = "it expired"
    with database.transaction() as session:
        for name, rows in (("settlement_batch", batches), ("matched_trade", trades)):
            for row in rows:
                session.execute(Table(name, MetaData(), *map(Column, row)).insert(), [row])
    database.migrate()
    assert [str(state) for state in states(database)] == ["matched", "submitted", "failed", "final"]
    records = OrderStore(database).trades(None, 9)
    assert [record.outcome for record in records[:1:-1]] == [Settled(10, 1), OUTCOMES[1]]
    store = SettlementStore(database)
    assert [(pending.batch.intent, len(pending.batch.trades)) for pending in store.pending()] == [("settle:2:1", 1)]
    assert store.uncompensated() == []
    assert formed(store, 1).number == 3


def test_reconciliation_remembers_blocks_and_forgets_a_fork(database: Database) -> None:
    """Must keep the newest blocks, and drop with a block what differed in it."""
    store = ReconciliationStore(database)
    assert store.last() is None
    blocks = [Block(number, f"0x{number:064x}", "", 0) for number in range(1, BLOCKS_KEPT + 9)]
    differences = [Difference(number, DifferenceKind.FILL_MISSING, "batch 1", "x", "nothing") for number in (2, 130)]
    store.note_reconciled(blocks, differences)
    assert store.differences(9) == differences[::-1]
    store.forget(130)
    last = store.last()
    assert last is not None
    assert (last.number, last.hash) == (129, f"0x{129:064x}")
    assert store.differences(9) == differences[:1]


def test_reconciliation_reads_fills_as_settlement_noted_them(database: Database) -> None:
    """Must count settled credits by order, know unread batches, and leave an order what is not yet on its way."""
    store, book = two_trades(database), ReconciliationStore(database)
    batch = formed(store)
    sell = batch.trades[0].sell
    assert (book.is_unread(5), book.is_unread(4), book.fills(0, 99)) == (True, False, {})
    assert book.left_of([sell, "0xother"], {sell: 0, "0xother": 0}) == {sell: SELL.credits - 6}
    store.note_mined(Settlement(batch, TRANSACTION, 12, 99, OUTCOMES))
    assert not book.is_unread(5)
    one, two = batch.trades
    told = [
        Fill(5, 0, one.buy, one.sell, 3, one.price_minor, 1),
        Fill(5, 1, two.buy, two.sell, 3, two.price_minor, None),
    ]
    assert book.fills(12, 12) == {12: told}
    assert book.fills(0, 11) == {}
    assert book.filled([sell, one.buy, two.buy], 12) == {sell: 3, one.buy: 3, two.buy: 0}
    assert book.filled([sell], 11) == {sell: 0}
    assert book.left_of([sell], {sell: 3}) == {sell: SELL.credits - 3}
