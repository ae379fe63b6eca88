"""Holds what a company says of its products against what its own records show.

A claim is judged by the records alone: supported, contradicted (with both figures), or without evidence. Claims that
rest on offsets are contradicted whatever was bought: Directive (EU) 2024/825, annex, 4c.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from passport.domain.certificates import SustainabilityCertificate, Validity
from registry.errors import InvalidInput

MG_PER_KG = 1_000_000
WHOLE_BP = 10_000
PERCENT = 100


class ClaimKind(StrEnum):
    """What can be claimed of a product."""

    AtMost = "footprint_at_most"  # amount: kgCO2e per unit
    Reduction = "reduction"  # amount: percent, since a month
    Certified = "certified"  # by a sustainability certificate
    OffsetBased = "offset_based"  # any claim on the product that rests on bought credits


class Standing(StrEnum):
    Supported = "supported"
    Contradicted = "contradicted"
    NoEvidence = "no evidence"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a product in public."""

    identity: str
    product_id: str
    kind: ClaimKind
    amount: Decimal | None = None
    since_month: str = ""
    certificate_id: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the records show of a product today: its footprint, the kept months, its certificates, the day."""

    total_mg: int | None
    months_mg: Mapping[str, int]
    certificates: Mapping[str, SustainabilityCertificate]
    day: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a claim stands, in one sentence that names what was said and what is recorded."""

    claim: Claim
    standing: Standing
    sentence: str


@dataclass(frozen=True, slots=True)
class LoweredFactor:
    """A factor of the company's own set below that of the set which it replaces."""

    name: str
    base: Decimal
    own: Decimal

    @property
    def fall_bp(self) -> int:
        """By how much it is lower, in basis points of the base, rounded down."""
        return int((self.base - self.own) * WHOLE_BP // self.base)


def check_claim(claim: Claim) -> Claim:
    """The claim itself. Raises InvalidInput if a part that its kind needs is missing."""
    needs_amount = claim.kind in (ClaimKind.AtMost, ClaimKind.Reduction)
    if needs_amount != (claim.amount is not None):
        rule = f"{claim.kind} {'needs an' if needs_amount else 'takes no'} amount"
        raise InvalidInput("amount", "" if claim.amount is None else claim.amount, rule)
    if (claim.kind is ClaimKind.Reduction) != bool(claim.since_month):
        raise InvalidInput("since_month", claim.since_month, "belongs to a reduction, and only to it")
    if (claim.kind is ClaimKind.Certified) != bool(claim.certificate_id):
        raise InvalidInput("certificate_id", claim.certificate_id, "belongs to a certified claim, and only to it")
    return claim


def judge_claim(claim: Claim, evidence: Evidence) -> Judgement:
    """How the claim stands against the records."""
    judges = {
        ClaimKind.AtMost: _judge_footprint,
        ClaimKind.Reduction: _judge_reduction,
        ClaimKind.Certified: _judge_certificate,
        ClaimKind.OffsetBased: _judge_offset_claim,
    }
    standing, sentence = judges[claim.kind](claim, evidence)
    return Judgement(claim, standing, sentence)


def lowered_factors(
    base: Mapping[str, Decimal], own: Mapping[str, Decimal], least_fall_bp: int
) -> Iterator[LoweredFactor]:
    """Factors that the company's own set lowers by at least this share of the base."""
    for name, before in sorted(base.items()):
        after = own.get(name, before)
        if after < before and (before - after) * WHOLE_BP >= least_fall_bp * before:
            yield LoweredFactor(name, before, after)


def _judge_footprint(claim: Claim, evidence: Evidence) -> tuple[Standing, str]:
    amount = claim.amount or Decimal(0)
    if evidence.total_mg is None:
        return Standing.NoEvidence, f"at most {amount} kg is claimed, no footprint can be computed"
    holds = evidence.total_mg <= amount * MG_PER_KG
    seen = f"at most {amount} kg is claimed, {_kg(evidence.total_mg)} kg is recorded"
    return (Standing.Supported if holds else Standing.Contradicted), seen


def _judge_reduction(claim: Claim, evidence: Evidence) -> tuple[Standing, str]:
    amount, before = claim.amount or Decimal(0), evidence.months_mg.get(claim.since_month)
    if before is None or evidence.total_mg is None or before == 0:
        return Standing.NoEvidence, f"-{amount} % since {claim.since_month} is claimed, that month was not kept"
    found = Fraction(before - evidence.total_mg, before) * PERCENT
    seen = (
        f"-{amount} % since {claim.since_month} is claimed; {_kg(before)} kg then,"
        f" {_kg(evidence.total_mg)} kg now: {_percent(found)} %"
    )
    return (Standing.Supported if found >= Fraction(amount) else Standing.Contradicted), seen


def _judge_certificate(claim: Claim, evidence: Evidence) -> tuple[Standing, str]:
    found = evidence.certificates.get(claim.certificate_id)
    if found is None:
        return Standing.NoEvidence, f"certificate {claim.certificate_id} is not recorded for this product"
    standing = found.standing(evidence.day)
    seen = f"{found.scheme} {found.number} is {standing} ({found.valid_from} to {found.valid_until})"
    return (Standing.Supported if standing is Validity.Valid else Standing.Contradicted), seen


def _judge_offset_claim(_claim: Claim, _evidence: Evidence) -> tuple[Standing, str]:
    return Standing.Contradicted, "a claim on a product must not rest on bought credits: they never lower its footprint"


def _kg(milligrams: int) -> str:
    return f"{Decimal(milligrams) / MG_PER_KG:f}"


def _percent(fallen: Fraction) -> str:
    """A fall as a signed change with one decimal, half to even."""
    return f"{Decimal(round(-fallen * 10)).scaleb(-1):+f}"
