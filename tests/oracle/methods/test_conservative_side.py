"""What is missing, dark, unproven or wrong: the conservative side, or one refusal that names it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from scipy.stats import t as student

from oracle.domain.methods.allometry import EQUATIONS, Tree, tree_kg
from oracle.domain.methods.captured import MANURE, WASTEWATER
from oracle.domain.methods.catalogue import METHODS, method_document, method_of
from oracle.domain.methods.efficiency import EFFICIENCY_METHOD, BaselineModel, Carrier
from oracle.domain.methods.forestry import FORESTRY
from oracle.domain.methods.gas_meter import DESTROYED, Flare
from oracle.domain.methods.grid_factors import SERIES, Use
from oracle.domain.methods.landfill import LANDFILL
from oracle.domain.methods.method import Parameter
from oracle.domain.methods.renewable import RENEWABLE_POWER, PowerInputs
from oracle.domain.methods.rice import RICE, Amendment, Water
from oracle.domain.methods.stock import Stock
from oracle.domain.methods.t_quantile import TABLE, t_90
from oracle.errors import FactorNotForProjects, OutOfDomain, WarmingSetsMixed
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput
from tests.oracle.methods.inputs import (
    SHA,
    destroyed,
    efficiency,
    forest,
    hours,
    landfill,
    manure,
    plot,
    plots,
    proofs,
    record,
    rice,
    rice_field,
    water,
)


def test_a_flare_without_flame_earns_nothing() -> None:
    """Must count no hour without a flame signal, and name the hours that were not measured."""
    dark, silent, blind = hours(3, flame=False), hours(2, flame=None), hours(1, share=None)
    outcome = DESTROYED.quantify(destroyed(*hours(10), *dark, *silent, *blind))
    assert outcome.point == DESTROYED.quantify(destroyed(*hours(10))).point
    assert outcome.missing == ("3 hours without flame signal or analysis earn nothing",)


@pytest.mark.parametrize(("method", "inputs"), [(MANURE, manure), (WASTEWATER, water)])
def test_captured_methane_is_capped_by_the_flare(method: object, inputs: object) -> None:
    """Must credit no more than a meter saw destroyed, and nothing without a meter."""
    few = method.quantify(inputs(record(*hours(10), flare=Flare.ENCLOSED)))  # type: ignore[attr-defined,operator]
    assert few.point == Fraction("9021.6")
    assert few.creditable_kg == 8664
    none = method.quantify(inputs(record()))  # type: ignore[attr-defined,operator]
    assert (none.point, none.creditable_kg) == (0, 0)
    assert none.missing == ("no metered destruction: nothing is credited without it",)


@pytest.mark.parametrize(
    ("days", "counted"),
    [((20, 50), "0.45"), ((20,), "0.29"), ((20, 25), "0.29"), ((), "0"), ((20, 102), "0.29"), ((-1, 20), "0.29")],
)
def test_a_drainage_that_is_not_proven_does_not_count(days: tuple[int, ...], counted: str) -> None:
    """Must fall back to the higher SFw for proofs that are absent, too close together or outside of the season."""
    outcome = RICE.quantify(rice(rice_field(shown=proofs(*days))))
    assert outcome.point == Fraction("124.44") * Fraction(counted) * 28


def test_what_is_listed_twice_is_refused() -> None:
    """Must not count a herd or a stream of waste water twice."""
    for given, member, method in (
        (manure(record()), "herds", MANURE),
        (water(record()), "streams", WASTEWATER),
    ):
        with pytest.raises(InvalidInput):
            method.quantify(replace(given, **{member: getattr(given, member) * 2}))


def test_a_photo_proves_one_drainage_of_one_field() -> None:
    """Must refuse a photo that is shown under another day, or for another field, and take the same proof twice."""
    first, second = proofs(20, 50)
    again = replace(second, photo_sha256=first.photo_sha256)
    with pytest.raises(InvalidInput) as refused:
        RICE.quantify(rice(rice_field(shown=(first, again))))
    assert refused.value.facts["field"] == "fields.a.proofs.photoSha256"
    with pytest.raises(InvalidInput):
        RICE.quantify(rice(rice_field("a"), rice_field("b", shown=(first, second))))
    once, twice = (RICE.quantify(rice(rice_field(shown=shown))) for shown in ((first,), (first, first)))
    assert once.creditable_kg == twice.creditable_kg


def test_a_water_level_proves_a_drainage_from_fifteen_centimetres() -> None:
    """Must take a level of -150 mm as dry and one of -149 mm as wet."""
    wet, dry = (replace(proofs(20)[0], photo_sha256=None, water_level_mm=Fraction(level)) for level in (-149, -150))
    assert not wet.shows_drainage
    assert dry.shows_drainage


def test_added_nitrous_oxide_is_subtracted_or_stops_the_gain() -> None:
    """Must subtract 265 kg for each kg of N2O, and credit no gain where it is not stated."""
    plain = RICE.quantify(rice(rice_field()))
    assert plain.point - RICE.quantify(rice(rice_field(added_n2o_kg=Fraction(1)))).point == 265
    silent = RICE.quantify(rice(rice_field(added_n2o_kg=None)))
    assert silent.creditable_kg == 0
    assert "added N2O is not stated" in silent.missing[0]


def test_a_field_that_is_not_listed_stops_the_gain() -> None:
    """Must credit nothing where one of the project's fields is left out."""
    outcome = RICE.quantify(rice(rice_field(), total=2))
    assert outcome.creditable_kg == 0
    assert outcome.missing == ("1 of 2 fields",)


