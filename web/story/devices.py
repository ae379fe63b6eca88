"""The devices of the demonstration: what each declares, how it signs, and what it sends, real or SIMULATED."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from oracle.adapters.device_keys import DeviceSigner
from oracle.adapters.device_sender import DeviceSender, SenmlRecord
from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, MeterFile, load_meter_file, read_rows
from oracle.domain.device import Algorithm
from oracle.domain.envelope import Envelope
from oracle.domain.readings import read_row
from web.story import air, dwelling, metec
from web.story.flare import FLARE, flare_records

TENANT = "demonstration"
KEY = "k1"
RECORDS_PER_MESSAGE = 200  # a device then has fewer messages than the guard's window: each resent one is known

Records = Callable[[], Iterator[SenmlRecord]]


@dataclass(frozen=True, slots=True)
class StoryDevice:
    """A device of the story: its enrolment as two people read it, and what it says. `project` None: it credits none."""

    id: str
    project: int | None
    feed: str
    note: str
    channels: tuple[dict[str, Any], ...]
    records: Records
    later: tuple[Records, ...] = ()  # what it says in messages of their own, after the rest

    @property
    def signer(self) -> DeviceSigner:
        """Its demonstration key, which everyone can make: it proves the way, not the origin."""
        return DeviceSigner(Algorithm.ED25519, sha256(f"carbonix demonstration device {self.id}".encode()).digest())

    @property
    def facts(self) -> dict[str, Any]:
        """The enrolment document."""
        key = {"id": KEY, "algorithm": "ed25519", "public": self.signer.public}
        return {
            "id": self.id,
            "feed": self.feed,
            "project": None if self.project is None else str(self.project),
            "note": self.note,
            "channels": list(self.channels),
            "keys": [key],
        }

    def messages(self) -> Iterator[Envelope]:
        """All that it sends, signed, in order; the same bytes at every telling."""
        sender = DeviceSender(TENANT, self.id, self.signer, KEY)
        for records in (self.records, *self.later):
            for pack in packs(records()):
                yield sender.message(pack)


def packs(records: Iterator[SenmlRecord]) -> Iterator[Sequence[SenmlRecord]]:
    """Records in their order, as many as a message holds."""
    while pack := list(islice(records, RECORDS_PER_MESSAGE)):
        yield pack


def story_devices() -> tuple[StoryDevice, ...]:
    """The inverters are real and replayed, the dwelling is a published sample, the flare is SIMULATED."""
    return (
        inverter(101, TRIO_27_6),
        inverter(102, SERF_EAST),
        StoryDevice(
            FLARE.device, 104, "simulated", FLARE.notice, FLARE.channels, flare_records, (lambda: flare_records(1),)
        ),
        StoryDevice(dwelling.DEVICE, 105, "historic", dwelling.NOTE, dwelling.CHANNELS, dwelling.dwelling_records),
        air_station(),
    )


def air_station() -> StoryDevice:
    """The SIMULATED station that speaks while the demonstration is served; the story hears nothing of it."""
    return StoryDevice(air.DEVICE, None, "simulated", air.NOTE, air.CHANNELS, lambda: iter(()))


def methane_sensor(day: metec.MethaneDay) -> StoryDevice:
    """A real sensor of methane, replayed; it belongs to no project."""
    return StoryDevice(metec.DEVICE, None, "historic", metec.NOTE, (metec.CHANNEL,), day.records)


def inverter(project: int, file: MeterFile) -> StoryDevice:
    """A real inverter, replayed from the file that its owner published."""
    meter, unit_uw = file.meter, 10**9 if file.meter.unit == "kW" else 10**6
    channel = {
        "channel": "power",
        "unit": meter.unit,
        "kind": "instant",
        "cadenceS": meter.cadence_s,
        "lowest": _decimal(meter.lowest_uw, unit_uw),
        "highest": _decimal(meter.highest_uw, unit_uw),
        "accuracyPpm": meter.accuracy_ppm,
    }
    return StoryDevice(meter.id, project, "historic", file.provenance[:300], (channel,), lambda: _power(file))


def _power(file: MeterFile) -> Iterator[SenmlRecord]:
    for row in read_rows(file, load_meter_file(file)):
        yield SenmlRecord("power", row.unit, row.value, str(read_row(file.meter, row).start_s))


def _decimal(value: int, unit: int) -> str:
    sign, (whole, rest) = "-" if value < 0 else "", divmod(abs(value), unit)
    return f"{sign}{whole}.{rest:09d}".rstrip("0").rstrip(".")
