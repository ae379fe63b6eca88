"""The days of a market's journal: sealed on chain, replayed, and handed to anyone as a bundle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from marketplace.adapters.journal_days import JournalDay, Statement, day_of_journal, write_bundle
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.snapshots import Snapshots
from marketplace.config import journal_folder
from marketplace.domain.journal_day import DayPart, cid_of, sealed_parts
from marketplace.errors import DayNotSealed, DayUnknown
from marketplace.usecases.replay_day import ReplayedDay, replay_day
from marketplace.usecases.seal_journal import seal_journal
from registry.adapters.proof_tools import EthereumProofTools
from registry.bootstrap import Registry
from registry.domain.cid import Cid
from registry.domain.merkle import leaf_hash
from registry.domain.seals import SealedRoot
from registry.ports import TransactionSigner


@dataclass(frozen=True, slots=True)
class ArchivedDay:
    """A day of the journal, and how many of its records stand under seals."""

    day: str
    first: int
    last: int
    sealed: int


class JournalArchive:
    """Reads the journal beside whoever writes it; sealing needs the sealer's key."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        folder = journal_folder(registry.settings)
        self._files, self._snapshots = JournalFiles(folder), Snapshots(folder)

    def days(self) -> list[ArchivedDay]:
        """Every day that has records, oldest first."""
        self._registry.follow()
        found = []
        for name in self._files.days():
            try:
                records = self._day(name)
            except DayUnknown:  # a segment without a whole record
                continue
            sealed = sum(part.last - part.first + 1 for part, _ in self._sealed(name))
            found.append(ArchivedDay(name, records.first, records.last, sealed))
        return found

    def seal_days(self, signer: TransactionSigner | None = None, *, today: bool = False) -> list[SealedRoot]:
        """Seals what no seal holds of the days that are over, and with `today` of this day so far.

        Raises SealerKeyMissing, and Refused by the contract's name.
        """
        over, registry = datetime.fromtimestamp(self._registry.clock.now(), UTC).date().isoformat(), self._registry
        registry.follow()
        waiting = [records for day in self._files.days() if today or day < over for records in self._unsealed(day)]
        sealed = [
            seal_journal(
                records,
                chain=registry.chain,
                tools=EthereumProofTools(),
                store=registry.seals,
                evidence=registry.evidence,
                outbox=registry.outbox,
                signer=signer or registry.sealer_key(),
            )
            for records in waiting
        ]
        registry.follow()
        return sealed

    def replay(self, day: str) -> ReplayedDay:
        """Runs a day again and holds it to its seals. Raises DayUnknown, JournalDamaged."""
        self._registry.follow()
        parts = [part for part, _ in self._sealed(day)]
        return replay_day(self._day(day), parts, chain=self._registry.chain, tools=EthereumProofTools())

    def bundle(self, day: str) -> Iterator[bytes]:
        """The sealed records of a day with their statements, for anyone. Raises DayUnknown, DayNotSealed."""
        self._registry.follow()
        records, sealed = self._day(day), self._sealed(day)
        if not sealed:
            raise DayNotSealed(day)
        # What no seal holds yet may name orders that still rest: it is nobody's business before its day is over.
        last = sealed[-1][0].last
        shown = JournalDay(self._files, self._snapshots, day, records.first, last)
        return write_bundle(shown, [statement for _, statement in sealed])

    def _day(self, day: str) -> JournalDay:
        return day_of_journal(self._files, self._snapshots, day)

    def _unsealed(self, day: str) -> list[JournalDay]:
        after = max((part.last for part, _ in self._sealed(day)), default=0)
        try:
            return [day_of_journal(self._files, self._snapshots, day, after)]
        except DayUnknown:
            return []

    def _sealed(self, day: str) -> list[tuple[DayPart, Statement]]:
        found = []
        for sealed in sealed_parts(self._registry.projection().seals):
            if sealed.day == day:
                content = self._registry.evidence.get(Cid(cid_of(sealed.seal.uri)))
                if "0x" + leaf_hash(content).hex() == sealed.seal.root:
                    statement = json.loads(content)
                    found.append((DayPart.of_statement(statement), statement))
        return found
