"""Facts about the drawing of the index: every point lies within it, and no label stands on another."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from passport.domain.benchmark import Cell, Release
from web.pages.index_chart import HEIGHT, LABEL_HEIGHT, WIDTH, drawn

GROUPS = ("FMCG", "Pharma", "Luxury", "Technology", "Industry", "Other", "all released groups")


def month(**indices: int) -> Release:
    return Release(tuple(Cell(group, None, 5, index=Fraction(index)) for group, index in indices.items()), {})


def test_nothing_released_draws_nothing() -> None:
    """Must draw no line without a month, and none of a group that kept silent in all of them."""
    assert drawn([]) == []
    assert drawn([("2026-11", Release((Cell("Luxury", "fewer than 5 companies"),), {}))]) == []


def test_labels_of_equal_values_stand_apart() -> None:
    """Must write seven groups below each other in their first month, when all are at 100."""
    lines = drawn([("2026-11", month(**dict.fromkeys(GROUPS, 100)))])
    heights = [line.label_y for line in lines]
    assert len(lines) == len(GROUPS)
    assert all(below - above >= LABEL_HEIGHT for above, below in pairwise(heights))
    assert all(0 < height <= HEIGHT for height in heights)


def test_a_higher_index_stands_higher_and_later_months_further_right() -> None:
    """Must keep all points within the drawing, in the order of months, and leave a silent month out."""
    silent = Release((Cell("FMCG", "fewer than 5 companies"),), {})
    line = drawn([("2026-10", month(FMCG=100)), ("2026-11", silent), ("2026-12", month(FMCG=200))])[0]
    (x1, y1), (x2, y2) = line.points
    assert (line.last, line.group) == ("200.0", "FMCG")
    assert 0 < x1 < x2 < WIDTH
    assert 0 < y2 < y1 < HEIGHT
