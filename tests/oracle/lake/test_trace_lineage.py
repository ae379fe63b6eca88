"""Facts about lineage on a real chain: from a batch to its messages and back, and where it breaks when data changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oracle.adapters.device_documents import facts_of
from oracle.adapters.device_tables import DeviceRow
from oracle.domain.channels import Channel
from oracle.domain.claim_basis import OracleProject
from oracle.domain.device import DeclaredChannel, Device, Feed, Kind
from oracle.domain.lineage import Lineage
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.readings import Period
from oracle.errors import ReadingUntraced
from oracle.usecases.trace_lineage import trace_batch
from registry.adapters.canonical_json import canonical
from registry.domain.cid import Cid
from registry.errors import Refused
from tests.deployed import Characters, DeployedChain
from tests.oracle.conftest import SERF_EAST, Room, open_room
from tests.oracle.lake.bronze import RECEIVED_MS, message, reading

HOUR_S, HOURS = 3_600, 24 * 6
START_S = 428_232 * HOUR_S
PERIOD = Period(START_S, START_S + HOURS * HOUR_S)
PLANT = OracleProject(101)


@dataclass(slots=True)
class Minted:
    """A room in which a batch was minted out of telemetry."""

    room: Room
    batch: int

    def walk(self, reading: int | None = None) -> Lineage:
        self.room.registry.follow()
        return self.room.oracle.lineage(self.batch, reading)


@pytest.fixture(scope="module")
def minted(
    registered_chain: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Minted]:
    """A batch out of six days of a simulated plant, hour by hour; taken back when the module is done."""
    before = registered_chain.engine.snapshot()
    room = open_room(registered_chain, characters, tmp_path_factory.mktemp("lineage"))
    _enrol(room)
    room.oracle.log.append(
        [
            reading(n, value=f"25.{n:03d}", time_ms=(START_S + n * HOUR_S) * 1000, source="http/simulated")
            for n in range(HOURS)
        ],
        [message(n) for n in range(HOURS)],
    )
    room.oracle.lake.refresh()
    room.oracle.lake.seal_hours(RECEIVED_MS // 1000 + 2 * HOUR_S, characters.sealer)
    room.oracle.plans.keep(MonitoringPlan(101, "renewable-power@1", {"meterAccuracyPpm": 10_000}))
    monitoring = room.oracle.build_report(PLANT, PERIOD)
    room.oracle.seal_report(monitoring, characters.sealer)
    room.submitted(monitoring)
    receipt = room.passed(monitoring.report_hash)
    yield Minted(room, int(receipt.event("ReportFinalised").arguments["batch"]))
    room.registry.close()
    registered_chain.engine.revert(before)


def _enrol(room: Room) -> None:
    power = DeclaredChannel(Channel.POWER, "kW", Kind.INSTANT, HOUR_S, 0, 27_600 * 10**6, 10_000)
    device = Device("house", "meter-1", Feed.SIMULATED, (power,), project=101)
    with room.registry.database.transaction() as session:
        facts = canonical(facts_of(device)).decode()
        session.add(DeviceRow(tenant="house", id=device.id, project="101", facts=facts, version=1, enrolled_at=0))


def outcomes(found: Lineage) -> dict[str, str]:
    return {step.name: step.outcome for step in found.steps}


def test_a_batch_leads_to_its_messages_and_back(minted: Minted) -> None:
    """Must check mint, report, documents, data root, gold, bronze, hours, messages and the way back, and hold."""
    found = minted.walk()
    names = ["mint", "report", "documents", "data root", "gold", "bronze", "hours", "messages", "back"]
    assert outcomes(found) == dict.fromkeys(names, "pass")
    assert found.holds
    assert found.report_hash.startswith("0x")


def test_a_reading_leads_to_its_batch(minted: Minted) -> None:
    """Must find the batch of a reading, prove that very reading, and refuse one that nobody reported."""
    minted.room.registry.follow()
    found = minted.room.oracle.lineage(None, 77)
    assert found.batch == minted.batch
    assert json.loads(found.steps[-1].inputs["leaf"])["counter"] == 77
    with pytest.raises(ReadingUntraced):
        minted.room.oracle.lineage(None, HOURS)


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [(b'"25.077"', b'"25.078"', {"hours"}), (b'"25.077"', b'"26.077"', {"hours"})],
)
def test_a_changed_log_breaks_the_hours(minted: Minted, old: bytes, new: bytes, broken: set[str]) -> None:
    """Must name the step at which a rewritten log departs from what was sealed, though its checksum was mended."""
    (segment,) = (minted.room.registry.settings.home / "lake" / "log").glob("*.log")
    whole = segment.read_bytes()
    try:
        segment.write_bytes(_mended(whole, old, new))
        found = minted.walk()
    finally:
        segment.write_bytes(whole)
    assert {name for name, outcome in outcomes(found).items() if outcome == "fail"} == broken
    assert not found.holds


def test_a_changed_message_breaks_the_walk(minted: Minted) -> None:
    """Must name the messages when one is not the one that its reading names."""
    from base64 import b64encode

    (segment,) = (minted.room.registry.settings.home / "lake" / "log").glob("*.log")
    whole = segment.read_bytes()
    try:
        segment.write_bytes(_mended(whole, b64encode(message(5)), b64encode(message(6))))
        found = minted.walk()
    finally:
        segment.write_bytes(whole)
    assert {name for name, outcome in outcomes(found).items() if outcome == "fail"} == {"messages"}


def test_a_report_on_files_is_walked_to_its_files(room: Room) -> None:
    """Must lead a batch of a meter's file to the bytes of the file, and say that it has no hours."""
    monitoring = room.reported(SERF_EAST)
    room.submitted(monitoring)
    receipt = room.passed(monitoring.report_hash)
    batch = int(receipt.event("ReportFinalised").arguments["batch"])
    room.registry.follow()
    found = room.oracle.lineage(batch)
    assert found.holds
    assert outcomes(found) | {"files": "pass", "gold": "not checked", "hours": "not checked"} == outcomes(found)
    _spoil(room, monitoring.files[0])
    assert outcomes(room.oracle.lineage(batch))["files"] == "fail"


def test_an_unknown_batch_is_refused(room: Room) -> None:
    """Must refuse a batch that the chain does not know, by the contract's name."""
    with pytest.raises(Refused) as refused:
        room.oracle.lineage(999)
    assert refused.value.name == "BatchUnknown"
    assert trace_batch.__doc__


def _mended(whole: bytes, old: bytes, new: bytes) -> bytes:
    from zlib import crc32

    body = whole[9:-1].replace(old, new)
    assert body != whole[9:-1]
    return b"%08x %s\n" % (crc32(body), body)


def _spoil(room: Room, cid: str) -> None:
    files = [path for path in (room.registry.settings.home).rglob("*") if path.is_file() and Cid(cid) in path.name]
    for path in files:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1])
    assert files
    assert isinstance(files[0], Path)
