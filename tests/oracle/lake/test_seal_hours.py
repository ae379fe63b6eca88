"""Facts about sealed hours on a real chain: one root an hour, chained; what was sealed cannot be rewritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.lake.hour_table import HourTable
from oracle.domain.bronze import bronze_leaf
from oracle.domain.bronze_hour import HOUR_S
from oracle.errors import HourClosed, HourDiffers
from oracle.usecases.seal_hours import check_hours, seal_hours
from registry.adapters.database import Database
from registry.domain.seals import SealedRoot, SealKind
from tests.oracle.conftest import Room
from tests.oracle.lake.bronze import RECEIVED_MS, message, reading

pytestmark = pytest.mark.chain
NOW_S = RECEIVED_MS // 1000


def seal_at(room: Room, log: BronzeFiles, now_s: int) -> list[SealedRoot]:
    registry = room.registry
    return seal_hours(
        now_s,
        log=log,
        hours=HourTable(registry.database),
        commitments=HouseCommitments(),
        evidence=registry.evidence,
        seals=registry.seals,
        outbox=registry.outbox,
        signer=room.characters.sealer,
    )


def test_each_hour_is_sealed_once_and_names_the_one_before(room: Room, tmp_path: Path) -> None:
    """Must seal one document per hour with root, place and previous root under one root on chain, never twice."""
    log, hours = BronzeFiles(tmp_path / "log"), HourTable(room.registry.database)
    group = [reading(n, received_ms=RECEIVED_MS + (n // 2) * HOUR_S * 1000) for n in range(4)]
    log.append(group, [message(n) for n in range(4)])
    (sealed,) = seal_at(room, log, NOW_S + 2 * HOUR_S)
    assert seal_at(room, log, NOW_S + 2 * HOUR_S) == []
    first, second = hours.parts()
    house = HouseCommitments()
    assert (first.root, first.size) == (house.root([bronze_leaf(each) for each in group[:2]]), 2)
    assert (second.first, second.hour, second.seal_id) == (2, first.hour + 1, sealed.seal_id)
    documents = [json.loads(each) for each in hours.sealing_of(first)]
    assert [each["previous"] for each in documents] == ["", first.root]
    assert room.read("SealRegistry", "sealIdOf", int(SealKind.Evidence), sealed.root) == sealed.seal_id
    assert sealed.size == 2
    assert check_hours(log, hours, house) == 2
    with pytest.raises(HourClosed):
        log.append([reading(9, received_ms=RECEIVED_MS)], [message(9)])


def test_a_running_hour_is_sealed_in_parts_and_goes_on(room: Room, tmp_path: Path) -> None:
    """Must seal what came so far, take more of the same hour, and resend what a crash left unsent."""
    log, hours = BronzeFiles(tmp_path / "log"), HourTable(room.registry.database)
    log.append([reading(0)], [message(0)])
    seal_at(room, log, NOW_S + 60)
    log.append([reading(1)], [message(1)])
    assert len(seal_at(room, log, NOW_S + 90)) == 1
    assert [(part.first, part.size) for part in hours.parts()] == [(0, 1), (1, 1)]
    with room.registry.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE bronze_part SET seal_id = NULL WHERE first = 1")
    again = seal_at(room, log, NOW_S + 95)
    assert [each.seal_id for each in again] == [hours.parts()[1].seal_id]


def test_a_rewritten_hour_is_told(database: Database, tmp_path: Path) -> None:
    """Must name the hour whose readings no longer hash to its root."""
    log, hours, house = BronzeFiles(tmp_path / "log"), HourTable(database), HouseCommitments()
    log.append([reading(0), reading(1)], [message(0), message(1)])
    with pytest.raises(AssertionError, match="no chain"):
        _seal_without_chain(log, hours, tmp_path)
    assert check_hours(log, hours, house) == 1
    other = BronzeFiles(tmp_path / "other")
    other.append([reading(0), reading(1, value="9.9")], [message(0), message(1)])
    with pytest.raises(HourDiffers) as refused:
        check_hours(other, hours, house)
    assert refused.value.facts["sealed"] == hours.parts()[0].root


def _seal_without_chain(log: BronzeFiles, hours: HourTable, folder: Path) -> None:
    from registry.adapters.evidence_files import EvidenceFiles
    from registry.adapters.seal_store import SealTable

    class Unplugged:
        def transact(self, *args: object, **kwargs: object) -> object:
            raise AssertionError("no chain")

    seal_hours(
        NOW_S + 2 * HOUR_S,
        log=log,
        hours=hours,
        commitments=HouseCommitments(),
        evidence=EvidenceFiles(folder / "evidence"),
        seals=SealTable(hours._database),
        outbox=Unplugged(),  # type: ignore[arg-type]
        signer=None,  # type: ignore[arg-type]
    )
