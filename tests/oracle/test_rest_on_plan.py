"""rest_on_plan: a claim of any methodology from gold, survey and quality; worse data never raises it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.method_book import HouseMethods
from oracle.adapters.plan_table import PlanTable
from oracle.domain.claim_basis import OracleProject
from oracle.domain.gold import GoldQuantity, Measure, QualityInputs, SeriesPoint
from oracle.domain.monitoring_plan import SIMULATED, MonitoringPlan, plan_document, plan_of
from oracle.domain.readings import PPM, Period
from oracle.errors import ChannelMissing, PlanFixed, PlanUnknown
from oracle.usecases.rest_on_plan import PlanSource
from registry.adapters.database import Database
from registry.errors import InvalidInput

START_S = 1_704_067_200  # 2024-01-01T00:00:00Z
PERIOD = Period(START_S, START_S + 4 * 3_600)
PERFECT = QualityInputs(PPM, PPM, PPM, 0, PPM)
PLANT = MonitoringPlan(101, "renewable-power@1", {"meterAccuracyPpm": 10_000, "projectEmissionsKg": "0"})
FLARE = MonitoringPlan(
    104,
    "methane-destroyed@1",
    {"flare": "enclosed", "flowAccuracyPpm": 20_000, "analyserAccuracyPpm": 20_000, "projectEmissionsKg": "0"},
    simulated=True,
    notice=f"{SIMULATED} A flare.",
)
TREES = [{"equation": "ogawa1965", "diameterCm": "20", "heightM": "15"}] * 2
FOREST = MonitoringPlan(
    103,
    "forestry@1",
    {
        "species": "general",
        "fromYear": 2018,
        "toYear": 2023,
        "now": {"areaHa": "10", "plotsPlanned": 2},
        "last": {"aboveGroundT": "0"},
        "burntShare": "0",
        "projectEmissionsKg": "0",
        "leakageKg": "0",
    },
    survey=tuple(
        {"inventory": "now", "plot": {"id": plot, "areaHa": "0.04", "tallied": 2, "trees": TREES}} for plot in "AB"
    ),
    simulated=True,
    notice=f"{SIMULATED} A forest.",
)


class Lake:
    """A lake that answers what the test says; leaves are one per channel."""

    def __init__(self, series: Mapping[str, list[int]], quality: QualityInputs = PERFECT) -> None:
        self.values, self.quality = series, quality
        self.measures: dict[str, Measure] = {}
        self.cadence_s, self.simulated = 3_600, False

    def read_up_to(self, _period: Period) -> int:
        return 3

    def evidenced(self, project: int, period: Period, _upto: int) -> tuple[list[GoldQuantity], list[bytes]]:
        gold = [self._gold(project, period, channel, values) for channel, values in self.values.items()]
        return gold, self.leaves(project, period)

    def series(self, _tenant: str, _device: str, channel: str, _period: Period, _upto: int) -> list[SeriesPoint]:
        hours = enumerate(self.values[channel])
        return [SeriesPoint(START_S + 3_600 * hour, value, 0) for hour, value in hours if value is not None]

    def leaves(self, _project: int, _period: Period, _upto: int | None = None) -> list[bytes]:
        return [f"leaf of {channel}".encode() for channel in self.values]

    def _gold(self, project: int, period: Period, channel: str, values: list[int]) -> GoldQuantity:
        there = [value for value in values if value is not None]
        positive, negative = (3_600 * sum(value for value in there if (value > 0) is up) for up in (True, False))
        return GoldQuantity(
            project=project,
            period=period,
            tenant="demonstration",
            channel=channel,
            device="device",
            measure=self.measures.get(channel, Measure.AMOUNT if channel == "energy" else Measure.RATE),
            total=positive + negative,
            highest_total=None,
            positive=positive,
            negative=negative,
            unit="uW.s",
            cadence_s=self.cadence_s,
            samples=len(there),
            excluded=0,
            missing_s=3_600 * (len(values) - len(there)),
            first_s=None,
            last_s=None,
            flagged={},
            trust={},
            quality=self.quality,
            leaves_root=None,
            leaves_size=0,
            bronze_seals=(),
            policy="silver@1",
            simulated=self.simulated,
        )


def source(database: Database, plan: MonitoringPlan, lake: Lake) -> PlanSource:
    plans = PlanTable(database)
    plans.keep(plan)
    return PlanSource(plans, lake, HouseMethods(), HouseCommitments())


def test_power_of_good_quality_is_credited_as_its_methodology_says(database: Database) -> None:
    """Must credit 3,999 of 4,000 kWh less the accuracy, the charge of the night included, kilograms down."""
    lake = Lake({"power": [2 * 10**12, 2 * 10**12, -(10**9), None]})  # type: ignore[list-item]
    basis = source(database, PLANT, lake).basis(OracleProject(101), PERIOD)
    point = (4_000 - 1) * Fraction("0.5562")
    low = (4_000 * Fraction(99, 100) - Fraction(101, 100)) * Fraction("0.5562")
    assert (basis.point_kg, basis.lower_bound_kg) == (int(point), int(low))
    assert basis.methodology_name == "CarboniX RenewablePower after T-VER-S-METH-01-01, v1"
    assert (basis.devices, basis.missing_s, basis.leaves) == (("device",), 3_600, (b"leaf of power",))


def test_lacking_quality_widens_and_a_closed_gate_credits_nothing(database: Database) -> None:
    """Must credit less for unsigned readings, and nothing where half of the readings are missing."""
    lake = Lake({"power": [2 * 10**12] * 4})
    plant = source(database, PLANT, lake)
    full = plant.basis(OracleProject(101), PERIOD).lower_bound_kg
    lake.quality = replace(PERFECT, authenticity_ppm=500_000)
    unsigned = plant.basis(OracleProject(101), PERIOD).lower_bound_kg
    lake.quality = replace(PERFECT, completeness_ppm=499_999)
    assert 0 == plant.basis(OracleProject(101), PERIOD).lower_bound_kg < unsigned < full


def test_a_plant_that_sleeps_at_night_is_complete_by_day(database: Database) -> None:
    """Must take completeness of the stated share of intervals, and never above the whole."""
    lake = Lake({"power": [2 * 10**12] * 4}, replace(PERFECT, completeness_ppm=499_999, qc_ppm=499_999))
    inverter = source(database, replace(PLANT, operating_ppm=500_000), lake)
    assert inverter.basis(OracleProject(101), PERIOD).lower_bound_kg > 0


def test_methane_without_a_flame_or_a_reading_earns_nothing(database: Database) -> None:
    """Must count one of four hours: the second has no flame, the third no analysis, the fourth no flow."""
    readings = {
        "flow": [10**8, 10**8, 10**8, None],
        "ch4_share": [500_000, 500_000, None, 500_000],
        "flame": [1, 0, 1, 1],
    }
    basis = source(database, FLARE, Lake(readings)).basis(OracleProject(104), PERIOD)  # type: ignore[arg-type]
    assert basis.point_kg == int(100 * Fraction("0.5") * Fraction("0.716") * Fraction("0.9") * 28)
    assert basis.notice.startswith("SIMULATED")


def test_a_channel_is_read_as_what_it_is(database: Database) -> None:
    """Must refuse a register's standings as a flow, and intervals that lie in two hours: the flame is one of them."""
    lake = Lake({"flow": [10**8] * 4, "ch4_share": [500_000] * 4, "flame": [1] * 4})
    for channel, measure in (("flow", Measure.COUNTER), ("flow", Measure.AMOUNT), ("flame", Measure.COUNTER)):
        lake.measures = {channel: measure}
        with pytest.raises(InvalidInput) as refused:
            source(database, FLARE, lake).basis(OracleProject(104), PERIOD)
        assert refused.value.facts["field"] == f"{channel}.kind"
    lake.measures, lake.cadence_s = {}, 2_400
    with pytest.raises(InvalidInput) as refused:
        source(database, FLARE, lake).basis(OracleProject(104), PERIOD)
    assert str(refused.value.facts["field"]).endswith(".cadenceS")


