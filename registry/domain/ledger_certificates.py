"""The reference model of certificates: what a retirement leaves behind, its corrections and its allotments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.domain.events import ZERO_HASH
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Kilograms [kg_start, kg_end) of a batch, retired at a time (Unix seconds), and what was added since."""

    batch: int
    kg_start: int
    kg_end: int
    serial_start: int
    serial_end: int
    retired_at: int
    retiree: str
    beneficiary: str
    details_hash: str
    use_case: int
    corrections: tuple[str, ...] = ()
    allotted_kg: int = 0

    @property
    def kg(self) -> int:
        return self.kg_end - self.kg_start

    def as_event(self) -> dict[str, Any]:
        """The arguments of CertificateIssued but for the number."""
        return {
            "batch": self.batch,
            "beneficiary": self.beneficiary,
            "retiree": self.retiree,
            "kgStart": self.kg_start,
            "kgEnd": self.kg_end,
            "serialStart": self.serial_start,
            "serialEnd": self.serial_end,
            "detailsHash": self.details_hash,
            "useCase": self.use_case,
        }


Certificates = Mapping[int, CertificateFacts]


def serial_of(first_serial: int, kg: int) -> int:
    """Serial of the tonne that holds kilogram `kg` (0-based) of a batch whose first tonne has `first_serial`."""
    return first_serial + kg // ONE_CREDIT_KG


def allot(certificates: Certificates, caller: str, number: int, subject: str, kg: int) -> Certificates:
    """Allots kilograms of a certificate to a subject, by its beneficiary, never above what was retired (I-4).

    Raises Refused: CertificateUnknown, CallerNotBeneficiary, EmptySubject, ZeroKilograms, AllotmentExceedsRetired.
    """
    found = _of_beneficiary(certificates, caller, number)
    if subject == ZERO_HASH:
        raise Refused("EmptySubject")
    if kg == 0:
        raise Refused("ZeroKilograms")
    if kg > found.kg - found.allotted_kg:
        facts = {"certificate": number, "retiredKg": found.kg, "allottedKg": found.allotted_kg, "askedKg": kg}
        raise Refused("AllotmentExceedsRetired", facts)
    return {**certificates, number: replace(found, allotted_kg=found.allotted_kg + kg)}


def correct(certificates: Certificates, caller: str, number: int, details_hash: str) -> Certificates:
    """Appends a corrected details hash, by the beneficiary; what stood before stays.

    Raises Refused: CertificateUnknown, CallerNotBeneficiary, EmptyDetails.
    """
    found = _of_beneficiary(certificates, caller, number)
    if details_hash == ZERO_HASH:
        raise Refused("EmptyDetails")
    return {**certificates, number: replace(found, corrections=(*found.corrections, details_hash))}


def _of_beneficiary(certificates: Certificates, caller: str, number: int) -> CertificateFacts:
    found = certificates.get(number)
    if found is None:
        raise Refused("CertificateUnknown", {"certificate": number})
    if caller != found.beneficiary:
        raise Refused("CallerNotBeneficiary", {"caller": caller, "beneficiary": found.beneficiary})
    return found
