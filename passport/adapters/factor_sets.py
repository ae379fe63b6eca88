"""Keeps companies' own factor sets, every version for ever: an old passport is computed again by the set it names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from passport.adapters.factor_files import DATA, DEFAULT_SET, content_hash, default_factors, factors_of
from passport.adapters.generations import touch_all
from passport.domain.factor_changes import Activity, FactorChange, changed_set
from passport.domain.factors import FactorSet
from passport.errors import FactorBaseChanged, FactorSetUnknown
from registry.adapters.approvals import payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.governance_tables import FactorOverrideRow
from registry.adapters.model_versions import ModelVersions
from registry.domain.approvals import Approval

MODEL = "factors"
PARSED_SETS = 256
_OWN_NAME = re.compile(rf"{DEFAULT_SET}\+(?P<tenant>.+)\.(?P<version>[1-9][0-9]{{0,8}})", re.DOTALL)
# Asked at every footprint.
_NEWEST_DOCUMENT = text("SELECT document FROM factor_override WHERE tenant = :tenant ORDER BY version DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class FactorVersion:
    """A factor set with its document; version 0 is the one that every company begins with."""

    version: int
    name: str
    content_hash: str
    valid_from: int | None
    approval: str | None
    document: Mapping[str, Any]


class FactorSets:
    """The factor sets of all companies over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log
        self._models = ModelVersions(database)

    def of(self, tenant: str) -> FactorSet:
        """The company's newest set, else the default one."""
        with self._database.reading() as session:
            document = session.connection().execute(_NEWEST_DOCUMENT, {"tenant": tenant}).scalar()
        return default_factors() if document is None else _parsed(document)

    def named(self, name: str, tenant: str) -> FactorSet:
        """The set of this name, if it is everybody's or the company's own. Raises FactorSetUnknown."""
        return default_factors() if name == DEFAULT_SET else _parsed(_text(self.version(name, tenant)))

    def version(self, name: str, tenant: str) -> FactorVersion:
        """The set of this name with its document. Raises FactorSetUnknown; another company's set is unknown."""
        if name == DEFAULT_SET:
            return _first_version()
        match = _OWN_NAME.fullmatch(name)
        if match is None or match["tenant"] != tenant:
            raise FactorSetUnknown(name)
        with self._database.reading() as session:
            row = session.get(FactorOverrideRow, (tenant, int(match["version"])))
        if row is None:
            raise FactorSetUnknown(name)
        return _version(row)

    def versions(self, tenant: str) -> list[FactorVersion]:
        """The default set and every set of the company, oldest first."""
        query = select(FactorOverrideRow).where(FactorOverrideRow.tenant == tenant)
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(FactorOverrideRow.version))).all()
        return [_first_version(), *(_version(row) for row in rows)]

    def checked(self, tenant: str, changes: Sequence[FactorChange]) -> tuple[str, str]:
        """Name and hash of the set that the changes would be put into. Raises InvalidInput as `changed_set` does."""
        base = own_set(tenant, 1, changes)["base"]
        return base["name"], base["hash"]

    def carry_out(self, session: Session, approval: Approval) -> None:
        """Puts an approved set in force from the moment of the decision; every footprint is computed again.

        Raises FactorBaseChanged if the default set is no longer the one that was looked at, InvalidInput.
        """
        payload, base = payload_of(approval), base_document()
        if payload["baseHash"] != content_hash(base):
            raise FactorBaseChanged(payload["baseHash"], content_hash(base))
        newest = _newest(session, approval.tenant)
        version = 1 if newest is None else newest.version + 1
        document = own_set(approval.tenant, version, changes_of(payload["factors"]))
        digest, at = content_hash(document), approval.decided_at or approval.proposed_at
        session.add(
            FactorOverrideRow(
                tenant=approval.tenant,
                version=version,
                base_set=base["name"],
                document=canonical(document).decode(),
                hash=digest,
                approval=approval.id,
                valid_from=at,
            )
        )
        session.flush()
        touch_all(session, approval.tenant)
        self._models.record(
            session, tenant=approval.tenant, name=MODEL, content_hash=digest, approval=approval.id, at=at
        )
        self._log.record(
            session,
            at=at,
            tenant=approval.tenant,
            actor=str(approval.decider),
            action="factors.changed",
            subject=document["name"][-300:],
            facts={"hash": digest, "approval": approval.id},
        )


def base_document() -> dict[str, Any]:
    """The document of the default set."""
    document: dict[str, Any] = json.loads((DATA / f"{DEFAULT_SET}.json").read_text(encoding="utf-8"))
    return document


def own_set(tenant: str, version: int, changes: Sequence[FactorChange]) -> dict[str, Any]:
    """A company's own set as a document. Raises InvalidInput as `changed_set` does."""
    base = base_document()
    name, label = f"{DEFAULT_SET}+{tenant}.{version}", f"own factors of {tenant} over {DEFAULT_SET}"
    return changed_set(base, changes, name=name, label=label, base_hash=content_hash(base))


def changes_of(entries: list[dict[str, str]]) -> list[FactorChange]:
    """Changes from a proposal's payload."""
    return [
        FactorChange(Activity(entry["activity"]), entry["name"], Decimal(entry["value"]), entry["source"])
        for entry in entries
    ]


@lru_cache(maxsize=PARSED_SETS)
def _parsed(document: str) -> FactorSet:
    return factors_of(json.loads(document))


def _newest(session: Session, tenant: str) -> FactorOverrideRow | None:
    query = select(FactorOverrideRow).where(FactorOverrideRow.tenant == tenant)
    return session.exec(query.order_by(col(FactorOverrideRow.version).desc()).limit(1)).first()


def _version(row: FactorOverrideRow) -> FactorVersion:
    document = json.loads(row.document)
    return FactorVersion(row.version, document["name"], row.hash, row.valid_from, row.approval, document)


def _first_version() -> FactorVersion:
    document = base_document()
    return FactorVersion(0, document["name"], content_hash(document), None, None, document)


def _text(version: FactorVersion) -> str:
    return canonical(dict(version.document)).decode()
