"""ERC-1155 metadata of a batch as JSON: what a wallet reads at the contract's uri. Amounts are strings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from registry.api.schema import Schema
from registry.domain.records import Batch, Supply
from registry.errors import InvalidInput, NotFound
from web.formatting import credits_of, day
from web.front import Frame, Front

KG_DECIMALS = 3
HEX_DIGITS = 64
LONGEST_DECIMAL = 78


class BatchOut(Schema):
    """Metadata of a batch; one unit is 1 kg, so that a wallet with 3 decimals shows tonnes."""

    name: str
    description: str
    decimals: int = KG_DECIMALS
    properties: dict[str, str]


def batches_router(front: Front) -> APIRouter:
    """`/api/v1/batches/{id}.json`."""
    router = APIRouter(prefix="/api/v1", tags=["records"])

    @router.get("/batches/{batch}.json", operation_id="getBatchMetadata")
    def get_batch(batch: Annotated[str, Path(max_length=LONGEST_DECIMAL)]) -> BatchOut:
        """Metadata of an ERC-1155 id: a decimal number, or 64 lower-case hex digits as wallets ask."""
        frame, number = front.frame(), read_batch_number(batch)
        if number not in frame.ledger.batches:
            raise NotFound("batch", number, name="BatchUnknown")
        return _batch_out(frame, frame.ledger.batches[number], frame.ledger.supplies[number])

    return router


def read_batch_number(text: str) -> int:
    """An ERC-1155 id, as ERC-1155 substitutes it or as people write it. Raises InvalidInput."""
    digits = text.lower()
    if len(digits) == HEX_DIGITS and all(digit in "0123456789abcdef" for digit in digits):
        return int(digits, 16)
    if text.isascii() and text.isdigit():
        return int(text)
    raise InvalidInput("batch", text, "must be a decimal number or 64 hex digits")


def _batch_out(frame: Frame, batch: Batch, supply: Supply) -> BatchOut:
    project = frame.ledger.projects[batch.project]
    methodology = frame.ledger.methodologies[project.methodology].name
    span = f"{day(batch.vintage_start)} to {day(batch.vintage_end)}"
    description = f"{credits_of(supply.issued_kg)} tCO2e of {project.name}, {span}, native credits under {methodology}."
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
    }
    texts = {"projectName": project.name, "methodology": methodology, "reportHash": batch.report_hash}
    properties = {key: str(value) for key, value in numbers.items()} | texts | {"notice": frame.notice}
    return BatchOut(name=f"Batch {batch.id}: {project.name}", description=description, properties=properties)
