"""A bridged batch stands one to one for a block of another registry, and keeps that registry's own serials."""

from __future__ import annotations

from random import Random

import pytest
from eth_abi import encode
from eth_utils import keccak as keccak_bytes

from tests.contracts.attestations import accredit_quorum, build_immobilisation, mint, submit_immobilisation
from tests.contracts.conftest import PROJECT, keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import ask, refused
from tests.contracts.registry.conftest import DATA, REPORT
from tests.vectors.foreign_serials import (
    GOLD_STANDARD,
    GOLD_STANDARD_SERIAL,
    MALFORMED,
    VERRA,
    VERRA_SERIAL,
    gold_standard,
    real_verra_blocks,
    verra,
)

RECEIPT = keccak("receipt")
FIRST, LAST, CREDITS = 941_467_007, 941_467_431, 425
BRIDGED = 2  # ICreditRegistry.Origin
SAMPLE = 25


@pytest.fixture(scope="module")
def bridged(deployed, project, pool, registrar):
    """The Verra block, through the oracle; the project gives a fifth to the pool, of what is verified here."""
    pool.setShare(project, 2_000, keccak("assessment"), {"from": registrar})
    accredit_quorum(deployed)
    taken = (VERRA, VERRA_SERIAL, RECEIPT)
    return submit_immobilisation(deployed, build_immobilisation(deployed, taken, CREDITS), taken)


def test_a_block_mints_exactly_its_credits(credit, pool, registry, bridged, absorber):
    """Must mint 425 credits to the owner, no share to the pool, and say whose units they are (L-5.7)."""
    final = bridged.events["ReportFinalised"]
    batch = final["batch"]
    assert (final["mintedKg"], final["carriedKg"]) == (CREDITS * 1_000, 0)
    assert (credit.balanceOf(absorber, batch), credit.balanceOf(pool, batch)) == (CREDITS * 1_000, 0)
    facts = registry.batchOf(batch).dict()
    assert (facts["standard"], facts["origin"], facts["credits"], facts["serialStart"]) == (
        VERRA,
        BRIDGED,
        CREDITS,
        FIRST,
    )
    told = dict(bridged.events["BlockImmobilised"])
    assert (told["standard"], told["serial"], told["receiptHash"]) == (VERRA, VERRA_SERIAL, RECEIPT)
    assert registry.usedBlock(told["namespace"], FIRST) == (LAST, 0)


def test_serials_read_as_the_other_registry_prints_them(registry, bridged):
    """Must print the block, and a part of it, in the other registry's words, behind the DEMO- of a demonstration."""
    batch = bridged.events["ReportFinalised"]["batch"]
    assert registry.serialText(batch, FIRST, LAST) == f"DEMO-{VERRA_SERIAL}"
    part = VERRA_SERIAL.replace(str(LAST), str(FIRST + 9))
    assert registry.serialText(batch, FIRST, FIRST + 9) == f"DEMO-{part}"
    with refused("SerialNotInBatch", batch, LAST + 1, FIRST, LAST):
        registry.serialText(batch, FIRST, LAST + 1)


def test_a_certificate_names_the_other_registrys_serials(credit, certificates, bridged, absorber):
    """Must retire 1.5 t from the first two serials of the block, and find the certificate by either."""
    batch = bridged.events["ReportFinalised"]["batch"]
    credit.retire(batch, absorber, 1_500, statement(absorber), {"from": absorber})
    facts = certificates.certificate(1).dict()
    assert (facts["serialStart"], facts["serialEnd"]) == (FIRST, FIRST + 1)
    assert [certificates.certificateOf(batch, serial) for serial in (FIRST, FIRST + 1)] == [1, 1]


def test_native_serials_do_not_count_foreign_ones(deployed, registry, bridged):
    """Must begin at 1 in a project that bridged before."""
    batch = mint(deployed, PROJECT, 1_000)
    assert registry.batchOf(batch).dict()["serialStart"] == 1


