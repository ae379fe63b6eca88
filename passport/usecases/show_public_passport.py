"""Shows somebody without an account what a product's company lets them see, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from passport.domain.certificates import SubjectKind, SustainabilityCertificate, Validity
from passport.ports import CertificateReader, PublicSide, PublishedPassport


@dataclass(frozen=True, slots=True)
class PublicPassport:
    """The published passport, its GTIN, and its certificates with how each stands today."""

    published: PublishedPassport
    gtin: str | None
    certificates: tuple[tuple[SustainabilityCertificate, Validity], ...]

    @property
    def product_id(self) -> str:
        return self.published.sealed.product_id

    @property
    def name(self) -> str:
        return self.published.sealed.statement["productName"]

    @property
    def grade(self) -> str | None:
        """The sealed grade, where it is shown."""
        return self.published.sealed.statement["grade"] if self.published.level.shows_grade else None

    @property
    def total_grams(self) -> int | None:
        """The sealed total per unit, where it is shown."""
        shown = self.published.level.shows_total
        return int(self.published.sealed.statement["totalGrams"]) if shown else None


def show_public_passport(
    product_id: str, day: date, *, public: PublicSide, certificates: CertificateReader
) -> PublicPassport:
    """What is public of a product. Raises PassportNotSealed, also where its company hides it."""
    published = public.passport(product_id)
    held = certificates(published.tenant, SubjectKind.Product, product_id)
    standing = tuple((one, one.standing(day)) for one in held)
    return PublicPassport(published, public.gtin_of(product_id), standing)
