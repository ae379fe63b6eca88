"""A batch of credits: where each kilogram is, its serials and holders, and what a browser needs to check them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from registry.domain.labels import label_names
from registry.domain.records import Batch, Supply
from registry.errors import NotFound
from web.api.batches import LONGEST_DECIMAL, batch_metadata, read_batch_number
from web.front import Frame, Front
from web.goals import is_simulated
from web.projects.listing import vintage_of
from web.projects.supply import BLOCK_COLUMNS, ESCROWS, POOL, blocks_of, metadata_text, parts_of
from web.sheets import Cell, Sheet, wanted_format

PAGE_BATCHES = 100
MOST_SHOWN = 20  # blocks and holders on one page; the data holds all of them
COLUMNS = (
    "batch", "project", "projectName", "vintage", "vintageStart", "vintageEnd", "credits", "issuedKg", "heldKg",
    "retiredKg", "cancelledKg", "bufferKg", "labels", "reportHash", "transaction",
)  # fmt: skip
CHECKED = ("CarbonCredit", "RetirementCertificate", POOL, *ESCROWS)


def batches_page_router(front: Front) -> APIRouter:
    """`/batches` and `/batches/{id}`."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)

    @router.get("/batches")
    def batches(page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
        frame = front.frame()
        rows = [_row(frame, batch) for _, batch in sorted(frame.ledger.batches.items(), reverse=True)]
        pages = max(1, -(-len(rows) // PAGE_BATCHES))
        at = min(page, pages)
        shown = [dict(zip(COLUMNS, row, strict=True)) for row in rows[(at - 1) * PAGE_BATCHES : at * PAGE_BATCHES]]
        sheet = Sheet("batches", COLUMNS, rows, {"notice": frame.notice})
        return front.answer("batches.html", frame, sheet, shown=shown, page=at, pages=pages, total=len(rows))

    @router.get("/batches/{batch}")
    def batch_page(batch: Annotated[str, Path(max_length=LONGEST_DECIMAL)]) -> Response:
        wanted_format()
        frame, number = front.frame(), read_batch_number(batch)
        if number not in frame.ledger.batches:
            raise NotFound("batch", number, name="BatchUnknown")
        return _page(front, frame, frame.ledger.batches[number])

    return router


def _page(front: Front, frame: Frame, batch: Batch) -> Response:
    ledger, parts = frame.ledger, parts_of(front, frame.ledger, batch.id)
    blocks, holders = blocks_of(front, frame, batch), ledger.holders(batch.id)
    claim = ledger.claims.get(batch.report_hash)
    roots = {claim.report.data_root, batch.report_hash} if claim and claim.report else set()
    metadata = batch_metadata(frame, batch)
    facts = {"batch": str(batch.id), **parts.facts(), "metadata": metadata.model_dump(), "notice": frame.notice}
    sheet = Sheet(f"batch-{batch.id}", BLOCK_COLUMNS, [block.cells() for block in blocks], facts)
    return front.answer(
        "batch.html",
        frame,
        sheet,
        batch=batch,
        project=ledger.projects[batch.project],
        methodology=ledger.methodologies[ledger.projects[batch.project].methodology],
        vintage=vintage_of(batch.vintage_end),
        parts=parts,
        blocks=blocks[:MOST_SHOWN],
        hidden_blocks=max(0, len(blocks) - MOST_SHOWN),
        holders=list(holders.items())[:MOST_SHOWN],
        hidden_holders=max(0, len(holders) - MOST_SHOWN),
        frozen={holder: kg for (held, holder), kg in ledger.frozen.items() if held == batch.id},
        claim=claim,
        simulated=is_simulated(front, batch.project),
        seals=[seal for seal in ledger.seals.values() if seal.root in roots],
        labels=label_names(ledger.labels.get(batch.id, 0)),
        bridged=ledger.bridged.get(batch.id),
        losses=[loss for loss in ledger.losses.values() if loss.batch == batch.id],
        certificates=[one for one in ledger.certificates.values() if one.batch == batch.id],
        metadata=metadata_text(metadata.model_dump()),
        local_node=front.local_node,
        question=_question(front, frame, batch, list(holders)) | {"page": parts.facts()},
    )


def _question(front: Front, frame: Frame, batch: Batch, holders: Sequence[str]) -> dict[str, Any]:
    """What the reader's browser asks a node about; every number is text."""
    ledger, contracts = frame.ledger, front.contracts()
    tip = frame.tip
    return {
        "chainId": str(front.registry.deployment.chain_id),
        "block": {"number": str(tip.number), "hash": tip.hash} if tip else None,
        "batch": str(batch.id),
        "contracts": {name: contracts[name] for name in CHECKED if name in contracts},
        "escrows": [contracts[name]["address"] for name in ESCROWS if name in contracts],
        "pool": contracts[POOL]["address"],
        "holders": holders,
        "frozen": [holder for held, holder in ledger.frozen if held == batch.id],
    }


def _row(frame: Frame, batch: Batch) -> tuple[Cell, ...]:
    ledger, supply = frame.ledger, frame.ledger.supplies.get(batch.id, Supply())
    return (
        *(batch.id, batch.project, ledger.projects[batch.project].name, vintage_of(batch.vintage_end)),
        *(batch.vintage_start, batch.vintage_end, batch.credits),
        *(supply.issued_kg, supply.held_kg, supply.retired_kg, supply.cancelled_kg),
        *(ledger.buffer.get(batch.id, 0), ", ".join(label_names(ledger.labels.get(batch.id, 0)))),
        *(batch.report_hash, batch.transaction),
    )
