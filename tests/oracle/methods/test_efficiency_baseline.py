"""Baselines of buildings: the change points that made a series are found again, and real series give their figures."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from oracle.adapters.building_files import BUILDINGS, BuildingDay, building_of, load_days
from oracle.adapters.efficiency_baseline import ZERO_CELSIUS_MK, efficiency_document, fit
from oracle.adapters.monitored_document import read_value
from oracle.cli import app
from oracle.errors import MeterUnknown
from registry.errors import InvalidInput

RUNNER = CliRunner()
FIRST = date(2023, 1, 1)


def temperature_mk(number: int) -> int:
    """A year between -2 and 28 degrees Celsius with a swing of five days."""
    celsius = 13 - 13 * math.cos(number / 365 * 2 * math.pi) + 2 * math.sin(number / 5 * 2 * math.pi)
    return ZERO_CELSIUS_MK + round(celsius * 1000)


def year(base: int, heating: int, below: int, cooling: int, above: int, count: int = 365) -> list[BuildingDay]:
    """Days that follow a form exactly; slopes in Wh per mK-day, bounds in degrees Celsius."""
    days = []
    for number in range(count):
        mk = temperature_mk(number)
        cold = max(ZERO_CELSIUS_MK + below * 1000 - mk, 0)
        warm = max(mk - ZERO_CELSIUS_MK - above * 1000, 0)
        energy = base * 10**6 + (heating * cold + cooling * warm) * 1000
        days.append(BuildingDay(FIRST + timedelta(number), energy, mk))
    return days


@pytest.mark.parametrize(
    ("heating", "cooling", "form", "parameters"),
    [(2, 0, "heating", 3), (0, 3, "cooling", 3), (2, 3, "both", 5), (0, 0, "flat", 1)],
)
def test_the_form_that_made_a_series_is_found(heating: int, cooling: int, form: str, parameters: int) -> None:
    """Must find form, change points and slopes again, and no error."""
    found = fit(year(10, heating, 15, cooling, 20))
    assert (found.form, found.parameters, found.days) == (form, parameters, 365)
    assert (found.base, found.heating, found.cooling) == (10, heating, cooling)
    assert found.cv_rmse < Fraction(1, 10**6)
    if heating:
        assert found.heating_below_mk == ZERO_CELSIUS_MK + 15_000
    if cooling:
        assert found.cooling_above_mk == ZERO_CELSIUS_MK + 20_000


def test_a_baseline_is_the_same_every_time() -> None:
    """Must give one model hash for one series, and another one for another series."""
    days = year(10, 2, 15, 3, 20)
    assert fit(days).sha256 == fit(list(days)).sha256
    assert fit(days).sha256 != fit([*days[:-1], BuildingDay(days[-1].day, 10**9, days[-1].temperature_mk)]).sha256


def test_a_short_baseline_is_refused() -> None:
    """Must ask for nine tenths of a year before the change; a real dwelling with three months is refused."""
    with pytest.raises(InvalidInput):
        fit(year(10, 2, 15, 0, 20, count=327))
    dwelling = building_of("uk-electricity-1")
    with pytest.raises(InvalidInput) as refused:
        efficiency_document(dwelling, load_days(dwelling))
    assert "baseline is '86 days'" in refused.value.sentence


@pytest.mark.parametrize(
    ("key", "saved_kwh", "point_kg", "creditable_kg"), [("uk-electricity-0", 209, 116, 75), ("uk-gas-0", 895, 180, 107)]
)
def test_a_dwelling_gives_its_saving(key: str, saved_kwh: int, point_kg: int, creditable_kg: int) -> None:
    """Must model the year after by the year before, and deduct the whole error above 30 %."""
    document = efficiency_document(building_of(key), load_days(building_of(key)))
    inputs = document["inputs"]
    assert int(Fraction(inputs["baselineKwh"]) - Fraction(inputs["usedKwh"])) == saved_kwh
    assert (inputs["intervals"], inputs["expected"], inputs["model"]["observations"]) == (365, 365, 364)
    outcome = read_value(document).quantify()
    assert (outcome.point_kg, outcome.creditable_kg) == (point_kg, creditable_kg)
    assert "calls its samples simulated" in document["notice"]


def test_a_building_s_document_goes_through_the_command_line() -> None:
    """Must write a document that quantify reads, and name the known buildings for any other."""
    written = RUNNER.invoke(app, ["building", "uk-gas-0"])
    figures = RUNNER.invoke(app, ["quantify", "-", "--methodology", "efficiency@1", "--json"], input=written.output)
    assert json.loads(figures.output)["creditableKg"] == "107"
    assert RUNNER.invoke(app, ["building", "nowhere"]).exit_code == 2
    with pytest.raises(MeterUnknown):
        building_of("nowhere")
    assert len({building.meter for building in BUILDINGS.values()}) == len(BUILDINGS)
