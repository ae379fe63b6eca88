"""Public doors to what is proved: certificates, their bundles, seals, evidence, and the meaning of a hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Response

from registry.adapters.evidence_index import EvidenceIndex
from registry.adapters.proof_tools import EthereumProofTools
from registry.api.proof_schemas import CertificateOut, FoundOut, SealOut
from registry.api.security import registry_of
from registry.domain.cid import read_cid
from registry.domain.merkle import leaf_hash
from registry.domain.notices import notice_for
from registry.domain.seals import SealKind
from registry.errors import NotFound
from registry.usecases.look_up_hash import look_up_hash
from registry.usecases.state_certificate import state_certificate

if TYPE_CHECKING:
    from registry.bootstrap import Registry

router = APIRouter(prefix="/api/v1", tags=["proofs"])
TOOLS = EthereumProofTools()
FOR_EVER = "public, max-age=31536000, immutable"
Opened = Annotated["Registry", Depends(registry_of)]
CertificateId = Annotated[int, Path(ge=1, lt=2**256)]
SealId = Annotated[int, Path(ge=1, lt=2**64)]


@router.get("/certificates/{certificate}", operation_id="showCertificate")
def show_certificate(certificate: CertificateId, registry: Opened) -> CertificateOut:
    """A retirement, as its certificate states it."""
    ledger = registry.projection()
    statement = state_certificate(certificate, ledger=ledger, chain=registry.chain)
    leaf = registry.seals.find(leaf_hash(TOOLS.canonical(statement)), SealKind.Certificate)
    return CertificateOut.of(statement, notice_for(statement["serials"]), ledger, leaf)


@router.get("/certificates/{certificate}/proof", operation_id="downloadProof", response_class=Response)
def download_proof(certificate: CertificateId, registry: Opened) -> Response:
    """The proof bundle, byte for byte; `carbonix verify` checks it without this server."""
    return _download(registry.prove(certificate), "application/json", f"certificate-{certificate}.json")


@router.get("/seals/{seal}", operation_id="showSeal")
def show_seal(seal: SealId, registry: Opened) -> SealOut:
    """A Merkle root on chain, and where its leaves can be fetched."""
    record = registry.projection().seals.get(seal)
    if record is None:
        raise NotFound("seal", seal, name="SealUnknown")
    return SealOut.of(record)


@router.get("/evidence/{cid}", operation_id="downloadEvidence", response_class=Response)
def download_evidence(cid: str, registry: Opened) -> Response:
    """The bytes of a piece of evidence, hashed again before they leave; they never change under their name."""
    name = read_cid(cid)
    answer = _download(registry.evidence.get(name), "application/octet-stream", name)
    answer.headers["ETag"] = f'"{name}"'
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


@router.get("/hashes/{text}", operation_id="lookUpHash")
def look_up(text: str, registry: Opened) -> list[FoundOut]:
    """What a bare hash is known as: a root, a leaf, a report, a document, a retirement."""
    documents = EvidenceIndex(registry.evidence, registry.database)
    found = look_up_hash(text, ledger=registry.projection(), seals=registry.seals, documents=documents)
    return [FoundOut.of(entry) for entry in found]


def _download(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type=kind, headers=headers)
