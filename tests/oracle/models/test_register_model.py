"""Facts about the registry of models: two people, hashes that hold, and nobody else's models (register, calibrate)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from oracle.adapters.model_tables import ModelFileRow
from oracle.adapters.models.calibrator import CALIBRATION_FILE
from oracle.adapters.models.training import Trained
from oracle.domain.model_card import card_of
from oracle.errors import ModelFileDiffers, ModelUnknown
from oracle.usecases.calibrate_channel import calibrate_channel
from registry.adapters.model_versions import ModelVersions
from registry.domain.roles import Principal, Role
from registry.errors import ApprovalExpired, InvalidInput, NotAuthorised, SelfApproval
from tests.oracle.models.desk import BEN, NOW, OLA, Desk

NAME = "air-quality-co"
RIVAL = Principal("eve", "mill", frozenset({Role.OPERATOR}))


def rows_of(trained: Trained) -> list[dict[str, int]]:
    names = ("PT08.S1(CO)", "PT08.S2(NMHC)", "PT08.S3(NOx)", "PT08.S4(NO2)", "PT08.S5(O3)", "T", "RH", "AH")
    return [dict(zip(names, row.inputs, strict=True)) for row in trained.held_out[:3]]


def test_a_model_calibrates_once_a_second_person_has_agreed(desk: Desk, ridge: Trained) -> None:
    """Must calibrate nothing before the approval, then give the very values that the training had."""
    shelf, rows = desk.oracle.models, rows_of(ridge)
    waiting = desk.proposed(ridge)
    with pytest.raises(ModelUnknown):
        calibrate_channel(NAME, rows, tenant="sensors", shelf=shelf)
    desk.decided(waiting)
    found = calibrate_channel(NAME, rows, tenant="sensors", shelf=shelf)
    assert (found.version, found.unit) == (1, "ug/m3")
    assert list(found.values) == ridge.model.ordered([row.inputs for row in ridge.held_out[:3]])
    (kept,) = ModelVersions(desk.oracle.registry.database).of_tenant("sensors")
    assert (kept.name, kept.content_hash, kept.approval) == (f"calibration/{NAME}", found.card_hash, waiting.id)
    told = [entry.action for entry in desk.oracle.registry.audit_log.entries("sensors")]
    assert told == ["approval.proposed", "model.approved", "approval.approved"]


def test_trees_come_back_from_the_database_as_they_were(desk: Desk, trees: Trained) -> None:
    """Must give the same values through the files in the database."""
    desk.agreed(trees)
    found = calibrate_channel(f"{NAME}-trees", rows_of(trees), tenant="sensors", shelf=desk.oracle.models)
    assert list(found.values) == trees.model.ordered([row.inputs for row in trees.held_out[:3]])


def test_a_new_version_needs_an_approval_of_its_own(embedded: Desk, ridge: Trained) -> None:
    """Must keep the old version in force until the new one is agreed to, and number both."""
    embedded.agreed(ridge)
    retrained = replace(ridge.card, metrics=dict(ridge.card.metrics) | {"accuracyHourly": Decimal("0.9")})
    waiting = embedded.proposed(ridge, card=retrained)
    shelf = embedded.oracle.models
    first = shelf.in_force("sensors", NAME)
    embedded.decided(waiting)
    assert (first[0], shelf.in_force("sensors", NAME)[0]) == (1, 2)
    assert [kept.version for kept in shelf.of_tenant("sensors")] == [1, 2] or [
        kept.version for kept in shelf.of_tenant("sensors")
    ] == [2, 1]


def test_a_rejected_or_late_model_is_never_in_force(embedded: Desk, ridge: Trained) -> None:
    """Must keep a rejected model out, and refuse a decision that came too late."""
    embedded.decided(embedded.proposed(ridge), approved=False, reason="trained on one winter only")
    waiting = embedded.proposed(ridge)
    with pytest.raises(ApprovalExpired):
        embedded.decided(waiting, now=NOW + 15 * 86_400)
    with pytest.raises(ModelUnknown):
        embedded.oracle.models.in_force("sensors", NAME)


def test_who_may_propose_and_who_may_not(embedded: Desk, ridge: Trained) -> None:
    """Must take models from operators only, and no decision from the proposer; nothing is kept of a refused one."""
    with pytest.raises(NotAuthorised):
        embedded.proposed(ridge, caller=BEN)
    assert embedded.oracle.models.of_tenant("sensors") == []
    both = Principal("ola", "sensors", OLA.roles | BEN.roles)
    with pytest.raises(SelfApproval):
        embedded.decided(embedded.proposed(ridge), caller=both)


def test_another_companys_model_does_not_exist(desk: Desk, ridge: Trained) -> None:
    """Must answer as if there were none: by name, by hash, in the list."""
    desk.agreed(ridge)
    shelf = desk.oracle.models
    card_hash = shelf.in_force("sensors", NAME)[1]
    assert shelf.of_tenant("mill") == []
    with pytest.raises(ModelUnknown):
        calibrate_channel(NAME, [], tenant="mill", shelf=shelf)
    with pytest.raises(ModelUnknown):
        shelf.calibrator("mill", card_hash)


def test_files_must_be_those_of_the_card(embedded: Desk, ridge: Trained) -> None:
    """Must refuse a changed file, a missing one and one too many, and keep nothing."""
    changed = ridge.files[CALIBRATION_FILE].replace(b'"margin":"', b'"margin":"1')
    for files in ({CALIBRATION_FILE: changed}, {}, ridge.files | {"more.txt": b"more"}):
        with pytest.raises(ModelFileDiffers):
            embedded.proposed(ridge, files=files)
    assert embedded.oracle.models.of_tenant("sensors") == []


def test_a_file_that_changed_in_the_database_is_noticed(embedded: Desk, ridge: Trained) -> None:
    """Must approve and open nothing whose bytes are no longer those of the card."""
    waiting = embedded.proposed(ridge)
    database = embedded.oracle.registry.database
    with database.transaction() as session:
        row = session.get(ModelFileRow, ("sensors", ridge.card.artefacts[CALIBRATION_FILE]))
        assert row is not None
        row.content = row.content.replace(b'"margin":"', b'"margin":"9')
    with pytest.raises(ModelFileDiffers, match=CALIBRATION_FILE):
        embedded.decided(waiting)
    with pytest.raises(ModelUnknown):
        embedded.oracle.models.in_force("sensors", NAME)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Air Quality"},
        {"method": "neural net"},
        {"purpose": ""},
        {"limits": []},
        {"artefacts": {"calibration.json": "0x12"}},
        {"metrics": {"accuracy": "NaN"}},
        {"metrics": {"accuracy": "much"}},
        {"metrics": {"accuracy": "1e999999999"}},
        {"libraries": {"numpy": ""}},
        {"format": "carbonix/model-card/9"},
        {"data": None},
        {"seed": "x"},
    ],
)
def test_a_card_that_says_too_little_is_refused(ridge: Trained, changed: dict[str, object]) -> None:
    """Must refuse a card without its data, its hashes, its limits or its figures."""
    with pytest.raises(InvalidInput):
        card_of(ridge.card.document() | changed)


def test_a_card_is_read_back_as_it_was_written(ridge: Trained, trees: Trained) -> None:
    """Must give the same card after writing and reading."""
    for trained in (ridge, trees):
        assert card_of(trained.card.document()).document() == trained.card.document()
