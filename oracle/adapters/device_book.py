"""Keeps the devices of all tenants; what two people agreed on is carried out in the transaction of their decision."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from oracle.adapters.device_documents import change_of, device_of, facts_of
from oracle.adapters.device_tables import DeviceRow
from oracle.domain.device import Device
from oracle.domain.device_changes import changed
from oracle.errors import DeviceUnknown, ProjectOfOtherCompany
from registry.adapters.approvals import payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.domain.approvals import Approval

NAMES_PER_QUERY = 400
DEVICES_AT_HAND = 20_000
LONGEST_PAGE = 200
Name = tuple[str, str]


class DeviceTable:
    """The device book over the database."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._log = audit
        self._parsed: dict[Name, tuple[int, Device]] = {}

    def named(self, names: Collection[Name]) -> Mapping[Name, Device]:
        """The devices of these (tenant, id), as they stand now."""
        found: dict[Name, Device] = {}
        wanted = sorted(names)
        with self._database.reading() as session:
            for first in range(0, len(wanted), NAMES_PER_QUERY):
                key = tuple_(col(DeviceRow.tenant), col(DeviceRow.id))
                versions = select(DeviceRow.tenant, DeviceRow.id, DeviceRow.version)
                for tenant, name, version in session.exec(
                    versions.where(key.in_(wanted[first : first + NAMES_PER_QUERY]))
                ):
                    found[tenant, name] = self._at_version(session, (tenant, name), version)
        return found

    def find(self, tenant: str, device: str) -> Device:
        """A tenant's device, in service or not. Raises DeviceUnknown."""
        found = self.named({(tenant, device)})
        if not found:
            raise DeviceUnknown(device)
        return found[tenant, device]

    def of_tenant(self, tenant: str, *, after: str = "", limit: int = LONGEST_PAGE) -> list[Device]:
        """A page of a tenant's devices, by id."""
        query = select(DeviceRow).where(DeviceRow.tenant == tenant, col(DeviceRow.id) > after)
        query = query.order_by(col(DeviceRow.id)).limit(min(limit, LONGEST_PAGE))
        with self._database.reading() as session:
            return [_device(row) for row in session.exec(query)]

    def of_project(self, project: int) -> list[Device]:
        """All devices whose readings belong to the project, by tenant and id."""
        query = select(DeviceRow).where(DeviceRow.project == str(project))
        with self._database.reading() as session:
            return [_device(row) for row in session.exec(query.order_by(col(DeviceRow.tenant), col(DeviceRow.id)))]

    def of_all(self) -> list[Device]:
        """The devices of all tenants, by tenant and id; what the lake is worked by."""
        query = select(DeviceRow).order_by(col(DeviceRow.tenant), col(DeviceRow.id))
        with self._database.reading() as session:
            return [_device(row) for row in session.exec(query)]

    def carry_out(self, session: Session, approval: Approval) -> None:
        """Carries out an approved change.

        Raises DeviceExists, DeviceUnknown, DeviceInOtherProject, ProjectOfOtherCompany, InvalidInput.
        """
        at = approval.decided_at or approval.proposed_at
        change = change_of(approval.tenant, payload_of(approval))
        device = self._write(session, approval.tenant, change.device, lambda device: changed(device, change, at), at)
        self._check_company(session, device)
        self._log.record(
            session,
            at=at,
            tenant=approval.tenant,
            actor=str(approval.decider),
            action=f"device.{change.action.value}",
            subject=change.device,
            facts={"approval": approval.id},
        )

    def change(
        self, tenant: str, device: str, rule: Callable[[Device], Device], *, actor: str, at: int, what: str
    ) -> Device:
        """One person's change of a device, told in the audit log as `device.<what>`.

        Raises DeviceUnknown, and as `rule` does.
        """

        def found(standing: Device | None) -> Device:
            if standing is None:
                raise DeviceUnknown(device)
            return rule(standing)

        with self._database.transaction() as session:
            after = self._write(session, tenant, device, found, at)
            self._log.record(session, at=at, tenant=tenant, actor=actor, action=f"device.{what}", subject=device)
            return after

    def _write(
        self, session: Session, tenant: str, name: str, rule: Callable[[Device | None], Device], at: int
    ) -> Device:
        self._database.serialise(session, f"devices:{tenant}")
        row = session.get(DeviceRow, (tenant, name))
        device = rule(None if row is None else _device(row))
        if row is None:
            row = DeviceRow(tenant=tenant, id=name, facts="", version=0, enrolled_at=at)
        row.project = None if device.project is None else str(device.project)
        row.facts, row.active = canonical(facts_of(device)).decode(), device.active
        row.version += 1
        session.add(row)
        session.flush()
        return device

    def _check_company(self, session: Session, device: Device) -> None:
        """The first company whose device measures a project holds it. Raises ProjectOfOtherCompany."""
        if device.project is None:
            return
        self._database.serialise(session, f"devices of project {device.project}")
        others = select(DeviceRow.id).where(DeviceRow.project == str(device.project), DeviceRow.tenant != device.tenant)
        if session.exec(others.limit(1)).first() is not None:
            raise ProjectOfOtherCompany(device.id, device.project)

    def _at_version(self, session: Session, name: Name, version: int) -> Device:
        kept = self._parsed.get(name)
        if kept is not None and kept[0] == version:
            return kept[1]
        row = session.get_one(DeviceRow, name)
        device = _device(row)
        if len(self._parsed) >= DEVICES_AT_HAND:
            self._parsed.clear()
        self._parsed[name] = (row.version, device)
        return device


def _device(row: DeviceRow) -> Device:
    return device_of(row.tenant, json.loads(row.facts) | {"active": row.active})
