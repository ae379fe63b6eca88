"""Keeps which version of a model a company used since when: a number from 1, the hash of its content, its approval."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.adapters.database import Database
from registry.adapters.governance_tables import ModelVersionRow


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """Version `version` of a model, in use since Unix second `recorded_at`."""

    name: str
    version: int
    content_hash: str
    approval: str | None
    recorded_at: int


class ModelVersions:
    """The versions of all companies' models over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, session: Session, *, tenant: str, name: str, content_hash: str, approval: str | None, at: int
    ) -> ModelVersion:
        """The next version in the caller's transaction; content that is the newest already stays that version."""
        self._database.serialise(session, f"model:{tenant}:{name}")
        newest = session.exec(_of(tenant, name).order_by(col(ModelVersionRow.version).desc()).limit(1)).first()
        if newest is not None and (newest.hash, newest.approval) == (content_hash, approval):
            return _version(newest)
        number = 1 if newest is None else newest.version + 1
        row = ModelVersionRow(
            tenant=tenant, name=name, version=number, hash=content_hash, approval=approval, recorded_at=at
        )
        session.add(row)
        session.flush()
        return _version(row)

    def of_tenant(self, tenant: str) -> list[ModelVersion]:
        """Every version of every model of a company, by name and number."""
        query = select(ModelVersionRow).where(ModelVersionRow.tenant == tenant)
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(ModelVersionRow.name), col(ModelVersionRow.version))).all()
        return [_version(row) for row in rows]


def _of(tenant: str, name: str) -> SelectOfScalar[ModelVersionRow]:
    return select(ModelVersionRow).where(ModelVersionRow.tenant == tenant, ModelVersionRow.name == name)


def _version(row: ModelVersionRow) -> ModelVersion:
    return ModelVersion(row.name, row.version, row.hash, row.approval, row.recorded_at)
