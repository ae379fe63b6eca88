"""Grid factors of Thailand with source and validity: which count a project's reduction, and which never do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from oracle.domain.methods.method import Parameter


class Use(StrEnum):
    """What a factor is for; a project is credited by PROJECT factors only."""

    PROJECT = "project"
    FOOTPRINT = "footprint"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class GridSeries:
    """One factor of a series, kg CO2e/kWh (= t/MWh) as text; a date that is not stated is None."""

    series: str
    vintage: str
    text: str
    use: Use
    valid_from: date | None
    valid_to: date | None
    source: str
    confidence: str


_TGO = "TGO factors for organisations, edition of February 2026"
_PRESS = "press of 2025-11-30"
SERIES = (
    GridSeries(
        "TVER_project",
        "",
        "0.5562",
        Use.PROJECT,
        None,
        None,
        "T-VER project factor, as quoted in T-VER-S-METH-09-06 v02",
        "secondary",
    ),
    GridSeries(
        "TGO_CFO_scope2",
        "2016-2018",
        "0.4999",
        Use.FOOTPRINT,
        None,
        date(2026, 3, 31),
        f"{_TGO}; {_PRESS}",
        "two secondary sources",
    ),
    GridSeries(
        "TGO_CFO_scope2",
        "2022-2024",
        "0.4750",
        Use.FOOTPRINT,
        date(2026, 1, 1),
        None,
        f"{_PRESS}; {_TGO}",
        "two secondary sources",
    ),
    GridSeries(
        "TGO_CFO_scope3",
        "2022-2024",
        "0.0812",
        Use.FOOTPRINT,
        date(2026, 1, 1),
        None,
        _PRESS,
        "one secondary source",
    ),
    GridSeries("EPPO_generation", "2019", "0.445", Use.INFORMATION, None, None, "EPPO, in a public list", "secondary"),
    GridSeries("EPPO_generation", "2020", "0.442", Use.INFORMATION, None, None, "EPPO, in a public list", "secondary"),
    GridSeries("EPPO_generation", "2021", "0.433", Use.INFORMATION, None, None, "EPPO, in a public list", "secondary"),
    GridSeries("EPPO_generation", "2022", "0.409", Use.INFORMATION, None, None, "EPPO, in a public list", "secondary"),
    GridSeries("Ember_average", "", "0.55543", Use.INFORMATION, None, None, "co2.js 0.19.0, Ember", "read"),
    GridSeries("UNFCCC_IFI_marginal", "2021", "0.450", Use.INFORMATION, None, None, "co2.js 0.19.0", "read"),
)

_TOOL07 = "CDM TOOL07, weight of the operating margin; the build margin has the rest"


class Technology(StrEnum):
    """What generates: wind and solar displace more of the running plants than of those to be built."""

    WIND_SOLAR = "windSolar"
    OTHER_FIRST_PERIOD = "otherFirstPeriod"
    OTHER_LATER = "otherLaterPeriod"


WEIGHTS = {
    technology: Parameter(f"w_OM_{technology.value}", text, "1", _TOOL07, "memory")
    for technology, text in zip(Technology, ("0.75", "0.5", "0.25"), strict=True)
}


def combined_margin(operating: Fraction, build: Fraction, technology: Technology) -> Fraction:
    """The weighted factor, t/MWh."""
    weight = WEIGHTS[technology].value
    return operating * weight + build * (1 - weight)
