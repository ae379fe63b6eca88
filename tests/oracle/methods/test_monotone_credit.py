"""Losing or worsening what was monitored never raises the credit, whatever the figures (I-12)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.domain.methods.captured import MANURE
from oracle.domain.methods.efficiency import EFFICIENCY_METHOD
from oracle.domain.methods.forestry import FORESTRY
from oracle.domain.methods.gas_meter import DESTROYED, GasHour
from oracle.domain.methods.landfill import LANDFILL, Climate, Deposit, LandfillInputs, Site, Waste
from oracle.domain.methods.outcome import Outcome
from oracle.domain.methods.rice import RICE, Amendment, Before, Water
from oracle.domain.methods.stock import Stock
from tests.oracle.methods.inputs import destroyed, efficiency, forest, manure, plots, proofs, record, rice, rice_field

FEW = settings(max_examples=40)
SHARES = st.integers(0, 100).map(lambda percent: Fraction(percent, 100))
HOURS = st.lists(
    st.builds(GasHour, st.integers(0, 500).map(Fraction), st.none() | SHARES, st.none() | st.booleans()),
    min_size=1,
    max_size=12,
)


def holds(outcome: Outcome) -> bool:
    """The interval holds the estimate, and the credit is never above it."""
    return outcome.low <= outcome.point <= outcome.high and outcome.creditable_kg <= outcome.point_kg


@FEW
@given(HOURS, st.data())
def test_a_lost_or_darkened_hour_never_raises_credit(hours: list[GasHour], data: st.DataObject) -> None:
    """Must credit no more without an hour, its analysis or its flame, for flares and for lagoons."""
    place = data.draw(st.integers(0, len(hours) - 1))
    less = [hours[:place] + hours[place + 1 :]]
    for worse in ({"flame": None}, {"flame": False}, {"ch4_share": None}):
        less.append([*hours[:place], replace(hours[place], **worse), *hours[place + 1 :]])  # type: ignore[arg-type]
    whole = DESTROYED.quantify(destroyed(*hours))
    assert holds(whole)
    lagoon = MANURE.quantify(manure(record(*hours)))
    for fewer in less:
        assert DESTROYED.quantify(destroyed(*fewer)).creditable_kg <= whole.creditable_kg
        assert MANURE.quantify(manure(record(*fewer))).creditable_kg <= lagoon.creditable_kg


@FEW
@given(
    st.lists(st.tuples(st.sampled_from(Waste), st.integers(2000, 2020), st.integers(0, 10**6)), min_size=1, max_size=6),
    st.integers(0, 999_999),
)
def test_a_lost_load_of_waste_never_raises_credit(loads: list[tuple[Waste, int, int]], accuracy_ppm: int) -> None:
    """Must credit no more without a load, or with a worse scale."""
    deposits = tuple(Deposit(year, waste, Fraction(tonnes)) for waste, year, tonnes in loads)
    inputs = LandfillInputs(
        2020, Climate.TROPICAL_DRY, Site.DEEP, deposits, Fraction(0), Fraction(0), weighing_accuracy_ppm=accuracy_ppm
    )
    whole = LANDFILL.quantify(inputs)
    assert holds(whole)
    assert LANDFILL.quantify(replace(inputs, deposits=deposits[1:])).creditable_kg <= whole.creditable_kg
    assert whole.creditable_kg <= LANDFILL.quantify(replace(inputs, weighing_accuracy_ppm=0)).creditable_kg


@FEW
@given(
    st.sampled_from(Water),
    st.sampled_from(Before),
    st.lists(st.integers(-5, 110), max_size=5),
    st.lists(st.integers(0, 20), max_size=2),
    st.booleans(),
)
def test_a_lost_proof_field_or_statement_never_raises_credit(
    regime: Water, before: Before, days: list[int], straw: list[int], stated: bool
) -> None:
    """Must credit no more without a proof, a field, or the statement of added N2O; gains and losses alike."""
    amendments = tuple(Amendment(Fraction(tonnes), Fraction("0.5")) for tonnes in straw)
    field = rice_field(
        "b",
        proofs(*days, of="b"),
        project_water=regime,
        before_season=before,
        project_amendments=amendments,
        added_n2o_kg=Fraction(2) if stated else None,
    )
    whole = RICE.quantify(rice(rice_field(), field))
    assert holds(whole)
    poorer = rice(rice_field(), replace(field, proofs=field.proofs[1:]))
    assert RICE.quantify(poorer).creditable_kg <= whole.creditable_kg
    silent = RICE.quantify(rice(rice_field(), replace(field, added_n2o_kg=None))).creditable_kg
    alone = RICE.quantify(rice(rice_field(), total=2)).creditable_kg
    assert max(silent, alone) <= max(whole.creditable_kg, 0)


@FEW
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 200), st.integers(0, 60))
def test_a_lost_plot_or_a_worse_stock_never_raises_credit(trees: list[int], last_t: int, percent: int) -> None:
    """Must credit no gain without a planned plot, and no more with a less certain stock, now or last."""
    last = Stock(above_ground_t=Fraction(last_t), uncertainty_percent=Fraction(percent))
    whole = FORESTRY.quantify(forest(plots(*trees), last))
    assert holds(whole)
    if len(trees) > 1:
        fewer = FORESTRY.quantify(forest(plots(*trees[1:], planned=len(trees)), last))
        assert fewer.creditable_kg <= max(whole.creditable_kg, 0)
    certain = FORESTRY.quantify(forest(plots(*trees), replace(last, uncertainty_percent=Fraction(0))))
    assert whole.creditable_kg <= certain.creditable_kg


@FEW
@given(st.integers(1, 300), st.integers(0, 30), st.integers(1, 30), st.integers(0, 50))
def test_a_lost_day_of_a_building_never_raises_credit(days: int, used: int, modelled: int, cv_percent: int) -> None:
    """Must credit no more without a day, whatever it used, and with a worse model."""
    model = replace(efficiency().model, cv_rmse=Fraction(cv_percent, 100))
    inputs = efficiency(
        baseline_kwh=Fraction(modelled * days),
        used_kwh=Fraction(20 * (days - 1) + used),
        model=model,
        intervals=days,
        expected=days,
        highest_kwh=Fraction(30),
    )
    whole = EFFICIENCY_METHOD.quantify(inputs)
    assert holds(whole)
    better = EFFICIENCY_METHOD.quantify(replace(inputs, model=replace(model, cv_rmse=Fraction(0))))
    assert whole.creditable_kg <= better.creditable_kg
    if days > 1:
        lost = replace(
            inputs, intervals=days - 1, baseline_kwh=Fraction(modelled * (days - 1)), used_kwh=Fraction(20 * (days - 1))
        )
        assert EFFICIENCY_METHOD.quantify(lost).creditable_kg <= max(whole.creditable_kg, 0)