def test_a_loss_stays_negative_in_every_method() -> None:
    """Must keep a negative result, and round it away from zero."""
    straw = (Amendment(Fraction(10), Fraction(1)),)
    dirty = rice_field(project_amendments=straw, project_water=Water.CONTINUOUS, shown=())
    losses = (
        FORESTRY.quantify(forest(Stock(above_ground_t=Fraction(1)), Stock(above_ground_t=Fraction(2)))),
        RICE.quantify(rice(dirty)),
        LANDFILL.quantify(landfill(2022, project_emissions_kg=Fraction(10**6))),
        DESTROYED.quantify(replace(destroyed(), project_emissions_kg=Fraction("0.5"))),
        MANURE.quantify(replace(manure(record()), project_emissions_kg=Fraction("0.5"))),
        EFFICIENCY_METHOD.quantify(efficiency(used_kwh=Fraction(12_000))),
        RENEWABLE_POWER.quantify(PowerInputs(Fraction(0), Fraction(1), Fraction(0), 10_000)),
    )
    for outcome in losses:
        assert outcome.creditable_kg <= outcome.point_kg < 0


def test_a_loss_of_rice_is_widened_by_its_uncertainty() -> None:
    """Must add 15 % to a loss, never take it off."""
    straw = (Amendment(Fraction(10), Fraction(1)),)
    outcome = RICE.quantify(rice(rice_field(project_amendments=straw)))
    assert outcome.point < 0
    assert outcome.creditable_kg < outcome.point_kg


def test_a_lost_plot_or_tree_stops_the_gain() -> None:
    """Must credit nothing where a planned plot or a tallied tree is not delivered."""
    assert FORESTRY.quantify(forest(plots(10, 10, 10))).creditable_kg > 0
    lost_plot = FORESTRY.quantify(forest(plots(10, 10, 10, planned=4)))
    lost_tree = FORESTRY.quantify(
        forest(replace(plots(10), plots=(plot("p", 9, tallied=10), plot("q", 9)), plots_planned=2))
    )
    assert (lost_plot.creditable_kg, lost_tree.creditable_kg) == (0, 0)
    assert lost_plot.missing == ("now: 1 of 4 planned plots",)
    assert lost_tree.missing == ("now: 1 tallied trees of plot p",)


def test_one_plot_shows_no_scatter() -> None:
    """Must take the whole mean of a single plot as its error."""
    outcome = FORESTRY.quantify(forest(plots(10)))
    assert outcome.low == 0
    assert outcome.creditable_kg == 0


def test_the_last_stock_moves_up() -> None:
    """Must raise the stock that was credited last by its share of the error, against the gain."""
    last = Stock(above_ground_t=Fraction(100), uncertainty_percent=Fraction(20))
    outcome = FORESTRY.quantify(forest(Stock(above_ground_t=Fraction(200), uncertainty_percent=Fraction(0)), last))
    assert outcome.deductions[0].name == "uncertainty of the stock last"
    assert outcome.deductions[0].kg == outcome.point / 10  # half of 20 t beside a gain of 100 t


def test_a_stated_mass_without_its_uncertainty_earns_nothing() -> None:
    """Must not credit more where the uncertainty is left out than where it is stated, however large it is."""
    stated, unsaid = (Stock(above_ground_t=Fraction(100), uncertainty_percent=each) for each in (Fraction(25), None))
    assert FORESTRY.quantify(forest(stated)).creditable_kg > 0
    outcome = FORESTRY.quantify(forest(unsaid))
    assert (outcome.creditable_kg, outcome.missing) == (0, ("now: the uncertainty of the stated mass",))
    assert FORESTRY.quantify(forest(stated, unsaid)).creditable_kg <= 0


def test_fire_counts_above_five_per_cent() -> None:
    """Must count nothing at 5 % burnt, and methane and nitrous oxide above."""
    stock = Stock(above_ground_t=Fraction(100))
    at, above = (FORESTRY.quantify(forest(stock, burnt_share=Fraction(share))) for share in ("0.05", "0.06"))
    assert at.point - above.point == Fraction("0.06") * 100_000 * (Fraction("0.0068") * 28 + Fraction("0.0002") * 265)


