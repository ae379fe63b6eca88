"""Facts about partner scores: exact by the owner's formula, cut on the unrounded score, never divided by zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.domain.partners import NO_SHIPMENTS, NO_TRUST, Partner, PartnerGrade, rank, rate
from registry.errors import InvalidInput

GOOD = Partner("p1", "Northwind", "TH", Decimal(90), 0, "verified", 100, 4)


@pytest.mark.parametrize(
    ("trust", "late", "total", "violations", "score", "grade"),
    [
        ("90", 4, 100, 0, "94.8", "A"),  # 36 + 28.8 + 30
        ("50", 0, 7, 0, "80", "A"),  # 20 + 30 + 30
        ("50", 1, 3000, 0, "79.99", "B"),  # 20 + 29.99 + 30: prints as 80.0, is not A
        ("75", 1, 2, 1, "65", "B"),  # 30 + 15 + 20
        ("25", 1, 2, 1, "45", "C"),  # 10 + 15 + 20
        ("0", 0, 1, 2, "40", "C"),  # 0 + 30 + 10
        ("100", 3, 3, 3, "40", "C"),  # 40 + 0 + 0
        ("0", 1, 1, 9, "0", "D"),  # violations never count below zero
    ],
)
def test_the_score_is_the_owners_formula(
    trust: str, late: int, total: int, violations: int, score: str, grade: str
) -> None:
    """Must give the score worked by hand, to the last digit, and its grade."""
    rating = rate(Partner("p", "P", "TH", Decimal(trust), violations, "verified", total, late))
    assert rating.score == Fraction(score)
    assert rating.grade == grade
    assert rating.reason is None


def test_a_partner_without_shipments_has_no_score_and_says_why() -> None:
    """Must answer null instead of dividing by zero, and keep the components that are known."""
    rating = rate(replace(GOOD, total_shipments=0, late_shipments=0))
    assert (rating.score, rating.grade, rating.reason) == (None, None, NO_SHIPMENTS)
    assert (rating.trust_points, rating.conduct_points) == (36, 30)


def test_a_partner_without_trust_has_no_score_and_says_why() -> None:
    """Must not count an unknown trust as none."""
    rating = rate(replace(GOOD, trust_score=None))
    assert (rating.score, rating.grade, rating.reason) == (None, None, NO_TRUST)
    neither = rate(replace(GOOD, trust_score=None, total_shipments=0, late_shipments=0))
    assert neither.reason == f"{NO_SHIPMENTS}, and {NO_TRUST}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trust_score": Decimal("100.01")}, "trust_score"),
        ({"trust_score": Decimal(-1)}, "trust_score"),
        ({"trust_score": Decimal("NaN")}, "trust_score"),
        ({"violations": -1}, "violations"),
        ({"total_shipments": -1, "late_shipments": 0}, "total_shipments"),
        ({"late_shipments": -1}, "late_shipments"),
        ({"late_shipments": 101}, "late_shipments"),
    ],
)
def test_figures_that_cannot_be_are_refused(changes: dict[str, Decimal | int], field: str) -> None:
    """Must name the field, its value and the rule."""
    with pytest.raises(InvalidInput) as refusal:
        replace(GOOD, **changes)  # type: ignore[arg-type]
    assert refusal.value.facts["field"] == field


@given(st.permutations(range(6)))
def test_the_board_does_not_depend_on_the_order_of_the_partners(order: list[int]) -> None:
    """Must rank the best first, ties by id, and those without a score last."""
    partners = [
        replace(GOOD, partner_id="a", trust_score=Decimal(10)),
        replace(GOOD, partner_id="b"),
        replace(GOOD, partner_id="c"),
        replace(GOOD, partner_id="d", violations=3, trust_score=Decimal(1)),
        replace(GOOD, partner_id="e", total_shipments=0, late_shipments=0),
        replace(GOOD, partner_id="f", trust_score=Decimal(100)),
    ]
    board = rank(partners[place] for place in order)
    assert [rating.partner.partner_id for rating in board.ratings] == ["f", "b", "c", "a", "d", "e"]
    assert [board.count(grade) for grade in (*PartnerGrade, None)] == [3, 1, 0, 1, 1]
    assert [rating.partner.partner_id for rating in board.of_grade(PartnerGrade.B)] == ["a"]


@given(
    st.decimals(0, 100, places=2),
    st.integers(0, 9),
    st.integers(1, 10**6).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total))),
)
def test_a_score_stays_between_zero_and_a_hundred(trust: Decimal, violations: int, counts: tuple[int, int]) -> None:
    """Must stay within 0..100 and have a grade for every partner that has shipments."""
    total, late = counts
    rating = rate(Partner("p", "P", "TH", trust, violations, "verified", total, late))
    assert rating.score is not None
    assert 0 <= rating.score <= 100
    assert rating.grade is not None
