"""Batches, certificates and seals as JSON: what a wallet, a script or a stranger reads. Amounts are strings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel

from registry.domain.certificate import UseCase, certificate_in
from registry.domain.notices import notice_for
from registry.domain.records import Batch, Certificate, Seal, Supply
from registry.domain.seals import SealKind
from registry.errors import InvalidInput, NotFound
from registry.usecases.prove_certificate import prove_certificate
from web.formatting import credits_of, day
from web.front import Frame, Front
from web.issuing import issuer_of_certificate

KG_DECIMALS = 3
HEX_DIGITS = 64
Number = Annotated[int, Path(ge=0, lt=1 << 63)]


class BatchOut(BaseModel):
    """ERC-1155 metadata of a batch; one unit is 1 kg, so that a wallet with 3 decimals shows tonnes."""

    name: str
    description: str
    decimals: int = KG_DECIMALS
    properties: dict[str, str]


class CertificateOut(BaseModel):
    """A certificate: its statement once it can be read, and what happened since."""

    certificate: str
    statement: dict[str, str] | None
    batch: str
    kg: str
    beneficiary: str
    retiree: str
    useCase: str  # noqa: N815 - JSON keys of this house are camel case, as on chain
    detailsHash: str  # noqa: N815
    corrections: list[str]
    allottedKg: str  # noqa: N815
    allotments: list[dict[str, str]]
    transaction: str
    block: str
    notice: str


class SealOut(BaseModel):
    """A seal as the chain holds it."""

    id: str
    kind: str
    root: str
    size: str
    sequence: str
    previousRoot: str  # noqa: N815
    sealer: str
    uri: str
    transaction: str
    block: str


def records_router(front: Front) -> APIRouter:
    """`/api/v1/batches`, `/certificates` and `/seals`."""
    router = APIRouter(prefix="/api/v1", tags=["records"])

    @router.get("/batches/{batch}.json", operation_id="getBatchMetadata")
    def get_batch(batch: Annotated[str, Path(max_length=80)]) -> BatchOut:
        """Metadata of an ERC-1155 id: a decimal number, or 64 lower-case hex digits as wallets ask."""
        frame, number = front.frame(), read_batch_number(batch)
        if number not in frame.ledger.batches:
            raise NotFound("batch", number, name="BatchUnknown")
        return _batch_out(frame, frame.ledger.batches[number], frame.ledger.supplies[number])

    @router.get("/certificates/{certificate}", operation_id="getCertificate")
    def get_certificate(certificate: Number) -> CertificateOut:
        """One retirement with its corrections and allotments."""
        frame = front.frame()
        facts = certificate_in(frame.ledger, certificate)
        return _certificate_out(frame, facts, front.statement(facts, frame.ledger))

    @router.get("/certificates/{certificate}/proof", operation_id="getProofBundle", response_class=Response)
    def get_proof(certificate: Number) -> Response:
        """The proof bundle, byte for byte as `carbonix prove` writes it: save it unchanged."""
        ledger = front.registry.projection()
        bundle = prove_certificate(
            certificate,
            ledger=ledger,
            chain=front.registry.chain,
            tools=front.tools,
            store=front.registry.seals,
            issuer=issuer_of_certificate(front, certificate, ledger),
        )
        headers = {"Content-Disposition": f'attachment; filename="certificate-{certificate}.json"'}
        return Response(bundle, media_type="application/json", headers=headers)

    @router.get("/seals/{seal}", operation_id="getSeal")
    def get_seal(seal: Number) -> SealOut:
        """One seal."""
        found = front.registry.projection().seals.get(seal)
        if found is None:
            raise NotFound("seal", seal, name="SealUnknown")
        return _seal_out(found)

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
    texts: dict[str, Any] = {"projectName": project.name, "methodology": methodology, "reportHash": batch.report_hash}
    properties = {key: str(value) for key, value in numbers.items()} | texts | {"notice": frame.notice}
    return BatchOut(name=f"Batch {batch.id}: {project.name}", description=description, properties=properties)


def _certificate_out(frame: Frame, facts: Certificate, statement: dict[str, str] | None) -> CertificateOut:
    allotments = [entry for entry in frame.ledger.allotments if entry.certificate == facts.id]
    return CertificateOut(
        certificate=str(facts.id),
        statement=statement,
        batch=str(facts.batch),
        kg=str(facts.kg),
        beneficiary=facts.beneficiary,
        retiree=facts.retiree,
        useCase=UseCase(facts.use_case).name,
        detailsHash=facts.details_hash,
        corrections=list(facts.corrections),
        allottedKg=str(frame.ledger.allotted_kg(facts.id)),
        allotments=[{"subject": a.subject, "kg": str(a.kg), "transaction": a.transaction} for a in allotments],
        transaction=facts.transaction,
        block=str(facts.block),
        notice=notice_for(statement["serials"]) if statement else frame.notice,
    )


def _seal_out(seal: Seal) -> SealOut:
    return SealOut(
        id=str(seal.id),
        kind=SealKind(seal.kind).word,
        root=seal.root,
        size=str(seal.size),
        sequence=str(seal.sequence),
        previousRoot=seal.previous_root,
        sealer=seal.sealer,
        uri=seal.uri,
        transaction=seal.transaction,
        block=str(seal.block),
    )
