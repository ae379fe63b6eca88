"""Rests a claim of any methodology on the project's monitoring plan: the lake's gold, the survey, and their quality."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.gold import GoldQuantity
from oracle.domain.methodology import MODEL_TYPE
from oracle.domain.methods.method import Method
from oracle.domain.methods.outcome import Outcome
from oracle.domain.monitoring_plan import SIMULATED, MonitoringPlan, plan_document
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.plan_inputs import SURVEY_ROW_TYPE, Measured, monitored_document, operating_quality
from oracle.domain.quality_score import CreditableKg, deduct, score
from oracle.domain.readings import Period
from oracle.ports import Commitments, LakeView, MethodBook, PlanBook
from registry.domain.notices import DEMONSTRATION_NOTICE


@dataclass(frozen=True, slots=True)
class PlanSource:
    """Claims that rest on what devices sent and what was surveyed, as the project's plan says."""

    plans: PlanBook
    lake: LakeView
    methods: MethodBook
    commitments: Commitments

    def basis(self, project: OracleProject, period: Period) -> ClaimBasis:
        """What the lake and the survey show of the period.

        Raises PlanUnknown, ChannelMissing, and InvalidInput for what the methodology refuses.
        """
        plan = self.plans.plan(project.number)
        upto = self.lake.read_up_to(
            period
        )  # one end of the log for sums, leaves and series, whatever arrives meanwhile
        gold, leaves = self.lake.evidenced(project.number, period, upto)
        measured = self._measured(period, tuple(gold), upto)
        document = monitored_document(plan, measured)
        method, outcome = self.methods.quantify(document)
        credit = self._credited(outcome, plan, measured.gold)
        return ClaimBasis(
            project=project.number,
            period=period,
            methodology_name=method.name,
            point_kg=outcome.point_kg,
            lower_bound_kg=outcome.creditable_kg if credit is None else credit.kg,
            inputs={"monitored": document, "channels": [_channel(each) for each in measured.gold]},
            reduction=_reduction(outcome, credit),
            model=self._model(method, plan),
            leaves=(*leaves, *self._survey_leaves(plan)),
            files=(),
            devices=tuple(sorted({each.device for each in measured.gold})),
            refused_rows=sum(each.excluded for each in measured.gold),
            missing_s=max((each.missing_s for each in measured.gold), default=0),
            notice=_notice(plan, measured.gold),
            read_up_to=upto,
        )

    def stored_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The bronze leaves of the period's accepted readings as the project says, then the rows of the survey."""
        survey = self._survey_leaves(self.plans.plan(project.number))
        return [*self.lake.leaves(project.number, period, project.read_up_to), *survey]

    def raw_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The same leaves; the lake reads bronze again, which says what was received."""
        return self.stored_leaves(project, period)

    def _survey_leaves(self, plan: MonitoringPlan) -> list[bytes]:
        return [
            self.commitments.canonical({"type": SURVEY_ROW_TYPE, "project": str(plan.project), "row": dict(row)})
            for row in plan.survey
        ]

    def _measured(self, period: Period, gold: tuple[GoldQuantity, ...], upto: int | None) -> Measured:
        series = {each.channel: self.lake.series(each.tenant, each.device, each.channel, period, upto) for each in gold}
        return Measured(period, gold, series)

    def _credited(self, outcome: Outcome, plan: MonitoringPlan, gold: Sequence[GoldQuantity]) -> CreditableKg | None:
        """The outcome widened and gated by its worst channel; None where no device measured anything."""
        policy = self.methods.policy()
        scores = [score(operating_quality(each.quality, plan.operating_ppm), policy) for each in gold]
        if not scores:
            return None
        worst = min(scores, key=lambda each: (not each.closed_gates, each.ppm))
        return deduct(outcome.point, Fraction(outcome.creditable_kg), worst, policy)

    def _model(self, method: Method[object], plan: MonitoringPlan) -> dict[str, object]:
        stated = self.commitments.canonical(plan_document(plan))
        return {
            "type": MODEL_TYPE,
            "methodology": dict(method.document()),
            "parameters": {
                "plan": plan_document(plan),
                "planSha256": "0x" + hashlib.sha256(stated).hexdigest(),
                "qualityPolicy": self.methods.policy().version,
            },
            "code": self.methods.code_hashes(),
        }


def _notice(plan: MonitoringPlan, gold: Sequence[GoldQuantity]) -> str:
    """What limits the figures; a device that is enrolled as simulated says so even where the plan does not."""
    notice = plan.notice or DEMONSTRATION_NOTICE
    simulated = any(each.simulated for each in gold) and not notice.startswith("SIMULATED")
    return f"{SIMULATED} {notice}" if simulated else notice


def _channel(gold: GoldQuantity) -> dict[str, object]:
    """What the lake says of one channel, as text."""
    quality = gold.quality
    return {
        "device": gold.device,
        "channel": gold.channel,
        "total": f"{gold.total} {gold.unit}",
        "samples": str(gold.samples),
        "excluded": str(gold.excluded),
        "flagged": {name: str(count) for name, count in gold.flagged.items() if count},
        "missingSeconds": str(gold.missing_s),
        "completenessPpm": str(quality.completeness_ppm),
        "authenticityPpm": str(quality.authenticity_ppm),
        "qualityControlPpm": str(quality.qc_ppm),
        "leavesRoot": gold.leaves_root or "",
        "silverPolicy": gold.policy,
        "simulated": gold.simulated,
    }


def _reduction(outcome: Outcome, credit: CreditableKg | None) -> dict[str, object]:
    deductions = [{"name": each.name, "kg": decimal_text(each.kg), "why": each.why} for each in outcome.deductions]
    return {
        "lowKg": decimal_text(outcome.low),
        "highKg": decimal_text(outcome.high),
        "deductions": deductions,
        "steps": [*outcome.lines, *(credit.lines if credit else [])],
        "missing": list(outcome.missing),
        "beforeQualityKg": str(outcome.creditable_kg),
    }
