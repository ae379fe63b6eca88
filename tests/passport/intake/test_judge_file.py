"""Facts about judging the rows of a file: the real one to its last line, and small ones fault by fault."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.adapters.factor_files import default_factors
from passport.adapters.import_profiles import import_profiles, profile_for
from passport.adapters.supply_documents import read_record
from passport.adapters.table_files import read_table
from passport.domain.delivery_weights import StatedWeight, settle
from passport.domain.intake import Intake, SourceRow
from passport.domain.supply import Kind, Partner, Route, ShippedLine
from passport.errors import FileRefused
from passport.usecases import judge_file as judging
from passport.usecases.judge_file import judge_file
from tests.passport.intake.real_data import SCMS, with_shipments

REFERENCE = re.compile(import_profiles()[0].weight_reference)
LINE = {"id": "s-1", "weight_kg": "2.5", "quantity": "5"}


def judged(*rows: Mapping[str, str], kind: Kind = Kind.Shipments) -> Intake:
    sources = [SourceRow(number, row) for number, row in enumerate(rows, start=2)]
    profile = profile_for(rows[0], kind)
    return judge_file(
        kind, sources, profile=profile, owner="acme", source="f.csv", read=read_record, factors=default_factors()
    )


def scms_line(**changes: str) -> dict[str, str]:
    """A line of the shipment file's form."""
    columns = import_profiles()[0].columns
    said = {
        "id": "1",
        "mode": "Truck",
        "country": "Vietnam",
        "quantity": "10",
        "weight": "100",
        "delivery": "DN-1",
        "due": "02-Jun-06",
        "received": "03-Jun-06",
        "partner": "Somebody",
        "product": "Test kit",
        "origin": "Factory",
    }
    return {columns[name]: text for name, text in (said | changes).items()}


@with_shipments
def test_the_real_file_is_kept_but_for_one_line() -> None:
    """Must keep 10,323 of 10,324 lines, refuse the one of 0 kg by name, and carry every stated kilogram once."""
    rows = list(read_table(SCMS))
    assert isinstance(rows[0], SourceRow)
    profile = profile_for(rows[0].cells, Kind.Shipments)
    intake = judge_file(
        Kind.Shipments, rows, profile=profile, owner="a", source="f", read=read_record, factors=default_factors()
    )
    report = intake.report()
    assert (report["rows"], report["kept"], report["refused"]) == (10_324, 10_323, 1)
    assert report["notes"] == {
        "mode blank": 360,
        "weight estimated": 3_553,
        "weight implausible": 4,
        "weight measured": 5_137,
        "weight unknown": 1_633,
    }
    assert report["figures"] == {"stated_kg": "21820540", "kept_kg": "21820540", "late": 1_186}
    (fault,) = intake.faults
    assert (fault.row, fault.field, fault.value) == (3_286, "weight_kg", "0")
    kinds = [type(one).__name__ for one in intake.beside]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"Partner": 73, "Product": 184, "Route": 567}


def test_the_words_of_the_profile_become_ours() -> None:
    """Must read modes, country, days, lateness, partner, product and way of a line."""
    (kept,) = judged(scms_line()).kept
    line = kept.record
    assert isinstance(line, ShippedLine)
    assert (line.id, line.mode, line.country, line.late) == ("scms-1", "road", "VN", True)
    assert (line.received_on, line.weight_g, line.quantity, line.source_row) == ("2006-06-03", 100_000, 10, 2)
    modes = {"Air": "air", "Air Charter": "air", "Ocean": "sea", "N/A": None}
    assert {word: judged(scms_line(mode=word)).kept[0].record.mode for word in modes} == modes  # type: ignore[union-attr]
    partner, _product, route = judged(scms_line()).beside
    assert isinstance(partner, Partner)
    assert isinstance(route, Route)
    assert (line.partner_id, line.route_id, route.distance_m) == (partner.id, route.id, None)


