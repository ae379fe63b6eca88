"""Replays records of the journal: the same records give the same book, the same trades and the same digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marketplace.domain.desk_state import DeskState
from marketplace.domain.journal import Numbered, PoisonMark, Record
from marketplace.errors import JournalDamaged

Records = Callable[[int], Iterable[Numbered]]
Start = Callable[[], DeskState]


def replay_journal(
    start: Start,
    records: Records,
    told: Callable[[Record], None] | None = None,
    *,
    poison: frozenset[int] = frozenset(),
) -> DeskState:
    """The state after the records that follow on `start()`; `told` hears each of them once, with its events.

    `records(number)` are those behind a number. Both are callables because a command that makes the engine fail spoils
    the state: then all begins again without it. Without one `start` is asked once: it may read a long snapshot.
    Records that are marked in the journal, or named in `poison`, are passed over from the beginning.
    Raises JournalDamaged if a number is missing.
    """
    state = start()
    marked = {numbered.entry.number for numbered in records(state.number) if isinstance(numbered.entry, PoisonMark)}
    passed, heard = marked | poison, 0
    while True:
        failed = None
        for numbered in records(state.number):
            if numbered.number != state.number + 1:
                raise JournalDamaged(f"record {state.number + 1}", numbered.number)
            failed = numbered.number
            try:
                events = state.pass_over(numbered) if numbered.number in passed else state.apply(numbered)
            except Exception:
                break
            failed = None
            if told is not None and numbered.number > heard:
                heard = numbered.number
                told(Record(numbered.number, numbered.time_ms, numbered.entry, events))
        if failed is None:
            return state
        passed.add(failed)
        state = start()
