"""Puts one product under two methodologies side by side and gives the difference a reason, line by line, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from passport.domain.boundary import Stage
from passport.domain.explanation import Line, lines_of, plain
from passport.domain.statement import Assessment
from registry.errors import InvalidInput

Key = tuple[Stage, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the calculation on both sides; None where the boundary leaves it out."""

    stage: Stage
    subject: str
    left: Line | None
    right: Line | None
    because: str

    @property
    def kg(self) -> Fraction:
        """Right less left; what a side leaves out counts as nothing there."""
        return _kg(self.right) - _kg(self.left)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments of one product. Their totals stand beside each other and are never added."""

    left: Assessment
    right: Assessment
    lines: tuple[Difference, ...]

    @property
    def difference_kg(self) -> Fraction:
        """Right total less left total: the sum of the lines, exactly."""
        return sum((line.kg for line in self.lines), Fraction(0))


def compare(left: Assessment, right: Assessment) -> Comparison:
    """The comparison. Raises InvalidInput unless both assess the same record of the same product."""
    if left.product != right.product:
        raise InvalidInput("product", right.product.product_id, "both sides must assess the same product as recorded")
    ours, theirs = _keyed(left), _keyed(right)
    keys = list(dict.fromkeys((*ours, *theirs)))
    order = {stage: place for place, stage in enumerate(Stage)}
    keys.sort(key=lambda key: (order[key[0]], key[1]))
    return Comparison(left, right, tuple(_difference(key, ours, theirs, left, right) for key in keys))


def _keyed(assessed: Assessment) -> dict[Key, Line]:
    """Lines by stage and place: the same stay or leg has the same key on both sides."""
    keyed: dict[Key, Line] = {}
    for line in lines_of(assessed):
        place = sum(1 for stage, _ in keyed if stage is line.stage)
        keyed[line.stage, place] = line
    return keyed


def _difference(
    key: Key, ours: dict[Key, Line], theirs: dict[Key, Line], left: Assessment, right: Assessment
) -> Difference:
    one, other = ours.get(key), theirs.get(key)
    shown = one or other
    subject = "" if shown is None else shown.subject
    return Difference(key[0], subject, one, other, _because(one, other, left, right))


def _because(one: Line | None, other: Line | None, left: Assessment, right: Assessment) -> str:
    if one is None or other is None:
        absent = left if one is None else right
        return f"outside of the boundary of {absent.methodology.identity}"
    reasons = [
        f"{before.name} {plain(before.value)} against {plain(after.value)} {after.unit}"
        for before, after in zip(one.terms, other.terms, strict=True)
        if before.value != after.value
    ]
    if one.factor.value != other.factor.value:
        reasons.insert(0, f"factor {plain(one.factor.value)} against {plain(other.factor.value)} {other.factor.unit}")
    return "; ".join(reasons) or "the same factor and inputs"


def _kg(line: Line | None) -> Fraction:
    return Fraction(0) if line is None else line.kg
