"""Introduces the adapters of the intake to its use cases: one desk at which messages, tables and proposals come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from oracle.adapters.device_book import DeviceTable
from oracle.adapters.device_documents import change_of, payload_of_change
from oracle.adapters.device_guard import GuardTable
from oracle.adapters.device_keys import HouseSignatures
from oracle.adapters.telemetry_csv import CsvTable, read_table
from oracle.adapters.units import HouseUnits
from oracle.domain.device import Certificate, Device
from oracle.domain.device_changes import Action
from oracle.domain.envelope import Message
from oracle.domain.intake import MessageReport, problem_facts
from oracle.ports.intake import BronzeLog
from oracle.usecases.accept_readings import accept_readings
from oracle.usecases.certify_calibration import certify_calibration
from oracle.usecases.enrol_device import enrol_device
from oracle.usecases.revoke_key import revoke_key
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.bootstrap import Registry
from registry.domain.approvals import Approval
from registry.domain.roles import Permission, Principal
from registry.ports import Clock

MS = 1_000
MESSAGES_PER_GROUP = 2_000
PROBLEMS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class TableReport:
    """What became of a table. `problems` are the first ones, by line: code, field, value, rule."""

    rows: int
    accepted: int
    refused: int
    mended: int
    problems: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)  # no slots: the parts are opened at first use and kept
class IntakeDesk:
    """The intake on an open database and a log."""

    database: Database
    audit_log: AuditLog
    approvals: Approvals
    clock: Clock
    log: BronzeLog

    @cached_property
    def devices(self) -> DeviceTable:
        """The enrolled devices."""
        return DeviceTable(self.database, self.audit_log)

    @cached_property
    def guard(self) -> GuardTable:
        """What was seen of them, and what was refused."""
        return GuardTable(self.database)

    @cached_property
    def units(self) -> HouseUnits:
        """How values become integers."""
        return HouseUnits()

    def accept(self, messages: Sequence[Message]) -> list[MessageReport]:
        """One report for each message; what it says is accepted is durable. See accept_readings."""
        return accept_readings(
            messages,
            devices=self.devices,
            guard=self.guard,
            log=self.log,
            signatures=HouseSignatures(),
            units=self.units,
            now_ms=self.clock.now() * MS,
        )

    def accept_table(self, tenant: str, device: str, content: bytes) -> TableReport:
        """Takes a CSV table of one device in. Raises MessageUnreadable, DeviceUnknown."""
        self.devices.find(tenant, device)
        table = read_table(tenant, device, content)
        groups = range(0, len(table.messages), MESSAGES_PER_GROUP)
        reports = [
            report for first in groups for report in self.accept(table.messages[first : first + MESSAGES_PER_GROUP])
        ]
        return _table_report(table, reports)

    def propose(self, payload: Mapping[str, Any], caller: Principal) -> Approval:
        """Proposes a change of a device as its document states it; see enrol_device and certify_calibration."""
        caller.check(Permission.ENROL_DEVICES)
        change, now = change_of(caller.tenant, payload), self.clock.now()
        if change.action is Action.CERTIFY and change.certificate is not None:
            return self.certify(change.device, change.certificate, caller)
        kwargs: dict[str, Any] = {
            "caller": caller,
            "now": now,
            "devices": self.devices,
            "desk": self.approvals,
        }
        return enrol_device(change, payload_of_change(change), **kwargs)

    def certify(self, device: str, certificate: Certificate, caller: Principal) -> Approval:
        """Proposes a calibration certificate; see certify_calibration."""
        return certify_calibration(
            device,
            certificate,
            caller=caller,
            now=self.clock.now(),
            devices=self.devices,
            desk=self.approvals,
            payload_of=payload_of_change,
        )

    def revoke(self, device: str, key: str, caller: Principal) -> Device:
        """Revokes a key at once; see revoke_key."""
        return revoke_key(device, key, caller=caller, now=self.clock.now(), desk=self.devices)


def open_intake(registry: Registry, log: BronzeLog) -> IntakeDesk:
    """The intake on an open registry; who opens the room lets `devices.carry_out` follow an approval."""
    return IntakeDesk(registry.database, registry.audit_log, registry.approvals, registry.clock, log)


def _table_report(table: CsvTable, reports: Sequence[MessageReport]) -> TableReport:
    problems = [_shown(fault.name, problem_facts(fault), int(fault.facts["row"])) for fault in table.refused]
    accepted = duplicates = 0
    for report, lines in zip(reports, table.lines, strict=True):
        accepted += report.accepted
        duplicates += len(lines) if report.duplicate else 0
        for problem in report.problems:
            facts = problem_facts(problem)
            row = int(facts["row"])
            problems += [_shown(problem.name, facts, line) for line in (lines[row - 1 : row] if row else lines)]
    problems.sort(key=lambda one: int(one["line"]))
    refused = table.rows - accepted - duplicates
    return TableReport(table.rows, accepted, refused, table.mended, tuple(problems[:PROBLEMS_SHOWN]))


def _shown(code: str, facts: Mapping[str, str], line: int) -> dict[str, str]:
    return {"line": str(line), "code": code, **{name: facts[name] for name in ("field", "value", "rule")}}
