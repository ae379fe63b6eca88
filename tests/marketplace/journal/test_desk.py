"""The desk: what is answered is durable, numbered without a gap, acts once, and comes back after any restart.

What marketplace/usecases promises in replay_journal.py.
"""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest

from marketplace.adapters.journal_codec import records_of
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.order_store import OrderStore
from marketplace.adapters.settlement_desk import DeskOfSettlement
from marketplace.adapters.snapshots import Snapshots
from marketplace.domain.commands import Cancel, Cancelled, Command, Event, Modify, Place, Traded
from marketplace.domain.desk_state import DeskState
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Record
from marketplace.errors import DeskBusy, DeskHalted, IdempotencyConflict, JournalTaken, OrderDuplicated
from marketplace.usecases.replay_journal import replay_journal
from registry.adapters.database import Database
from tests.marketplace.journal.conftest import OpenDesk
from tests.marketplace.journal.orders import ANN, PRICE, buy, placing, sell

PATIENCE_S = 60.0  # machines that are busy with other things are slow, and nothing here waits so long


def test_orders_meet_and_their_trade_is_projected(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must answer with the engine's events under rising numbers, and show the same in the tables."""
    desk = open_desk()
    first = desk.submit(placing(sell(5))).result(PATIENCE_S)
    second = desk.submit(placing(buy(2))).result(PATIENCE_S)
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
        desk.submit(placing(sell(3, PRICE + salt * 10_000, salt))).result(PATIENCE_S)
    desk.submit(placing(buy(4))).result(PATIENCE_S)
    desk.submit(Entry(Cancel(sell(3, PRICE + 40_000, 4).hash, "Maker"))).result(PATIENCE_S)
    with desk.book() as engine:
        before = engine.digest()
    again = open_desk()
    with again.book() as engine:
        assert engine.digest() == before
    assert again.submit(placing(buy(1, salt=2))).result(PATIENCE_S).sequence == 8


def test_the_same_order_again_is_answered_as_at_first(open_desk: OpenDesk) -> None:
    """Must act once, with the first number, time and events, also after a restart; another key is refused."""
    desk = open_desk()
    first = desk.submit(placing(sell(5), "mine-1")).result(PATIENCE_S)
    again = desk.submit(placing(sell(5), "mine-1", at_s=1_500)).result(PATIENCE_S)
    assert (again.sequence, again.events, again.repeated) == (first.sequence, first.events, True)
    restarted = open_desk()
    assert restarted.submit(placing(sell(5), "mine-1")).result(PATIENCE_S).sequence == first.sequence
    with pytest.raises(OrderDuplicated):
        restarted.submit(placing(sell(5))).result(PATIENCE_S)
    with pytest.raises(IdempotencyConflict):
        restarted.submit(placing(sell(6), "mine-1")).result(PATIENCE_S)
    assert restarted.number == 1


def test_a_word_about_an_order_acts_once_whoever_brings_it(open_desk: OpenDesk) -> None:
    """Must answer a change under the same key as at first, also to another account."""
    desk = open_desk()
    order = desk.submit(placing(sell(5))).result(PATIENCE_S) and sell(5).hash
    one, two = (Entry(Modify(order, 3), client_order_id="word:1", account=name) for name in ("farm/ann", "rival/eve"))
    first = desk.submit(one).result(PATIENCE_S)
    desk.submit(Entry(Modify(order, 4))).result(PATIENCE_S)
    again = desk.submit(two).result(PATIENCE_S)
    assert (again.sequence, again.repeated) == (first.sequence, True)
    with desk.book() as engine:
        assert [rest for _, rest in engine.resting_of(ANN)] == [4]


def test_what_settlement_says_of_a_filled_order_changes_nothing(open_desk: OpenDesk) -> None:
    """Must let a maker settle by itself what the book has matched, without an error in settlement."""
    desk = open_desk()
    desk.submit_all([placing(sell(2)), placing(buy(2))])[1].result(PATIENCE_S)
    DeskOfSettlement(desk).shrink(sell(2).hash, 0, "SettledOutside")
    with desk.book() as engine:
        assert engine.order(sell(2).hash) == (placing(sell(2)).command, 0)


def test_a_snapshot_that_cannot_be_written_stops_nobody(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must go on whatever goes wrong with a snapshot."""
    desk = open_desk(records_per_snapshot=1)

    def fail(*_: object) -> None:
        raise RuntimeError("no snapshot today")

    with monkeypatch.context() as sick:
        sick.setattr(Snapshots, "keep", fail)
        outcomes = [desk.submit(placing(sell(1, salt=salt))).result(PATIENCE_S) for salt in range(3)]
    assert [outcome.sequence for outcome in outcomes] == [1, 2, 3]


def test_twins_in_one_call_act_once(open_desk: OpenDesk) -> None:
    """Must let the second of two equal entries wait for the answer of the first."""
    desk = open_desk()
    one, two, other = desk.submit_all([placing(sell(5), "k"), placing(sell(5), "k"), placing(buy(1))])
    assert [one.result(PATIENCE_S).sequence, two.result(PATIENCE_S).sequence, other.result(PATIENCE_S).sequence] == [
        1,
        1,
        2,
    ]
    assert two.result().repeated


def test_a_second_desk_is_refused(open_desk: OpenDesk, journal: Path) -> None:
    """Must let one process write, and say so to the other; the first goes on."""
    desk = open_desk()
    with pytest.raises(JournalTaken):
        JournalFiles(journal).open_to_write()
    assert desk.submit(placing(sell(1))).result(PATIENCE_S).sequence == 1


def test_listeners_hear_each_record_in_order(open_desk: OpenDesk) -> None:
    """Must tell listeners what is durable, in order, and survive one that fails."""
    desk, heard = open_desk(), list[int]()

    def fails(_record: Record) -> None:
        raise RuntimeError("listener")

    desk.listen(fails)
    leave = desk.listen(lambda record: heard.append(record.number))
    for future in desk.submit_all([placing(sell(1, salt=salt)) for salt in range(9)]):
        future.result(PATIENCE_S)
    desk.close()
    leave()
    assert heard == list(range(1, 10))


def test_a_cancel_with_a_key_acts_once(open_desk: OpenDesk) -> None:
    """Must answer a repeated command of the settlement with its first outcome."""
    desk = open_desk()
    desk.submit(placing(sell(5))).result(PATIENCE_S)
    cancel = Entry(Cancel(sell(5).hash, "InsufficientCredits"), client_order_id="settle:1", account="settlement")
    first, again = desk.submit(cancel).result(PATIENCE_S), desk.submit(cancel).result(PATIENCE_S)
    assert any(isinstance(event, Cancelled) for event in first.events)
    assert again.sequence == first.sequence
    assert again.rejected is None


def broken(monkeypatch: pytest.MonkeyPatch, credits: int) -> None:
    """Lets the engine fail at orders of this size, after it has moved."""
    plain = Engine.apply

    def apply(self: Engine, command: Command) -> list[Event]:
        events = plain(self, command)
        if isinstance(command, Place) and command.credits == credits:
            raise ZeroDivisionError
        return events

    monkeypatch.setattr(Engine, "apply", apply)


def test_a_poison_changes_nothing_for_ever(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must refuse a command at which the engine fails, undo what it moved, and pass it over after the engine's mend."""
    with monkeypatch.context() as sick:
        broken(sick, credits=3)
        desk = open_desk()
        one, poison, two = desk.submit_all([placing(sell(5)), placing(buy(3)), placing(buy(2, salt=2))])
        refused = poison.result(PATIENCE_S).rejected
        assert refused is not None
        assert (refused.name, refused.facts) == ("CommandPoisoned", (("record", "2"),))
        assert [one.result(PATIENCE_S).sequence, two.result(PATIENCE_S).sequence] == [1, 3]
        assert [event.credits for event in two.result().events if isinstance(event, Traded)] == [2]
        with desk.book() as engine:
            before, number = engine.digest(), desk.number
        assert number == 4  # the mark
        desk.submit(placing(sell(9, salt=9))).result(PATIENCE_S)
    mended = open_desk()
    with mended.book() as engine:
        assert [rest for _, rest in engine.resting_of(ANN)] == [3, 9]
        assert engine.digest() != before
    assert mended.submit(placing(buy(3))).result(PATIENCE_S).rejected is None


def test_a_full_queue_says_so_and_takes_nothing(open_desk: OpenDesk) -> None:
    """Must refuse the whole call by DeskBusy with both numbers, and answer everything that it took."""
    desk = open_desk(waiting_entries=4)
    with desk.book():  # the desk stands still, so that entries gather
        first = desk.submit(placing(sell(1)))
        while desk.waiting:
            time.sleep(0.001)
        kept = desk.submit_all([placing(sell(1, salt=salt)) for salt in (2, 3, 4)])
        with pytest.raises(DeskBusy) as busy:
            desk.submit_all([placing(sell(1, salt=salt)) for salt in (5, 6)])
    assert busy.value.facts == {"waiting": "3", "limit": "4"}
    assert [future.result(PATIENCE_S).sequence for future in (first, *kept)] == [1, 2, 3, 4]
    assert desk.number == 4


def test_a_lost_disk_halts_the_desk(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must answer nobody whose entry is not on disk, refuse all after it, and go on when it is opened anew."""
    desk = open_desk()
    desk.submit(placing(sell(1))).result(PATIENCE_S)

    def refuse(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as lost:
        lost.setattr(os, "fdatasync", refuse)
        with pytest.raises(DeskHalted):
            desk.submit(placing(sell(1, salt=2))).result(PATIENCE_S)
    with pytest.raises(DeskHalted):
        desk.submit(placing(sell(1, salt=3)))
    assert "Input/output error" in str(desk.halted)
    again = open_desk()
    assert again.submit(placing(sell(1, salt=2))).result(PATIENCE_S).sequence == 2


def test_a_database_that_is_away_loses_nothing(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must go on answering while the tables cannot be written, refuse when too much waits, and catch up afterwards."""
    desk = open_desk(waiting_records=3, barrier_s=0)
    with sqlite.transaction() as session:  # SQLite lets one write at a time
        session.connection().exec_driver_sql("DELETE FROM journal_cursor")
        outcomes = [desk.submit(placing(sell(1, salt=salt))).result(PATIENCE_S) for salt in range(4)]
        while desk._feed.backlog < 4:  # the desk tells the tables a moment after it answered
            time.sleep(0.001)
        with pytest.raises(DeskBusy):
            desk.submit(placing(sell(1, salt=9)))
        with pytest.raises(DeskBusy):
            desk.barrier()
        session.rollback()
    assert [outcome.sequence for outcome in outcomes] == [1, 2, 3, 4]
    assert open_desk().barrier() == 4
    assert OrderStore(sqlite).order(sell(1, salt=3).hash) is not None


def test_dropped_tables_are_written_again(open_desk: OpenDesk, sqlite: Database) -> None:
    """Must rebuild every projected row from the journal alone, behind any snapshot."""
    desk = open_desk(records_per_snapshot=2)
    for salt in range(6):
        desk.submit(placing(sell(2, salt=salt) if salt % 2 else buy(2, salt=salt))).result(PATIENCE_S)
    desk.barrier()
    before = rows(sqlite)
    desk.close()
    with sqlite.transaction() as session:
        for table in ("journal_cursor", "journal_step", "signed_order", "matched_trade"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    open_desk().barrier()
    assert rows(sqlite) == before
    assert before["matched_trade"]


def rows(database: Database) -> dict[str, list[object]]:
    """Everything that is projected."""
    with database.reading() as session:
        return {
            table: [tuple(row) for row in session.connection().exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")]
            for table in ("journal_cursor", "journal_step", "signed_order", "matched_trade")
        }


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_snapshot_is_passed_by(open_desk: OpenDesk, journal: Path, damage: bytes | None) -> None:
    """Must recover from an older snapshot, or from the first record, to the same book."""
    desk = open_desk(records_per_snapshot=2)
    for salt in range(5):
        desk.submit(placing(sell(2, salt=salt))).result(PATIENCE_S)
    desk.barrier()
    desk.close()
    with desk.book() as engine:
        before = engine.digest()
    newest = max(journal.glob("*.snapshot"))
    content = newest.read_bytes()
    newest.write_bytes(content.replace(b'"trades":0', b'"trades":9') if damage is None else damage)
    with open_desk().book() as engine:
        assert engine.digest() == before


def test_a_start_reads_its_snapshot_once(open_desk: OpenDesk, journal: Path) -> None:
    """Must load the state once where nothing fails: it may hold hundreds of thousands of orders."""
    desk = open_desk(records_per_snapshot=4)
    for salt in range(5):
        desk.submit(placing(sell(2, salt=salt))).result(PATIENCE_S)
    desk.close()
    loaded: list[int] = []

    def start() -> DeskState:
        loaded.append(state.number)
        return state

    state, heard = Snapshots(journal).newest(4), list[Record]()
    replayed = replay_journal(start, partial(records_of, JournalFiles(journal)), heard.append)
    assert (loaded, [record.number for record in heard], replayed.number) == ([4], [5], 5)


def test_a_snapshot_is_used(open_desk: OpenDesk, journal: Path) -> None:
    """Must replay the tail only: what the snapshot covers need not be there any more."""
    desk = open_desk()
    for salt in range(5):
        desk.submit(placing(sell(2, salt=salt), f"k{salt}")).result(PATIENCE_S)
    desk.close()
    snapshot = Snapshots(journal).newest(5)
    assert snapshot.number == 5
    assert snapshot.first_of(placing(sell(2, salt=3), "k3")) == 4
    assert Snapshots(journal).newest(4).number == 0
