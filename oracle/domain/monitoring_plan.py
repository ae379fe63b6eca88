"""How a project is monitored: its methodology, what is fixed beforehand, and what a survey found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oracle.domain.readings import PPM
from registry.errors import InvalidInput

PLAN_TYPE = "carbonix/monitoring-plan/1"
MEMBERS = frozenset(
    {"type", "project", "methodology", "fixed", "baseline", "survey", "operatingPpm", "simulated", "notice"}
)
SIMULATED = "SIMULATED: no instrument measured this; a program made the figures, to show what the house does with them."


@dataclass(frozen=True, slots=True)
class MonitoringPlan:
    """The plan of one project, fixed before anything is claimed. Amounts are decimal texts.

    `methodology` is its id; `fixed` the inputs that no device measures; `baseline` the curve that a saving is measured
    against; `survey` the rows of a field survey, each a leaf of the report's data root. `operating_ppm` is the share of
    a period's intervals in which the devices can report at all (an inverter without its own supply is silent at
    night): it is stated, never found from what arrived. `agreement` demands that a panel of nodes agrees on each report
    before the model layer signs it.
    Raises InvalidInput.
    """

    project: int
    methodology: str
    fixed: Mapping[str, object] = field(default_factory=dict)
    baseline: Mapping[str, str] = field(default_factory=dict)
    survey: tuple[Mapping[str, object], ...] = ()
    operating_ppm: int = PPM
    simulated: bool = False
    notice: str = ""
    agreement: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.operating_ppm <= PPM:
            raise InvalidInput("operatingPpm", self.operating_ppm, f"1 to {PPM}")
        if self.simulated and not self.notice.startswith("SIMULATED"):
            raise InvalidInput("notice", self.notice, "begins with SIMULATED where nothing was measured")


def plan_document(plan: MonitoringPlan) -> dict[str, object]:
    """The plan as values for canonical JSON."""
    return {
        "type": PLAN_TYPE,
        "project": str(plan.project),
        "methodology": plan.methodology,
        "fixed": dict(plan.fixed),
        "baseline": dict(plan.baseline),
        "survey": [dict(row) for row in plan.survey],
        "operatingPpm": str(plan.operating_ppm),
        "simulated": plan.simulated,
        "notice": plan.notice,
        **({"agreement": True} if plan.agreement else {}),  # absent it leaves the hash of a plan as it was
    }


def plan_of(document: Mapping[str, object]) -> MonitoringPlan:
    """The plan that a document states. Raises InvalidInput for members that are missing or unknown."""
    fixed, baseline, survey = (document.get(name) for name in ("fixed", "baseline", "survey"))
    if set(document) - {"agreement"} != MEMBERS or document["type"] != PLAN_TYPE:
        raise InvalidInput("plan", sorted(document), f"{PLAN_TYPE} with exactly {', '.join(sorted(MEMBERS))}")
    if not (isinstance(fixed, Mapping) and isinstance(baseline, Mapping) and isinstance(survey, list | tuple)):
        raise InvalidInput("plan", "fixed, baseline, survey", "two objects and a list")
    return MonitoringPlan(
        project=int(str(document["project"])),
        methodology=str(document["methodology"]),
        fixed=fixed,
        baseline=baseline,
        survey=tuple(survey),
        operating_ppm=int(str(document["operatingPpm"])),
        simulated=document["simulated"] is True,
        notice=str(document["notice"]),
        agreement=document.get("agreement") is True,
    )
