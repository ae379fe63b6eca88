"""From a real meter file to minted credits on a real chain: build_report, seal_report, attest_report, submit_report."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6
from oracle.domain.claim_basis import OracleProject
from oracle.domain.readings import Period
from oracle.errors import MeterInOtherProject, ModelDiffers, NoReadings
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.report import Layer
from registry.errors import Refused
from tests.oracle.conftest import GROUND, ROOF, Room, sha256

pytestmark = pytest.mark.chain


class NewerCode(HouseCommitments):
    """The house after its model was edited."""

    def code_hashes(self) -> dict[str, str]:
        return {"oracle/domain/renewable_power.py": sha256(b"an edited file")}


def test_a_real_period_mints_its_whole_credits_and_carries_the_rest(room: Room) -> None:
    """Must go from 32,840 readings to 16 credits with the owner, 427 kg carried, every event in its order."""
    monitoring = room.reported(TRIO_27_6, GROUND)
    opened = room.submitted(monitoring)
    told = [event.name for event in opened.events if event.contract == "VerificationOracle"]
    assert told == ["ReportSubmitted", "Attested", "Attested", "Attested"]
    with pytest.raises(Refused) as refused:
        room.oracle.finalise(monitoring.report_hash, room.characters.stranger)
    assert refused.value.name == "WindowOpen"
    receipt = room.passed(monitoring.report_hash)
    finalised = receipt.event("ReportFinalised").arguments
    assert finalised["reportHash"] == monitoring.report_hash
    assert (finalised["mintedKg"], finalised["carriedKg"]) == (16_000, 427)
    batch = finalised["batch"]
    assert room.read("CarbonCredit", "balanceOf", room.characters.absorber.address, batch) == 16_000
    assert room.oracle.reports.transaction_of(monitoring.report_hash) == opened.transaction


def test_both_meters_report_for_their_own_projects(room: Room) -> None:
    """Must mint one credit from the roof beside the ground's, with its own nonce."""
    for file, project in ((TRIO_27_6, GROUND), (SERF_EAST, ROOF)):
        monitoring = room.reported(file, project)
        assert monitoring.report.nonce == 0
        room.submitted(monitoring)
        room.passed(monitoring.report_hash)
    assert room.read("VerificationOracle", "carriedKg", ROOF.number) == 617


def test_the_documents_say_what_the_report_says(room: Room) -> None:
    """Must show figures, the factor's confidence, notice and model in documents that hash to the report."""
    monitoring = room.reported()
    document, report = json.loads(monitoring.document), monitoring.report
    assert document["notice"] == DEMONSTRATION_NOTICE
    assert document["energy"]["netKwh"] == "2938.355828147"
    assert document["reduction"]["factor"] == "0.5562"
    assert document["reduction"]["factorConfidence"] == "secondary"
    assert document["data"]["root"] == report.data_root
    assert (report.point_kg, report.lower_bound_kg, report.data_size) == (1634, 1617, 10_000)
    assert report.model_hash == sha256(monitoring.model) == document["modelHash"]
    assert "oracle/domain/renewable_power.py" in json.loads(monitoring.model)["code"]


def test_evidence_and_documents_are_sealed_before_anyone_signs(room: Room) -> None:
    """Must seal the data root as evidence and the two documents as a report, once."""
    monitoring = room.reported()
    seals = room.oracle.seal_report(monitoring, room.characters.sealer)
    assert (seals.evidence.root, seals.evidence.size) == (monitoring.report.data_root, 10_000)
    assert seals.report.size == 2
    sealed = room.read("SealRegistry", "sealOf", seals.evidence.seal_id)
    assert isinstance(sealed, dict)
    assert sealed["uri"] == f"ipfs://{monitoring.files[0]}"
    assert room.read("SealRegistry", "sealCount") == 2


