"""What an amount of a monitored document may be: its unit and its bounds, said once, for reading and for the schema."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Bounds:
    """Unit and inclusive bounds of an amount; None is no bound of its own (all amounts have at most 15 digits)."""

    unit: str
    least: int | None = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """How many items a list may hold."""

    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like, as a regular expression."""

    pattern: str


Sha256 = Annotated[str, Form(r"^0x[0-9a-f]{64}$")]
Kg = Annotated[Fraction, Bounds("kg CO2e")]
GasKg = Annotated[Fraction, Bounds("kg of gas")]
Tonnes = Annotated[Fraction, Bounds("t")]
Kwh = Annotated[Fraction, Bounds("kWh")]
Hectares = Annotated[Fraction, Bounds("ha")]
Centimetres = Annotated[Fraction, Bounds("cm", 0, 1_000)]
Metres = Annotated[Fraction, Bounds("m", 0, 150)]
Density = Annotated[Fraction, Bounds("g/cm3", 0, 2)]
CubicMetres = Annotated[Fraction, Bounds("m3")]
NormalCubicMetres = Annotated[Fraction, Bounds("Nm3")]
KgPerCubicMetre = Annotated[Fraction, Bounds("kg/m3", 0, 1_000)]
CubicMetresPerKg = Annotated[Fraction, Bounds("m3/kg", 0, 10)]
KgPerDay = Annotated[Fraction, Bounds("kg/day", 0, 1_000)]
TonnesPerHectare = Annotated[Fraction, Bounds("t/ha", 0, 1_000)]
TonnesPerMwh = Annotated[Fraction, Bounds("tCO2e/MWh", 0, 3)]
Millimetres = Annotated[Fraction, Bounds("mm", -2_000, 2_000)]
Share = Annotated[Fraction, Bounds("share of 1", 0, 1)]
Percent = Annotated[Fraction, Bounds("%", 0, 1_000)]
Ratio = Annotated[Fraction, Bounds("ratio", 0, 100)]
Degrees = Annotated[Fraction, Bounds("degrees", -180, 180)]
Ppm = Annotated[int, Bounds("ppm", 0, 999_999)]
Count = Annotated[int, Bounds("count", 0, 1_000_000)]
Year = Annotated[int, Bounds("year", 1900, 2200)]
Days = Annotated[int, Bounds("days", 0, 366)]
