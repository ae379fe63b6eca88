"""Scores how carbon endangers a brand, its channels and its events, and says what moved each score by how much.

A score is the weighted mean of severities, each in basis points (0..10,000, printed as 0..100.00). A signal is heard
from sources (products, partners), each with an exposure: units of the product, shipments of the partner. Weights and
severities are data (`passport/data/risk-weights.json`); source: specification of the passport, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

WHOLE_BP = 10_000
BRI, CRS, ERS = "BRI", "CRS", "ERS"
SCORES = (CRS, ERS, BRI)  # in this order: the last takes the first two in
MOST_MOVEMENTS = 50


@dataclass(frozen=True, slots=True)
class RiskWeights:
    """Severities by grade or from a share on, and each score's weights by signal; all in basis points."""

    name: str
    content_hash: str
    product_grade: Mapping[str, int]
    scope_3_share: tuple[tuple[int, int], ...]
    partner_grade: Mapping[str, int]
    scores: Mapping[str, Mapping[str, int]]

    def of_grade(self, grade: str) -> int:
        """Severity of a product's grade; 0 for a grade that is no signal."""
        return self.product_grade.get(grade, 0)

    def of_partner(self, grade: str) -> int:
        """Severity of a partner's grade; 0 for a grade that is no signal."""
        return self.partner_grade.get(grade, 0)

    def of_share(self, scope_3_mg: int, total_mg: int) -> int:
        """Severity of a share of scope 3: that of the highest step which the share reaches."""
        reached = [severity for start, severity in self.scope_3_share if scope_3_mg * WHOLE_BP >= total_mg * start]
        return max(reached, default=0) if total_mg > 0 else 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a signal comes from: kind (product, partner), id, what was seen; severity in bp, exposure as a count."""

    kind: str
    identity: str
    seen: str
    severity_bp: int
    exposure: int


@dataclass(frozen=True, slots=True)
class Signal:
    """All sources of one signal: the loudest by name, all together as two sums (severity x exposure, and exposure)."""

    name: str
    loudest: tuple[Source, ...]
    weighted_bp: int
    exposure: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What one source added to a score: basis points, to be summed up with all others to the score."""

    signal: str
    kind: str
    identity: str
    seen: str
    points_bp: int


@dataclass(frozen=True, slots=True)
class Score:
    """A score in basis points, None where nothing can be scored; `missing` names parts that could not be heard."""

    name: str
    value_bp: int | None
    movements: tuple[Movement, ...]
    missing: tuple[str, ...]


def signal_of(name: str, sources: Iterable[Source], *, most: int = MOST_MOVEMENTS) -> Signal:
    """A signal of sources that are all at hand."""
    every = list(sources)
    loud = sorted((one for one in every if one.severity_bp), key=_loudness)[:most]
    weighted = sum(one.severity_bp * one.exposure for one in every)
    return Signal(name, tuple(loud), weighted, sum(one.exposure for one in every))


def _loudness(source: Source) -> tuple[int, str]:
    return -source.severity_bp * source.exposure, source.identity


def scores_of(signals: Sequence[Signal], weights: RiskWeights) -> dict[str, Score]:
    """CRS, ERS and BRI. A part that cannot be heard gives its weight to the others, and is named as missing.

    The movements of a score sum up to its value exactly: basis points by the largest remainder.
    """
    heard = {signal.name: signal for signal in signals}
    scored: dict[str, Score] = {}
    exact: dict[str, list[tuple[Movement, Fraction]]] = {}
    for name in SCORES:
        parts = weights.scores[name]
        missing = tuple(part for part in parts if not _is_heard(part, heard, exact))
        total = sum(weight for part, weight in parts.items() if part not in missing)
        shares = {part: Fraction(weight, total) for part, weight in parts.items() if part not in missing}
        exact[name] = [entry for part, share in shares.items() for entry in _moved(part, share, heard, exact)]
        scored[name] = _score(name, exact[name] if shares else None, missing)
        if not shares:
            del exact[name]
    return scored


def _is_heard(part: str, heard: Mapping[str, Signal], exact: Mapping[str, object]) -> bool:
    return part in exact or (part in heard and heard[part].exposure > 0)


def _moved(
    part: str,
    share: Fraction,
    heard: Mapping[str, Signal],
    exact: Mapping[str, list[tuple[Movement, Fraction]]],
) -> list[tuple[Movement, Fraction]]:
    """What each source of a part adds, exactly; the movements of a score that is taken in keep their names."""
    if part in exact:
        return [(movement, points * share) for movement, points in exact[part]]
    signal = heard[part]
    each = [
        (Movement(part, one.kind, one.identity, one.seen, 0), share * one.severity_bp * one.exposure / signal.exposure)
        for one in signal.loudest
    ]
    named = sum((one.severity_bp * one.exposure for one in signal.loudest), 0)
    rest = share * (signal.weighted_bp - named) / signal.exposure
    return [*each, (Movement(part, "others", "", "all quieter sources together", 0), rest)] if rest else each


def _score(name: str, moved: list[tuple[Movement, Fraction]] | None, missing: tuple[str, ...]) -> Score:
    if moved is None:
        return Score(name, None, (), missing)
    value = round(sum((points for _, points in moved), Fraction(0)))
    rounded = _whole(value, [points for _, points in moved])
    movements = (
        Movement(each.signal, each.kind, each.identity, each.seen, points)
        for (each, _), points in zip(moved, rounded, strict=True)
    )
    ordered = sorted(movements, key=lambda one: (-one.points_bp, one.signal, one.identity))
    return Score(name, value, tuple(ordered), missing)


def _whole(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Whole numbers beside the exact parts that sum up to the total: the largest remainders are rounded up."""
    floors = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: floors[place] - parts[place])
    gaining = set(by_remainder[: total - sum(floors)])
    return [floor + (place in gaining) for place, floor in enumerate(floors)]


def brand_protection_bp(bri: Score) -> int | None:
    """100 - BRI, in basis points; None where BRI is none."""
    return None if bri.value_bp is None else WHOLE_BP - bri.value_bp