def test_a_tree_outside_of_its_equation_is_refused() -> None:
    """Must answer OUT_OF_DOMAIN above the diameters that an equation was made for, and 0 below 4.5 cm."""
    for key, equation in EQUATIONS.items():
        tree = Tree(key, equation.most_cm, Fraction(10), Fraction("0.6"))
        assert tree_kg(tree, "tree") > 0
        with pytest.raises(OutOfDomain) as refused:
            tree_kg(replace(tree, diameter_cm=equation.most_cm + Fraction("0.1")), "tree")
        assert "OUT_OF_DOMAIN" in refused.value.sentence
        assert tree_kg(replace(tree, diameter_cm=Fraction("4.4")), "tree") == 0


def test_each_equation_weighs_a_tree_of_its_forest() -> None:
    """Must agree with the equations worked out apart in doubles."""
    tree = (Fraction(20), Fraction(15), Fraction("0.6"))
    x = 20.0**2 * 15
    expected = {
        "ogawa1965": 164.830922,
        "chave2014": 0.0673 * (0.6 * x) ** 0.976,
        "tsutsumi1983": 0.0509 * x**0.919 + 0.00893 * x**0.977 + 0.0140 * x**0.669,
        "komiyama2005": 0.251 * 0.6 * 20**2.46,
    }
    for key, kg in expected.items():
        assert float(tree_kg(Tree(key, *tree), "tree")) == pytest.approx(kg, rel=1e-8)


def test_a_forest_above_the_standard_method_is_refused() -> None:
    """Must end at 16,000 t a year."""
    large = Stock(above_ground_t=Fraction(30_000))
    with pytest.raises(InvalidInput) as refused:
        FORESTRY.quantify(forest(large))
    assert "at most 16000 tCO2e a year" in refused.value.sentence


def test_missing_intervals_of_a_building_are_charged() -> None:
    """Must charge a missing day what the connection can deliver."""
    whole, short = (EFFICIENCY_METHOD.quantify(efficiency(expected=days)) for days in (365, 366))
    assert whole.point - short.point == 100 * Fraction("0.5562")
    assert short.missing == ("1 of 366 intervals, charged 100 kWh each and nothing modelled",)


def test_a_building_is_credited_by_no_footprint_factor() -> None:
    """Must refuse a footprint factor by name, a model that misses, and one without degrees of freedom."""
    with pytest.raises(FactorNotForProjects):
        EFFICIENCY_METHOD.quantify(efficiency(factor="0.4750"))
    for model in (
        BaselineModel(SHA, 365, 3, Fraction("0.51"), Fraction(0)),
        BaselineModel(SHA, 3, 3, Fraction("0.1"), Fraction(0)),
    ):
        with pytest.raises(InvalidInput):
            EFFICIENCY_METHOD.quantify(efficiency(model=model))
    with pytest.raises(InvalidInput):
        EFFICIENCY_METHOD.quantify(efficiency(carrier=Carrier.GAS, grid_losses=Fraction("0.1")))


def test_sets_of_warming_potentials_are_not_mixed() -> None:
    """Must refuse figures of AR6 in a methodology of AR5, by name."""
    for inputs in (landfill(2020, gwp_set="AR6"), replace(destroyed(), gwp_set="AR6")):
        method = LANDFILL if hasattr(inputs, "climate") else DESTROYED
        with pytest.raises(WarmingSetsMixed):
            method.quantify(inputs)


def test_only_one_grid_factor_counts_a_project() -> None:
    """Must keep one factor for projects, the three footprint factors apart, and validity by day."""
    assert [each.text for each in SERIES if each.use is Use.PROJECT] == ["0.5562"]
    footprints = [each for each in SERIES if each.use is Use.FOOTPRINT]
    assert [each.text for each in footprints] == ["0.4999", "0.4750", "0.0812"]
    for each in footprints:
        with pytest.raises(FactorNotForProjects):
            RENEWABLE_POWER.quantify(PowerInputs(Fraction(1), Fraction(0), Fraction(0), 10_000, factor=each.text))


def test_the_quantiles_of_t_are_never_too_small() -> None:
    """Must stand at or above Student's t for all degrees of freedom, and within a ten-thousandth in the table."""
    for degrees, quantile in TABLE.items():
        assert 0 <= float(quantile) - student.ppf(0.95, degrees) <= 1.0001e-4
    assert all(float(t_90(degrees)) >= student.ppf(0.95, degrees) for degrees in range(1, 400))


def test_every_method_is_named_once_and_says_where_its_numbers_come_from() -> None:
    """Must give each methodology one id, one name on chain, one canonical document, and each parameter a source."""
    assert len({each.name for each in METHODS.values()}) == len(METHODS)
    assert {each.kind for each in METHODS.values()} == {"Forestry", "RenewablePower", "Methane", "EnergyEfficiency"}
    for name, method in METHODS.items():
        assert method_of(method.name) is method
        assert canonical(method_document(name))
        assert all(_is_sourced(each) for each in method.parameters)
    with pytest.raises(InvalidInput):
        method_of("forestry@2")


def _is_sourced(parameter: Parameter) -> bool:
    return bool(parameter.source) and parameter.confidence in {"read", "secondary", "memory", "house"}
