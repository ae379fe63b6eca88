"""What crosses the doors of risk; scores and percents are decimal text with two places, kilograms with three."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field

from passport.adapters.door_types import Id, Name, Text, plain_text
from passport.adapters.risk_desk import TenantRisk
from passport.domain.alerts import Alert
from passport.domain.certificates import SubjectKind, SustainabilityCertificate
from passport.domain.greenwashing import Claim, ClaimKind, Judgement
from passport.domain.history import MonthKept, change_of
from passport.domain.risk import BRI, Movement, RiskWeights, Score, brand_protection_bp
from passport.domain.rounding import rounded
from passport.usecases.find_alerts import AlertsFound
from registry.api.schema import Schema

MG_PER_KG = 1_000_000
NOTHING_HEARD = "no product or partner can be heard yet"
Month = Annotated[str, Field(max_length=7)]


class MovementOut(Schema):
    """What one source added to a score."""

    signal: str
    source: str
    id: str
    seen: str
    points: str

    @classmethod
    def of(cls, moved: Movement) -> MovementOut:
        return cls(
            signal=moved.signal, source=moved.kind, id=moved.identity, seen=moved.seen, points=points(moved.points_bp)
        )


class ScoreOut(Schema):
    """A score 0..100 and everything that moved it; the points sum up to the value."""

    name: str
    value: str | None
    reason: str | None
    missing: list[str]
    movements: list[MovementOut]

    @classmethod
    def of(cls, score: Score) -> ScoreOut:
        return cls(
            name=score.name,
            value=None if score.value_bp is None else points(score.value_bp),
            reason=NOTHING_HEARD if score.value_bp is None else None,
            missing=list(score.missing),
            movements=[MovementOut.of(moved) for moved in score.movements if moved.points_bp],
        )


class WeightsOut(Schema):
    """Which weights the scores were made with."""

    name: str
    hash: str

    @classmethod
    def of(cls, weights: RiskWeights) -> WeightsOut:
        return cls(name=weights.name, hash=weights.content_hash)


class RiskOut(Schema):
    """The scores of a company or of one product; 0 is no risk that carbon data show, 100 the highest."""

    scores: list[ScoreOut]
    brand_protection: str | None
    products_without_footprint: int
    weights: WeightsOut

    @classmethod
    def of(cls, risk: TenantRisk, weights: RiskWeights) -> RiskOut:
        return cls(
            scores=[ScoreOut.of(score) for score in risk.scores.values()],
            brand_protection=protection(risk.scores[BRI]),
            products_without_footprint=risk.unassessed,
            weights=WeightsOut.of(weights),
        )


class BrandProtectionOut(Schema):
    """100 - BRI; null with the reason where there is no BRI."""

    brand_protection: str | None
    reason: str | None
    weights: WeightsOut

    @classmethod
    def of(cls, bri: Score, weights: RiskWeights) -> BrandProtectionOut:
        value = protection(bri)
        reason = NOTHING_HEARD if value is None else None
        return cls(brand_protection=value, reason=reason, weights=WeightsOut.of(weights))


class AlertOut(Schema):
    """One finding; `subject` is the id of a product, the name of a factor, or the hash of an offset certificate."""

    kind: str
    subject: str
    month: str
    sentence: str

    @classmethod
    def of(cls, alert: Alert) -> AlertOut:
        return cls(kind=alert.kind.value, subject=alert.subject, month=alert.month, sentence=alert.sentence)


class AlertsOut(Schema):
    """The findings, the gravest kinds first; `cut` names kinds of which there are more than are listed."""

    alerts: list[AlertOut]
    cut: list[str]

    @classmethod
    def of(cls, found: AlertsFound) -> AlertsOut:
        return cls(alerts=[AlertOut.of(alert) for alert in found.alerts], cut=[kind.value for kind in found.cut])


class KeptOut(Schema):
    """A month that was kept, and of how many products."""

    month: str
    products: int


class MonthOut(Schema):
    """A product's footprint per unit as it stood in a month, and what changed since the month before."""

    month: str
    total_kg: str
    scope_1_kg: str
    scope_2_kg: str
    scope_3_kg: str
    methodology: str
    factor_set_hash: str
    change: str
    cause: str
    evidence: str

    @classmethod
    def of(cls, before: MonthKept | None, kept: MonthKept) -> MonthOut:
        return cls(
            month=kept.month,
            total_kg=kilograms(kept.total_mg),
            scope_1_kg=kilograms(kept.scope1_mg),
            scope_2_kg=kilograms(kept.scope2_mg),
            scope_3_kg=kilograms(kept.scope3_mg),
            methodology=kept.methodology,
            factor_set_hash=kept.factor_set_hash,
            change=change_of(before, kept).value,
            cause=kept.cause,
            evidence=kept.evidence,
        )


class CauseIn(Schema):
    """Why a month's footprint changed; without the SHA-256 of a piece of evidence it explains nothing."""

    cause: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(plain_text)]
    evidence: Annotated[str, Field(pattern=r"^(0x[0-9a-f]{64})?$")] = ""


class ClaimIn(Schema):
    """A claim on a product: `amount` in kg for footprint_at_most, in percent for reduction."""

    product_id: Id
    kind: ClaimKind
    amount: Annotated[Decimal, Field(ge=0, le=10**9, max_digits=18)] | None = None
    since_month: Month = ""
    certificate_id: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$")] = ""


class ClaimOut(Schema):
    """A claim and how it stands against the records today."""

    id: str
    product_id: str
    kind: str
    amount: str | None
    since_month: str
    certificate_id: str
    standing: str
    sentence: str

    @classmethod
    def of(cls, judged: Judgement) -> ClaimOut:
        claim: Claim = judged.claim
        return cls(
            id=claim.identity,
            product_id=claim.product_id,
            kind=claim.kind.value,
            amount=None if claim.amount is None else f"{claim.amount:f}",
            since_month=claim.since_month,
            certificate_id=claim.certificate_id,
            standing=judged.standing.value,
            sentence=judged.sentence,
        )


class CertificateIn(Schema):
    """A sustainability certificate of a product or partner; both days belong to its validity."""

    subject_kind: SubjectKind
    subject_id: Id
    scheme: Name
    number: Name
    issuer: Text = ""
    valid_from: date
    valid_until: date

    def read(self, identity: str) -> SustainabilityCertificate:
        """The certificate under this id."""
        return SustainabilityCertificate(identity=identity, **self.model_dump())


class SustainabilityOut(Schema):
    """A sustainability certificate and how it stands on the day; it never moves a score."""

    id: str
    subject_kind: str
    subject_id: str
    scheme: str
    number: str
    issuer: str
    valid_from: str
    valid_until: str
    standing: str

    @classmethod
    def of(cls, held: SustainabilityCertificate, day: date) -> SustainabilityOut:
        return cls(
            id=held.identity,
            subject_kind=held.subject_kind.value,
            subject_id=held.subject_id,
            scheme=held.scheme,
            number=held.number,
            issuer=held.issuer,
            valid_from=held.valid_from.isoformat(),
            valid_until=held.valid_until.isoformat(),
            standing=held.standing(day).value,
        )


def points(basis_points: int) -> str:
    """Basis points as 0.00 .. 100.00."""
    return f"{Decimal(basis_points).scaleb(-2):f}"


def protection(bri: Score) -> str | None:
    """100 - BRI as text."""
    value = brand_protection_bp(bri)
    return None if value is None else points(value)


def kilograms(milligrams: int | Fraction) -> str:
    """Kilograms with three decimals, half to even."""
    return f"{rounded(Fraction(milligrams) / MG_PER_KG, 3):f}"
