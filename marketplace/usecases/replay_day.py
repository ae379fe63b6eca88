"""Runs a day of the journal again and holds it to what was sealed: the same records, the same fills, the same book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from marketplace.domain.commands import Traded
from marketplace.domain.desk_state import DeskState
from marketplace.domain.journal import Record
from marketplace.domain.journal_day import MS_PER_DAY, DayPart, hash_of_fills, root_of_records
from marketplace.ports import DayRecords
from marketplace.usecases.replay_journal import replay_journal
from registry.domain.merkle import leaf_hash
from registry.domain.seals import SealKind
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import Refused
from registry.ports import ChainReader, ProofTools

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ReplayedDay:
    """What a day gives when it is run again; `unsealed` counts its records that no seal holds."""

    day: str
    first: int
    last: int
    digest: str
    fills: tuple[Traded, ...]
    unsealed: int
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """Nothing that was checked differs."""
        return all(step.outcome != "fail" for step in self.steps)


def replay_day(
    records: DayRecords, parts: Sequence[DayPart], *, chain: ChainReader | None, tools: ProofTools
) -> ReplayedDay:
    """Replays every record and compares each sealed part with its statement, and the statement with the chain.

    Without a chain no seal is looked up, and the steps say so. Raises JournalDamaged if a number is missing.
    """
    steps: list[Step] = []
    fills: list[Traded] = []
    state = records.start()
    at = records.first
    for first, last, said in _stretches(records, parts):
        if first != at:
            steps.append(failed("parts", f"Record {at} should follow, but the next part begins with {first}."))
        told = run_again(records, state, first, last)
        fills += told.fills
        if said is not None:
            steps += [*_compared(told.part, said), _on_chain(said, chain, tools)]
        state, at = told.state, last + 1
    sealed = sum(part.last - part.first + 1 for part in parts)
    unsealed = records.last - records.first + 1 - sealed
    steps += [_times(records)] + ([_open_end(unsealed)] if unsealed > 0 else [])
    digest = state.engine.digest()
    return ReplayedDay(records.day, records.first, records.last, digest, tuple(fills), unsealed, tuple(steps))


@dataclass(frozen=True, slots=True)
class RunAgain:
    """A stretch of records, run: what it amounts to, its fills, and the state behind it."""

    part: DayPart
    fills: tuple[Traded, ...]
    state: DeskState


def run_again(records: DayRecords, before: DeskState, first: int, last: int) -> RunAgain:
    """Replays records `first` to `last` on a state; the state is not moved."""
    fills: list[Traded] = []

    def told(record: Record) -> None:
        fills.extend(event for event in record.events if isinstance(event, Traded))

    written = before.state()
    state = replay_journal(partial(DeskState.from_state, written), lambda _: records.records(first, last), told)
    part = DayPart(
        day=records.day,
        first=first,
        last=last,
        records_root=root_of_records(records.public(first, last)),
        digest_before=before.engine.digest(),
        digest_after=state.engine.digest(),
        trades=len(fills),
        fills_hash=hash_of_fills(fills),
    )
    return RunAgain(part, tuple(fills), state)


def _stretches(records: DayRecords, parts: Sequence[DayPart]) -> Iterator[tuple[int, int, DayPart | None]]:
    """The sealed parts in order, and what lies behind the last of them."""
    at = records.first
    for part in parts:
        yield part.first, part.last, part
        at = part.last + 1
    if at <= records.last:
        yield at, records.last, None


def _compared(found: DayPart, said: DayPart) -> Iterator[Step]:
    pairs = {
        "records": ("root of the records", found.records_root, said.records_root),
        "start": ("book before them", found.digest_before, said.digest_before),
        "fills": (f"hash of {found.trades} fills", found.fills_hash, said.fills_hash),
        "book": ("book after them", found.digest_after, said.digest_after),
    }
    for name, (what, ours, theirs) in pairs.items():
        where = f"of records {said.first} to {said.last}"
        if ours == theirs:
            yield passed(name, f"The {what}, {where}, is as sealed: {ours}.", found=ours)
        else:
            yield failed(name, f"The {what}, {where}, is {ours}, sealed was {theirs}.", found=ours, sealed=theirs)


def _on_chain(said: DayPart, chain: ChainReader | None, tools: ProofTools) -> Step:
    if chain is None:
        return not_checked("seal", "The seal was not looked up: no node was asked.")
    contract = chain.address_of("SealRegistry")
    root = leaf_hash(tools.canonical(said.statement(chain.chain_id, contract)))
    try:
        seal = chain.call("SealRegistry", "sealIdOf", int(SealKind.Evidence), root, at=chain.head().number)
    except Refused as refusal:
        return failed("seal", f"The chain refuses ({refusal.name}): {refusal.sentence}.")
    if not int(seal):
        return failed("seal", f"No seal on chain {chain.chain_id} holds records {said.first} to {said.last}.")
    sentence = f"Seal {seal} of {contract} on chain {chain.chain_id} holds records {said.first} to {said.last}."
    return passed("seal", sentence, root="0x" + root.hex(), seal=seal)


def _times(records: DayRecords) -> Step:
    number = (date.fromisoformat(records.day) - EPOCH).days
    late = next(
        (one for one in records.records(records.first, records.last) if one.time_ms // MS_PER_DAY != number), None
    )
    if late is not None:
        return failed("times", f"Record {late.number} was written at {late.time_ms} ms, which is not on {records.day}.")
    return passed("times", f"Every record was written on {records.day} (UTC).")


def _open_end(unsealed: int) -> Step:
    return not_checked(
        "sealed", f"{unsealed} records are not sealed yet; they were replayed and compared with nothing."
    )
