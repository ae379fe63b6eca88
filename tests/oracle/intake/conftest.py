"""An intake on an empty database of either kind, with a clock and a log that a test can look into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_sender import DeviceSender, SenmlRecord
from oracle.adapters.intake_desk import IntakeDesk
from oracle.domain.bronze import BronzeReading
from oracle.domain.device import Algorithm
from oracle.domain.envelope import Door, Envelope, at_door
from oracle.domain.intake import MessageReport
from oracle.ports.intake import BronzeLog
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.approvals import Approval, ApprovalKind
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change
from tests.databases import database as database  # both engines, not the room's embedded one alone

NOW_S = 1_700_000_000
NOW_MS = NOW_S * 1_000
ANN = Principal("ann", "grove", frozenset({Role.NET_ABSORBER}))
BEN = Principal("ben", "grove", frozenset({Role.COMPLIANCE}))
RIVAL = Principal("rex", "rival", frozenset({Role.NET_ABSORBER, Role.COMPLIANCE}))
SIGNER = DeviceSigner(Algorithm.ED25519, bytes(range(32)))


class StillClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = NOW_S

    def now(self) -> int:
        return self.now_s


@dataclass
class ListedLog:
    """A log in a list; it can fail before it keeps a group, or die after it kept one."""

    readings: list[BronzeReading] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    fails: int = 0
    dies: int = 0

    def append(self, readings: Sequence[BronzeReading], payloads: Sequence[bytes]) -> int:
        if self.fails:
            self.fails -= 1
            raise OSError("no space left on device")
        self.readings += readings
        self.messages += payloads
        if self.dies:
            self.dies -= 1
            raise OSError("the process ends here")
        return len(self.readings)

    def since(self, number: int) -> Iterator[BronzeReading]:
        return iter(self.readings[number:])

    def payloads(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        kept = {sha256(payload).hexdigest(): payload for payload in self.messages}
        return iter([(number, kept[self.readings[number].payload_sha256]) for number in numbers])

    def close_hours(self, hour: int) -> int:
        return len(self.readings)


@dataclass
class Field:
    """An intake with short words for what tests do to it."""

    desk: IntakeDesk
    log: ListedLog
    clock: StillClock

    def agreed(self, payload: dict[str, Any], *, by: Principal = BEN, proposer: Principal = ANN) -> Approval:
        """A change proposed by one person and approved by another."""
        waiting = self.desk.propose(payload, proposer)
        return decide_change(
            waiting.id,
            approved=True,
            payload_hash=waiting.payload_hash,
            reason="",
            caller=by,
            now=self.clock.now(),
            desk=self.desk.approvals,
        )

    def enrolled(self, **changed: Any) -> DeviceSender:
        """A sensor in service, and the device that speaks for it."""
        facts = sensor_facts() | changed
        self.agreed({"action": "enrol", "enrolled": facts})
        keyed = bool(facts["keys"])
        return DeviceSender("grove", facts["id"], SIGNER if keyed else None, "k1" if keyed else "")

    def takes(self, *envelopes: Envelope, door: Door = Door.MQTT, account: bool = False) -> list[MessageReport]:
        return self.desk.accept([at_door(one, door, account=account) for one in envelopes])

    def problems_of(self, envelope: Envelope) -> list[str]:
        """Names of what is refused of one message."""
        return [problem.name for problem in self.takes(envelope)[0].problems]


def channel(name: str = "co2", **changed: Any) -> dict[str, Any]:
    facts = {
        "channel": name,
        "unit": "ppm",
        "kind": "instant",
        "cadenceS": 60,
        "lowest": "300",
        "highest": "5000",
        "accuracyPpm": 30_000,
    }
    return facts | changed


def sensor_facts() -> dict[str, Any]:
    key = {"id": "k1", "algorithm": "ed25519", "public": SIGNER.public}
    return {"id": "mast-1", "feed": "live", "channels": [channel()], "keys": [key]}


def co2(value: str = "412.5", time_s: int | str = NOW_S - 60, unit: str = "ppm") -> SenmlRecord:
    return SenmlRecord("co2", unit, value, str(time_s))


@pytest.fixture
def intake(sqlite: Database) -> Field:
    """The intake on the embedded engine: most of its rules never meet one."""
    return opened(sqlite)


@pytest.fixture
def on_both(database: Database) -> Field:
    """The intake on each engine: for what is kept."""
    return opened(database)


def opened(database: Database, files: BronzeLog | None = None) -> Field:
    """An intake over a listed log, or over the real one."""
    log, audit = ListedLog(), AuditLog(database)
    approvals, clock = Approvals(database, audit), StillClock()
    desk = IntakeDesk(database, audit, approvals, clock, files or log)
    approvals.when_approved(ApprovalKind.DEVICE_ENROLMENT, desk.devices.carry_out)
    return Field(desk, log, clock)
