"""What the use cases of the field need: geometry, boundaries, inspections, and who signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from oracle.domain.boundary import Boundary, Overlap, Polygon, Position
from oracle.domain.inspection import Answer, Inspection, Signed
from oracle.domain.photo import KnownPhoto, Photo


class Geometry(Protocol):
    """Plane geometry of boundaries on the ellipsoid; areas in m2, distances in m."""

    def area_m2(self, polygons: Sequence[Polygon]) -> int:
        """Rounded down. Raises BoundaryCrossesItself, InvalidInput."""
        ...

    def overlaps(self, boundary: Boundary, others: Sequence[Boundary]) -> list[Overlap]: ...

    def distance_m(self, one: Sequence[Polygon], two: Sequence[Polygon]) -> int: ...

    def distance_to_m(self, polygons: Sequence[Polygon], place: Position) -> int:
        """Metres from a place to the ground; 0 inside."""
        ...


class BoundaryStore(Protocol):
    """Boundaries of all tenants' projects. Each method is one transaction."""

    def draw(self, boundary: Boundary, by: str, at: int, check: Callable[[Sequence[Boundary]], None]) -> None:
        """Stores the boundary in place of the project's earlier one, and tells the audit log.

        `check` is given every other boundary whose box comes within the distance at which neighbours matter, and what
        it raises leaves everything as it was. Raises BoundaryUnknown if the project is another tenant's.
        """
        ...

    def find(self, project: int) -> Boundary | None: ...


class InspectionStore(Protocol):
    """Inspections of all companies' verifiers. Each method is one transaction, and tells the audit log."""

    def open(self, inspection: Inspection, check: Callable[[Mapping[str, int]], None]) -> Inspection:
        """Keeps a new inspection, or returns the company's earlier one of the same claim.

        `check` is given how many inspections of the owner's claims each company signed, while nobody else can sign.
        """
        ...

    def find(self, tenant: str, identity: str) -> Inspection:
        """Raises InspectionUnknown for another company's."""
        ...

    def answer(self, inspection: Inspection, answers: Sequence[Answer], by: str, at: int) -> None:
        """Raises InspectionSigned."""
        ...

    def answers(self, identity: str) -> dict[str, Answer]: ...

    def add_photo(
        self, photo: Photo, content: bytes, by: str, at: int, check: Callable[[Iterable[KnownPhoto]], None]
    ) -> None:
        """Keeps a photo that passes `check` against every photo of every company. Raises InspectionSigned."""
        ...

    def photos(self, identity: str) -> list[Photo]:
        """In order of arrival."""
        ...

    def signed_of_owner(self, owner: str) -> Mapping[str, int]:
        """How many inspections of the owner's claims each company signed."""
        ...

    def sign(self, inspection: Inspection, signed: Signed, by: str, check: Callable[[Mapping[str, int]], None]) -> None:
        """Raises InspectionSigned, and what `check` raises on the signed inspections of the owner's claims."""
        ...


class Signatures(Protocol):
    """What verifiers sign, and who signed it: a key, or a wallet that answers on chain (ERC-1271)."""

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes."""
        ...

    def inspection_digest(self, report_hash: str, document_hash: str, organisation: str) -> bytes: ...

    def attestation_digest(self, report_hash: str, organisation: str) -> bytes:
        """The attestation of the expert layer, as the contract checks it."""
        ...

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest."""
        ...

    def require(self, signer: str, digest: bytes, signature: bytes) -> None:
        """Raises Refused("InvalidSignature")."""
        ...
