"""Holds every claim of a company against its own records: footprints, kept months, certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from passport.domain.certificates import SubjectKind
from passport.domain.greenwashing import Claim, Evidence, Judgement, judge_claim
from passport.ports import CertificateReader, FootprintHistory

TotalOf = Callable[[str], int | None]


def judge_claims(
    claims: Iterable[Claim],
    tenant: str,
    day: date,
    *,
    total_mg: TotalOf,
    history: FootprintHistory,
    certificates: CertificateReader,
) -> Iterator[Judgement]:
    """A judgement for each claim, in their order. `total_mg` answers None where no footprint can be computed."""
    for claim in claims:
        months = history.months(tenant, claim.product_id)
        held = certificates(tenant, SubjectKind.Product, claim.product_id)
        evidence = Evidence(
            total_mg=total_mg(claim.product_id),
            months_mg={one.month: one.total_mg for one in months},
            certificates={one.identity: one for one in held},
            day=day,
        )
        yield judge_claim(claim, evidence)
