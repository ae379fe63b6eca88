"""Each layer signs only what its own check confirms; the contract takes no signature over anything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from oracle.adapters.meter_files import SERF_EAST
from oracle.adapters.tables import ReadingRow
from oracle.domain.monitoring_report import MonitoringReport
from oracle.errors import DataRootDiffers, DocumentDiffers, ModelDiffers, QuantityDiffers
from registry.domain.report import Attestation, Layer
from registry.errors import CarbonixError, Refused
from tests.deployed import Characters, DeployedChain
from tests.oracle.conftest import ROOF, Room, open_room, sha256

pytestmark = pytest.mark.chain
ELSEWHERE = "0x" + "e1" * 20


@pytest.fixture(scope="module")
def sealed_home(
    registered_chain: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A home whose roof report is built and sealed, once for all tests of this file."""
    before, home = registered_chain.engine.snapshot(), tmp_path_factory.mktemp("sealed")
    opened = open_room(registered_chain, characters, home)
    opened.reported()
    opened.registry.close()
    yield home
    registered_chain.engine.revert(before)


@pytest.fixture
def room(registered_chain: DeployedChain, characters: Characters, sealed_home: Path, tmp_path: Path) -> Iterator[Room]:
    """A copy of the sealed home; whatever the test does, on chain and off, is undone."""
    before = registered_chain.engine.snapshot()
    opened = open_room(registered_chain, characters, Path(shutil.copytree(sealed_home, tmp_path / "home")))
    yield opened
    opened.registry.close()
    registered_chain.engine.revert(before)


@pytest.fixture
def monitoring(room: Room) -> MonitoringReport:
    """The sealed report of the roof."""
    kept = room.oracle.reports.of_period(ROOF.number, SERF_EAST.period)
    assert kept is not None
    return kept


def signed(room: Room, monitoring: MonitoringReport, layer: Layer, **wrong: object) -> Attestation:
    """The layer's attestation with a signature over something else than it should be."""
    chain = room.registry.chain
    signer = wrong.get("key", room.verifiers()[layer])
    honest = room.oracle.attest(monitoring, layer, room.verifiers()[layer])
    report = wrong.get("report", monitoring.report)
    digest = room.oracle.commitments.attestation_digest(
        wrong.get("chain_id", chain.chain_id),  # type: ignore[arg-type]
        wrong.get("contract", chain.address_of("VerifierSet")),  # type: ignore[arg-type]
        room.oracle.commitments.report_hash(report),  # type: ignore[arg-type]
        layer,
        honest.organisation,
    )
    return replace(honest, signature="0x" + signer.sign_digest(digest).hex())  # type: ignore[attr-defined]


Wrong = Callable[[Room, MonitoringReport], dict[str, object]]
WRONGS: dict[str, Wrong] = {
    "key": lambda room, _: {"key": room.characters.stranger},
    "chain": lambda room, _: {"chain_id": room.registry.chain.chain_id + 1},
    "contract": lambda room, _: {"contract": ELSEWHERE},
    "period": lambda room, seen: {"report": replace(seen.report, period_end=seen.report.period_end - 900)},
}


@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS)
def test_a_signature_over_something_else_is_refused_by_name(
    room: Room, monitoring: MonitoringReport, wrong: Wrong
) -> None:
    """Must refuse the wrong key, chain, contract and period as InvalidAttestation, and leave everything as it was."""
    attested = room.attested(monitoring)
    forged = signed(room, monitoring, Layer.Expert, **wrong(room, monitoring))
    with pytest.raises(Refused) as refused:
        room.oracle.submit(monitoring, [*attested[:2], forged], room.characters.operator)
    assert refused.value.name == "InvalidAttestation"
    assert refused.value.facts == {"signer": room.characters.expert.address}
    assert room.read("CreditRegistry", "batchCount") == 0
    assert room.read("VerificationOracle", "nextNonce", monitoring.report.project) == 0
    room.oracle.submit(monitoring, attested, room.characters.operator)
    assert room.read("VerificationOracle", "openClaimOf", monitoring.report.project) == monitoring.report_hash


