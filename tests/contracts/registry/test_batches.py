"""A batch is opened by the oracle alone and carries the facts of its project and its report."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import METHODOLOGY, PROJECT, keccak
from tests.contracts.refusals import refused
from tests.contracts.registry.conftest import DATA, REPORT

NEW_YEAR_2017 = 1_483_228_800


def test_a_batch_carries_its_facts(book, open_batch):
    """Must copy from the project what may matter for ever, and say that the unit is our own."""
    batch = open_batch(16, NEW_YEAR_2017)
    assert book.batchOf(batch).dict() == {
        "project": PROJECT,
        "vintageStart": NEW_YEAR_2017 - 86_400,
        "vintageEnd": NEW_YEAR_2017,
        "serialStart": 1,
        "credits": 16,
        "vintageYear": 2016,
        "country": "0x5448",
        "kind": 2,
        "standard": 1,
        "origin": 1,
        "wholeTonneOnly": False,
        "methodology": keccak(METHODOLOGY),
        "reportHash": REPORT,
        "dataRoot": DATA,
    }


def test_opening_leaves_its_event(book, operator):
    """Must record batch, project, report, vintage and serials."""
    transaction = book.openBatch(PROJECT, 10, 20, 16, REPORT, DATA, {"from": operator})
    assert dict(transaction.events["BatchOpened"]) == {
        "batch": 1,
        "project": PROJECT,
        "reportHash": REPORT,
        "vintageStart": 10,
        "vintageEnd": 20,
        "serialStart": 1,
        "credits": 16,
    }
    assert book.batchCount() == 1


def test_only_the_oracle_opens(book, admin, operator):
    """Must refuse even the admin of everything."""
    with refused("CallerNotOracle", admin.address, operator.address):
        book.openBatch(PROJECT, 10, 20, 16, REPORT, DATA, {"from": admin})


def test_a_batch_has_a_project(book, operator):
    """Must refuse a project that nobody registered."""
    with refused("ProjectUnknown", 7):
        book.openBatch(7, 10, 20, 16, REPORT, DATA, {"from": operator})


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("vintageEnd", (20, 20, 16, REPORT, DATA)),
        ("vintageEnd", (20, 19, 16, REPORT, DATA)),
        ("credits", (10, 20, 0, REPORT, DATA)),
        ("reportHash", (10, 20, 16, "0x" + "00" * 32, DATA)),
        ("dataRoot", (10, 20, 16, REPORT, "0x" + "00" * 32)),
    ],
)
def test_an_incomplete_batch_is_refused(book, operator, field, arguments):
    """Must name the field that is empty or outside of its rule."""
    with refused("InvalidField", field):
        book.openBatch(PROJECT, *arguments, {"from": operator})


@pytest.mark.parametrize("number", [0, 1])
def test_an_unknown_batch_is_not_read(book, number):
    """Must refuse a number that no batch has."""
    for read in (book.batchOf, lambda batch: book.serialAt(batch, 0), lambda batch: book.serialText(batch, 1, 1)):
        with refused("BatchUnknown", number):
            read(number)


@pytest.mark.parametrize("name", ["access", "oracle"])
def test_the_registry_is_not_born_with_a_zero_address(module_isolation, admin, stranger, name):
    """Must refuse each zero address by its name."""
    given = {"access": stranger.address, "oracle": stranger.address} | {name: brownie.ZERO_ADDRESS}
    with refused("ZeroAddress", name):
        admin.deploy(brownie.CreditRegistry, *given.values(), True)
