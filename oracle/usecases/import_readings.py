"""Takes in a meter's rows once: the bytes are kept as received, good rows become readings, each bad row is named."""

from __future__ import annotations

from oracle.domain.imports import ReadingsImport
from oracle.domain.quality import sift
from oracle.ports import MeterBook, ReadingStore
from registry.ports import EvidenceStore


def import_readings(
    meter: str, content: bytes, *, meters: MeterBook, readings: ReadingStore, evidence: EvidenceStore
) -> ReadingsImport:
    """Imports content of one meter; the same content again changes nothing and returns the same result.

    A row that breaks a rule is listed in `refused` and leaves all others as they are. Raises MeterUnknown, and
    InvalidInput for content that is no list of rows.
    """
    declared = meters.meter(meter)
    rows = meters.rows(meter, content)
    cid = evidence.put(content)
    with readings.journal(meter) as journal:
        known = journal.find(cid)
        if known is not None:
            return known
        return journal.append(cid, len(rows), sift(declared, rows, journal.starts()))
