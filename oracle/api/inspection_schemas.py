"""What crosses the workbench's doors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from oracle.api.lake_routes import GoldOut
from oracle.api.schemas import ReportOut
from oracle.domain.boundary import Boundary
from oracle.domain.gold import GoldQuantity
from oracle.domain.inspection import LONGEST_NOTE, Answer, Checklist, Inspection
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.photo import Photo, degrees_text
from oracle.domain.readings import utc_text
from oracle.usecases.inspect_claim import checklist_state
from oracle.usecases.sign_inspection import ToSign
from registry.api.schema import Schema
from registry.domain.report import Attestation
from registry.errors import CarbonixError, InvalidInput

MOST_ANSWERS = 100
LONGEST_SIGNATURE = 8_200  # a contract wallet's may carry several keys' words
_SIGNATURE = re.compile(r"0x([0-9a-fA-F]{2}){1,4096}", re.ASCII)
Hash = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{64}$")]
Address = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$")]
SignatureText = Annotated[str, StringConstraints(max_length=LONGEST_SIGNATURE)]


def signature_bytes(field: str, text: str) -> bytes:
    """The bytes of a signature. Raises InvalidInput."""
    if _SIGNATURE.fullmatch(text) is None:
        raise InvalidInput(field, text, "0x and 1 to 4,096 bytes in hex")
    return bytes.fromhex(text[2:])


class InspectionIn(Schema):
    """Which claim is inspected, and the address of the key or wallet that will sign."""

    report_hash: Hash
    verifier: Address


class AnswerIn(Schema):
    """One answer: yes, no or not_applicable; the last two say why."""

    point: Annotated[str, StringConstraints(max_length=64)]
    answer: Annotated[str, StringConstraints(max_length=16)]
    note: Annotated[str, StringConstraints(max_length=LONGEST_NOTE)] = ""


class AnswersIn(Schema):
    """Answers to points of the list."""

    answers: Annotated[list[AnswerIn], Field(min_length=1, max_length=MOST_ANSWERS)]


class SignaturesIn(Schema):
    """Both signatures, 0x hex: over the inspection's document, and over the attestation that goes to the chain."""

    signature: SignatureText
    attestation: SignatureText


class ClaimRowOut(Schema):
    """A report in one line; kilograms as text."""

    report_hash: str
    project: str
    methodology: str
    period_start: str
    period_end: str
    point_kg: str
    lower_bound_kg: str

    @classmethod
    def of(cls, monitoring: MonitoringReport) -> ClaimRowOut:
        """The report in one line."""
        report = monitoring.report
        return cls(
            report_hash=monitoring.report_hash,
            project=str(report.project),
            methodology=str(json.loads(monitoring.document)["methodology"]),
            period_start=utc_text(report.period_start),
            period_end=utc_text(report.period_end),
            point_kg=str(report.point_kg),
            lower_bound_kg=str(report.lower_bound_kg),
        )


class GroundOut(Schema):
    """What a verifier needs of the project's boundary: how large, what kind, and the box to go to."""

    kind: str
    area_m2: str
    expected_tonnes_per_year: int
    west: str
    south: str
    east: str
    north: str

    @classmethod
    def of(cls, boundary: Boundary) -> GroundOut:
        """The ground in degrees."""
        west, south, east, north = (degrees_text(edge) for edge in boundary.box)
        size = (str(boundary.area_m2), boundary.expected_t)
        edges = {"west": west, "south": south, "east": east, "north": north}
        return cls(kind=boundary.kind, area_m2=size[0], expected_tonnes_per_year=size[1], **edges)


class ClaimBesideOut(Schema):
    """A claim beside its evidence: the report, the ground it speaks of, and where raw files and lineage are read."""

    claim: ReportOut
    ground: GroundOut | None
    gold: list[GoldOut]
    evidence: list[str]
    lineage: list[str]

    @classmethod
    def of(
        cls,
        monitoring: MonitoringReport,
        attested: Sequence[Attestation],
        ground: Boundary | None,
        gold: Sequence[GoldQuantity],
        batch: int,
    ) -> ClaimBesideOut:
        """The claim with the addresses of its evidence; `batch` is 0 until it minted."""
        walks = [f"/api/v1/batches/{batch}/lineage"] if batch else []
        return cls(
            claim=ReportOut.of(monitoring, [*attested], None),
            ground=None if ground is None else GroundOut.of(ground),
            gold=[GoldOut.of(found) for found in gold],
            evidence=[f"/api/v1/evidence/{cid}" for cid in monitoring.files],
            lineage=[*walks, f"/api/v1/projects/{monitoring.report.project}/readings"],
        )


