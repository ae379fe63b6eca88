"""Where the kilograms of a batch are: the parts of its supply, and its blocks of serials with where each came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from registry.domain.events import ChainEvent
from registry.domain.projection import Projection
from registry.domain.records import Batch, Supply
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import CarbonixError
from web.front import Frame, Front
from web.sheets import Cell

ESCROWS = ("CooperativeClaims", "RemnantPool")  # contracts that hold credits for people who have yet to take them
POOL = "BufferPool"
RETIRED, CIRCULATING, CANCELLED = "retired", "circulating", "cancelled"
BLOCK_COLUMNS = (
    "state", "serials", "serialStart", "serialEnd", "kgStart", "kgEnd", "kg", "certificate", "holder", "reason",
    "transaction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """issued = held + escrow + retired + cancelled, in kg; pool, frozen and listed are parts of held.

    `listed_kg` is None while the book or the chain does not answer.
    """

    issued_kg: int
    held_kg: int
    escrow_kg: int
    retired_kg: int
    cancelled_kg: int
    pool_kg: int
    frozen_kg: int
    listed_kg: int | None

    @property
    def holds(self) -> bool:
        """True if the sums agree; both sides were counted apart (I-3)."""
        return self.issued_kg == self.held_kg + self.escrow_kg + self.retired_kg + self.cancelled_kg

    def facts(self) -> dict[str, str | None]:
        """As data; amounts are text."""
        named = {
            "issuedKg": self.issued_kg,
            "heldKg": self.held_kg,
            "escrowKg": self.escrow_kg,
            "retiredKg": self.retired_kg,
            "cancelledKg": self.cancelled_kg,
            "poolKg": self.pool_kg,
            "frozenKg": self.frozen_kg,
        }
        listed = None if self.listed_kg is None else str(self.listed_kg)
        return {key: str(kg) for key, kg in named.items()} | {"listedKg": listed}


@dataclass(frozen=True, slots=True)
class Block:
    """Kilograms [kg_start, kg_end) of a batch that have one fate; serials are those of the tonnes that they touch."""

    state: str
    kg_start: int
    kg_end: int
    serial_start: int
    serial_end: int
    serials: str
    transaction: str
    certificate: int | None = None
    holder: str = ""
    reason: str = ""

    @property
    def kg(self) -> int:
        return self.kg_end - self.kg_start

    def cells(self) -> tuple[Cell, ...]:
        """The block as data, in the order of BLOCK_COLUMNS."""
        return (
            *(self.state, self.serials, self.serial_start, self.serial_end, self.kg_start, self.kg_end, self.kg),
            *(self.certificate, self.holder, self.reason, self.transaction),
        )


def parts_of(front: Front, ledger: Projection, batch: int) -> Parts:
    """The sums of a batch, held and escrow counted account by account."""
    deployment = front.registry.deployment.contracts
    holders, supply = ledger.holders(batch), ledger.supplies.get(batch, Supply())
    in_escrow = {deployment[name].address for name in ESCROWS if name in deployment}
    escrow = sum(kg for holder, kg in holders.items() if holder in in_escrow)
    frozen = (min(kg, holders.get(holder, 0)) for (held, holder), kg in ledger.frozen.items() if held == batch)
    return Parts(
        issued_kg=supply.issued_kg,
        held_kg=sum(holders.values()) - escrow,
        escrow_kg=escrow,
        retired_kg=supply.retired_kg,
        cancelled_kg=supply.cancelled_kg,
        pool_kg=holders.get(deployment[POOL].address, 0),
        frozen_kg=sum(frozen),
        listed_kg=_listed_kg(front, batch),
    )


def blocks_of(front: Front, frame: Frame, batch: Batch) -> list[Block]:
    """Every block in the order of kilograms: retired from the bottom, cancelled from the top, the rest between."""
    ledger, supply = frame.ledger, frame.ledger.supplies.get(batch.id, Supply())
    reader = _Serials(front, frame, batch)
    top = supply.issued_kg - supply.cancelled_kg
    found = list(_retired(ledger, batch, reader))
    if supply.retired_kg < top:
        found.append(reader.block(CIRCULATING, supply.retired_kg, top, batch.transaction))
    cancelled = front.events.about(("CreditsCancelled",), (f'"batch":{batch.id}',))
    return found + sorted((reader.cancelled(event) for event in cancelled), key=lambda block: block.kg_start)


def _retired(ledger: Projection, batch: Batch, reader: _Serials) -> Iterator[Block]:
    own = (one for one in ledger.certificates.values() if one.batch == batch.id and one.id not in ledger.portion_of)
    for one in sorted(own, key=lambda certificate: certificate.kg_start):
        yield reader.block(RETIRED, one.kg_start, one.kg_end, one.transaction, one.id, one.retiree)


def _listed_kg(front: Front, batch: int) -> int | None:
    try:
        asks = front.market.book(batch).asks
    except CarbonixError:
        return None
    return sum(level.credits for level in asks) * ONE_CREDIT_KG


class _Serials:
    """Printed serials, from the contract where it answers, else as numbers."""

    def __init__(self, front: Front, frame: Frame, batch: Batch) -> None:
        self._chain, self._batch = front.registry.chain, batch
        self._at = frame.tip.number if frame.tip else 0
        self._whole = self._ask(batch.serial_start, batch.serial_start + batch.credits - 1)

    def block(
        self, state: str, start: int, end: int, transaction: str, certificate: int | None = None, holder: str = ""
    ) -> Block:
        first = self._batch.serial_start + start // ONE_CREDIT_KG
        last = self._batch.serial_start + (end - 1) // ONE_CREDIT_KG
        return Block(state, start, end, first, last, self._text(first, last), transaction, certificate, holder)

    def cancelled(self, event: ChainEvent) -> Block:
        said: Mapping[str, int] = event.arguments
        made = self.block(CANCELLED, said["kgStart"], said["kgEnd"], event.transaction, None, event.arguments["holder"])
        return replace(made, reason=str(event.arguments["reasonHash"]))

    def _text(self, first: int, last: int) -> str:
        whole = f"{self._batch.serial_start}-{self._batch.serial_start + self._batch.credits - 1}"
        # The range ends the text of a native batch; a bridged one prints it inside the other registry's serial.
        if self._whole.endswith(f"-{whole}"):
            return f"{self._whole.removesuffix(whole)}{first}-{last}"
        return self._ask(first, last) or f"{first}-{last}"

    def _ask(self, first: int, last: int) -> str:
        try:
            return str(self._chain.call("CreditRegistry", "serialText", self._batch.id, first, last, at=self._at))
        except CarbonixError:
            return ""


def metadata_text(document: object) -> str:
    """A metadata document as people read JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False)
