"""Facts about claims and months: records decide, both figures are named, falls without a proved cause are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passport.domain.certificates import SubjectKind, SustainabilityCertificate, Validity, check_period
from passport.domain.greenwashing import (
    Claim,
    ClaimKind,
    Evidence,
    LoweredFactor,
    Standing,
    check_claim,
    judge_claim,
    lowered_factors,
)
from passport.domain.history import Change, Fall, MonthKept, change_of, read_month, unexplained_falls
from registry.errors import InvalidInput

DAY = date(2026, 11, 22)
FAIRTRADE = SustainabilityCertificate(
    "ft", SubjectKind.Product, "coffee", "Fairtrade", "FT-1", "FLOCERT", date(2025, 1, 1), date(2026, 11, 22)
)
EVIDENCE = Evidence(31_007_000, {"2026-01": 40_000_000}, {"ft": FAIRTRADE}, DAY)


def month(number: int, mg: int, **changes: Any) -> MonthKept:
    facts: dict[str, Any] = {
        "product_id": "coffee",
        "month": f"2026-{number:02}",
        "scope1_mg": mg,
        "scope2_mg": 0,
        "scope3_mg": 0,
        "methodology": "owner-default-2025",
        "factor_set_hash": "0x01",
        "shipments": 3,
        "storage_events": 2,
        "own_figure": False,
    }
    return MonthKept(**facts | changes)


@pytest.mark.parametrize(
    ("claim", "standing", "words"),
    [
        (Claim("1", "coffee", ClaimKind.AtMost, Decimal("31.007")), Standing.Supported, "31.007 kg is recorded"),
        (Claim("1", "coffee", ClaimKind.AtMost, Decimal("31.006")), Standing.Contradicted, "31.006 kg is claimed"),
        (Claim("1", "coffee", ClaimKind.Reduction, Decimal("22.4"), "2026-01"), Standing.Supported, "-22.5 %"),
        (Claim("1", "coffee", ClaimKind.Reduction, Decimal("22.5"), "2026-01"), Standing.Contradicted, "40 kg then"),
        (Claim("1", "coffee", ClaimKind.Reduction, Decimal(1), "2025-01"), Standing.NoEvidence, "was not kept"),
        (Claim("1", "coffee", ClaimKind.Certified, certificate_id="ft"), Standing.Supported, "Fairtrade FT-1 is valid"),
        (Claim("1", "coffee", ClaimKind.Certified, certificate_id="no"), Standing.NoEvidence, "is not recorded"),
        (Claim("1", "coffee", ClaimKind.OffsetBased), Standing.Contradicted, "never lower its footprint"),
    ],
)
def test_records_decide_a_claim(claim: Claim, standing: Standing, words: str) -> None:
    """Must judge each kind of claim by the records and name what was said and what is recorded."""
    judged = judge_claim(check_claim(claim), EVIDENCE)
    assert judged.standing is standing
    assert words in judged.sentence


def test_a_claim_without_a_footprint_has_no_evidence() -> None:
    """Must not call a claim supported because nothing could be computed."""
    judged = judge_claim(Claim("1", "coffee", ClaimKind.AtMost, Decimal(50)), replace(EVIDENCE, total_mg=None))
    assert judged.standing is Standing.NoEvidence


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (Claim("1", "p", ClaimKind.AtMost), "amount"),
        (Claim("1", "p", ClaimKind.OffsetBased, Decimal(1)), "amount"),
        (Claim("1", "p", ClaimKind.Reduction, Decimal(1)), "since_month"),
        (Claim("1", "p", ClaimKind.AtMost, Decimal(1), "2026-01"), "since_month"),
        (Claim("1", "p", ClaimKind.Certified), "certificate_id"),
    ],
)
def test_a_claim_has_the_parts_of_its_kind(claim: Claim, field: str) -> None:
    """Must refuse a claim that lacks a part, or has one that means nothing, by its field."""
    with pytest.raises(InvalidInput) as refusal:
        check_claim(claim)
    assert refusal.value.facts["field"] == field


def test_a_certificate_is_valid_from_its_first_to_its_last_day() -> None:
    """Must count both days in, and refuse one that ends before it begins."""
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 22), date(2026, 11, 23)]
    seen = [FAIRTRADE.standing(day) for day in days]
    assert seen == [Validity.NotYet, Validity.Valid, Validity.Valid, Validity.Expired]
    with pytest.raises(InvalidInput):
        check_period(replace(FAIRTRADE, valid_until=date(2024, 1, 1)))
    assert check_period(FAIRTRADE) is FAIRTRADE


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (month(2, 80, factor_set_hash="0x02"), Change.Method),
        (month(2, 80, shipments=2), Change.DataRemoved),
        (month(2, 80, storage_events=1), Change.DataRemoved),
        (month(2, 80, own_figure=True), Change.OwnFigure),
        (month(2, 80), Change.Inputs),
        (month(2, 100), Change.Nothing),
    ],
)
def test_what_changed_is_said(after: MonthKept, change: Change) -> None:
    """Must name the first difference from the month before that explains another figure."""
    assert change_of(month(1, 100), after) is change
    assert change_of(None, after) is Change.First
    assert change_of(month(1, 100, own_figure=True), replace(month(2, 90))) is Change.OwnFigureGone


def test_a_fall_needs_a_cause_and_its_evidence() -> None:
    """Must find a fall of 10 %, not of 9.9 %, and accept a declared cause only together with evidence."""
    fallen = month(2, 900, shipments=2)
    found = list(unexplained_falls([month(1, 1000), fallen], 1000))
    assert found == [Fall("coffee", "2026-02", 1000, 900, 1000, Change.DataRemoved)]
    assert not list(unexplained_falls([month(1, 1000), month(2, 901)], 1000))
    assert list(unexplained_falls([month(1, 1000), replace(fallen, cause="a new oven")], 1000))
    assert not list(unexplained_falls([month(1, 1000), replace(fallen, cause="a new oven", evidence="0xab")], 1000))
    assert not list(unexplained_falls([month(1, 0), month(2, 0)], 1000))


def test_lowered_factors_are_found() -> None:
    """Must name the factors that the company's own set lowers by 10 % or more, none that it raises or keeps."""
    base = {"air": Decimal("0.602"), "road": Decimal("0.062"), "sea": Decimal("0.010"), "rail": Decimal("0.022")}
    own = {"air": Decimal("0.301"), "road": Decimal("0.080"), "sea": Decimal("0.009")}
    found = list(lowered_factors(base, own, 1000))
    assert found == [
        LoweredFactor("air", Decimal("0.602"), Decimal("0.301")),
        LoweredFactor("sea", Decimal("0.010"), Decimal("0.009")),
    ]
    assert [one.fall_bp for one in found] == [5000, 1000]


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "1826-01", "2026-11-01", "", "２０２６-11"])
def test_a_month_is_read_strictly(text: str) -> None:
    """Must refuse what is no month by field, value and rule."""
    with pytest.raises(InvalidInput):
        read_month("month", text)
    assert read_month("month", "2026-11") == "2026-11"