def test_a_simulated_device_says_so_under_any_plan(database: Database) -> None:
    """Must mark a claim SIMULATED where a device is enrolled as such, though the plan says nothing of it."""
    lake = Lake({"power": [2 * 10**12] * 4})
    plant = source(database, PLANT, lake)
    assert not plant.basis(OracleProject(101), PERIOD).notice.startswith("SIMULATED")
    lake.simulated = True
    assert plant.basis(OracleProject(101), PERIOD).notice.startswith(SIMULATED)


def test_a_channel_that_nobody_measures_is_named(database: Database) -> None:
    """Must not claim without the channel that the plan needs."""
    with pytest.raises(ChannelMissing) as refused:
        source(database, PLANT, Lake({})).basis(OracleProject(101), PERIOD)
    assert refused.value.sentence == "there is no channel power: 0 devices with readings, expected 1"


def test_a_survey_is_evidence_row_by_row(database: Database) -> None:
    """Must put each surveyed plot under the data root and credit two like plots without sampling error."""
    basis = source(database, FOREST, Lake({})).basis(OracleProject(103), PERIOD)
    assert len(basis.leaves) == 2
    assert b'"inventory":"now"' in basis.leaves[0]
    t_ha = Fraction(2) * Fraction("0.164831") / Fraction("0.04")
    assert basis.lower_bound_kg == pytest.approx(float(t_ha * 10 * Fraction("2188.633")), rel=1e-5)


