"""What the compliance page shows: one edition's content index, two reports side by side, and every report's seal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from passport.adapters.standard_files import framework_named
from passport.domain.reports.difference import ReportDifference, difference_of
from passport.domain.reports.inventory import ReportOrder
from passport.domain.reports.kept import KeptReport, ReportState
from passport.domain.reports.report import is_measured
from passport.domain.reports.standards import Framework
from registry.domain.approvals import Approval
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput
from web.front import Front
from web.sheets import Cell, Sheet

GRI = "gri"
COLUMNS = ("standard", "edition", "code", "title", "figure", "value", "unit", "left_out")


@dataclass(frozen=True, slots=True)
class Kept:
    """A report with where it stands."""

    report: KeptReport
    state: ReportState


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; empty: the usual."""

    framework: str = GRI
    edition: str = ""
    report: str = ""
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Compliance:
    """Everything on the page. `index` is None where there is nothing yet that the reader may see."""

    framework: Framework
    index: Mapping[str, Any] | None
    document: Mapping[str, Any] | None
    chosen: Kept | None
    approval: Approval | None
    difference: ReportDifference | None
    reports: Sequence[Kept]
    year: int

    @property
    def basis(self) -> str:
        """How the masses of the content index are known."""
        return "measured" if self.document is not None and is_measured(self.document) else "estimated"


def compliance_of(front: Front, caller: Principal, asked: Asked, language: str) -> Compliance:
    """Gathers it. Raises InvalidInput, CompanyReportUnknown."""
    desk, tenant = front.passport.reports.desk, caller.tenant
    kept = [_kept(front, report) for report in desk.of_tenant(tenant)]
    chosen = _kept(front, desk.find(asked.report, tenant)) if asked.report else None
    framework = framework_named(chosen.report.framework if chosen else asked.framework)
    document = _document(front, caller, chosen, framework, kept, language)
    return Compliance(
        framework=framework,
        index=None if document is None else _edition(document, asked.edition),
        document=document,
        chosen=chosen,
        approval=front.registry.approvals.find(tenant, chosen.report.approval) if chosen else None,
        difference=_difference(front, tenant, asked),
        reports=kept,
        year=_year(front),
    )


def sheet_of(shown: Compliance) -> Sheet:
    """The content index as rows: a figure, or what is left out and why."""
    rows: list[tuple[Cell, ...]] = []
    index = shown.index or {"title": "", "edition": "", "disclosures": []}
    for one in index["disclosures"]:
        head = (index["title"], index["edition"], one["code"], one["title"])
        rows += [(*head, line["label"], line["value"], line["unit"], line["missing"]) for line in one["lines"]]
        rows += [(*head, "", "", "", f"{left['reasonSaid']}: {left['explanation']}") for left in one["omissions"]]
    facts = {
        "framework": shown.framework.identity,
        "known": shown.basis,
        "report": shown.chosen.report.id if shown.chosen else None,
    }
    return Sheet("content-index", COLUMNS, rows, facts)


def _document(
    front: Front,
    caller: Principal,
    chosen: Kept | None,
    framework: Framework,
    kept: Sequence[Kept],
    language: str,
) -> Mapping[str, Any] | None:
    """The chosen report; else the figures as they are now, for who may export them; else the newest kept report."""
    if chosen is None and caller.may(Permission.EXPORT_REPORTS):
        frozen, year = front.passport.reports.desk.base_year(caller.tenant), _year(front)
        period = max(year, frozen.year) if frozen else year
        return front.passport.reports.build(
            ReportOrder(framework.identity, language, period, caller.tenant), caller.tenant
        )
    newest = chosen or next((one for one in kept if one.report.framework == framework.identity), None)
    return None if newest is None else _told(newest.report)


def _edition(document: Mapping[str, Any], wanted: str) -> Mapping[str, Any]:
    editions = {standard["id"]: standard for standard in document["standards"]}
    if wanted and wanted not in editions:
        raise InvalidInput("edition", wanted, f"must be one of {', '.join(editions)}")
    found: Mapping[str, Any] = editions[wanted or next(iter(editions))]
    return found


def _difference(front: Front, tenant: str, asked: Asked) -> ReportDifference | None:
    if not (asked.earlier and asked.later):
        return None
    desk = front.passport.reports.desk
    return difference_of(_told(desk.find(asked.earlier, tenant)), _told(desk.find(asked.later, tenant)))


def _kept(front: Front, report: KeptReport) -> Kept:
    return Kept(report, front.passport.reports.state(report))


def _told(report: KeptReport) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(report.document)
    return document


def _year(front: Front) -> int:
    return datetime.fromtimestamp(front.registry.clock.now(), UTC).year
