"""The field as one opened part of the oracle room: boundaries and classes over one registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from oracle.adapters.boundary_store import BoundaryTable
from oracle.adapters.class_store import ClassTable
from oracle.adapters.geometry import ShapelyGeometry
from oracle.domain.boundary import Boundary
from oracle.domain.flux_series import read_series
from oracle.usecases.classify_participant import CONFIDENCE_PERCENT, class_document, classify_participant
from oracle.usecases.draw_boundary import draw_boundary
from registry.bootstrap import Registry
from registry.domain.roles import Principal


@dataclass(frozen=True)
class FieldDesk:
    """What owners state of themselves: where their projects lie, and what their year's balance is."""

    registry: Registry

    @cached_property
    def plane(self) -> ShapelyGeometry:
        """The geometry of boundaries."""
        return ShapelyGeometry()

    @cached_property
    def boundaries(self) -> BoundaryTable:
        """Every project's ground."""
        return BoundaryTable(self.registry.database, self.registry.audit_log)

    @cached_property
    def classes(self) -> ClassTable:
        """Computed classes."""
        return ClassTable(self.registry.database, self.registry.audit_log)

    def draw(
        self, project: int, geometry: Mapping[str, Any], kind: str, expected_t: int, caller: Principal
    ) -> Boundary:
        """Draws a boundary; see draw_boundary."""
        now = self.registry.clock.now()
        given = (project, geometry, kind, expected_t, caller, now)
        return draw_boundary(*given, plane=self.plane, boundaries=self.boundaries)

    def classify(
        self, text: str, caller: Principal, confidence_percent: int = CONFIDENCE_PERCENT
    ) -> tuple[int, dict[str, Any]]:
        """Computes and keeps a class; its number and document. Raises SeriesRefused, and as classify_participant."""
        series, clock = read_series(text), self.registry.clock
        dated = classify_participant(series, clock=clock, confidence_percent=confidence_percent)
        document = class_document(dated)
        year_end = dated.found.year.end_s
        return self.classes.keep(document, text.encode(), year_end, caller, dated.computed_at), document
