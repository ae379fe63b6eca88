"""The verifier's workbench: claims that wait, each beside its evidence, with its inspection up to the signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from oracle.domain.field_refusals import InspectionUnknown
from oracle.domain.gold import GoldQuantity
from oracle.domain.inspection import Inspection, inspection_document
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import utc_text
from oracle.usecases.inspect_claim import inspection_id
from registry.domain.report import ReportKind
from registry.domain.roles import Permission, Principal
from registry.domain.struct import to_struct
from registry.errors import CarbonixError
from web.accruing import Accrual, accrual_of, reports_of
from web.asking import asked
from web.demonstration_wallet import key_of
from web.front import Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

SEE_OTHER, UNPROCESSABLE = 303, 422
MOST_INSPECTIONS = 200
MOST_FIELDS = 200
SHARES, PERMILLE = ("1", "/"), 1_000
SAID, NOTE = "said.", "note."
Typed = Mapping[str, tuple[str, str]]  # by point: the answer and its note, as a form's fields say them
ReportHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$")]
Address = Annotated[str, Query(pattern=r"^(0x[0-9a-fA-F]{40})?$")]
COLUMNS = (
    "report",
    "project",
    "name",
    "methodology",
    "start",
    "end",
    "pointKg",
    "lowerBoundKg",
    "state",
    "missing",
    "mine",
)


def workbench_router(front: Front) -> APIRouter:
    """`/workbench` and the pages of its claims."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    bench = Bench(front)

    @router.get("/workbench", response_model=None)
    def claims(request: Request) -> Response:
        return bench.claims(_verifier(request))

    @router.get("/workbench/{report_hash}", response_model=None)
    def claim(request: Request, report_hash: ReportHash, verifier: Address = "") -> Response:
        return bench.claim(_verifier(request), report_hash, verifier)

    @router.post("/workbench/{report_hash}/recompute", response_model=None)
    def recompute(request: Request, report_hash: ReportHash) -> Response:
        return bench.claim(_verifier(request), report_hash, computed=bench.desk.recompute(report_hash))

    @router.post("/workbench/{report_hash}/open", response_model=None)
    def open_inspection(
        request: Request, report_hash: ReportHash, verifier: Annotated[str, Form(pattern=r"^0x[0-9a-fA-F]{40}$")]
    ) -> Response:
        caller = _verifier(request)
        try:
            bench.desk.open(report_hash, verifier, caller)
        except CarbonixError as refusal:
            return bench.claim(caller, report_hash, verifier, refusal=refusal)
        return RedirectResponse(asked().at(f"/workbench/{report_hash}") + "#inspection", SEE_OTHER)

    @router.post("/workbench/{report_hash}/answers", response_model=None)
    def answer(request: Request, report_hash: ReportHash, typed: Annotated[Typed, Depends(_typed)]) -> Response:
        caller = _verifier(request)
        given = [{"point": point, "answer": said, "note": note} for point, (said, note) in typed.items() if said]
        try:
            bench.desk.answer(bench.own(caller, report_hash).id, given, caller)
        except CarbonixError as refusal:
            return bench.claim(caller, report_hash, refusal=refusal, typed=typed)
        return RedirectResponse(asked().at(f"/workbench/{report_hash}") + "#inspection", SEE_OTHER)

    return router


