"""Inspects a claim on site: opened by an independent verifier, answered point by point, shown by signed photos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from oracle.domain.boundary import Boundary
from oracle.domain.inspection import Answer, Checklist, Inspection, Standing, require_independent, require_spread
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.photo import (
    KnownPhoto,
    Photo,
    Taken,
    photo_text,
    require_at_place_and_time,
    require_new,
)
from oracle.ports.field import BoundaryStore, Geometry, InspectionStore, Signatures
from registry.domain.roles import Principal
from registry.ports import ChainReader

ID_DIGITS = 32


def standing_of(
    monitoring: MonitoringReport, verifier: str, tenant: str, *, chain: ChainReader, boundaries: BoundaryStore
) -> tuple[Standing, int]:
    """What is known of a verifier beside the claim's project, and the chain's time. Raises ProjectUnknown."""
    head, project = chain.head(), monitoring.report.project
    accredited = chain.call("VerifierSet", "verifierOf", verifier, at=head.number)
    owner = chain.call("CreditRegistry", "projectOf", project, at=head.number)
    pair = (accredited["organisation"], owner["organisation"])
    ground = boundaries.find(project)
    standing = Standing(
        verifier=verifier,
        organisation=accredited["organisation"],
        layer=int(accredited["layer"]),
        valid_until=int(accredited["validUntil"]),
        tenant=tenant,
        owner=owner["owner"].lower(),
        owner_organisation=owner["organisation"],
        owner_tenant=None if ground is None else ground.tenant,
        in_conflict=bool(chain.call("VerifierSet", "isInConflict", *pair, at=head.number)),
    )
    return standing, head.time


def open_inspection(
    monitoring: MonitoringReport,
    methodology: str,
    verifier: str,
    caller: Principal,
    at: int,
    *,
    chain: ChainReader,
    boundaries: BoundaryStore,
    inspections: InspectionStore,
) -> Inspection:
    """The caller's company's inspection of the claim, new or as it stands.

    Raises VerifierUnknown, VerifierExpired, LayerMismatch, VerifierConflicted and VerifierConcentrated.
    """
    standing, chain_time = standing_of(monitoring, verifier, caller.tenant, chain=chain, boundaries=boundaries)
    require_independent(standing, chain_time)
    inspection = Inspection(
        id=inspection_id(caller.tenant, monitoring.report_hash),
        tenant=caller.tenant,
        report_hash=monitoring.report_hash,
        project=monitoring.report.project,
        owner=standing.owner,
        verifier=verifier,
        organisation=standing.organisation,
        methodology=methodology,
        opened_by=caller.subject,
        opened_at=at,
    )

    def check(signed: Mapping[str, int]) -> None:
        require_spread(caller.tenant, standing.owner, signed)

    return inspections.open(inspection, check)


def inspection_id(tenant: str, report_hash: str) -> str:
    """The id of a company's one inspection of a claim, opened or not."""
    return hashlib.sha256(f"{tenant}\n{report_hash}".encode()).hexdigest()[:ID_DIGITS]


def answer_points(
    identity: str, answers: Sequence[Answer], caller: Principal, at: int, *, inspections: InspectionStore
) -> None:
    """Writes answers; a later one takes an earlier one's place. Raises InspectionUnknown, InspectionSigned."""
    inspections.answer(inspections.find(caller.tenant, identity), answers, caller.subject, at)


def add_photo(
    identity: str,
    content: bytes,
    taken: Taken,
    signature: bytes,
    period_start: int,
    caller: Principal,
    at: int,
    *,
    boundary: Boundary | None,
    plane: Geometry,
    signatures: Signatures,
    inspections: InspectionStore,
) -> Photo:
    """The photo as it is kept, signed by the inspection's verifier over its hash (EIP-191).

    Raises InspectionUnknown, InspectionSigned, InvalidSignature, PhotoRefused (place, time) and PhotoDuplicated.
    """
    inspection = inspections.find(caller.tenant, identity)
    sha256 = "0x" + hashlib.sha256(content).hexdigest()
    signatures.require(inspection.verifier, signatures.text_digest(photo_text(identity, sha256)), signature)
    place = (taken.longitude_udeg, taken.latitude_udeg)
    distance_m = None if boundary is None else plane.distance_to_m(boundary.polygons, place)
    require_at_place_and_time(taken, distance_m, period_start, at)
    shown = "0x" + signature.hex()
    photo = Photo(sha256, identity, caller.tenant, taken, distance_m, inspection.verifier, shown)

    def check(known: Iterable[KnownPhoto]) -> None:
        require_new(sha256, taken.picture_hash, caller.tenant, known)

    inspections.add_photo(photo, content, caller.subject, at, check)
    return photo


def checklist_state(checklist: Checklist, answers: Mapping[str, Answer]) -> list[tuple[str, str, Answer | None]]:
    """Each point with its question and its answer, in the order of the list."""
    return [(point.id, point.text, answers.get(point.id)) for point in checklist.points]