def test_a_gold_standard_serial_keeps_its_words(book, operator):
    """Must stand under the issuance's numbers; without a demonstration nothing stands before the serial."""
    taken = (GOLD_STANDARD, GOLD_STANDARD_SERIAL, RECEIPT)
    batch = book.openBridgedBatch(PROJECT, 10, 20, taken, 0, REPORT, DATA, {"from": operator}).return_value
    assert book.batchOf(batch).dict()["credits"] == 20_000
    assert book.serialText(batch, 7, 9) == "GS1-1-IN-GS7071-2-2018-21386-7-9"


def test_hash_and_namespace_are_what_anyone_computes(book):
    """Must hash standard, serial and receipt, and name the registry of Verra, the issuance of Gold Standard."""
    taken = (VERRA, VERRA_SERIAL, RECEIPT)
    words = encode(
        ["uint8", "bytes32", "bytes32"], [VERRA, keccak_bytes(text=VERRA_SERIAL), bytes.fromhex(RECEIPT[2:])]
    )
    assert book.blockHash(taken) == "0x" + keccak_bytes(words).hex()
    for standard, serial, part in (
        (VERRA, VERRA_SERIAL, b"VER"),
        (VERRA, verra(1, 2, registry="APX"), b"APX"),
        (GOLD_STANDARD, gold_standard(1, 2, issuance=7), b"7"),
    ):
        namespace = "0x" + keccak_bytes(encode(["uint8", "bytes"], [standard, part])).hex()
        assert book.namespaceOf((standard, serial, RECEIPT)) == namespace


@pytest.mark.parametrize("name", MALFORMED)
def test_a_serial_of_another_shape_is_refused(book, operator, name):
    """Must refuse what the other registry would not print, in every reading (L-5.9)."""
    standard, serial = MALFORMED[name]
    taken = (standard, serial, RECEIPT)
    for call in (lambda: book.requireFree(taken, 0), lambda: book.namespaceOf(taken)):
        with refused("SerialMalformed", standard, serial):
            call()


def test_a_malformed_serial_opens_nothing(book, operator):
    """Must refuse the batch too, and count none."""
    standard, serial = MALFORMED["a leading zero in the start"]
    with refused("SerialMalformed", standard, serial):
        ask(book.openBridgedBatch, PROJECT, 10, 20, (standard, serial, RECEIPT), 0, REPORT, DATA, {"from": operator})
    assert book.batchCount() == 0


def test_the_longest_numbers_fit(book):
    """Must read nineteen digits exactly."""
    longest = 10**19 - 1
    assert book.requireFree((VERRA, verra(longest - 999, longest), RECEIPT), 0) == 1_000


def test_only_the_oracle_immobilises(book, admin, operator):
    """Must refuse even the admin of everything."""
    with refused("CallerNotOracle", admin.address, operator.address):
        ask(book.openBridgedBatch, PROJECT, 10, 20, (VERRA, VERRA_SERIAL, RECEIPT), 0, REPORT, DATA, {"from": admin})


def test_real_serials_are_read(book):
    """Must count of every row of Verra's registry the quantity that the registry itself states."""
    for block in real_verra_blocks():
        assert book.requireFree((VERRA, block.serial, RECEIPT), 0) == block.quantity, block.serial


def test_real_blocks_never_meet(book, operator):
    """Must take real blocks in any order, each below its right neighbour, and none of them twice."""
    chance = Random(2026)
    sample = chance.sample(real_verra_blocks(), SAMPLE)
    used: list[int] = []
    for block in sample:
        start = int(block.serial.split("-")[1])
        hint = max((each for each in used if each < start), default=0)
        book.openBridgedBatch(PROJECT, 10, 20, (VERRA, block.serial, RECEIPT), hint, REPORT, DATA, {"from": operator})
        used.append(start)
        with refused("BlockOverlaps", ..., *[start, ...] * 2):
            book.requireFree((VERRA, block.serial, RECEIPT), start)
    assert book.batchCount() == SAMPLE