def test_a_restart_carries_on_with_the_same_report(room: Room) -> None:
    """Must build, seal, sign and submit the very same again after a restart, and mint nothing twice."""
    monitoring = room.reported()
    attested = room.attested(monitoring)
    again = room.restarted()
    assert again.reported() == monitoring
    assert again.attested(monitoring) == attested
    first = again.oracle.submit(monitoring, attested, room.characters.operator)
    last = room.restarted()
    assert last.reported() == monitoring
    assert last.submitted(monitoring) == first
    assert last.passed(monitoring.report_hash) == again.passed(monitoring.report_hash)
    assert room.read("CreditRegistry", "batchCount") == 1


def test_a_sent_report_outlives_its_model(room: Room) -> None:
    """Must find the attestations of a sent report again under newer code, and sign nothing else for that model."""
    monitoring = room.reported()
    attested = room.attested(monitoring)
    receipt = room.oracle.submit(monitoring, attested, room.characters.operator)
    newer = room.restarted()
    newer.oracle = replace(newer.oracle, commitments=NewerCode())
    assert newer.reported() == monitoring
    assert newer.attested(monitoring) == attested
    assert newer.oracle.submit(monitoring, attested, room.characters.operator) == receipt
    with pytest.raises(ModelDiffers):
        newer.oracle.attest(monitoring, Layer.Model, room.characters.stranger)


def test_a_report_under_an_old_verifier_set_is_built_anew(room: Room) -> None:
    """Must refuse the stale report by the contract's name, then replace it by a fresh one that mints."""
    monitoring = room.reported()
    attested = room.attested(monitoring)
    room.accredit(room.characters.stranger, Layer.Model, sha256(b"one more organisation"))
    with pytest.raises(Refused) as refused:
        room.oracle.submit(monitoring, attested, room.characters.operator)
    assert refused.value.name == "StaleConfiguration"
    fresh = room.reported()
    assert fresh.report_hash != monitoring.report_hash
    room.submitted(fresh)
    room.passed(fresh.report_hash)
    assert room.read("CreditRegistry", "batchCount") == 1


def test_a_meter_belongs_to_one_project(room: Room) -> None:
    """Must refuse a second project for the same readings (I-2), naming both."""
    room.reported()
    with pytest.raises(MeterInOtherProject) as refused:
        room.oracle.build_report(OracleProject(GROUND.number, ROOF.meter), SERF_EAST.period)
    assert refused.value.facts == {"meter": ROOF.meter, "project": "102", "asked": "101"}


def test_a_verified_period_is_not_verified_again(room: Room) -> None:
    """Must refuse a period that overlaps a verified one, by the contract's name, before anything is sealed."""
    monitoring = room.reported()
    room.submitted(monitoring)
    room.passed(monitoring.report_hash)
    period = Period(SERF_EAST.period.start_s + 900, SERF_EAST.period.end_s + 900)
    with pytest.raises(Refused) as refused:
        room.oracle.build_report(ROOF, period)
    assert refused.value.name == "PeriodOverlaps"
    assert refused.value.facts["lastEnd"] == str(SERF_EAST.period.end_s)


def test_a_period_without_readings_is_refused(room: Room) -> None:
    """Must not report on silence."""
    with pytest.raises(NoReadings):
        room.oracle.build_report(ROOF, SERF_EAST.period)


def test_a_night_of_own_use_credits_nothing(room: Room) -> None:
    """Must refuse a negative result by the contract's name, with its number."""
    room.oracle.import_file(SERF_EAST)
    start_s = SERF_EAST.period.start_s
    with pytest.raises(Refused) as refused:
        room.oracle.build_report(ROOF, Period(start_s, start_s + 4 * 900))
    assert refused.value.name == "NothingToCredit"
    assert refused.value.facts == {"lowerBoundKg": "-1"}


def test_a_project_that_is_not_registered_is_refused(room: Room) -> None:
    """Must refuse by the contract's name."""
    room.oracle.import_file(SERF_EAST)
    with pytest.raises(Refused) as refused:
        room.oracle.build_report(OracleProject(103, ROOF.meter), SERF_EAST.period)
    assert refused.value.name == "ProjectUnknown"
