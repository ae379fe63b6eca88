"""A SIMULATED grove: two inventories of plots that nobody measured; the same trees at every telling."""

from __future__ import annotations

from oracle.domain.monitoring_plan import SIMULATED, MonitoringPlan
from oracle.domain.readings import Period

PERIOD = Period(1_527_811_200, 1_685_577_600)  # 2018-06-01 to 2023-06-01
PLOTS, TREES_PER_PLOT = 8, 6
PLOT_HA, AREA_HA = "0.04", "2"
NOTICE = f"{SIMULATED} A grove that does not exist."


def _plot(number: int, grown_mm: int) -> dict[str, object]:
    """Trees of 14 to 19 cm with the growth on top; plots differ by a few millimetres."""
    trees = []
    for tree in range(TREES_PER_PLOT):
        diameter_mm = 140 + 10 * tree + number * 3 % 7 + grown_mm
        height_dm = 90 + 4 * tree + grown_mm // 2
        trees.append(
            {
                "equation": "ogawa1965",
                "diameterCm": f"{diameter_mm // 10}.{diameter_mm % 10}",
                "heightM": f"{height_dm // 10}.{height_dm % 10}",
            }
        )
    return {"id": f"SIM-{number + 1}", "areaHa": PLOT_HA, "tallied": TREES_PER_PLOT, "trees": trees}


def _inventory(name: str, grown_mm: int) -> list[dict[str, object]]:
    return [{"inventory": name, "plot": _plot(number, grown_mm)} for number in range(PLOTS)]


PLAN = MonitoringPlan(
    project=103,
    methodology="forestry@1",
    fixed={
        "species": "general",
        "fromYear": 2018,
        "toYear": 2023,
        "burntShare": "0",
        "projectEmissionsKg": "0",
        "leakageKg": "0",
        "now": {"areaHa": AREA_HA, "plotsPlanned": PLOTS},
        "last": {"areaHa": AREA_HA, "plotsPlanned": PLOTS},
    },
    survey=tuple(_inventory("last", 0) + _inventory("now", 30)),
    simulated=True,
    agreement=True,
    notice=NOTICE,
)
