"""Measures the intake: signature check, rules, replay guard and durable write, beside pandas and DuckDB unchecked.

    python benchmarks/intake.py [readings]

SIMULATED readings of 20 devices. Three ways in: straight to the desk, over MQTT with ten readings in a message, over
MQTT with one. `signed` is ed25519 over each message; `durable` means fsync before the receipt. The embedded broker,
the devices and the intake share the machine, so that the figures over MQTT include the cost of sending.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_line import replay
from oracle.adapters.device_sender import DeviceSender, SenmlRecord
from oracle.adapters.intake_desk import IntakeDesk
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.domain.device import Algorithm
from oracle.domain.envelope import Door, Envelope, at_door
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.domain.approvals import ApprovalKind
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change

READINGS, DEVICES, PACK = 100_000, 20, 10
MESSAGES_PER_GROUP = 500
TARGET_PER_S = 5_000
ANN = Principal("ann", "grove", frozenset({Role.NET_ABSORBER}))
BEN = Principal("ben", "grove", frozenset({Role.COMPLIANCE}))
CHANNEL = {
    "channel": "co2",
    "unit": "ppm",
    "kind": "instant",
    "cadenceS": 1,
    "lowest": "300",
    "highest": "5000",
    "accuracyPpm": 30_000,
}


def main() -> None:
    """Prints one line a way, and the ratio to the plain pipeline."""
    readings = int(sys.argv[1]) if len(sys.argv) > 1 else READINGS
    plain = _measured("pandas appends CSV, no check, one fsync a group", readings, _pandas(readings))
    _measured("bare DuckDB inserts, no check, one commit a group", readings, _duckdb(readings))
    ways: list[tuple[str, int, bool]] = [
        ("desk, signed, durable, 10 readings a message", PACK, False),
        ("desk, signed, durable, 1 reading a message", 1, False),
        ("MQTT, signed, durable, receipted, 10 a message", PACK, True),
        ("MQTT, signed, durable, receipted, 1 a message", 1, True),
    ]
    for name, pack, over_mqtt in ways:
        wanted = readings if pack > 1 else readings // 5
        with tempfile.TemporaryDirectory() as folder:
            desk = _desk(Path(folder))
            messages = _messages(wanted, pack)
            run = _over_mqtt(desk, Path(folder), messages) if over_mqtt else _straight(desk, messages)
            rate = _measured(name, wanted, run)
            kept = sum(1 for _ in desk.log.since(0))
            assert kept == wanted, f"{kept} of {wanted} readings are in the log"
            print(f"{'':52}{rate / plain:>10.2f} of the plain pipeline's rate, {rate / TARGET_PER_S:.1f} of the target")


def _measured(name: str, readings: int, run: Callable[[], None]) -> float:
    began = time.perf_counter()
    run()
    rate = readings / (time.perf_counter() - began)
    print(f"{name:52}{rate:>10,.0f} readings/s over {readings:,}", flush=True)
    return rate


def _straight(desk: IntakeDesk, by_device: Sequence[Sequence[Envelope]]) -> Callable[[], None]:
    envelopes = [one for group in zip(*by_device, strict=True) for one in group]

    def run() -> None:
        for first in range(0, len(envelopes), MESSAGES_PER_GROUP):
            desk.accept([at_door(one, Door.MQTT) for one in envelopes[first : first + MESSAGES_PER_GROUP]])

    return run


def _over_mqtt(desk: IntakeDesk, home: Path, by_device: Sequence[Sequence[Envelope]]) -> Callable[[], None]:
    def run() -> None:
        replay(desk.accept, home, by_device)

    return run


def _pandas(readings: int) -> Callable[[], None]:
    import pandas as pd

    group = MESSAGES_PER_GROUP * PACK

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "plain.csv").open("a") as file:
            for first in range(0, readings, group):
                numbers = range(first, min(first + group, readings))
                rows = [
                    {"device": f"mast-{n % DEVICES}", "time": n, "value": _value(n), "unit": "ppm"} for n in numbers
                ]
                pd.DataFrame(rows).to_csv(file, header=first == 0, index=False)
                file.flush()
                os.fsync(file.fileno())

    return run


def _duckdb(readings: int) -> Callable[[], None]:
    import duckdb

    rows = "SELECT n % ? AS device, n AS time, printf('%d.%d', 400 + n % 97, n % 10) AS value, 'ppm' AS unit"
    group = MESSAGES_PER_GROUP * PACK

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "plain.duckdb")) as base:
            base.execute(f"CREATE TABLE reading AS {rows} FROM range(0) t(n)", [DEVICES])
            for first in range(0, readings, group):
                span = [DEVICES, first, min(first + group, readings)]
                base.execute(f"INSERT INTO reading {rows} FROM range(?, ?) t(n)", span)

    return run


def _messages(readings: int, pack: int) -> list[list[Envelope]]:
    now, made = int(time.time()), []
    for number in range(DEVICES):
        device = DeviceSender("grove", f"mast-{number}", _signer(number), "k1")
        each = readings // DEVICES
        rows = [SenmlRecord("co2", "ppm", _value(n), str(now - each + n)) for n in range(each)]
        made.append([device.message(rows[first : first + pack]) for first in range(0, each, pack)])
    return made


def _value(number: int) -> str:
    return f"{400 + number % 97}.{number % 10}"


def _signer(number: int) -> DeviceSigner:
    return DeviceSigner(Algorithm.ED25519, number.to_bytes(32, "big"))


def _desk(home: Path) -> IntakeDesk:
    database = Database(f"sqlite:///{home / 'carbonix.db'}")
    database.migrate()
    audit = AuditLog(database)
    approvals, clock = Approvals(database, audit), SystemClock()
    desk = IntakeDesk(database, audit, approvals, clock, BronzeFiles(home / "log"))
    approvals.when_approved(ApprovalKind.DEVICE_ENROLMENT, desk.devices.carry_out)
    for number in range(DEVICES):
        key = {"id": "k1", "algorithm": "ed25519", "public": _signer(number).public}
        facts = {"id": f"mast-{number}", "feed": "simulated", "channels": [CHANNEL], "keys": [key]}
        waiting = desk.propose({"action": "enrol", "enrolled": facts}, ANN)
        decide_change(
            waiting.id,
            approved=True,
            payload_hash=waiting.payload_hash,
            reason="",
            caller=BEN,
            now=clock.now(),
            desk=approvals,
        )
    return desk


if __name__ == "__main__":
    main()