def test_a_plan_is_fixed_once(database: Database) -> None:
    """Must read a plan back as it was kept, take the same again, and refuse another one or none."""
    plans = PlanTable(database)
    with pytest.raises(PlanUnknown):
        plans.plan(FOREST.project)
    for _ in range(2):
        plans.keep(FOREST)
    assert plan_document(plans.plan(FOREST.project)) == plan_document(FOREST)
    with pytest.raises(PlanFixed):
        plans.keep(replace(FOREST, operating_ppm=1))


def test_a_simulated_plan_says_so(database: Database) -> None:
    """Must refuse a plan whose figures a program made and whose notice does not begin with SIMULATED."""
    with pytest.raises(InvalidInput):
        replace(FOREST, notice="A forest.")
    with pytest.raises(InvalidInput):
        plan_of(plan_document(FOREST) | {"more": "members"})


HOUSE = MonitoringPlan(
    105,
    "efficiency@1",
    {
        "carrier": "electricity",
        "highestKwh": "552",
        "gridLosses": "0",
        "projectEmissionsKg": "0",
        "model": {
            "sha256": "0x" + "11" * 32,
            "observations": 365,
            "parameters": 3,
            "cvRmse": "0.1",
            "autocorrelation": "0",
        },
    },
    baseline={
        "base": "10",
        "heating": "2",
        "heatingBelowMillikelvin": "288150",
        "cooling": "0",
        "coolingAboveMillikelvin": "1000000",
        "dwellings": "2",
    },
)


def test_a_saving_is_measured_against_the_plan_s_curve(database: Database) -> None:
    """Must model 20 kWh of a day of 10 degrees, take off 12 used, twice, and leave out a day that lacks an hour."""
    days = Period(START_S, START_S + 2 * 86_400)
    hours: dict[str, list[int]] = {"energy": [500_000] * 47, "temperature": [283_150] * 48}
    basis = source(database, HOUSE, Lake(hours)).basis(OracleProject(105), days)
    document = basis.inputs["monitored"]
    assert isinstance(document, dict)
    stated = {name: document["inputs"][name] for name in ("baselineKwh", "usedKwh", "intervals", "expected")}
    assert stated == {"baselineKwh": "40", "usedKwh": "24", "intervals": 1, "expected": 2}
