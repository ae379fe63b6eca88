"""Draws the index of each released group over its months as points of a line; figures stand beside it as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from passport.domain.benchmark import INDEX_BASE, Release
from passport.domain.rounding import rounded

WIDTH, HEIGHT, MARGIN = 600, 200, 40
LABEL_HEIGHT = 18
AROUND = 10  # points of the index that are shown above and below the outermost value


@dataclass(frozen=True, slots=True)
class Line:
    """A group's months: places on the drawing, the last value as text, and the height at which it is written."""

    group: str
    points: tuple[tuple[int, int], ...]
    last: str
    label_y: int = 0

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


def drawn(months: Sequence[tuple[str, Release]]) -> list[Line]:
    """One line for each group that was ever released; nothing is drawn of a month in which it kept silent."""
    values: dict[str, dict[int, Fraction]] = {}
    for place, (_, release) in enumerate(months):
        for cell in release.cells:
            if cell.index is not None:
                values.setdefault(cell.group, {})[place] = cell.index
    every = [value for found in values.values() for value in found.values()]
    low, high = (edge(every, default=Fraction(INDEX_BASE)) for edge in (min, max))
    low, high = low - AROUND, high + AROUND
    return _labelled([_line(group, found, len(months), low, high) for group, found in values.items()])


def _labelled(lines: list[Line]) -> list[Line]:
    """No label stands on another one: in a first month every group is at 100."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda one: one.points[-1][1]):
        below = placed[-1].label_y + LABEL_HEIGHT if placed else LABEL_HEIGHT
        placed.append(replace(line, label_y=max(below, line.points[-1][1])))
    over = max(0, placed[-1].label_y - (HEIGHT - MARGIN // 4)) if placed else 0
    return [replace(line, label_y=line.label_y - over) for line in placed]


def _line(group: str, found: dict[int, Fraction], months: int, low: Fraction, high: Fraction) -> Line:
    step = Fraction(WIDTH - 2 * MARGIN, max(1, months - 1))
    points = [
        (round(MARGIN + place * step), round(HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN)))
        for place, value in sorted(found.items())
    ]
    return Line(group, tuple(points), f"{rounded(found[max(found)], 1):f}")
