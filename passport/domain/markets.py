"""The markets for whose readers a public page puts a footprint on a scale: with letters, or with kilograms alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from passport.domain.factors import GradeStep

WHOLE_PLACE = 1_000  # a place on the scale is told in thousandths of its length
LAST_BAND_RATIO = 2  # beyond the last limit the scale shows as much again; what lies further stands at its end


@dataclass(frozen=True, slots=True)
class Market:
    """A market by its id; titles and notes by language. Without `letters` the scale bears kilograms alone."""

    identity: str
    letters: bool
    title: Mapping[str, str]
    note: Mapping[str, str]


def place_of(total_kg: Fraction, steps: Sequence[GradeStep]) -> int:
    """Where a total stands on the scale, 0 to WHOLE_PLACE: all steps are equally wide, the place within is linear.

    Nothing stands on a scale without steps: 0.
    """
    if not steps:
        return 0
    below = Fraction(0)
    for number, step in enumerate(steps):
        limit = below * LAST_BAND_RATIO if step.up_to_kg is None else Fraction(step.up_to_kg)
        if total_kg <= limit or step.up_to_kg is None:
            within = min(Fraction(1), (total_kg - below) / (limit - below)) if limit > below else Fraction(0)
            return round((number + within) * WHOLE_PLACE / len(steps))
        below = limit
    return WHOLE_PLACE
