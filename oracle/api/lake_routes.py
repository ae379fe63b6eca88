"""The lake over HTTP: a tenant reads the gold of its own devices, a verifier walks a batch to its readings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from oracle.bootstrap import Oracle
from oracle.domain.data_sets import DATA_SETS, data_set_schema
from oracle.domain.gold import GoldQuantity
from oracle.domain.lineage import Lineage
from oracle.domain.readings import YEAR_10000_S, Period, utc_text
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput

LARGEST_PROJECT = 2**128 - 1
LARGEST_BATCH = 2**256 - 1
LONGEST_PERIOD_S = 366 * 86_400
Owner = Annotated[Principal, Depends(require(Permission.MANAGE_PROJECTS))]
Inspect = Depends(require(Permission.INSPECT_CLAIMS))
Project = Annotated[int, Path(ge=1, le=LARGEST_PROJECT)]
Batch = Annotated[int, Path(ge=1, le=LARGEST_BATCH)]
Second = Annotated[int, Query(ge=0, lt=YEAR_10000_S)]


class SealOut(Schema):
    """One sealed part of the bronze log; `seal` is None until it stands on chain."""

    hour: str
    first: int
    size: int
    root: str
    seal: int | None
    transaction: str | None


class GoldOut(Schema):
    """What one channel of a device amounts to in a period; amounts are text."""

    device: str
    channel: str
    measure: str
    start: str
    end: str
    total: str
    highest_total: str | None
    unit: str
    samples: int
    excluded: int
    missing_seconds: int
    flagged: dict[str, int]
    completeness_ppm: int
    authenticity_ppm: int
    quality_control_ppm: int
    calibration_age_days: int | None
    agreement_ppm: int | None
    leaves_root: str | None
    leaves_size: int
    policy: str
    simulated: bool
    seals: list[SealOut]

    @classmethod
    def of(cls, gold: GoldQuantity) -> GoldOut:
        """The quantity as it is shown."""
        quality = gold.quality
        return cls(
            device=gold.device,
            channel=gold.channel,
            measure=gold.measure.value,
            start=utc_text(gold.period.start_s),
            end=utc_text(gold.period.end_s),
            total=str(gold.total),
            highest_total=None if gold.highest_total is None else str(gold.highest_total),
            unit=gold.unit,
            samples=gold.samples,
            excluded=gold.excluded,
            missing_seconds=gold.missing_s,
            flagged=dict(gold.flagged),
            completeness_ppm=quality.completeness_ppm,
            authenticity_ppm=quality.authenticity_ppm,
            quality_control_ppm=quality.qc_ppm,
            calibration_age_days=quality.calibration_age_days,
            agreement_ppm=quality.agreement_ppm,
            leaves_root=gold.leaves_root,
            leaves_size=gold.leaves_size,
            policy=gold.policy,
            simulated=gold.simulated,
            seals=[
                SealOut(
                    hour=utc_text(part.hour * 3600),
                    first=part.first,
                    size=part.size,
                    root=part.root,
                    seal=part.seal_id,
                    transaction=part.transaction,
                )
                for part in gold.bronze_seals
            ],
        )


class StepOut(Schema):
    """One step of a walk; `inputs` are what it compared."""

    name: str
    outcome: str
    sentence: str
    inputs: dict[str, str]


class LineageOut(Schema):
    """A walk from a batch to its messages and back."""

    batch: str
    report_hash: str
    holds: bool
    sentence: str
    steps: list[StepOut]

    @classmethod
    def of(cls, found: Lineage) -> LineageOut:
        """The walk as it is shown."""
        steps = [
            StepOut(name=step.name, outcome=step.outcome, sentence=step.sentence, inputs=dict(step.inputs))
            for step in found.steps
        ]
        return cls(
            batch=str(found.batch),
            report_hash=found.report_hash,
            holds=found.holds,
            sentence=found.sentence,
            steps=steps,
        )


def lake_router(oracle: Oracle) -> APIRouter:
    """All doors of the lake; refusals become problem documents under the error's name."""
    router = APIRouter(prefix="/api/v1", tags=["lake"])

    @router.get("/data-sets", operation_id="listDataSets")
    def list_data_sets() -> list[dict[str, Any]]:
        """D1 to D4: schema, owner, what each is made of. Counts and scores are the operator's (`carbonix lake`)."""
        return [data_set_schema(one) for one in DATA_SETS]

    @router.get("/projects/{project}/gold", operation_id="showGold")
    def show_gold(project: Project, start: Second, end: Second, caller: Owner) -> list[GoldOut]:
        """What the caller's devices in a project amount to in [start, end), Unix seconds; at most a year."""
        period = Period(start, end)
        if period.length_s > LONGEST_PERIOD_S:
            raise InvalidInput("end", end, f"at most {LONGEST_PERIOD_S} seconds after start")
        return [GoldOut.of(gold) for gold in oracle.lake.gold(project, period, tenant=caller.tenant)]

    @router.get("/batches/{batch}/lineage", operation_id="traceBatch", dependencies=[Inspect])
    def trace_batch(batch: Batch) -> LineageOut:
        """The walk from a batch to its readings and messages and back, each hash checked now."""
        oracle.registry.follow()
        return LineageOut.of(oracle.lineage(batch))

    return router