def test_a_stranger_s_word_counts_for_nothing(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse a signer who is not accredited, by the contract's name."""
    attested = room.attested(monitoring)
    stranger = room.oracle.attest(monitoring, Layer.Expert, room.characters.stranger)
    with pytest.raises(Refused) as refused:
        room.oracle.submit(monitoring, [*attested[:2], stranger], room.characters.operator)
    assert refused.value.name == "VerifierUnknown"
    assert refused.value.facts == {"signer": room.characters.stranger.address}


def test_a_missing_layer_is_named(room: Room, monitoring: MonitoringReport) -> None:
    """Must not mint without the expert."""
    with pytest.raises(Refused) as refused:
        room.oracle.submit(monitoring, room.attested(monitoring)[:2], room.characters.operator)
    assert (refused.value.name, refused.value.facts["counted"]) == ("QuorumMissing", "0")


def test_only_the_operator_submits(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse a caller without the role, by name."""
    with pytest.raises(Refused) as refused:
        room.oracle.submit(monitoring, room.attested(monitoring), room.characters.stranger)
    assert refused.value.name == "AccessManagedUnauthorized"


def test_signatures_stand_with_the_report(room: Room, monitoring: MonitoringReport) -> None:
    """Must keep each layer's signature, by rising signer, for everyone to check."""
    attested = room.attested(monitoring)
    stored = room.oracle.reports.attestations(monitoring.report_hash)
    assert stored == sorted(attested, key=lambda each: each.signer)
    assert {each.layer for each in stored} == set(Layer)


def test_the_sensor_layer_signs_only_readings_of_the_raw_files(room: Room, monitoring: MonitoringReport) -> None:
    """Must rebuild the root from the raw file, and refuse a report over other readings."""
    other = replace(monitoring, report=replace(monitoring.report, data_root=sha256(b"other readings")))
    with pytest.raises(DataRootDiffers) as refused:
        room.oracle.attest(other, Layer.Sensor, room.characters.sensor)
    assert refused.value.facts["computed"] == monitoring.report.data_root


def test_the_sensor_layer_notices_evidence_that_was_changed(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse to sign over a raw file whose bytes are no longer those of its name."""
    stored = next((room.registry.settings.home / "evidence").rglob(monitoring.files[0]))
    stored.write_bytes(stored.read_bytes().replace(b"2016-07-01", b"2016-07-02", 1))
    with pytest.raises(CarbonixError) as refused:
        room.oracle.attest(monitoring, Layer.Sensor, room.characters.sensor)
    assert refused.value.name == "EvidenceCorrupt"


def test_the_model_signs_only_what_it_computes_itself(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse one kilogram more than the stored readings give."""
    other = replace(monitoring, report=replace(monitoring.report, point_kg=monitoring.report.point_kg + 1))
    with pytest.raises(QuantityDiffers) as refused:
        room.oracle.attest(other, Layer.Model, room.characters.model)
    assert refused.value.facts == {"field": "pointKg", "reportedKg": "1635", "computedKg": "1634"}


def test_the_model_notices_stored_readings_that_were_changed(room: Room, monitoring: MonitoringReport) -> None:
    """Must compute from what is stored now: a reading that was tampered with changes the kilograms."""
    with room.registry.database.transaction() as session:
        for reading in session.exec(select(ReadingRow).where(ReadingRow.power_uw > 10**9)):
            reading.power_uw //= 2
    with pytest.raises(QuantityDiffers):
        room.oracle.attest(monitoring, Layer.Model, room.characters.model)


def test_the_model_signs_only_for_itself(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse a report that names another model, code included."""
    other = replace(monitoring, report=replace(monitoring.report, model_hash=sha256(b"another model")))
    with pytest.raises(ModelDiffers):
        room.oracle.attest(other, Layer.Model, room.characters.model)


@pytest.mark.parametrize("field", ["lower_bound_kg", "period_end", "data_size", "project"])
def test_the_expert_signs_only_what_the_document_says(room: Room, monitoring: MonitoringReport, field: str) -> None:
    """Must refuse a report that differs from the document that was read, naming the field."""
    report = replace(monitoring.report, **{field: getattr(monitoring.report, field) + 1})
    with pytest.raises(DocumentDiffers) as refused:
        room.oracle.attest(replace(monitoring, report=report), Layer.Expert, room.characters.expert)
    assert refused.value.facts["field"].lower() == field.replace("_", "")
