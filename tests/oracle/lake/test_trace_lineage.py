"""Facts about lineage on a real chain: from a batch to its messages and back, and where it breaks when data changes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from oracle.adapters.device_documents import facts_of
from oracle.adapters.device_tables import DeviceRow
from oracle.adapters.lake.catalogue import data_set_states
from oracle.adapters.lake.delta_tables import SCHEMAS
from oracle.api.lake_routes import lake_router
from oracle.cli import app as command_line
from oracle.domain.bronze import BronzeReading
from oracle.domain.channels import Channel
from oracle.domain.claim_basis import OracleProject
from oracle.domain.data_sets import data_set_document
from oracle.domain.device import DeclaredChannel, Device, Feed, Kind
from oracle.domain.lineage import Lineage
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.readings import PPM, Period
from oracle.errors import ReadingUntraced
from oracle.usecases.trace_lineage import trace_batch
from registry.adapters.canonical_json import canonical
from registry.api.problems import install
from registry.domain.cid import Cid
from registry.domain.roles import Role
from registry.errors import Refused
from tests.deployed import Characters, DeployedChain
from tests.oracle.conftest import SERF_EAST, Room, open_room
from tests.oracle.lake.bronze import RECEIVED_MS, message, reading

pytestmark = pytest.mark.chain
HOUR_S, HOURS = 3_600, 24 * 6
START_S = 428_232 * HOUR_S
PERIOD = Period(START_S, START_S + HOURS * HOUR_S)
AFTER = Period(PERIOD.end_s, PERIOD.end_s + HOURS * HOUR_S)
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
    yield _minted(room)
    room.registry.close()
    registered_chain.engine.revert(before)


def _minted(room: Room, period: Period = PERIOD, into_hour_ms: int = 0) -> Minted:
    """The batch; each reading stands so many milliseconds after the hour that it says something of."""
    _enrol(room)
    room.oracle.log.append(
        [
            reading(n, value=f"25.{n:03d}", time_ms=_hour_ms(n, period) + into_hour_ms, source="http/simulated")
            for n in range(HOURS)
        ],
        [message(n) for n in range(HOURS)],
    )
    room.oracle.lake.refresh()
    room.oracle.lake.seal_hours(RECEIVED_MS // 1000 + 2 * HOUR_S, room.characters.sealer)
    fixed = {"meterAccuracyPpm": 10_000, "projectEmissionsKg": "0"}
    room.oracle.plans.keep(MonitoringPlan(101, "renewable-power@1", fixed))
    monitoring = room.oracle.build_report(PLANT, period)
    room.oracle.seal_report(monitoring, room.characters.sealer)
    room.submitted(monitoring)
    receipt = room.passed(monitoring.report_hash)
    return Minted(room, int(receipt.event("ReportFinalised").arguments["batch"]))


def _hour_ms(number: int, period: Period) -> int:
    return (period.start_s + number * HOUR_S) * 1000


def _enrol(room: Room) -> None:
    power = DeclaredChannel(Channel.POWER, "kW", Kind.INSTANT, HOUR_S, 0, 27_600 * 10**6, 10_000)
    device = Device("house", "meter-1", Feed.SIMULATED, (power,), project=101)
    with room.registry.database.transaction() as session:
        facts = canonical(facts_of(device)).decode()
        session.add(DeviceRow(tenant="house", id=device.id, project="101", facts=facts, version=1, enrolled_at=0))


def _run(minted: Minted, *words: str) -> Result:
    settings = minted.room.registry.settings
    environment = {
        "CARBONIX_HOME": str(settings.home),
        "CARBONIX_DEPLOYMENTS": str(settings.deployments_dir),
        "CARBONIX_RPC_URL": minted.room.chain.rpc_url,
    }
    return CliRunner().invoke(command_line, list(words), env=environment)


def _token(room: Room, tenant: str, role: Role) -> dict[str, str]:
    now = room.registry.clock.now()
    token = room.registry.tokens.issue_token(f"{role.value}@{tenant}", tenant, frozenset({role}), now, 600)
    return {"Authorization": f"Bearer {token}"}


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
    [(b'"25.077"', b'"25.078"', "hours"), (b64encode(message(5)), b64encode(message(6)), "messages")],
)
def test_a_rewritten_log_breaks_the_walk_where_it_was_rewritten(
    minted: Minted, old: bytes, new: bytes, broken: str
) -> None:
    """Must name the one step that departs from what was sealed or named, though the checksums were mended."""
    (segment,) = (minted.room.registry.settings.home / "lake" / "log").glob("*.log")
    whole = segment.read_bytes()
    try:
        segment.write_bytes(_mended(whole, old, new))
        found = minted.walk()
        segment.write_bytes(whole[:50] + b"?" + whole[51:])
        damaged = minted.walk()
    finally:
        segment.write_bytes(whole)
    assert [name for name, outcome in outcomes(found).items() if outcome == "fail"] == [broken]
    assert not found.holds
    assert [name for name, outcome in outcomes(damaged).items() if outcome == "fail"] == ["hours", "messages"]


def _deliver(minted: Minted, *late: BronzeReading) -> None:
    """Readings of the credited period that come after the report."""
    oracle = minted.room.oracle
    oracle.log.append(list(late), [message(each.counter, each.device) for each in late])
    oracle.lake.refresh()
    oracle.lake.seal_hours(late[-1].received_ms // 1000 + 2 * HOUR_S, minted.room.characters.sealer)


def _late(number: int, time_ms: int) -> BronzeReading:
    """A reading of next to nothing that came a month later."""
    came_ms = RECEIVED_MS + 30 * 24 * HOUR_S * 1000 + number
    return reading(number, value="0.001", time_ms=time_ms, source="http/simulated", received_ms=came_ms)


def test_a_late_reading_of_a_credited_period_changes_nothing_of_its_walk(room: Room) -> None:
    """Must walk from exactly the readings that the report knew, and say how many arrived after it.

    One of them stands before a credited reading of the same interval, and takes the interval for reports to come.
    """
    late = _minted(room, AFTER, into_hour_ms=60_000)
    reported = room.oracle.lake.gold(101, AFTER)[0].total
    _deliver(late, _late(HOURS, _hour_ms(5, AFTER)), _late(HOURS + 1, _hour_ms(6, AFTER) + 120_000))
    found = late.walk()
    assert found.holds, found.sentence
    bronze = next(step for step in found.steps if step.name == "bronze")
    assert bronze.inputs["late"] == "1"
    assert f"1 of the period, from number {HOURS} on, arrived after the report" in bronze.sentence
    assert room.oracle.lake.gold(101, AFTER)[0].total < reported
    assert room.oracle.lake.gold(101, AFTER, upto=HOURS)[0].total == reported
    assert late.room.oracle.lineage(None, 77).batch == late.batch
    with pytest.raises(ReadingUntraced):
        late.room.oracle.lineage(None, HOURS)


def test_the_doors_show_gold_to_its_tenant_and_the_walk_to_a_verifier(minted: Minted) -> None:
    """Must give another tenant nothing of the project, and nobody the walk without the permission."""
    app = FastAPI()
    app.state.registry = minted.room.registry
    install(app)
    app.include_router(lake_router(minted.room.oracle))
    gold = f"/api/v1/projects/101/gold?start={PERIOD.start_s}&end={PERIOD.end_s}"
    with TestClient(app) as client:
        own = client.get(gold, headers=_token(minted.room, "house", Role.NET_ABSORBER)).json()
        assert [(each["device"], each["samples"], each["simulated"]) for each in own] == [("meter-1", HOURS, True)]
        assert own[0]["seals"][0]["seal"] is not None
        assert client.get(gold, headers=_token(minted.room, "stranger", Role.NET_ABSORBER)).json() == []
        walk = f"/api/v1/batches/{minted.batch}/lineage"
        assert client.get(walk, headers=_token(minted.room, "house", Role.NET_ABSORBER)).status_code == 403
        assert client.get(walk, headers=_token(minted.room, "lab", Role.VERIFIER)).json()["holds"] is True
        listed = client.get("/api/v1/data-sets").json()
        assert [each["id"] for each in listed] == ["D1", "D2", "D3", "D4"]


def test_the_data_sets_count_and_score_what_is_there(minted: Minted) -> None:
    """Must state rows, version and a score for each set, and columns that the tables have."""
    room = minted.room
    room.registry.follow()
    files = room.oracle.lake.files
    states = {
        state.data_set.id: state for state in data_set_states(files, room.registry.database, room.registry.projection())
    }
    assert states["D1"].rows == {"bronze": HOURS, "silver": HOURS, "gaps": 0}
    assert {name: state.score_ppm for name, state in states.items()} == dict.fromkeys(states, PPM)
    for table in (table for state in states.values() for table in state.data_set.tables if table.engine == "delta"):
        assert [column.name for column in table.columns] == SCHEMAS[table.name].names
    assert data_set_document(states["D4"])["rows"] == states["D4"].rows


def test_the_commands_say_and_end_as_they_find(minted: Minted) -> None:
    """Must list four data sets, check the hours, walk with exit code 0, and refuse to walk from nothing with 2."""
    listed = json.loads(_run(minted, "lake", "datasets", "--json").stdout)
    assert [each["id"] for each in listed] == ["D1", "D2", "D3", "D4"]
    assert "hash to their roots" in _run(minted, "lake", "check").stdout
    assert "0 readings came in" in _run(minted, "lake", "refresh").stdout
    walked = _run(minted, "lineage", "--reading", "3", "--json")
    assert (walked.exit_code, json.loads(walked.stdout)["batch"]) == (0, str(minted.batch))
    assert _run(minted, "lineage").exit_code == 2
    assert _run(minted, "lineage", "999").exit_code == 2


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
    """The log with other bytes in it, under checksums that fit them."""
    bodies = [line[9:].replace(old, new) for line in whole.splitlines()]
    mended = b"".join(b"%08x %s\n" % (crc32(body), body) for body in bodies)
    assert mended != whole
    return mended


def _spoil(room: Room, cid: str) -> None:
    files = [path for path in (room.registry.settings.home).rglob("*") if path.is_file() and Cid(cid) in path.name]
    for path in files:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1])
    assert files
