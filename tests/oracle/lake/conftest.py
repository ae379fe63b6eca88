"""A lake of its own for each test: real files, real tables, a book of streams that the test writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.lake.hour_table import HourTable
from oracle.adapters.lake.lake import Lake
from oracle.adapters.lake.lake_files import LakeFiles
from oracle.adapters.lake.policy_file import silver_policy
from oracle.domain.bronze import BronzeReading
from oracle.domain.gold import Measure, Stream
from registry.adapters.database import Database
from registry.adapters.evidence_files import EvidenceFiles
from registry.adapters.seal_store import SealTable
from tests.oracle.lake.bronze import message

PROJECT = 7
KW = 10**9


@dataclass
class WrittenBook:
    """Streams as the test wrote them."""

    listed: list[Stream] = field(default_factory=list)
    age_days: int | None = 30

    def streams(self) -> list[Stream]:
        return list(self.listed)

    def calibration_age_days(self, stream: Stream, at_s: int) -> int | None:
        return self.age_days


class NoTransactor:
    """Nothing is sent in these tests."""

    def transact(self, *args: object) -> object:
        raise AssertionError(f"nothing may be sent: {args}")


def meter(device: str = "meter-1", **changes: object) -> Stream:
    """A power meter of 5 kW that reports every minute."""
    fields: dict[str, object] = {
        "tenant": "house",
        "device": device,
        "channel": "power",
        "project": PROJECT,
        "measure": Measure.RATE,
        "cadence_s": 60,
        "lowest": 0,
        "highest": 5 * KW,
        "unit": "uW",
    }
    return Stream(**(fields | changes))  # type: ignore[arg-type]


def receive(lake: Lake, readings: Sequence[BronzeReading]) -> None:
    """The readings in one group, then the lake refreshed."""
    lake.log.append(readings, [message(each.counter, each.device) for each in readings])
    lake.refresh()


MakeLake = Callable[..., Lake]


@pytest.fixture
def make_lake(tmp_path: Path, sqlite: Database) -> MakeLake:
    """Opens lakes in folders of their own."""

    def make(name: str = "lake", *streams: Stream, **limits: int) -> Lake:
        folder = tmp_path / name
        return Lake(
            log=BronzeFiles(folder / "log"),
            files=LakeFiles(folder, silver_policy(), **limits),
            book=WrittenBook(list(streams) or [meter()]),
            hours=HourTable(sqlite),
            commitments=HouseCommitments(),
            evidence=EvidenceFiles(folder / "evidence"),
            seals=SealTable(sqlite),
            outbox=NoTransactor(),  # type: ignore[arg-type]
        )

    return make
