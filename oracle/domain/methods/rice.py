"""Methane of rice fields that are drained in the season: E = area x days x EFc x SFw x SFp x SFo, baseline - project.

Source: T-VER-P-METH-13-08; Gold Standard and AMS-III.AU; IPCC 2019 volume 4 chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from oracle.domain.methods.amounts import (
    Count,
    Days,
    Degrees,
    GasKg,
    Hectares,
    Length,
    Millimetres,
    Ratio,
    Sha256,
    TonnesPerHectare,
)
from oracle.domain.methods.amounts import Kg as Co2Kg
from oracle.domain.methods.exact import power, shown
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import Deduction, Outcome, settle, withheld
from oracle.domain.methods.warming import CH4, N2O, SET_OF_PROJECTS, check_set
from registry.errors import InvalidInput

MOST_FIELDS = 500
MOST_PROOFS = 200


class Region(StrEnum):
    """Regions of the emission factor of a continuously flooded field."""

    GLOBAL = "global"
    SOUTHEAST_ASIA = "southeastAsia"
    SOUTH_ASIA = "southAsia"
    EAST_ASIA = "eastAsia"


class Water(StrEnum):
    """Water in the season."""

    CONTINUOUS = "continuous"
    SINGLE = "singleDrainage"
    MULTIPLE = "multipleDrainage"


class Before(StrEnum):
    """Water before the season."""

    SHORT = "nonflooded_lt180d"
    LONG = "nonflooded_gt180d"
    FLOODED = "flooded_gt30d"
    YEAR = "nonflooded_gt365d"


_IPCC = "IPCC 2019 volume 4 chapter 5"
FACTORS = {
    region: Parameter(f"EFc_{region.value}", text, "kg CH4/ha/day", f"{_IPCC} table 5.11", "secondary")
    for region, text in zip(Region, ("1.19", "1.22", "0.85", "1.32"), strict=True)
}
IN_SEASON = {
    water: Parameter(f"SFw_{water.value}", text, "1", f"{_IPCC} table 5.12", "secondary")
    for water, text in zip(Water, ("1", "0.71", "0.55"), strict=True)
}
BEFORE_SEASON = {
    before: Parameter(f"SFp_{before.value}", text, "1", f"{_IPCC} table 5.13", "secondary")
    for before, text in zip(Before, ("1", "0.89", "2.41", "0.59"), strict=True)
}
AMENDMENT_POWER = Parameter("SFo exponent", "0.59", "1", f"{_IPCC} equation 5.3", "secondary")
DEDUCTED = Parameter("Ud", "0.15", "1", "T-VER-P-METH-13-08, approach 3", "secondary")
DRY_AT = Parameter("drained at", "-150", "mm", "safe alternate wetting and drying, 15 cm below the soil", "memory")
APART = Parameter("drainages apart", "7", "days", "proofs closer together show one drainage", "house")
# Drainages that must be shown for a water regime.
NEEDED = {Water.CONTINUOUS: 0, Water.SINGLE: 1, Water.MULTIPLE: 2}


@dataclass(frozen=True, slots=True)
class Amendment:
    """Organic matter that was added, t/ha, with its conversion factor CFOA."""

    tonnes_per_ha: TonnesPerHectare
    conversion: Ratio


@dataclass(frozen=True, slots=True)
class Proof:
    """That a field was dry on a day: a located photo, or a water level (mm above the soil) of a located gauge."""

    day: date
    latitude: Degrees
    longitude: Degrees
    photo_sha256: Sha256 | None = None
    water_level_mm: Millimetres | None = None

    @property
    def shows_drainage(self) -> bool:
        """A photo does; a level does from 15 cm below the soil."""
        level = self.water_level_mm
        return self.photo_sha256 is not None if level is None else level <= DRY_AT.value


@dataclass(frozen=True, slots=True)
class Field:
    """One field over one season, under baseline and project management."""

    id: str
    area_ha: Hectares
    season_start: date
    season_days: Days
    baseline_water: Water
    project_water: Water
    before_season: Before
    project_amendments: Annotated[tuple[Amendment, ...], Length(20)]
    baseline_amendments: Annotated[tuple[Amendment, ...], Length(20)] = ()
    proofs: Annotated[tuple[Proof, ...], Length(MOST_PROOFS)] = ()
    added_n2o_kg: GasKg | None = None


@dataclass(frozen=True, slots=True)
class RiceInputs:
    """All fields of the project over the season; `fields_total` is how many take part."""

    region: Region
    fields_total: Count
    fields: Annotated[tuple[Field, ...], Length(MOST_FIELDS, 1)]
    project_emissions_kg: Co2Kg
    gwp_set: str = SET_OF_PROJECTS


def season_kg(area_days: Fraction, factor: Fraction, water: Water, before: Before, organic: Fraction) -> Fraction:
    """Kilograms of methane of a season."""
    return area_days * factor * IN_SEASON[water].value * BEFORE_SEASON[before].value * organic


def organic_factor(amendments: tuple[Amendment, ...]) -> Fraction:
    """SFo = (1 + sum ROA x CFOA) ** 0.59."""
    added = sum((each.tonnes_per_ha * each.conversion for each in amendments), Fraction(0))
    return power(1 + added, AMENDMENT_POWER.value) if added else Fraction(1)


def drainages(field: Field) -> int:
    """How many drainages the proofs show: dated inside the season, seven days apart or more."""
    days = sorted({proof.day for proof in field.proofs if proof.shows_drainage and _in_season(field, proof.day)})
    shown_on: list[date] = []
    for day in days:
        if not shown_on or (day - shown_on[-1]).days >= APART.value:
            shown_on.append(day)
    return len(shown_on)


def proven_water(field: Field) -> Water:
    """The stated regime as far as it is proven; else the next one with the higher factor."""
    found = drainages(field)
    allowed = [water for water in Water if NEEDED[water] <= min(found, NEEDED[field.project_water])]
    return allowed[-1]


def quantify(inputs: RiceInputs) -> Outcome:
    """ER = (BE - PE) x GWP x (1 - Ud) - added N2O - other project emissions, over all fields."""
    check_set(inputs.gwp_set)
    _check_fields(inputs)
    saved, nitrous, lines, missing = Fraction(0), Fraction(0), [], []
    for field in inputs.fields:
        baseline, project, water = _methane(inputs.region, field)
        saved += baseline - project
        nitrous += field.added_n2o_kg or Fraction(0)
        lines.append(_field_line(inputs.region, field, baseline, project, water))
        missing += _missing_of(field, water)
    gross, subtracted = saved * CH4.value, nitrous * N2O.value
    point = gross - subtracted - inputs.project_emissions_kg
    lines += [
        f"methane saved = {shown(saved)} kg x {CH4.text} GWP = {shown(gross)} kg",
        f"added N2O = {shown(nitrous)} kg x {N2O.text} GWP = {shown(subtracted)} kg",
        f"estimate = {shown(gross)} - {shown(subtracted)} - {shown(inputs.project_emissions_kg)} = {shown(point)} kg",
    ]
    error = abs(gross) * DEDUCTED.value
    taken = [Deduction("uncertainty", error, f"{DEDUCTED.text} of the methane saved ({DEDUCTED.source})")]
    absent = inputs.fields_total - len(inputs.fields)
    unsaid = sum(field.added_n2o_kg is None for field in inputs.fields)
    if absent:
        missing.append(f"{absent} of {inputs.fields_total} fields")
    if absent or unsaid:
        taken.append(withheld(point, taken, f"{absent} fields and {unsaid} statements of added N2O are missing"))
    return settle(point, error, taken, lines, missing)


def _check_fields(inputs: RiceInputs) -> None:
    ids = [field.id for field in inputs.fields]
    if len(set(ids)) != len(ids):
        raise InvalidInput("fields.id", max(ids, key=ids.count), "each field once")
    if inputs.fields_total < len(ids):
        raise InvalidInput("fieldsTotal", inputs.fields_total, f"not below the {len(ids)} fields that are listed")
    shown: dict[Sha256, tuple[str, date]] = {}
    for field in inputs.fields:
        for proof in field.proofs:
            if proof.photo_sha256 is not None:
                first = shown.setdefault(proof.photo_sha256, (field.id, proof.day))
                if first != (field.id, proof.day):
                    rule = f"a photo shows one field on one day: this one shows {first[0]} on {first[1]}"
                    raise InvalidInput(f"fields.{field.id}.proofs.photoSha256", proof.photo_sha256, rule)


def _methane(region: Region, field: Field) -> tuple[Fraction, Fraction, Water]:
    """Methane of baseline and project, kg, and the regime that the project is counted by."""
    area_days, factor, water = field.area_ha * field.season_days, FACTORS[region].value, proven_water(field)
    organic = organic_factor(field.baseline_amendments)
    baseline = season_kg(area_days, factor, field.baseline_water, field.before_season, organic)
    organic = organic_factor(field.project_amendments)
    return baseline, season_kg(area_days, factor, water, field.before_season, organic), water


def _missing_of(field: Field, water: Water) -> list[str]:
    missing = []
    if water is not field.project_water:
        need, found = NEEDED[field.project_water], drainages(field)
        missing.append(f"field {field.id}: {found} of {need} drainages shown, counted as {water.value}")
    if field.added_n2o_kg is None:
        missing.append(f"field {field.id}: added N2O is not stated, no gain is credited")
    return missing


def _field_line(region: Region, field: Field, baseline: Fraction, project: Fraction, water: Water) -> str:
    shared = f"{shown(field.area_ha)} ha x {field.season_days} days x {FACTORS[region].text} EFc"
    before = BEFORE_SEASON[field.before_season].text
    first = f"{IN_SEASON[field.baseline_water].text} SFw x {before} SFp"
    first += f" x {shown(organic_factor(field.baseline_amendments))} SFo = {shown(baseline)}"
    second = f"{IN_SEASON[water].text} SFw x {before} SFp"
    second += f" x {shown(organic_factor(field.project_amendments))} SFo = {shown(project)}"
    return f"field {field.id}: {shared} x baseline {first}, x project {second} kg CH4"


def _in_season(field: Field, day: date) -> bool:
    return 0 <= (day - field.season_start).days < field.season_days


RICE = Method(
    id="rice-awd@1",
    name="CarboniX RiceMethane after T-VER-P-METH-13-08, v1",
    after="T-VER-P-METH-13-08; AMS-III.AU; IPCC 2019 volume 4 chapter 5",
    kind="Methane",
    formula="ER = (BE - PE) GWP_CH4 (1 - Ud) - dN2O GWP_N2O; E = A days EFc SFw SFp SFo; SFo = (1 + sum ROA CFOA)^0.59",
    gas="CH4, N2O",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=RiceInputs,
    rule=quantify,
    parameters=(
        CH4,
        N2O,
        *FACTORS.values(),
        *IN_SEASON.values(),
        *BEFORE_SEASON.values(),
        AMENDMENT_POWER,
        DEDUCTED,
        DRY_AT,
        APART,
    ),
    rules={
        "evidence": "a drainage counts by a located photo or water level, dated in the season; "
        "one drainage proves single, two multiple drainage; without proof the higher SFw counts",
        "nitrousOxide": "N2O that the drainage adds is subtracted; where it is not stated no gain is credited",
        "missing": "where a field of the project is not listed no gain is credited",
        "uncertainty": "15 % of the methane saved is deducted; of a loss it is added",
    },
    evidence=("dated, located photos or water levels", "season dates", "amendments and fertiliser by field"),
)