def test_each_unknown_word_is_refused_by_its_field() -> None:
    """Must refuse a mode, country, weight or day that nobody knows, and formulas beside, with field and value."""
    changes = {
        "mode": ("Teleport", "mode"),
        "country": ("Atlantis", "country"),
        "weight": ("heavy", "weight_kg"),
        "received": ("someday", "received_on"),
        "quantity": ("0", "quantity"),
        "partner": ("=cmd()", "partners.name"),
        "product": ("@SUM(A1)", "products.name"),
    }
    for name, (word, field) in changes.items():
        intake = judged(scms_line(id="9"), scms_line(**{name: word}))
        assert (len(intake.kept), intake.refused) == (1, 1), name
        assert {(fault.row, fault.field, fault.value) for fault in intake.faults} >= {(3, field, word)}, name
    assert judged(scms_line(weight="-5")).faults[0].field == "weight_kg"


def test_every_fault_of_a_row_is_named_and_repeats_are_refused() -> None:
    """Must list all faults of a row under its number, and refuse an id that stood above."""
    intake = judged(
        LINE | {"points": "91 0; 1 2"},
        LINE | {"id": "s-2", "weight_kg": "-1", "country": "ZZ"},
        LINE | {"id": "s-3"},
        LINE | {"id": "s-3"},
    )
    assert [(fault.row, fault.field) for fault in intake.faults] == [
        (2, "points.0.latitude"),
        (3, "weight_kg"),
        (3, "country"),
        (5, "id"),
    ]
    assert [row.row for row in intake.kept] == [4]


def test_partners_and_products_are_judged_like_documents() -> None:
    """Must refuse trust above 100, late above total, a formula, an unknown category or industry, each by field."""
    partners = judged(
        {"id": "p", "name": "Good", "trust_score": "99.5", "total_shipments": "3", "late_shipments": "1"},
        {"id": "q", "name": "Odd", "trust_score": "100.5", "total_shipments": "3", "late_shipments": "4"},
        {"id": "r", "name": "=1+1"},
        kind=Kind.Partners,
    )
    assert [fault.field for fault in partners.faults] == ["trust_score", "late_shipments", "name"]
    base = {"product_id": "tea", "name": "Tea", "category": "F&B"}
    changes: tuple[dict[str, str], ...] = ({}, {"category": "Magic"}, {"industry": "Magic"}, {"unit_weight_kg": "-1"})
    rows = [base | change | {"product_id": f"tea-{place}"} for place, change in enumerate(changes)]
    products = judged(*rows, kind=Kind.Products)
    assert [fault.field for fault in products.faults] == ["category", "industry", "unit_weight_kg"]
    assert len(products.kept) == 1


def test_references_that_lead_nowhere_leave_the_weight_unknown() -> None:
    """Must keep such a line and say why: no such line, another delivery, a line without a weight."""
    intake = judged(
        scms_line(weight="Weight Captured Separately"),
        scms_line(id="2", weight="See DN-1 (ID#:1)"),
        scms_line(id="3", weight="See DN-1 (ID#:77)"),
        scms_line(id="4", weight="See DN-2 (ID#:1)"),
    )
    doubts = [row.record.quality[0] for row in intake.kept]  # type: ignore[union-attr]
    assert doubts == [
        "weight unknown: Weight Captured Separately",
        "weight unknown: See DN-1 (ID#:1): that line says Weight Captured Separately",
        "weight unknown: See DN-1 (ID#:77): that line is not in the file",
        "weight unknown: See DN-2 (ID#:1): that line belongs to another delivery",
    ]


def test_a_file_of_nothing_but_faults_is_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must stop at the most faults that anybody reads, and say so once."""
    monkeypatch.setattr(judging, "MOST_FAULTS", 3)
    assert judged(*[{"id": "!"}] * 3).refused == 3
    with pytest.raises(FileRefused):
        judged(*[{"id": "!"}] * 4)


@given(st.integers(1, 10**6), st.lists(st.integers(1, 10**5), min_size=1, max_size=20))
def test_shares_add_up_to_what_was_stated(weight_kg: int, quantities: list[int]) -> None:
    """Must split a delivery's weight over its lines without losing or making a gram."""
    words = [str(weight_kg), *("See DN-1 (ID#:0)" for _ in quantities[1:])]
    stated = [
        StatedWeight(str(place), "DN-1", word, str(quantity))
        for place, (word, quantity) in enumerate(zip(words, quantities, strict=True))
    ]
    kilograms = [one.weight_kg for one in settle(stated, (), REFERENCE)]
    assert sum(round(float(text or 0) * 1000) for text in kilograms) == weight_kg * 1000
