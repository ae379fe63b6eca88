"""Facts about what a subscriber is told: chains without a silent hole, for the quick and for the slow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.commands import Market
from marketplace.domain.depth import DepthLevel, Ladder, LevelChanges
from marketplace.domain.feed import (
    MOST_PRINTS_QUEUED,
    MOST_QUEUED,
    MOST_UPDATES_KEPT,
    Backlog,
    BookChange,
    Quotes,
    Recent,
    TapeChange,
    TapeEntry,
    Update,
)
from registry.domain.orders import Side

HERE, THERE = Market(1, "0xaa"), Market(2, "0xaa")
NOTHING = Quotes(None, None, None)


def book_update(market: Market, previous: int, sequence: int, changes: LevelChanges) -> Update:
    return Update(market, sequence, sequence, BookChange(previous, sequence, changes), None, NOTHING)


def tape_update(first: int, count: int = 1) -> Update:
    entries = tuple(TapeEntry(number, number, number, 1, 5, True, False) for number in range(first, first + count))
    return Update(HERE, first + count - 1, 0, None, TapeChange(first - 1, entries), NOTHING)


@given(st.lists(st.tuples(st.sampled_from(Side), st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=200))
def test_a_slow_reader_ends_with_the_same_book(changes: list[tuple[Side, int, int]]) -> None:
    """Must lead from any snapshot to the true book by whatever is left after conflation, each joined to the last."""
    ladder, backlog, previous = Ladder(), Backlog(), 0
    for sequence, (side, price, credits) in enumerate(changes, start=1):
        ladder.change(side, price, credits, 1)
        backlog.push(book_update(HERE, previous, sequence, ladder.take_changes()))
        previous = sequence
        assert len(backlog) <= MOST_QUEUED
    known: dict[tuple[Side, int], DepthLevel] = {}
    at = 0
    for update in backlog.drain():
        assert update.book
        assert update.book.previous == at
        at = update.book.sequence
        for side in Side:
            known |= {(side, price): level for price, level in update.book.changes.of(side).items()}
    assert at == len(changes)
    assert {level for (side, _), level in known.items() if side is Side.Buy} == set(ladder.levels(Side.Buy))


def test_a_full_backlog_becomes_one_update_for_each_market() -> None:
    """Must conflate market by market and count what it merged."""
    backlog = Backlog()
    for sequence in range(1, MOST_QUEUED + 2):
        market = HERE if sequence % 2 else THERE
        backlog.push(book_update(market, max(0, sequence - 2), sequence, LevelChanges()))
    assert backlog.conflated == MOST_QUEUED - 1
    drained = backlog.drain()
    assert [(update.market, update.book and update.book.previous) for update in drained] == [(THERE, 0), (HERE, 0)]
    assert backlog.drain() == []


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12))
def test_a_trade_that_is_left_out_is_named(counts: list[int]) -> None:
    """Must keep the newest trades and say the numbers of those that are missing: first to last, no silent hole."""
    whole: Update | None = None
    first = 1
    for count in counts:
        update = tape_update(first, count)
        whole = whole.then(update) if whole else update
        first += count
    assert whole
    assert whole.tape
    told = [entry.number for entry in whole.tape.entries]
    missing = list(range(whole.tape.lost[0], whole.tape.lost[1] + 1)) if whole.tape.lost else []
    assert missing + told == list(range(1, first))
    assert len(told) <= max(MOST_PRINTS_QUEUED, counts[0])


def test_conflation_may_be_grouped_in_any_way() -> None:
    """Must give the same tape from (a, b), c and from a, (b, c)."""
    a, b, c = tape_update(1, 600), tape_update(601, 600), tape_update(1_201, 600)
    for whole in (a.then(b).then(c), a.then(b.then(c))):
        assert whole.tape
        assert whole.tape.lost == (1, 1_800 - MOST_PRINTS_QUEUED)
        assert [entry.number for entry in whole.tape.entries] == list(range(1_801 - MOST_PRINTS_QUEUED, 1_801))


def test_who_comes_back_gets_what_was_missed_as_one_update() -> None:
    """Must join on at the known step while it is kept, and say so when it is not."""
    recent, previous = Recent(floor=10), 10
    for sequence in range(11, 11 + MOST_UPDATES_KEPT + 5):
        recent.keep(book_update(HERE, previous, sequence, LevelChanges({sequence: DepthLevel(sequence, 1, 1)}, {})))
        previous = sequence
    assert not recent.reaches(14)
    assert recent.reaches(15)
    missed = recent.since(previous - 2)
    assert missed
    assert missed.book
    assert (missed.book.previous, missed.book.sequence) == (previous - 2, previous)
    assert set(missed.book.changes.bids) == {previous - 1, previous}
    assert recent.since(previous) is None
