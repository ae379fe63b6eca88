"""Leads each claim to what it rests on: a declared meter where the project names one, else its monitoring plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.readings import Period
from oracle.ports import ClaimSource


@dataclass(frozen=True, slots=True)
class ClaimSources:
    """Both sources as one; that of the plans is opened when it is first needed."""

    meter: ClaimSource
    open_plan: Callable[[], ClaimSource]

    def basis(self, project: OracleProject, period: Period) -> ClaimBasis:
        """See rest_on_meter and rest_on_plan."""
        return self._of(project).basis(project, period)

    def stored_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The leaves of what is stored of the period."""
        return self._of(project).stored_leaves(project, period)

    def raw_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The same leaves from what was received."""
        return self._of(project).raw_leaves(project, period)

    def _of(self, project: OracleProject) -> ClaimSource:
        return self.meter if project.meter else self.open_plan()
