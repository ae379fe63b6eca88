"""What the footprint call answers: JSON numbers, rounded half to even from exact values, in the shape of the spec."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel

from passport.adapters.input_hash import input_hash
from passport.domain.boundary import Stage
from passport.domain.certificates import SustainabilityCertificate
from passport.domain.equivalents import Equals, equivalents_of, targets_of
from passport.domain.factors import NOT_GRADED
from passport.domain.footprint import Flag, Footprint, Input, Transport
from passport.domain.rounding import rounded
from passport.domain.statement import Assessment

KG_DECIMALS = 3
SHORT_DECIMALS = 1


class InputOut(BaseModel):
    """One input and how it is known."""

    name: str
    basis: Literal["measured", "estimated"]
    how: str
    flag: Flag | None = None

    @classmethod
    def of(cls, known: Input) -> InputOut:
        return cls(name=known.name, basis=known.basis.value, how=known.how, flag=known.flag)


class ManufacturingOut(BaseModel):
    type: Literal["scope_1"] = "scope_1"
    label: Literal["Direct Emissions (Manufacturing)"] = "Direct Emissions (Manufacturing)"
    value: float | None  # none where the stage lies outside of the methodology's boundary
    unit: Literal["kgCO2e"] = "kgCO2e"
    source: str


class StorageOut(BaseModel):
    type: Literal["scope_2"] = "scope_2"
    label: Literal["Indirect Emissions (Energy/Warehousing)"] = "Indirect Emissions (Energy/Warehousing)"
    value: float | None
    unit: Literal["kgCO2e"] = "kgCO2e"
    storage_days: float
    warehouse_type: str


class LegOut(BaseModel):
    shipment_id: str
    carrier: str
    mode: str
    distance_km: float
    emissions_kgCO2e: float  # noqa: N815 - the key is the specification's

    @classmethod
    def of(cls, leg: Transport) -> LegOut:
        return cls(
            shipment_id=leg.shipment_id,
            carrier=leg.carrier,
            mode=leg.mode,
            distance_km=_number(leg.distance_km, KG_DECIMALS),
            emissions_kgCO2e=_number(leg.kg, KG_DECIMALS),
        )


class TransportOut(BaseModel):
    type: Literal["scope_3"] = "scope_3"
    label: Literal["Value Chain Emissions (Transport)"] = "Value Chain Emissions (Transport)"
    value: float
    unit: Literal["kgCO2e"] = "kgCO2e"
    transport_breakdown: list[LegOut]


class ScopeBreakdownOut(BaseModel):
    """Whole percents that add up to 100."""

    scope_1_pct: int
    scope_2_pct: int
    scope_3_pct: int


class EquivalentOut(BaseModel):
    trees_needed: float
    driving_km: float
    smartphone_charges: int

    @classmethod
    def of(cls, same: Equals) -> EquivalentOut:
        return cls(
            trees_needed=_number(same.trees, SHORT_DECIMALS),
            driving_km=_number(same.driving_km, SHORT_DECIMALS),
            smartphone_charges=round(same.charges),
        )


class TargetsOut(BaseModel):
    """kgCO2e per unit."""

    target_2030: float
    target_2050: float


class HeldCertificateOut(BaseModel):
    """A sustainability certificate of the product as the company recorded it; it is part of no figure."""

    scheme: str
    number: str
    issuer: str
    valid_from: str
    valid_until: str
    standing: Literal["valid", "not yet valid", "expired"]

    @classmethod
    def of(cls, held: SustainabilityCertificate, day: date) -> HeldCertificateOut:
        return cls(
            scheme=held.scheme,
            number=held.number,
            issuer=held.issuer,
            valid_from=held.valid_from.isoformat(),
            valid_until=held.valid_until.isoformat(),
            standing=held.standing(day).value,
        )


class FootprintOut(BaseModel):
    """One product's passport; gross, per unit. Whoever has the product document can compute `input_hash` again."""

    product_id: str
    product_name: str
    origin: str
    total_footprint_kgCO2e: float  # noqa: N815 - the key is the specification's
    grade: str | None
    assessment: str
    advice: str
    basis: Literal["measured", "estimated"]
    scopes: tuple[ManufacturingOut, StorageOut, TransportOut]
    scope_breakdown: ScopeBreakdownOut
    equivalent: EquivalentOut
    targets: TargetsOut
    methodology: str
    methodology_version: str
    boundary: str
    factor_set: str
    factor_set_hash: str
    gwp_set: str
    input_hash: str
    inputs: list[InputOut]
    certificates: list[HeldCertificateOut] = []

    @classmethod
    def of(cls, assessed: Assessment) -> FootprintOut:
        """The answer for an assessment."""
        product, footprint, factors = assessed.product, assessed.footprint, assessed.factors
        total_kg = footprint.total_kg
        targets = targets_of(total_kg, factors)
        return cls(
            product_id=product.product_id,
            product_name=product.name,
            origin=product.origin,
            total_footprint_kgCO2e=_number(total_kg, KG_DECIMALS),
            grade=None if footprint.grade is NOT_GRADED else footprint.grade.grade,
            assessment=footprint.grade.assessment,
            advice=footprint.grade.advice,
            basis=footprint.basis.value,
            scopes=_scopes(footprint),
            scope_breakdown=_breakdown(footprint),
            equivalent=EquivalentOut.of(equivalents_of(total_kg, factors)),
            targets=TargetsOut(
                target_2030=_number(targets.kg_2030, KG_DECIMALS), target_2050=_number(targets.kg_2050, KG_DECIMALS)
            ),
            methodology=assessed.methodology.identity,
            methodology_version=assessed.methodology.version,
            boundary=factors.boundary.said,
            factor_set=factors.name,
            factor_set_hash=factors.content_hash,
            gwp_set=factors.gwp_set.value,
            input_hash=input_hash(assessed),
            inputs=[InputOut.of(known) for known in footprint.inputs],
        )


def _scopes(footprint: Footprint) -> tuple[ManufacturingOut, StorageOut, TransportOut]:
    kinds = " + ".join(dict.fromkeys(storage.warehouse_type for storage in footprint.storages))
    return (
        ManufacturingOut(
            value=_inside(footprint, Stage.Manufacturing, footprint.scope_1_kg), source=footprint.manufacturing.how
        ),
        StorageOut(
            value=_inside(footprint, Stage.Warehousing, footprint.scope_2_kg),
            storage_days=_number(footprint.storage_days, KG_DECIMALS),
            warehouse_type=kinds or "none",
        ),
        TransportOut(
            value=_number(footprint.scope_3_kg, KG_DECIMALS),
            transport_breakdown=[LegOut.of(leg) for leg in footprint.transports],
        ),
    )


def _inside(footprint: Footprint, stage: Stage, kilograms: Fraction) -> float | None:
    return _number(kilograms, KG_DECIMALS) if footprint.boundary.holds(stage) else None


def _breakdown(footprint: Footprint) -> ScopeBreakdownOut:
    one, two, three = footprint.percents
    return ScopeBreakdownOut(scope_1_pct=one, scope_2_pct=two, scope_3_pct=three)


def _number(exact: Fraction, decimals: int) -> float:
    # The only place where a footprint becomes binary: the shortest text of a float with so few decimals is the decimal.
    return float(rounded(exact, decimals))
