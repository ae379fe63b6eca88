"""The days of a market's journal: sealed on chain, replayed, and handed to anyone as a bundle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from marketplace.adapters.journal_days import JournalDay, Statement, day_of_journal, write_bundle
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.snapshots import Snapshots
from marketplace.config import journal_folder
from marketplace.domain.journal_day import DayPart, cid_of, sealed_parts
from marketplace.errors import DayNotSealed
from marketplace.usecases.replay_day import ReplayedDay, replay_day
from marketplace.usecases.seal_journal import seal_journal
from registry.adapters.durable_file import DRAFT_PREFIX
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
        self._folder = journal_folder(registry.settings)
        self._files, self._snapshots = JournalFiles(self._folder), Snapshots(self._folder)

    def days(self) -> list[ArchivedDay]:
        """Every day that has records, oldest first, with what the followed chain knows of it."""
        parts = sealed_parts(self._registry.projection().seals)
        found = []
        for day in self._files.days():
            first, last = self._files.first_of(day), self._files.last_of(day)
            if first <= last:  # else a segment without a whole record
                sealed = sum(part.last - part.first + 1 for part in parts if part.day == day)
                found.append(ArchivedDay(day, first, last, sealed))
        return found

    def seal_days(self, signer: TransactionSigner | None = None, *, today: bool = False) -> list[SealedRoot]:
        """Seals what no seal holds of the days that are over, and with `today` of this day so far.

        Raises SealerKeyMissing, and Refused by the contract's name.
        """
        registry = self._registry
        registry.follow()
        now = datetime.fromtimestamp(registry.clock.now(), UTC).date().isoformat()
        waiting = [day for day in self.days() if day.sealed < day.last - day.first + 1 and (today or day.day < now)]
        sealed = [
            seal_journal(
                day_of_journal(self._files, self._snapshots, day.day, day.first + day.sealed - 1),
                chain=registry.chain,
                tools=EthereumProofTools(),
                store=registry.seals,
                evidence=registry.evidence,
                outbox=registry.outbox,
                signer=signer or registry.sealer_key(),
            )
            for day in waiting
        ]
        registry.follow()
        return sealed

    def replay(self, day: str) -> ReplayedDay:
        """Runs a day again and holds it to its seals. Raises DayUnknown, JournalDamaged."""
        self._registry.follow()
        parts = [part for part, _ in self._sealed(day)]
        return replay_day(self._day(day), parts, chain=self._registry.chain, tools=EthereumProofTools())

    def bundle(self, day: str) -> Path:
        """The file of a day's sealed records with their statements, for anyone; made when it is first asked for.

        What no seal holds yet may name orders that still rest: it is nobody's business before its day is over.
        Raises DayUnknown, DayNotSealed.
        """
        records, sealed = self._day(day), self._sealed(day)
        if not sealed:
            raise DayNotSealed(day)
        last = sealed[-1][0].last
        file = self._folder / "bundles" / f"{day}-{last}.ndjson"
        if not file.is_file():
            file.parent.mkdir(exist_ok=True)
            shown = JournalDay(self._files, self._snapshots, day, records.first, last)
            with NamedTemporaryFile(dir=file.parent, prefix=DRAFT_PREFIX, delete=False) as draft:
                draft.writelines(write_bundle(shown, [statement for _, statement in sealed]))
            Path(draft.name).replace(file)
        return file

    def _day(self, day: str) -> JournalDay:
        return day_of_journal(self._files, self._snapshots, day)

    def _sealed(self, day: str) -> list[tuple[DayPart, Statement]]:
        found = []
        for sealed in sealed_parts(self._registry.projection().seals):
            if sealed.day == day:
                content = self._registry.evidence.get(Cid(cid_of(sealed.seal.uri)))
                if "0x" + leaf_hash(content).hex() == sealed.seal.root:
                    statement = json.loads(content)
                    found.append((DayPart.of_statement(statement), statement))
        return found
