"""Facts about partner scores: exact by the owner's formula, cut on the unrounded score, never divided by zero."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from passport.adapters.factor_files import DATA
from passport.cli import app
from passport.domain.partners import NO_SHIPMENTS, NO_TRUST, Partner, PartnerGrade, compare, rank, rate
from passport.errors import SupplyUnknown
from passport.usecases.compare_partners import compare_partners
from passport.usecases.rank_partners import rank_partners
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


class Kept:
    """A company's partners in memory."""

    def __init__(self, *partners: Partner) -> None:
        self._partners = partners

    def partners(self, tenant: str) -> list[Partner]:
        return list(self._partners)

    def some(self, tenant: str, ids: Iterable[str]) -> list[Partner]:
        wanted = set(ids)
        return [partner for partner in self._partners if partner.partner_id in wanted]


def test_rank_partners_reads_every_partner() -> None:
    """Must rank whatever the store holds of the tenant."""
    store = Kept(GOOD, replace(GOOD, partner_id="p0", trust_score=Decimal(100)))
    assert [rating.partner.partner_id for rating in rank_partners("one", store=store).ratings] == ["p0", "p1"]


def test_compare_partners_takes_two_to_twenty() -> None:
    """Must refuse one partner, twenty-one, and one that the tenant does not have, by name."""
    many = [replace(GOOD, partner_id=f"p{number}") for number in range(21)]
    store = Kept(*many)
    assert len(compare_partners("one", [f"p{number}" for number in range(20)], store=store).ratings) == 20
    for ids in (["p1"], ["p1", "p1"], [f"p{number}" for number in range(21)]):
        with pytest.raises(InvalidInput):
            compare_partners("one", ids, store=store)
    with pytest.raises(SupplyUnknown) as refusal:
        compare_partners("one", ["p1", "x"], store=store)
    assert refusal.value.facts["id"] == "x"


def test_what_is_unknown_is_never_the_best() -> None:
    """Must name nobody as the best of what is known of nobody."""
    unknown = replace(GOOD, total_shipments=0, late_shipments=0)
    best = compare([unknown, replace(unknown, partner_id="p2")]).best
    assert best["score"] == best["reliability_points"] == ()
    assert best["trust_points"] == ("p1", "p2")


DOCUMENT = DATA / "example-partners.json"
runner = CliRunner()


def written(tmp_path: Path, **changes: Any) -> Path:
    partner = {"partner_id": "a", "name": "A", "trust_score": 50, "total_shipments": 2, "late_shipments": 1}
    file = tmp_path / "partners.json"
    file.write_text(
        json.dumps({"format": "carbonix/partners/1", "partners": [partner, partner | {"partner_id": "b"} | changes]})
    )
    return file


def test_the_command_line_ranks_a_document() -> None:
    """Must print the leaderboard of the specification, whole or of one grade, from a file alone."""
    answer = json.loads(runner.invoke(app, ["leaderboard", str(DOCUMENT)]).output)
    assert [row["partner_id"] for row in answer["leaderboard"]] == [
        "northwind",
        "riverside",
        "hilltop",
        "lowland",
        "newcomer",
    ]
    assert [row["esg_score"] for row in answer["leaderboard"]] == [94.8, 65.0, 45.0, 4.0, None]
    assert answer["leaderboard"][0]["metrics"]["shipment_reliability"] == "96%"
    only = json.loads(runner.invoke(app, ["leaderboard", str(DOCUMENT), "--grade", "D"]).output)
    assert [row["partner_id"] for row in only["leaderboard"]] == ["lowland"]
    assert only["total_partners"] == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trust_score": 101}, "partners.1.trust_score"),
        ({"late_shipments": 3}, "partners.1.late_shipments"),
        ({"violations": -1}, "partners.1.violations"),
        ({"name": "=HYPERLINK(1)"}, "partners.1.name"),
        ({"country": "XX"}, "partners.1.country"),
        ({"partner_id": "a"}, "partners.1.partner_id"),
        ({"mood": "good"}, "partners.1.mood"),
    ],
)
def test_a_bad_partner_is_named_by_its_place_and_field(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    """Must end with exit code 2 and one problem that names partner, field and rule."""
    refused = runner.invoke(app, ["leaderboard", str(written(tmp_path, **changes)), "--json"])
    assert refused.exit_code == 2
    assert (json.loads(refused.output)["code"], json.loads(refused.output)["field"]) == ("InvalidInput", field)
