"""What the doors of reports take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from passport.domain.reports.inventory import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, ReportOrder
from passport.domain.reports.kept import KeptReport, ReportState
from passport.domain.reports.standards import Framework, Standard

LONGEST_WORD = 32


class ReportIn(BaseModel):
    """An order. Without `base_year`: the frozen one, or the period itself where none is frozen yet."""

    model_config = ConfigDict(extra="forbid")

    framework: str = Field(max_length=LONGEST_WORD, examples=["gri"])
    language: str = Field(default="en", max_length=2, examples=["th"])
    period: StrictInt = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    base_year: StrictInt | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    organisation: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)

    def order(self, tenant: str) -> ReportOrder:
        """The order; a company that gives no name is called by its tenant's. Raises InvalidInput."""
        return ReportOrder(self.framework, self.language, self.period, self.organisation or tenant, self.base_year)


class ReportOut(BaseModel):
    """A report as it stands; `files` are SHA-256 of what is issued, in every format."""

    id: str
    framework: str
    language: str
    period: int
    state: ReportState
    files: dict[str, str]
    proposer: str
    proposed_at: int
    approval: str
    released_at: int | None
    seal: int | None
    root: str | None

    @classmethod
    def of(cls, report: KeptReport, state: ReportState) -> ReportOut:
        return cls(
            id=report.id,
            framework=report.framework,
            language=report.language,
            period=report.period,
            state=state,
            files=dict(report.files),
            proposer=report.proposer,
            proposed_at=report.proposed_at,
            approval=report.approval,
            released_at=report.released_at,
            seal=report.seal_id,
            root=report.root,
        )


class ReportTold(ReportOut):
    """A report with all that it says, for who has to judge it."""

    document: dict[str, Any]

    @classmethod
    def told(cls, report: KeptReport, state: ReportState, document: Mapping[str, Any]) -> ReportTold:
        return cls(**ReportOut.of(report, state).model_dump(), document=dict(document))


class StandardOut(BaseModel):
    title: str
    edition: str
    issuer: str
    status: str

    @classmethod
    def of(cls, standard: Standard) -> StandardOut:
        force = standard.force.value
        return cls(title=standard.title, edition=standard.edition, issuer=standard.issuer, status=force)


class FrameworkOut(BaseModel):
    """A report that can be ordered."""

    id: str
    title: str
    standards: list[StandardOut]
    languages: list[str]

    @classmethod
    def of(cls, framework: Framework, languages: list[str]) -> FrameworkOut:
        standards = [StandardOut.of(standard) for standard in framework.standards]
        return cls(id=framework.identity, title=framework.title["en"], standards=standards, languages=languages)
