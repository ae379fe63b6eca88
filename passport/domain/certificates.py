"""Sustainability certificates of products and partners: scheme, number, validity; shown, never part of a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.errors import InvalidInput


class SubjectKind(StrEnum):
    Product = "product"
    Partner = "partner"


class Validity(StrEnum):
    """How a certificate stands on a day."""

    NotYet = "not yet valid"
    Valid = "valid"
    Expired = "expired"


@dataclass(frozen=True, slots=True)
class SustainabilityCertificate:
    """As its scheme issued it; both days belong to the time in which it is valid."""

    identity: str
    subject_kind: SubjectKind
    subject_id: str
    scheme: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date

    def standing(self, day: date) -> Validity:
        """Valid from its first day to its last, both included."""
        if day < self.valid_from:
            return Validity.NotYet
        return Validity.Expired if day > self.valid_until else Validity.Valid


def check_period(certificate: SustainabilityCertificate) -> SustainabilityCertificate:
    """The certificate itself. Raises InvalidInput if it ends before it begins."""
    if certificate.valid_until < certificate.valid_from:
        raise InvalidInput("valid_until", certificate.valid_until, f"must not be before {certificate.valid_from}")
    return certificate
