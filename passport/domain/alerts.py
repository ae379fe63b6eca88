"""What is worth a look although it moves no score: anomalies, offset fraud, and signs of greenwashing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from passport.domain.greenwashing import Judgement, LoweredFactor, Standing
from passport.domain.history import Fall
from passport.domain.rounding import rounded
from passport.domain.spikes import SpikeVerdict

MG_PER_KG = 1_000_000
MG_PER_G = 1_000
BP_PER_PERCENT = 100


class AlertKind(StrEnum):
    Spike = "emission_spike"
    OffsetFraud = "offset_certificate_used_twice"
    Claim = "claim_against_evidence"
    Published = "published_figure_below_records"
    LoweredFactor = "factor_lowered"
    Fall = "fall_without_a_cause"
    OwnFigure = "own_figure_far_below_factor"


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding: of which product, factor or certificate, since which month, and what was seen, in one sentence."""

    kind: AlertKind
    subject: str
    month: str
    sentence: str


def of_spike(product_id: str, month: str, newest_mg: int, verdict: SpikeVerdict, false_alarm_bp: int) -> Alert:
    """A month that rose out of its history, with the rate at which such an alarm is false."""
    median, score = verdict.median_mg or Fraction(0), verdict.score or Fraction(0)
    sentence = (
        f"{_kg(Fraction(newest_mg))} kg in {month} after a median of {_kg(median)} kg over {verdict.months} months:"
        f" {rounded(score, 1)} spreads above it; by chance in {_percent(false_alarm_bp)} % of months that scatter"
        f" normally, and never in more than {_percent(verdict.by_order_bp or 0)} %"
    )
    return Alert(AlertKind.Spike, product_id, month, sentence)


def of_fall(fall: Fall) -> Alert:
    """A footprint that fell, and what changed in the data."""
    sentence = (
        f"fell from {_kg(Fraction(fall.before_mg))} to {_kg(Fraction(fall.after_mg))} kg (-{_percent(fall.fall_bp)} %)"
        f" without a declared cause and its evidence; what changed: {fall.change.value}"
    )
    return Alert(AlertKind.Fall, fall.product_id, fall.month, sentence)


def of_claim(judged: Judgement) -> Alert | None:
    """A claim that does not hold; None for one that does."""
    if judged.standing is Standing.Supported:
        return None
    claim = judged.claim
    return Alert(AlertKind.Claim, claim.product_id, claim.since_month, f"{judged.standing.value}: {judged.sentence}")


def of_published(product_id: str, sealed_grams: int, recorded_mg: int) -> Alert:
    """A sealed passport that states less than what is recorded now."""
    sealed = _kg(Fraction(sealed_grams * MG_PER_G))
    sentence = f"the sealed passport states {sealed} kg, {_kg(Fraction(recorded_mg))} kg are recorded now"
    return Alert(AlertKind.Published, product_id, "", sentence)


def of_factor(factor: LoweredFactor, set_name: str) -> Alert:
    """A factor below that of the set which it replaces."""
    sentence = f"{set_name} has {factor.own} in place of {factor.base} (-{_percent(factor.fall_bp)} %)"
    return Alert(AlertKind.LoweredFactor, factor.name, "", sentence)


def of_own_figure(product_id: str, own_mg: int, factor_mg: int) -> Alert:
    """A maker's own figure far below what its category usually emits, with no sustainability certificate beside it."""
    sentence = (
        f"the maker's own {_kg(Fraction(own_mg))} kg stand in place of the factor of {_kg(Fraction(factor_mg))} kg,"
        " and no valid certificate of the product is recorded"
    )
    return Alert(AlertKind.OwnFigure, product_id, "", sentence)


def of_offset(nullifier: str, attempts: int) -> Alert:
    """An offset certificate that had been used before, here or elsewhere; not by whom."""
    times = "once" if attempts == 1 else f"{attempts} times"
    return Alert(AlertKind.OffsetFraud, nullifier, "", f"a certificate that was used before was offered {times}")


def _kg(milligrams: Fraction) -> str:
    return f"{rounded(milligrams / MG_PER_KG, 3):f}"


def _percent(basis_points: int) -> str:
    return f"{rounded(Fraction(basis_points, BP_PER_PERCENT), 2):f}".rstrip("0").rstrip(".")
