"""Finds what became of serial numbers: which certificates retired them, which are still in circulation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.domain.certificate import vintage_year
from registry.domain.records import Batch
from registry.domain.units import ONE_CREDIT_KG
from registry.domain.verdict import Step, failed, passed
from web.formatting import plural
from web.front import Front

_SERIALS = re.compile(r"(?:CNX|DEMO)-[A-Z]{2}-([0-9]{1,38})-([0-9]{4})-([0-9]{1,19})(?:-([0-9]{1,19}))?")


@dataclass(frozen=True, slots=True)
class Serials:
    """Tonnes `first` to `last`, inclusive, of a project's vintage."""

    project: int
    year: str
    first: int
    last: int


def read_serials(text: str) -> Serials | None:
    """A serial or a range as it is printed; None for anything else."""
    found = _SERIALS.fullmatch(text.upper())
    if found is None:
        return None
    project, year, first, last = found.groups()
    return Serials(int(project), year, int(first), int(last or first))


def certificate_of_serials(front: Front, asked: str) -> int | None:
    """The certificate that prints exactly these serials."""
    ledger = front.registry.projection()
    for certificate in ledger.certificates.values():
        statement = front.statement(certificate, ledger)
        if statement is not None and statement["serials"].upper() == asked.upper():
            return certificate.id
    return None


def serial_steps(front: Front, asked: Serials) -> list[Step]:
    """Whether the serials were ever issued, and which certificates touch them."""
    ledger = front.registry.projection()
    batch = next((one for one in ledger.batches.values() if _holds(one, asked)), None)
    if batch is None:
        sentence = (
            f"No batch of project {asked.project}, vintage {asked.year}, holds serials {asked.first} to {asked.last}."
        )
        return [failed("serials", sentence, project=asked.project, year=asked.year)]
    last = batch.serial_start + batch.credits - 1
    sentence = f"They belong to batch {batch.id}, which holds serials {batch.serial_start} to {last}."
    issued = passed("serials", sentence, batch=batch.id, page=f"/batches/{batch.id}")
    touching = [
        one
        for one in ledger.certificates.values()
        if one.batch == batch.id and one.serial_start <= asked.last and asked.first <= one.serial_end
    ]
    if not touching:
        sentence = "No certificate names any of them: credits are fungible until they are retired."
        return [issued, passed("retirement", sentence)]
    names = ", ".join(f"{one.id} ({one.kg:,} kg)" for one in touching)
    told = f"{plural(len(touching), 'certificate')} name them or a part of them: {names}."
    return [issued, passed("retirement", told, page=f"/c/{touching[0].id}", kilogramsPerSerial=ONE_CREDIT_KG)]


def _holds(batch: Batch, asked: Serials) -> bool:
    inside = batch.serial_start <= asked.first <= asked.last < batch.serial_start + batch.credits
    return inside and batch.project == asked.project and vintage_year(batch.vintage_end) == asked.year
