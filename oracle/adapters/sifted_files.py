"""Reads a meter's readings from its raw files, sifted anew, instead of from the table of readings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from oracle.domain.imports import ReadingsImport
from oracle.domain.quality import sift
from oracle.domain.readings import Period, Reading
from oracle.ports import Commitments, MeterBook, ReadingShelf
from oracle.usecases.rest_on_meter import MeterSource
from registry.domain.cid import Cid
from registry.ports import EvidenceStore


@dataclass(frozen=True)
class SiftedFiles:
    """One meter's readings as its raw files give them; read and sifted once, at first use."""

    meter: str
    meters: MeterBook
    stored: ReadingShelf
    evidence: EvidenceStore

    def readings(self, _meter: str, period: Period) -> list[Reading]:
        """Readings that begin in the period, in order of time. Raises EvidenceCorrupt, NotFound("EvidenceUnknown")."""
        found = [reading for _, accepted in self._sifted for reading in accepted if _begins_in(period, reading)]
        return sorted(found, key=lambda reading: reading.start_s)

    def imports(self, _meter: str, period: Period) -> list[ReadingsImport]:
        """The files that brought readings of the period, in order of arrival."""
        return [
            brought for brought, accepted in self._sifted if any(_begins_in(period, reading) for reading in accepted)
        ]

    def import_files(self, meter: str) -> list[Cid]:
        """All content imported for the meter, in order of arrival."""
        return self.stored.import_files(meter)

    @cached_property
    def _sifted(self) -> list[tuple[ReadingsImport, tuple[Reading, ...]]]:
        """Every file of the meter counts: what stood before decides what was refused later."""
        meter, starts = self.meters.meter(self.meter), set[int]()
        found = []
        for cid in self.stored.import_files(self.meter):
            rows = self.meters.rows(self.meter, self.evidence.get(Cid(cid)))
            sifted = sift(meter, rows, starts)
            starts |= {reading.start_s for reading in sifted.accepted}
            brought = ReadingsImport(self.meter, cid, len(rows), len(sifted.accepted), tuple(sifted.refused))
            found.append((brought, tuple(sifted.accepted)))
        return found


def raw_meter_source(
    meter: str, meters: MeterBook, stored: ReadingShelf, evidence: EvidenceStore, commitments: Commitments
) -> MeterSource:
    """The source for one recomputation of one meter."""
    return MeterSource(meters, SiftedFiles(meter, meters, stored, evidence), evidence, commitments)


def _begins_in(period: Period, reading: Reading) -> bool:
    return period.start_s <= reading.start_s < period.end_s
