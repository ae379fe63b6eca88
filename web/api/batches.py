"""Metadata as wallets read it: of a batch (ERC-1155) and of the whole collection (ERC-7572). Amounts are strings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from registry.api.schema import Schema
from registry.domain.labels import label_names
from registry.domain.records import Batch, Supply
from registry.errors import InvalidInput, NotFound
from web.formatting import credits_of, day
from web.front import Frame, Front

KG_DECIMALS = 3  # 1 credit = 1 tCO2e = 1,000 units of 1 kg
HEX_DIGITS = 64
LONGEST_DECIMAL = 78


class BatchOut(Schema):
    """Metadata of a batch; one unit is 1 kg, so that a wallet with 3 decimals shows tonnes."""

    name: str
    description: str
    decimals: int = KG_DECIMALS
    properties: dict[str, str]


class CollectionOut(Schema):
    """ERC-7572: what the ledger as a whole is."""

    name: str
    symbol: str
    description: str
    external_link: str


def batches_router(front: Front) -> APIRouter:
    """`/api/v1/batches/{id}.json` and `/api/v1/collection.json`."""
    router = APIRouter(prefix="/api/v1", tags=["records"])

    @router.get("/collection.json", operation_id="getCollectionMetadata")
    def get_collection() -> CollectionOut:
        """Metadata of the ledger's contract, found through its contractURI."""
        text = "Carbon credits: one id per batch, one unit per kilogram of CO2e, 1,000 units are one credit of 1 tCO2e."
        said = f"{text} {front.notice}".strip()
        return CollectionOut(name="CarboniX credits", symbol="CNX", description=said, external_link="/")

    @router.get("/batches/{batch}.json", operation_id="getBatchMetadata")
    def get_batch(batch: Annotated[str, Path(max_length=LONGEST_DECIMAL)]) -> BatchOut:
        """Metadata of an ERC-1155 id: a decimal number, or 64 lower-case hex digits as wallets ask."""
        frame, number = front.frame(), read_batch_number(batch)
        if number not in frame.ledger.batches:
            raise NotFound("batch", number, name="BatchUnknown")
        return batch_metadata(frame, frame.ledger.batches[number])

    return router


def read_batch_number(text: str) -> int:
    """An ERC-1155 id, as ERC-1155 substitutes it or as people write it. Raises InvalidInput."""
    digits = text.lower()
    if len(digits) == HEX_DIGITS and all(digit in "0123456789abcdef" for digit in digits):
        return int(digits, 16)
    if text.isascii() and text.isdigit():
        return int(text)
    raise InvalidInput("batch", text, "must be a decimal number or 64 hex digits")


def batch_metadata(frame: Frame, batch: Batch) -> BatchOut:
    """What wallets are told of a batch."""
    project, supply = frame.ledger.projects[batch.project], frame.ledger.supplies.get(batch.id, Supply())
    methodology = frame.ledger.methodologies[project.methodology].name
    span = f"{day(batch.vintage_start)} to {day(batch.vintage_end)}"
    bridged = frame.ledger.bridged.get(batch.id)
    origin = f"units immobilised elsewhere: {bridged.serial}" if bridged else f"native credits under {methodology}"
    description = f"{credits_of(supply.issued_kg)} tCO2e of {project.name}, {span}, {origin}."
    numbers = {
        "batch": batch.id,
        "project": batch.project,
        "vintageStart": batch.vintage_start,
        "vintageEnd": batch.vintage_end,
        "serialStart": batch.serial_start,
        "credits": batch.credits,
        "issuedKg": supply.issued_kg,
        "heldKg": supply.held_kg,
        "retiredKg": supply.retired_kg,
        "cancelledKg": supply.cancelled_kg,
        "bufferKg": frame.ledger.buffer.get(batch.id, 0),
        "lostKg": sum(loss.loss_kg for loss in frame.ledger.losses.values() if loss.batch == batch.id),
    }
    texts = {"projectName": project.name, "methodology": methodology, "reportHash": batch.report_hash}
    texts["labels"] = ", ".join(label_names(frame.ledger.labels.get(batch.id, 0)))
    properties = {key: str(value) for key, value in numbers.items()} | texts | {"notice": frame.notice}
    return BatchOut(name=f"Batch {batch.id}: {project.name}", description=description, properties=properties)