class VerdictOut(Schema):
    """Whether somebody may; `code` and `reason` say why not."""

    may: bool
    code: str | None
    reason: str | None

    @classmethod
    def of(cls, refusal: CarbonixError | None) -> VerdictOut:
        """The verdict of a refusal, or of none."""
        if refusal is None:
            return cls(may=True, code=None, reason=None)
        return cls(may=False, code=refusal.name, reason=refusal.sentence)


class FigureOut(Schema):
    """One figure of the report beside the one computed today."""

    name: str
    reported: str
    computed: str
    equal: bool


class RecomputedOut(Schema):
    """Every figure of a claim, computed anew."""

    agrees: bool
    figures: list[FigureOut]

    @classmethod
    def of(cls, found: Mapping[str, tuple[str, str]]) -> RecomputedOut:
        """The figures in order."""
        figures = [
            FigureOut(name=name, reported=reported, computed=computed, equal=reported == computed)
            for name, (reported, computed) in found.items()
        ]
        return cls(agrees=all(one.equal for one in figures), figures=figures)


class PhotoOut(Schema):
    """A photo by its hash, with what it states of itself; the distance is to the boundary, null where none is drawn."""

    sha256: str
    picture_hash: str
    longitude: str
    latitude: str
    taken_at: str
    distance_m: int | None
    signer: str
    signature: str

    @classmethod
    def of(cls, photo: Photo) -> PhotoOut:
        """The photo without its bytes."""
        return cls(
            sha256=photo.sha256,
            picture_hash=photo.taken.picture_hash,
            longitude=degrees_text(photo.taken.longitude_udeg),
            latitude=degrees_text(photo.taken.latitude_udeg),
            taken_at=utc_text(photo.taken.taken_at),
            distance_m=photo.distance_m,
            signer=photo.signer,
            signature=photo.signature,
        )


class PointOut(Schema):
    """A question with its answer; null where nobody answered."""

    id: str
    text: str
    answer: str | None
    note: str | None


class InspectionOut(Schema):
    """An inspection with all that is in it; its state is open or signed."""

    id: str
    state: str
    report_hash: str
    project: str
    methodology: str
    verifier: str
    organisation: str
    opened_by: str
    opened_at: str
    checklist_version: int
    points: list[PointOut]
    photos: list[PhotoOut]
    signed_at: str | None
    signature: str | None
    attestation: str | None

    @classmethod
    def of(
        cls, found: Inspection, checklist: Checklist, answers: Mapping[str, Answer], photos: Sequence[Photo]
    ) -> InspectionOut:
        """The inspection as it stands."""
        signed = found.signed
        return cls(
            id=found.id,
            state="open" if signed is None else "signed",
            report_hash=found.report_hash,
            project=str(found.project),
            methodology=found.methodology,
            verifier=found.verifier,
            organisation=found.organisation,
            opened_by=found.opened_by,
            opened_at=utc_text(found.opened_at),
            checklist_version=checklist.version,
            points=[_point(*each) for each in checklist_state(checklist, answers)],
            photos=[PhotoOut.of(photo) for photo in photos],
            signed_at=None if signed is None else utc_text(signed.signed_at),
            signature=None if signed is None else signed.signature,
            attestation=None if signed is None else signed.attestation,
        )


class ToSignOut(Schema):
    """The document that waits, and two messages for `eth_signTypedData_v4`."""

    document: dict[str, Any]
    document_hash: str
    inspection: dict[str, Any]
    attestation: dict[str, Any]

    @classmethod
    def of(cls, waiting: ToSign, inspection: dict[str, Any], attestation: dict[str, Any]) -> ToSignOut:
        """What the wallet is shown."""
        document = json.loads(waiting.document)
        hashes = waiting.document_hash
        return cls(document=document, document_hash=hashes, inspection=inspection, attestation=attestation)


def _point(identity: str, text: str, answer: Answer | None) -> PointOut:
    if answer is None:
        return PointOut(id=identity, text=text, answer=None, note=None)
    return PointOut(id=identity, text=text, answer=answer.said.value, note=answer.note)
