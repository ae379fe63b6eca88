"""What explanation, comparison and sensitivity answer: amounts as exact text, a decimal or a fraction."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from passport.domain.comparison import Comparison, Difference
from passport.domain.explanation import Line, Term, exact_text, lines_of
from passport.domain.methodology import Methodology
from passport.domain.sensitivity import ModeChange, Threshold, mode_changes, thresholds
from passport.domain.statement import Assessment


class FactorOut(BaseModel):
    """A factor and where it stands."""

    value: str
    unit: str
    source: str


class TermOut(BaseModel):
    """A quantity of a line; `basis` is none for a constant of the factor set."""

    name: str
    value: str
    unit: str
    basis: Literal["measured", "estimated"] | None
    how: str | None

    @classmethod
    def of(cls, term: Term) -> TermOut:
        known = term.known
        return cls(
            name=term.name,
            value=exact_text(term.value),
            unit=term.unit,
            basis=known.basis.value if known else None,
            how=known.how if known else None,
        )


class LineOut(BaseModel):
    """One product of the calculation: kg = factor x inputs."""

    stage: str
    subject: str
    formula: str
    factor: FactorOut
    inputs: list[TermOut]
    kg: str
    text: str

    @classmethod
    def of(cls, line: Line) -> LineOut:
        factor = FactorOut(value=exact_text(line.factor.value), unit=line.factor.unit, source=line.factor.source)
        return cls(
            stage=line.stage.value,
            subject=line.subject,
            formula=line.formula,
            factor=factor,
            inputs=[TermOut.of(term) for term in line.terms],
            kg=exact_text(line.kg),
            text=line.said,
        )


def explained(assessed: Assessment) -> list[LineOut]:
    """Every line of the calculation."""
    return [LineOut.of(line) for line in lines_of(assessed)]


class MethodologyOut(BaseModel):
    """A methodology that a footprint can be computed by."""

    methodology: str
    version: str
    label: str
    boundary: str
    gwp_set: str
    factor_set: str
    factor_set_hash: str

    @classmethod
    def of(cls, methodology: Methodology) -> MethodologyOut:
        factors = methodology.factors
        return cls(
            methodology=methodology.identity,
            version=methodology.version,
            label=methodology.label,
            boundary=methodology.boundary.said,
            gwp_set=methodology.gwp_set.value,
            factor_set=factors.name,
            factor_set_hash=factors.content_hash,
        )


class DifferenceOut(BaseModel):
    """One line on both sides; a side is none where its boundary leaves the stage out."""

    stage: str
    subject: str
    left_kg: str | None
    right_kg: str | None
    difference_kg: str
    because: str
    left_source: str | None
    right_source: str | None

    @classmethod
    def of(cls, line: Difference) -> DifferenceOut:
        return cls(
            stage=line.stage.value,
            subject=line.subject,
            left_kg=None if line.left is None else exact_text(line.left.kg),
            right_kg=None if line.right is None else exact_text(line.right.kg),
            difference_kg=exact_text(line.kg),
            because=line.because,
            left_source=None if line.left is None else line.left.factor.source,
            right_source=None if line.right is None else line.right.factor.source,
        )


class ComparisonOut(BaseModel):
    """Two methodologies side by side; the differences of the lines add up to `difference_kg` exactly."""

    left: MethodologyOut
    right: MethodologyOut
    left_kg: str
    right_kg: str
    difference_kg: str
    lines: list[DifferenceOut]

    @classmethod
    def of(cls, compared: Comparison) -> ComparisonOut:
        return cls(
            left=MethodologyOut.of(compared.left.methodology),
            right=MethodologyOut.of(compared.right.methodology),
            left_kg=exact_text(compared.left.footprint.total_kg),
            right_kg=exact_text(compared.right.footprint.total_kg),
            difference_kg=exact_text(compared.difference_kg),
            lines=[DifferenceOut.of(line) for line in compared.lines],
        )


class ThresholdOut(BaseModel):
    """An input that changes the grade alone: `above` this value it is worse, `down_to` it (included) better."""

    input: str
    subject: str
    unit: str
    value: str
    grade: str
    when: Literal["above", "down_to"]
    threshold: str
    change: str

    @classmethod
    def of(cls, found: Threshold) -> ThresholdOut:
        quantity = found.quantity
        return cls(
            input=quantity.name,
            subject=quantity.subject,
            unit=quantity.unit,
            value=exact_text(quantity.value),
            grade=found.grade,
            when="above" if found.worse else "down_to",
            threshold=exact_text(found.at),
            change=exact_text(found.change),
        )


class ModeChangeOut(BaseModel):
    """Another mode of a leg that changes the grade."""

    shipment_id: str
    mode: str
    instead: str
    total_kg: str
    grade: str

    @classmethod
    def of(cls, found: ModeChange) -> ModeChangeOut:
        return cls(
            shipment_id=found.shipment_id,
            mode=found.mode,
            instead=found.instead,
            total_kg=exact_text(found.total_kg),
            grade=found.grade,
        )


class SensitivityOut(BaseModel):
    """What would change the grade."""

    grade: str
    total_kg: str
    inputs: list[ThresholdOut]
    modes: list[ModeChangeOut]

    @classmethod
    def of(cls, assessed: Assessment) -> SensitivityOut:
        return cls(
            grade=assessed.footprint.grade.grade,
            total_kg=exact_text(assessed.footprint.total_kg),
            inputs=[ThresholdOut.of(found) for found in thresholds(assessed)],
            modes=[ModeChangeOut.of(found) for found in mode_changes(assessed)],
        )
