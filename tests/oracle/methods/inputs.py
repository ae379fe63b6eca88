"""Inputs that the tests of the methodologies start from."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from oracle.domain.methods.allometry import Tree
from oracle.domain.methods.captured import FlareRecord, Herd, ManureInputs, Stream, WaterInputs
from oracle.domain.methods.efficiency import BaselineModel, Carrier, EfficiencyInputs
from oracle.domain.methods.forestry import ForestInputs, Species
from oracle.domain.methods.gas_meter import DestroyedInputs, Flare, GasHour
from oracle.domain.methods.landfill import Climate, Deposit, LandfillInputs, Site, Waste
from oracle.domain.methods.rice import Before, Field, Proof, Region, RiceInputs, Water
from oracle.domain.methods.stock import Plot, Stock

SEASON = date(2024, 6, 1)
SHA = "0x" + "ab" * 32
NONE_KG = Fraction(0)
TWO_PERCENT = 20_000  # ppm
NO_FOREST_LOSS = {"burnt_share": Fraction(0), "project_emissions_kg": NONE_KG, "leakage_kg": NONE_KG}


def forest(now: Stock, last: Stock | None = None, **others: object) -> ForestInputs:
    return ForestInputs(
        species=Species.GENERAL,
        now=now,
        last=last or Stock(above_ground_t=Fraction(0)),
        **{"from_year": 2020, "to_year": 2024, **NO_FOREST_LOSS, **others},  # type: ignore[arg-type]
    )


def plot(name: str, trees: int, tallied: int | None = None) -> Plot:
    tree = Tree("ogawa1965", Fraction(20), Fraction(15))
    return Plot(name, Fraction("0.1"), trees if tallied is None else tallied, (tree,) * trees)


def plots(*trees: int, planned: int | None = None) -> Stock:
    listed = tuple(plot(f"p{number}", count) for number, count in enumerate(trees))
    return Stock(area_ha=Fraction(10), plots_planned=planned or len(listed), plots=listed)


def proofs(*days: int, of: str = "a") -> tuple[Proof, ...]:
    at = (Fraction("14.5"), Fraction("100.1"))
    photos = {day: "0x" + sha256(f"{of} {day}".encode()).hexdigest() for day in days}
    return tuple(Proof(SEASON + timedelta(days=day), *at, photo_sha256=photos[day]) for day in days)


def rice_field(name: str = "a", shown: tuple[Proof, ...] | None = None, **others: object) -> Field:
    given: dict[str, object] = {
        "id": name,
        "area_ha": Fraction(1),
        "season_start": SEASON,
        "season_days": 102,
        "baseline_water": Water.CONTINUOUS,
        "project_water": Water.MULTIPLE,
        "before_season": Before.SHORT,
        "project_amendments": (),
        "proofs": proofs(20, 50, of=name) if shown is None else shown,
        "added_n2o_kg": Fraction(0),
    }
    return Field(**{**given, **others})  # type: ignore[arg-type]


def rice(*fields: Field, total: int | None = None) -> RiceInputs:
    return RiceInputs(Region.SOUTHEAST_ASIA, total or len(fields), fields, NONE_KG)


def landfill(year: int, **others: object) -> LandfillInputs:
    deposits = (Deposit(2020, Waste.FOOD, Fraction(1000)),)
    stated = {"captured": Fraction(0), "project_emissions_kg": NONE_KG, "weighing_accuracy_ppm": TWO_PERCENT}
    given = {**stated, **others}
    return LandfillInputs(year, Climate.TROPICAL_WET, Site.MANAGED, deposits, **given)  # type: ignore[arg-type]


def hours(count: int, share: str | None = "0.5", flame: bool | None = True) -> tuple[GasHour, ...]:
    return (GasHour(Fraction(100), None if share is None else Fraction(share), flame),) * count


def destroyed(*given: GasHour, flare: Flare = Flare.ENCLOSED) -> DestroyedInputs:
    return DestroyedInputs(flare, given, TWO_PERCENT, TWO_PERCENT, NONE_KG)


def record(*given: GasHour, flare: Flare = Flare.OPEN) -> FlareRecord:
    return FlareRecord(TWO_PERCENT, TWO_PERCENT, flare, given)


def manure(flared: FlareRecord) -> ManureInputs:
    herd = Herd("sows", 1000, 365, Fraction("0.3"), Fraction("0.29"), Fraction("0.8"), Fraction(1), "IPCC")
    return ManureInputs((herd,), flared, NONE_KG)


def water(flared: FlareRecord) -> WaterInputs:
    stream = Stream("starch", Fraction(10_000), Fraction(5), Fraction("0.8"), "laboratory")
    return WaterInputs((stream,), flared, NONE_KG)


def efficiency(**others: object) -> EfficiencyInputs:
    given: dict[str, object] = {
        "carrier": Carrier.ELECTRICITY,
        "baseline_kwh": Fraction(10_000),
        "used_kwh": Fraction(8_000),
        "model": BaselineModel(SHA, 365, 3, Fraction("0.2"), Fraction("0.5")),
        "intervals": 365,
        "expected": 365,
        "highest_kwh": Fraction(100),
        "grid_losses": Fraction(0),
        "project_emissions_kg": NONE_KG,
    }
    return EfficiencyInputs(**{**given, **others})  # type: ignore[arg-type]
