"""A market without a chain: a real desk over a journal, real tables, the live feed, and words to trade with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.market_data import MarketData, open_market_data
from marketplace.adapters.market_data_fold import MarketDataTables
from marketplace.adapters.projector import Projector
from marketplace.adapters.sequencer import Desk
from marketplace.adapters.snapshots import Snapshots
from marketplace.domain.commands import Command, Market, OpenBatch
from marketplace.domain.journal import Entry, Outcome, Record
from registry.adapters.database import Database
from registry.domain.orders import Side
from registry.domain.roles import Principal
from tests.marketplace.journal.orders import ANN, BAHT, BEN, NOW_S, PRICE, placing, signed

TICK = 10_000
PATIENCE_S = 60.0  # machines that are busy with other things are slow, and nothing here waits so long
HERE, THERE = Market(1, BAHT), Market(2, BAHT)
BEGIN_S = 1_700_000_040  # the first second of a minute


@dataclass
class SteppedClock:
    """Moves when it is told to."""

    time_ms: int = BEGIN_S * 1_000

    def now(self) -> int:
        """Unix seconds."""
        return self.time_ms // 1_000


@dataclass
class DataStage:
    """One process of the market. `wallets` says which makers a principal has linked."""

    folder: Path
    database: Database
    clock: SteppedClock = field(default_factory=SteppedClock)
    wallets: dict[str, list[str]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    data: MarketData = field(init=False)
    salts: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Opens the desk and begins to feed."""
        files, snapshots = JournalFiles(self.folder), Snapshots(self.folder)
        projector = Projector(self.database, MarketDataTables())
        self.desk = Desk(files, snapshots, projector, now_ms=lambda: self.clock.time_ms).open()
        self.desk.listen(self.records.append)
        self.data = open_market_data(self.desk, self.database, wallets=self._wallets_of, clock=self.clock, payment=BAHT)

    def restart(self) -> None:
        """The same journal and tables, in a new process."""
        self.desk.close()
        self.open()

    def tell(self, command: Command) -> Outcome:
        """A command without an order."""
        outcome = self.desk.submit(Entry(command)).result(PATIENCE_S)
        assert self.data.feed.wait_for(outcome.sequence, PATIENCE_S)
        return outcome

    def place(self, side: Side, credits: int, price: int = PRICE, **changes: object) -> str:
        """Places an order and returns its hash; `changes` replace fields of the command."""
        sent = {name: changes.pop(name, None) for name in ("account", "client_order_id")}
        maker = str(changes.pop("maker", ANN if side is Side.Sell else BEN))
        batch = changes.pop("batch", 1)
        one = signed(side, maker, credits, price, next(self.salts), int(str(batch)))
        entry = placing(one, at_s=NOW_S)
        entry = replace(entry, **sent, command=replace(entry.command, **changes))  # type: ignore[arg-type, type-var]
        outcome = self.desk.submit(entry).result(PATIENCE_S)
        assert outcome.rejected is None, outcome.rejected
        assert self.data.feed.wait_for(outcome.sequence, PATIENCE_S)
        return one.hash

    def entry_of_bid(self, credits: int, price: int = PRICE) -> Entry:
        """A bid of Ben's that is still to be sent."""
        return placing(signed(Side.Buy, BEN, credits, price, next(self.salts)), at_s=NOW_S)

    def sell(self, credits: int, price: int = PRICE, **changes: object) -> str:
        """An ask of Ann's."""
        return self.place(Side.Sell, credits, price, **changes)

    def buy(self, credits: int, price: int = PRICE, **changes: object) -> str:
        """A bid of Ben's."""
        return self.place(Side.Buy, credits, price, **changes)

    def open_batch(self, batch: int, kind: int = 1, year: int = 2_023) -> None:
        """Facts of a batch, so that attribute bids find it."""
        self.tell(OpenBatch(batch, kind, 1, "0x5448", year, 0))

    def pass_s(self, seconds: int) -> None:
        """Lets time go by."""
        self.clock.time_ms += seconds * 1_000

    def _wallets_of(self, caller: Principal) -> list[str]:
        return self.wallets.get(caller.subject, [])
