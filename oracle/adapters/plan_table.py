"""Keeps the monitoring plan of each project: canonical JSON under its hash, fixed once it is kept."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from oracle.domain.monitoring_plan import MonitoringPlan, plan_document, plan_of
from oracle.errors import PlanFixed, PlanUnknown
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database


class PlanRow(SQLModel, table=True):
    """One project's plan; `sha256` is that of the document, 0x hex."""

    __tablename__ = "monitoring_plan"

    project: str = Field(primary_key=True, max_length=39)
    sha256: str = Field(max_length=66)
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PlanTable:
    """The plans over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, project: int) -> MonitoringPlan:
        """The plan of a project. Raises PlanUnknown."""
        with self._database.reading() as session:
            row = session.get(PlanRow, str(project))
            if row is None:
                raise PlanUnknown(project)
            return plan_of(json.loads(row.document))

    def keep(self, plan: MonitoringPlan) -> None:
        """Stores a plan; the same again changes nothing. Raises PlanFixed for another one."""
        document = canonical(plan_document(plan))
        digest = "0x" + hashlib.sha256(document).hexdigest()
        with self._database.transaction() as session:
            self._database.serialise(session, f"plan:{plan.project}")
            row = session.get(PlanRow, str(plan.project))
            if row is None:
                session.add(PlanRow(project=str(plan.project), sha256=digest, document=document))
            elif row.sha256 != digest:
                raise PlanFixed(plan.project, row.sha256, digest)
