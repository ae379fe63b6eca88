"""Inspections on site: who may, what is asked, and the document that is signed.

Independence: the verifier's key is accredited for the expert layer, its organisation is not the one behind the owner
nor set in conflict with it, and its company is not the one that drew the project's boundary. Spread: from LEAST_CLAIMS
claims of one owner on, no company signs more than MOST_SHARE_PPM of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from oracle.domain.field_refusals import ChecklistIncomplete, VerifierConcentrated, VerifierConflicted
from oracle.domain.photo import Photo
from oracle.domain.readings import utc_text
from registry.domain.report import Layer
from registry.errors import InvalidInput, Refused

INSPECTION_TYPE = "carbonix/inspection/1"
LEAST_CLAIMS = 5
MOST_SHARE_PPM = 600_000
LONGEST_NOTE = 2_000
PPM = 1_000_000
NO_ORGANISATION = "0x" + "00" * 32


class Said(StrEnum):
    """The answer to a point; a point that does not apply says why in its note."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Point:
    """One question of a checklist."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The questions of one methodology under the version of their file."""

    version: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a point."""

    point: str
    said: Said
    note: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures under an inspection, 0x hex, and the canonical bytes of the document that they are over."""

    document: bytes
    signature: str
    attestation: str
    signed_at: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """One company's inspection of one claim. `verifier` is the key that will sign; times are Unix seconds."""

    id: str
    tenant: str
    report_hash: str
    project: int
    owner: str
    verifier: str
    organisation: str
    methodology: str
    opened_by: str
    opened_at: int
    signed: Signed | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the chain and the house know of a verifier beside a project; organisations are 32 bytes as 0x hex."""

    verifier: str
    organisation: str
    layer: int
    valid_until: int
    tenant: str
    owner: str
    owner_organisation: str
    owner_tenant: str | None
    in_conflict: bool


def require_independent(standing: Standing, chain_time: int) -> None:
    """Raises VerifierUnknown, VerifierExpired and LayerMismatch as the contract does, and VerifierConflicted."""
    if standing.organisation == NO_ORGANISATION:
        raise Refused("VerifierUnknown", {"signer": standing.verifier})
    if chain_time >= standing.valid_until:
        facts = {"signer": standing.verifier, "validUntil": standing.valid_until, "chainTime": chain_time}
        raise Refused("VerifierExpired", facts)
    if standing.layer != Layer.Expert:
        facts = {"signer": standing.verifier, "accredited": standing.layer, "signed": int(Layer.Expert)}
        raise Refused("LayerMismatch", facts)
    reasons = {
        "the key is the project's owner": standing.verifier == standing.owner,
        "its organisation stands behind the project's owner": standing.organisation == standing.owner_organisation,
        "its organisation is set in conflict with the owner's on chain": standing.in_conflict,
        "its company drew the project's boundary": standing.tenant == standing.owner_tenant,
    }
    for reason, holds in reasons.items():
        if holds:
            raise VerifierConflicted(standing.verifier, standing.organisation, reason)


def require_spread(tenant: str, owner: str, signed: Mapping[str, int]) -> None:
    """Raises VerifierConcentrated; `signed` counts the inspections of the owner's claims that each company signed."""
    claims = sum(signed.values()) + 1
    share_ppm = (signed.get(tenant, 0) + 1) * PPM // claims
    if claims >= LEAST_CLAIMS and share_ppm > MOST_SHARE_PPM:
        raise VerifierConcentrated(tenant, owner, share_ppm, MOST_SHARE_PPM, claims)


def read_answer(checklist: Checklist, point: str, said: str, note: str) -> Answer:
    """Raises InvalidInput for a point or answer that does not exist, and for "does not apply" without a reason."""
    if point not in {one.id for one in checklist.points}:
        raise InvalidInput("point", point, f"must be one of {', '.join(one.id for one in checklist.points)}")
    if said not in Said.__members__.values():
        raise InvalidInput("answer", said, f"must be one of {', '.join(Said)}")
    if len(note) > LONGEST_NOTE or not "".join(note.split()).isprintable():
        raise InvalidInput("note", ascii(note), f"must be at most {LONGEST_NOTE} printable characters")
    if said != Said.YES and not note.strip():
        raise InvalidInput("note", note, f"the answer {said} says why")
    return Answer(point, Said(said), note)


def require_complete(inspection: str, checklist: Checklist, answers: Mapping[str, Answer]) -> None:
    """Raises ChecklistIncomplete naming what has no answer, and what was answered with no."""
    unanswered = [point.id for point in checklist.points if point.id not in answers]
    failed = [answer.point for answer in answers.values() if answer.said is Said.NO]
    if unanswered or failed:
        raise ChecklistIncomplete(inspection, unanswered, failed)


def inspection_document(
    inspection: Inspection, checklist: Checklist, answers: Mapping[str, Answer], photos: Sequence[Photo]
) -> dict[str, object]:
    """All that is signed, as plain strings for canonical JSON; photos by their hashes, never their bytes."""
    return {
        "type": INSPECTION_TYPE,
        "inspection": inspection.id,
        "reportHash": inspection.report_hash,
        "project": str(inspection.project),
        "methodology": inspection.methodology,
        "verifier": inspection.verifier,
        "organisation": inspection.organisation,
        "openedAt": utc_text(inspection.opened_at),
        "checklist": {
            "version": str(checklist.version),
            "points": [_answered(point, answers.get(point.id)) for point in checklist.points],
        },
        "photos": [_photo(photo) for photo in photos],
    }


def _answered(point: Point, answer: Answer | None) -> dict[str, str]:
    given = {} if answer is None else {"answer": answer.said.value, "note": answer.note}
    return {"id": point.id, "text": point.text} | given


def _photo(photo: Photo) -> dict[str, str]:
    distance = {} if photo.distance_m is None else {"distanceMetres": str(photo.distance_m)}
    return distance | {
        "sha256": photo.sha256,
        "pictureHash": photo.taken.picture_hash,
        "longitudeMicrodegrees": str(photo.taken.longitude_udeg),
        "latitudeMicrodegrees": str(photo.taken.latitude_udeg),
        "takenAt": utc_text(photo.taken.taken_at),
        "signer": photo.signer,
        "signature": photo.signature,
    }
