"""`make chaos`: kills a desk at every transition of its journal, thousands of times, and counts what it lost.

Each life takes up what the one before was not answered for, as senders do, and dies by kill -9 at another place. After
every death each answered entry must stand in the journal under its number, and nothing may stand there twice. At the
end a replay from the first record must give the book of the last snapshot and every row of the tables.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlmodel import select

from marketplace.adapters.journal_codec import records_of
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.tables import JournalStepRow, MatchedTradeRow
from marketplace.domain.commands import Traded
from marketplace.domain.desk_state import DeskState
from marketplace.domain.journal import Entry, Record
from marketplace.usecases.replay_journal import replay_journal
from registry.adapters.database import Database
from tests.marketplace.journal.lives import MOST_ENTRIES, OFTEN, PLACES, Home, engine_that_can_fail, entries_of, live

MOST_PASSES = 12
KILLS_PER_LINE = 100  # so that a run that is stopped has said what it counted


@dataclass(slots=True)
class Tally:
    """What many lives amounted to."""

    kills: Counter[str] = field(default_factory=Counter)
    answered: dict[str, int] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    trades: int = 0


def torment(home: Home, kills: int, seed: int) -> Tally:
    """Lets desks live and die in one home, and says what was found wrong (nothing, if all is well)."""
    engine_that_can_fail()
    chance, tally, seen, begun = random.Random(seed), Tally(), 0, time.monotonic()
    unanswered: list[Entry] = []
    for number in range(kills):
        place = PLACES[number % len(PLACES)]
        # Senders who wait for many answers bring nothing new: else ever more would wait, and each try come too late.
        new = entries_of(seed * 1_000_000 + number, number) if len(unanswered) < MOST_ENTRIES else []
        waiting = [*unanswered, *new]
        died, told = live(home, place, chance.randint(1, MOST_PASSES) if place in OFTEN else 1, waiting)
        tally.kills[died] += 1
        for said in told:
            if tally.answered.setdefault(said.key, said.sequence) != said.sequence:
                tally.faults.append(f"{said.key} was answered as {tally.answered[said.key]} and as {said.sequence}")
        seen = _read_on(home, seen, tally)
        heard = {said.key for said in told}
        unanswered = [entry for entry in waiting if entry.client_order_id not in heard]
        if (number + 1) % KILLS_PER_LINE == 0:
            seconds = time.monotonic() - begun
            print(f"{number + 1:,} kills in {seconds:.0f} s: {_counted(tally)}", flush=True)
    _compare(home, tally)
    return tally


def _counted(tally: Tally) -> str:
    entries = f"{len(tally.standing):,} entries in the journal, {len(tally.answered):,} answered"
    return f"{entries}, {len(set(tally.kills) & set(PLACES))} of {len(PLACES)} places, {len(tally.faults)} faults"


def _read_on(home: Home, seen: int, tally: Tally) -> int:
    """What the journal says behind record `seen`: each key once, or again only where it was refused before."""
    for record in records_of(JournalFiles(home.journal), seen):
        seen = record.number
        if isinstance(record.entry, Entry) and record.entry.client_order_id:
            tally.standing[record.entry.client_order_id] = record.number
    return seen


def _compare(home: Home, tally: Tally) -> None:
    """The desk as it recovers, the tables, and a replay of everything must say the same."""
    database = Database(home.database_url())
    desk = home.desk(database).open()
    with desk.book() as engine:
        recovered = engine.digest()
    desk.close()
    records: list[Record] = []
    files = JournalFiles(home.journal)
    state = replay_journal(DeskState, partial(records_of, files), records.append)
    if state.engine.digest() != recovered:
        tally.faults.append(f"recovered book {recovered}, replayed {state.engine.digest()}")
    _answers(records, tally)
    _tables(database, records, tally)
    database.close()


def _answers(records: list[Record], tally: Tally) -> None:
    accepted: Counter[str] = Counter()
    by_number = {record.number: record for record in records}
    for record in records:
        entry = record.entry
        if isinstance(entry, Entry) and entry.client_order_id and type(record.events[0]).__name__ == "Accepted":
            accepted[entry.client_order_id] += 1
    tally.faults += [f"{key} was accepted {times} times" for key, times in accepted.items() if times > 1]
    for key, sequence in tally.answered.items():
        found = by_number.get(sequence)
        entry = found.entry if found else None
        if not isinstance(entry, Entry) or entry.client_order_id != key:
            tally.faults.append(f"{key} was answered as {sequence}, where the journal has {entry}")


def _tables(database: Database, records: list[Record], tally: Tally) -> None:
    with database.reading() as session:
        steps = list(session.exec(select(JournalStepRow.number).order_by(JournalStepRow.number)))  # type: ignore[arg-type]
        rows = session.exec(select(MatchedTradeRow).order_by(MatchedTradeRow.number)).all()  # type: ignore[arg-type]
    trades = [event for record in records for event in record.events if isinstance(event, Traded)]
    tally.trades = len(trades)
    if steps != [record.number for record in records]:
        tally.faults.append(f"the tables have {len(steps)} records, the journal {len(records)}")
    found = [(row.number, row.buy, row.sell, int(row.credits), int(row.price)) for row in rows]
    if found != [(one.number, one.buy, one.sell, one.credits, one.price_minor) for one in trades]:
        tally.faults.append(f"the tables have {len(rows)} trades, the replay {len(trades)}")


def main() -> int:
    """Kills as often as asked; exit code 1 if anything was lost or doubled."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=2_000)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="carbonix-chaos-") as folder:
        home = Home(Path(folder) / "journal", Path(folder) / "carbonix.db")
        database = Database(home.database_url())
        database.migrate()
        database.close()
        begun = time.monotonic()
        tally = torment(home, said.kills, said.seed)
    print(f"seed {said.seed}: {sum(tally.kills.values())} kills in {time.monotonic() - begun:.0f} s")
    for place, kills in tally.kills.items():
        print(f"  {kills:6,} {place}")
    print(f"{_counted(tally)}, {tally.trades:,} trades")
    print("\n".join(tally.faults) or "no answered entry lost, none doubled")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