class Bench:
    """Makes the workbench's pages."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.desk = front.oracle.workbench

    def claims(self, caller: Principal) -> Response:
        """What can be inspected, what waits for an expert first."""
        frame = self._front.frame()
        mine = {one.report_hash: one for one in self.desk.inspections.page(caller.tenant, "", MOST_INSPECTIONS)}
        rows = reports_of(self._front, frame.ledger)
        rows.sort(key=lambda one: ("expert" not in one.missing, one.project, one.period_start))
        sheet = Sheet("claims", COLUMNS, [_row(one, mine.get(one.report_hash)) for one in rows])
        return self._front.answer("workbench.html", frame, sheet, rows=rows, mine=mine, caller=caller)

    def claim(
        self,
        caller: Principal,
        report_hash: str,
        verifier: str = "",
        *,
        refusal: CarbonixError | None = None,
        typed: Typed | None = None,
        computed: Mapping[str, tuple[str, str]] | None = None,
    ) -> Response:
        """One claim beside its evidence. Raises ReportUnknown."""
        front, frame, desk = self._front, self._front.frame(), self.desk
        monitoring = front.oracle.reports.by_hash(report_hash)
        inspection = self._find(caller, report_hash)
        key = inspection.verifier if inspection else verifier or self._usual_key(caller)
        context: dict[str, Any] = {
            "one": accrual_of(front, frame.ledger, monitoring),
            "monitoring": monitoring,
            "document": json.loads(monitoring.document),
            "attested": front.oracle.reports.attestations(report_hash),
            "ground": front.oracle.field.boundaries.find(monitoring.report.project),
            "gold": [(one, self._amount(one)) for one in desk.gold(monitoring)],
            "computed": computed,
            "key": key,
            "conflict": desk.independence(report_hash, key.lower(), caller.tenant) if key else None,
            "inspection": inspection,
            "points": self._points(inspection, typed or {}),
            "photos": desk.inspections.photos(inspection.id) if inspection else [],
            "refusal": refusal,
            "demonstration_wallet": front.is_demonstration and key_of(caller) is not None,
            "chain_id": front.registry.chain.chain_id,
            "shown": self._shown(monitoring, inspection) if inspection else None,
            "differing": [name for name, (said, now) in (computed or {}).items() if said != now],
        }
        if refusal is None and computed is None:
            return front.answer("workbench_claim.html", frame, _sheet(monitoring), **context)
        page = {"sheet": _sheet(monitoring)} | context
        return front.render("workbench_claim.html", frame, UNPROCESSABLE if refusal else 200, **page)

    def _shown(self, monitoring: MonitoringReport, inspection: Inspection) -> dict[str, Any]:
        """What the page shows of claim and inspection, from which its script builds what a wallet signs."""
        desk, chain = self.desk, self._front.registry.chain
        answers, photos = desk.inspections.answers(inspection.id), desk.inspections.photos(inspection.id)
        return {
            "chainId": chain.chain_id,
            "verifierSet": chain.address_of("VerifierSet"),
            "reportHash": monitoring.report_hash,
            "organisation": inspection.organisation,
            "report": _fields(monitoring) | {"kind": ReportKind(monitoring.report.kind).name},
            "document": inspection_document(inspection, desk.checklist(inspection), answers, photos),
        }

    def own(self, caller: Principal, report_hash: str) -> Inspection:
        """The caller's company's inspection of the claim. Raises InspectionUnknown."""
        found = self._find(caller, report_hash)
        if found is None:
            raise InspectionUnknown(inspection_id(caller.tenant, report_hash))
        return found

    def _find(self, caller: Principal, report_hash: str) -> Inspection | None:
        try:
            return self.desk.inspections.find(caller.tenant, inspection_id(caller.tenant, report_hash))
        except InspectionUnknown:
            return None

    def _amount(self, gold: GoldQuantity) -> str:
        """The quantity in the device's own unit: a rate by its mean, rounded down, everything else by its total."""
        intake = self._front.oracle.intake
        declared = intake.devices.find(gold.tenant, gold.device).by_channel[gold.channel]
        if declared.unit in SHARES and gold.mean is not None:
            return f"{int(gold.mean * PERMILLE) / 10} %"
        stored = gold.total if gold.mean is None else int(gold.mean)
        return f"{intake.units.shown(declared.channel, declared.unit, stored)} {declared.unit}"

    def _usual_key(self, caller: Principal) -> str:
        signer = key_of(caller) if self._front.is_demonstration else None
        return signer.address if signer else ""

    def _points(self, inspection: Inspection | None, typed: Typed) -> list[tuple[str, str, str, str]]:
        """Each point: id, question, answer, note; what was typed and refused stands in place of what is kept."""
        if inspection is None:
            return []
        answers = self.desk.inspections.answers(inspection.id)
        kept = {name: (answer.said.value, answer.note) for name, answer in answers.items()}
        return [
            (point.id, point.text, *(typed.get(point.id) or kept.get(point.id) or ("", "")))
            for point in self.desk.checklist(inspection).points
        ]


async def _typed(request: Request) -> Typed:
    """What the form's fields say, by point: the answer and its note."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    points = dict.fromkeys(name.partition(".")[2] for name in fields if name.startswith((SAID, NOTE)))
    return {
        point: (fields.get(SAID + point, ""), fields.get(NOTE + point, "").replace("\r\n", "\n")) for point in points
    }


def _verifier(request: Request) -> Principal:
    here = translated("Claims beside their evidence, with the checklist, photos and signature of an inspection.")
    return require_caller(request, Permission.INSPECT_CLAIMS, here=here)


def _row(one: Accrual, mine: Inspection | None) -> tuple[str | int | None, ...]:
    return (
        one.report_hash,
        one.project,
        one.name,
        one.methodology,
        utc_text(one.period_start),
        utc_text(one.period_end),
        one.point_kg,
        one.lower_bound_kg,
        one.state,
        " ".join(one.missing),
        None if mine is None else "signed" if mine.signed else "open",
    )


def _fields(monitoring: MonitoringReport) -> dict[str, str]:
    return {name: str(value) for name, value in to_struct(monitoring.report).items()}


def _sheet(monitoring: MonitoringReport) -> Sheet:
    """The report as it was signed, field by field, with its documents as facts."""
    fields = _fields(monitoring)
    facts = {"reportHash": monitoring.report_hash, "document": json.loads(monitoring.document)}
    return Sheet("claim", ("field", "value"), list(fields.items()), facts | {"model": json.loads(monitoring.model)})
