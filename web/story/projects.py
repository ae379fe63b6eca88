"""The five projects of the demonstration, of all four kinds of credit: whose they are, and what each claim rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, MeterFile
from oracle.domain.claim_basis import OracleProject
from oracle.domain.methods.catalogue import method_of
from oracle.domain.methods.method import Method
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.readings import Period
from registry.adapters.signer import dev_signer
from registry.domain.cooperative import Member
from registry.domain.notices import DEMONSTRATION_NOTICE
from web.story import dwelling, grove
from web.story.cast import Cast, roof_members
from web.story.flare import FLARE

KINDS = {"Forestry": 1, "RenewablePower": 2, "Methane": 3, "EnergyEfficiency": 4}  # ICreditRegistry.Kind
# Owners who never send anything: they only receive.
FLARE_OWNER, DWELLING_OWNER = 19, 28


@dataclass(frozen=True, slots=True)
class StoryProject:
    """A project of the story: its owner, its plan, the claimed period, and the largest reduction of a day."""

    number: int
    name: str
    owner: str
    period: Period
    daily_cap_kg: int
    plan: MonitoringPlan
    stands: str
    provenance: str
    members: tuple[Member, ...] = ()  # of a cooperative
    risk_share_bps: int = 0  # of each issuance, to the buffer pool

    @property
    def label(self) -> str:
        """How its figures are named; SIMULATED stands in every one where nothing was measured, or not all."""
        return f"project {self.number} (SIMULATED)" if self.plan.simulated else f"project {self.number}"

    @property
    def method(self) -> Method[object]:
        return method_of(self.plan.methodology)

    @property
    def kind(self) -> int:
        """Its kind on chain."""
        return KINDS[self.method.kind]

    @property
    def facts(self) -> dict[str, str]:
        """The project document; its SHA-256 is on chain."""
        return {
            "type": "carbonix/project/1",
            "number": str(self.number),
            "name": self.name,
            "stands": self.stands,
            "provenance": self.provenance,
            "notice": self.plan.notice or DEMONSTRATION_NOTICE,
        }

    @property
    def measured_by(self) -> OracleProject:
        return OracleProject(self.number, members=self.members)


def projects(cast: Cast) -> tuple[StoryProject, ...]:
    """By their numbers: two real inverters, two that are invented, and forty dwellings after a sample of one."""
    return (
        _solar(101, "Demonstration solar plant, 27.6 kW", cast.inverter_owner.address, TRIO_27_6, 368, (), 2_000),
        _solar(
            102,
            "Demonstration solar roof, 5 kW, of three households",
            cast.roof_owner.address,
            SERF_EAST,
            66,
            roof_members(),
        ),
        StoryProject(
            103,
            "SIMULATED grove, 2 ha",
            cast.grove_owner.address,
            grove.PERIOD,
            100,
            grove.PLAN,
            "nowhere",
            "made by a program",
        ),
        StoryProject(
            104,
            "SIMULATED flare of landfill gas",
            dev_signer(FLARE_OWNER).address,
            FLARE.period,
            3_000,
            FLARE.plan,
            "nowhere",
            "made by a program",
        ),
        StoryProject(
            105,
            f"SIMULATED programme of {dwelling.DWELLINGS} dwellings, after the sample of one",
            dev_signer(DWELLING_OWNER).address,
            dwelling.PERIOD,
            100,
            _dwelling_plan(),
            "the United Kingdom; outside Thailand",
            dwelling.NOTE,
        ),
    )


def plant_of(cast: Cast) -> StoryProject:
    """The plant whose credits the story trades, retires and reverses."""
    return projects(cast)[0]


def _solar(
    number: int,
    name: str,
    owner: str,
    file: MeterFile,
    cap_kg: int,
    members: tuple[Member, ...],
    share_bps: int = 0,
) -> StoryProject:
    """Its daily cap is rated kW x 24 h x 0.5562 kg/kWh, rounded down."""
    plan = MonitoringPlan(
        number,
        "renewable-power@1",
        {"meterAccuracyPpm": file.meter.accuracy_ppm, "projectEmissionsKg": "0"},
        operating_ppm=OPERATING_PPM[file.key],
    )
    provenance = f"{file.provenance}; {file.licence}"
    return StoryProject(number, name, owner, file.period, cap_kg, plan, file.stands, provenance, members, share_bps)


# The plant's inverter has no supply of its own: it is silent at night, half of a year. The roof reports day and night.
OPERATING_PPM = {TRIO_27_6.key: 500_000, SERF_EAST.key: 1_000_000}


@cache
def _dwelling_plan() -> MonitoringPlan:
    return dwelling.dwelling_plan()
