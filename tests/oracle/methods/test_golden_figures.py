"""The figures that the specification gives for each methodology, to four decimals at least."""

from __future__ import annotations

from fractions import Fraction

import pytest

from oracle.domain.methods.allometry import Tree, tree_kg
from oracle.domain.methods.captured import MANURE, WASTEWATER, herd_kg, stream_kg
from oracle.domain.methods.efficiency import EFFICIENCY_METHOD, error_kwh
from oracle.domain.methods.forestry import FORESTRY
from oracle.domain.methods.gas_meter import DESTROYED, Flare
from oracle.domain.methods.landfill import LANDFILL
from oracle.domain.methods.renewable import COMBINED_MARGIN, RENEWABLE_POWER, MarginInputs, PowerInputs, Technology
from oracle.domain.methods.rice import RICE, Water
from oracle.domain.methods.stock import Stock
from tests.oracle.methods.inputs import (
    NONE_KG,
    destroyed,
    efficiency,
    forest,
    hours,
    landfill,
    manure,
    plots,
    record,
    rice,
    rice_field,
    water,
)


def near(value: Fraction, text: str) -> bool:
    """Equal to the text when rounded to as many decimals as it has."""
    decimals = len(text.partition(".")[2])
    return round(value, decimals) == Fraction(text)


def test_a_hundred_tonnes_of_forest_are_their_carbon_dioxide() -> None:
    """Must give 218.8633 tCO2 for 100 t more dry mass above ground."""
    outcome = FORESTRY.quantify(forest(Stock(above_ground_t=Fraction(100), uncertainty_percent=Fraction(0))))
    assert outcome.point == Fraction(44, 12) * Fraction("0.47") * Fraction("1.27") * 100_000
    assert near(outcome.point / 1000, "218.8633")
    assert (outcome.point_kg, outcome.creditable_kg) == (218_863, 218_863)


@pytest.mark.parametrize(
    ("equation", "density", "kg"),
    [("ogawa1965", None, "164.831"), ("chave2014", "0.6", "199.052")],
)
def test_a_tree_weighs_what_the_specification_says(equation: str, density: str | None, kg: str) -> None:
    """Must weigh a tree of 20 cm and 15 m as the specification does."""
    tree = Tree(equation, Fraction(20), Fraction(15), Fraction(density) if density else None)
    assert near(tree_kg(tree, "tree"), kg)


@pytest.mark.parametrize(("year", "t"), [(2020, "311.548"), (2021, "208.837"), (2022, "139.987")])
def test_food_waste_decays_as_the_specification_says(year: int, t: str) -> None:
    """Must give the first three years of 1,000 t of food waste in a wet tropical landfill."""
    exact = {2020: "311.5476", 2021: "208.8366", 2022: "139.9873"}[year]
    point = LANDFILL.quantify(landfill(year)).point / 1000
    assert near(point, t)
    assert near(point, exact)


def test_a_drained_hectare_of_rice_gives_the_golden_tonnes() -> None:
    """Must give 3.48432 - 1.91638 = 1.56794 t, and 1.33275 t after the deduction of 15 %."""
    outcome = RICE.quantify(rice(rice_field()))
    credited = (outcome.point - outcome.deductions[0].kg) / 1000
    assert near(outcome.point / 1000, "1.56794")
    assert near(credited, "1.33275")
    assert near(credited / Fraction("6.25"), "0.21324")
    assert outcome.creditable_kg == 1332


def test_a_gigawatt_hour_gives_the_project_factor() -> None:
    """Must give 556.2 t for a GWh, and by the margins their weighted mean."""
    inputs = PowerInputs(Fraction(1_000_000), NONE_KG, NONE_KG, meter_accuracy_ppm=0)
    assert RENEWABLE_POWER.quantify(inputs).creditable_kg == 556_200
    margins = (Fraction("0.6"), Fraction("0.4"), "a document")
    for technology, kg in zip(Technology, (550_000, 500_000, 450_000), strict=True):
        stated = MarginInputs(Fraction(1_000_000), *margins, technology, NONE_KG, NONE_KG, meter_accuracy_ppm=0)
        assert COMBINED_MARGIN.quantify(stated).creditable_kg == kg


def test_a_flare_destroys_what_its_meter_saw() -> None:
    """Must give 100 Nm3/h x 0.5 x 10 h x 0.716 kg x 0.9 x 28 = 9021.6 kg, less 3.96 % for the instruments."""
    outcome = DESTROYED.quantify(destroyed(*hours(10)))
    assert outcome.point == Fraction("9021.6")
    assert outcome.creditable_kg == 8664  # 9021.6 x 0.98 x 0.98 = 8664.34
    assert DESTROYED.quantify(destroyed(*hours(10), flare=Flare.OPEN)).point == Fraction("5012")


def test_manure_and_waste_water_follow_their_formulas() -> None:
    """Must give 0.67 x 0.94 x 0.8 x 0.29 x 109,500 and 50,000 x 0.25 x 0.8 x 0.89 kg of methane."""
    burnt = record(*hours(1000), flare=Flare.ENCLOSED)
    assert herd_kg(manure(burnt).herds[0]) == Fraction("15999.4392")
    assert stream_kg(water(burnt).streams[0]) == 8900
    assert MANURE.quantify(manure(burnt)).point == Fraction("15999.4392") * 28
    assert WASTEWATER.quantify(water(burnt)).point == 8900 * 28


def test_a_sampled_forest_deducts_by_the_table() -> None:
    """Must find s, t and U of five plots by hand, and deduct 25 % of the error amount between 10 % and 15 %."""
    outcome = FORESTRY.quantify(forest(plots(9, 10, 11, 9, 11)))
    per_tree = tree_kg(Tree("ogawa1965", Fraction(20), Fraction(15)), "tree")
    mean_t = per_tree * 10 / 100 * 10  # ten trees on 0.1 ha, over 10 ha
    assert outcome.point == mean_t * Fraction(44, 12) * Fraction("0.47") * Fraction("1.27") * 1000
    # s = 1 tree, n = 5, t(90 %, 4) = 2.1319: the error is 0.95341 of ten trees
    relative = (outcome.point - outcome.low) / outcome.point
    assert near(relative, "0.095341")
    assert outcome.deductions == ()
    wider = FORESTRY.quantify(forest(plots(8, 10, 12, 10, 10)))
    relative = (wider.point - wider.low) / wider.point
    assert near(relative, "0.134833")  # s = 1.41421
    assert wider.deductions[0].kg == (wider.point - wider.low) / 4


def test_the_error_of_a_modelled_sum_is_the_guideline_s() -> None:
    """Must give 1.26 t CV E sqrt(n/n' (1 + 2/n') / m) for a year of days before and after."""
    assert near(error_kwh(efficiency()), "381.8222")
    outcome = EFFICIENCY_METHOD.quantify(efficiency())
    assert outcome.point == 2000 * Fraction("0.5562")
    assert outcome.creditable_kg == 1006  # U = 19.09 %: half of 212.3695 kg is deducted


def test_the_regimes_of_water_have_their_factors() -> None:
    """Must give 0.71 for one proven drainage and 0.55 for two."""
    single = rice_field(project_water=Water.SINGLE)
    assert RICE.quantify(rice(single)).point == Fraction("124.44") * Fraction("0.29") * 28
