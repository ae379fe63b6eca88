"""The verifier's workbench over HTTP: claims beside their evidence, inspections with photos and lists, signatures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile

from oracle.adapters.photo_reader import LARGEST_PHOTO_BYTES
from oracle.api.inspection_schemas import (
    AnswersIn,
    ClaimBesideOut,
    ClaimRowOut,
    InspectionIn,
    InspectionOut,
    PhotoOut,
    RecomputedOut,
    SignaturesIn,
    ToSignOut,
    VerdictOut,
    signature_bytes,
)
from oracle.bootstrap import Oracle
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.security import require
from registry.domain.roles import Permission, Principal

CREATED = 201
InspectClaims = Depends(require(Permission.INSPECT_CLAIMS))
Verifier = Annotated[Principal, InspectClaims]
ReportHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$")]
InspectionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
PhotoHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$")]
Address = Annotated[str, Query(pattern=r"^0x[0-9a-fA-F]{40}$")]
After = Annotated[str, Query(pattern=r"^[0-9a-fx]{0,66}$")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


def inspection_router(oracle: Oracle) -> APIRouter:
    """Doors for verifiers; another company's inspection answers as if it did not exist."""
    router = APIRouter(prefix="/api/v1", tags=["workbench"])
    for add in (_add_claims, _add_inspections, _add_evidence, _add_signatures):
        add(router, oracle)
    return router


def _add_claims(router: APIRouter, oracle: Oracle) -> None:
    bench = oracle.workbench

    @router.get("/workbench/claims", operation_id="listClaimsToInspect", dependencies=[InspectClaims])
    def list_claims(
        request: Request, response: Response, after: After = "", limit: Limit = PAGE_LENGTH
    ) -> list[ClaimRowOut]:
        """Reports that can be inspected, by their hashes."""
        page = bench.claims(after, limit)
        if page:
            link_next(request, response, page, limit, page[-1].report_hash)
        return [ClaimRowOut.of(found) for found in page]

    @router.get("/workbench/claims/{report_hash}", operation_id="showClaimToInspect", dependencies=[InspectClaims])
    def show_claim(report_hash: ReportHash) -> ClaimBesideOut:
        """A claim with report, documents, attestations, ground, and where its evidence and lineage are read."""
        monitoring = oracle.reports.by_hash(report_hash)
        ground = oracle.field.boundaries.find(monitoring.report.project)
        attested, gold = oracle.reports.attestations(report_hash), bench.gold(monitoring)
        minted = oracle.registry.projection().claims.get(report_hash)
        return ClaimBesideOut.of(monitoring, attested, ground, gold, minted.batch if minted else 0)

    @router.get("/workbench/claims/{report_hash}/independence", operation_id="checkIndependence")
    def check_independence(report_hash: ReportHash, verifier: Address, caller: Verifier) -> VerdictOut:
        """Whether this key of the caller's company may inspect the claim, and if not, why."""
        return VerdictOut.of(bench.independence(report_hash, verifier.lower(), caller.tenant))

    @router.post(
        "/workbench/claims/{report_hash}/recompute", operation_id="recomputeClaim", dependencies=[InspectClaims]
    )
    def recompute(report_hash: ReportHash) -> RecomputedOut:
        """The claim computed anew from the stored readings, beside what the report says."""
        return RecomputedOut.of(bench.recompute(report_hash))


def _add_inspections(router: APIRouter, oracle: Oracle) -> None:
    bench = oracle.workbench

    def shown(identity: str, caller: Principal) -> InspectionOut:
        found = bench.inspections.find(caller.tenant, identity)
        answers, photos = bench.inspections.answers(identity), bench.inspections.photos(identity)
        return InspectionOut.of(found, bench.checklist(found), answers, photos)

    @router.post("/inspections", status_code=CREATED, operation_id="openInspection")
    def open_inspection(body: InspectionIn, caller: Verifier) -> InspectionOut:
        """Opens the company's inspection of a claim; asked again, it is the same inspection."""
        return shown(bench.open(body.report_hash, body.verifier, caller).id, caller)

    @router.get("/inspections", operation_id="listInspections")
    def list_inspections(
        request: Request, response: Response, caller: Verifier, after: After = "", limit: Limit = PAGE_LENGTH
    ) -> list[InspectionOut]:
        """The company's inspections by id, without answers and photos."""
        page = bench.inspections.page(caller.tenant, after, limit)
        if page:
            link_next(request, response, page, limit, page[-1].id)
        return [InspectionOut.of(found, bench.checklist(found), {}, []) for found in page]

    @router.get("/inspections/{inspection}", operation_id="showInspection")
    def show_inspection(inspection: InspectionId, caller: Verifier) -> InspectionOut:
        """An inspection with its list, answers, photos and signatures."""
        return shown(inspection, caller)

    @router.put("/inspections/{inspection}/answers", operation_id="answerPoints")
    def answer_points(inspection: InspectionId, body: AnswersIn, caller: Verifier) -> InspectionOut:
        """Answers points of the list; all or none are kept."""
        bench.answer(inspection, [answer.model_dump() for answer in body.answers], caller)
        return shown(inspection, caller)


def _add_evidence(router: APIRouter, oracle: Oracle) -> None:
    bench = oracle.workbench

    @router.post("/inspections/{inspection}/photos", status_code=CREATED, operation_id="addInspectionPhoto")
    def add_photo(
        inspection: InspectionId,
        file: Annotated[UploadFile, File()],
        signature: Annotated[str, Form(max_length=8_200)],
        caller: Verifier,
    ) -> PhotoOut:
        """Keeps a photo that states place and time (EXIF) under the verifier's EIP-191 signature over its hash."""
        content = file.file.read(LARGEST_PHOTO_BYTES + 1)
        return PhotoOut.of(bench.add_photo(inspection, content, signature_bytes("signature", signature), caller))

    @router.get("/inspections/{inspection}/photos/{photo}", operation_id="showInspectionPhoto")
    def show_photo(inspection: InspectionId, photo: PhotoHash, caller: Verifier) -> Response:
        """The photo's bytes as they were handed in."""
        content = bench.inspections.photo_content(caller.tenant, inspection, photo)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type="application/octet-stream", headers=headers)


def _add_signatures(router: APIRouter, oracle: Oracle) -> None:
    bench = oracle.workbench

    @router.get("/inspections/{inspection}/typed-data", operation_id="showInspectionToSign")
    def show_to_sign(inspection: InspectionId, caller: Verifier) -> ToSignOut:
        """The document as it stands, and the two messages that the verifier's wallet signs (EIP-712)."""
        found = bench.inspections.find(caller.tenant, inspection)
        waiting, signs = bench.to_sign(found), bench.signatures
        about = signs.inspection_data(found.report_hash, waiting.document_hash, found.organisation)
        return ToSignOut.of(waiting, about, signs.attestation_data(found.report_hash, found.organisation))

    @router.post("/inspections/{inspection}/signatures", status_code=CREATED, operation_id="signInspection")
    def sign_inspection(inspection: InspectionId, body: SignaturesIn, caller: Verifier) -> InspectionOut:
        """Takes both signatures, of a key or of a contract wallet; the attestation then counts for the claim."""
        given = (signature_bytes("signature", body.signature), signature_bytes("attestation", body.attestation))
        found = bench.sign(inspection, *given, caller)
        answers, photos = bench.inspections.answers(inspection), bench.inspections.photos(inspection)
        return InspectionOut.of(found, bench.checklist(found), answers, photos)
