"""A bridged batch stands one to one for a block of another registry, and keeps that registry's own serials."""

from __future__ import annotations

from random import Random

import pytest
from eth_abi import encode
from eth_utils import keccak as keccak_bytes

from registry.domain.external_serial import require_agreement, vintage_of
from registry.errors import Refused
from tests.contracts.attestations import accredit_quorum, build_immobilisation, mint, submit_immobilisation
from tests.contracts.conftest import PROJECT, keccak, project_facts
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
ABROAD = 202  # a project of the block's country


@pytest.fixture(scope="module")
def bridged(deployed, registry, methodology, absorber, pool, registrar):
    """The Verra block of Ethiopia, through the oracle; its project gives the pool a fifth of what is verified here."""
    facts = project_facts(absorber, country="0x4554")
    registry.registerProject(ABROAD, "Forest of another registry", facts, {"from": registrar})
    pool.setShare(ABROAD, 2_000, keccak("assessment"), {"from": registrar})
    accredit_quorum(deployed)
    taken = (VERRA, VERRA_SERIAL, RECEIPT)
    return submit_immobilisation(deployed, build_immobilisation(deployed, taken, CREDITS, ABROAD), taken)


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


def test_native_serials_do_not_count_foreign_ones(deployed, registry, project, bridged):
    """Must begin at 1 beside a project that bridged before."""
    batch = mint(deployed, project, 1_000)
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


def test_a_free_block_must_agree(book):
    """Must answer the credits of a block of the project's country and the period's vintage alone (L-5.10)."""
    ours = VERRA_SERIAL.replace("-ET-", "-TH-")
    start, end = vintage_of(VERRA, ours)
    assert book.requireBridgeable(PROJECT, start, end, (VERRA, ours, RECEIPT), 0) == CREDITS
    with refused("CountryMismatch", "0x5448", "0x4554"):
        book.requireBridgeable(PROJECT, start, end, (VERRA, VERRA_SERIAL, RECEIPT), 0)
    with refused("ProjectUnknown", 7):
        book.requireBridgeable(7, start, end, (VERRA, ours, RECEIPT), 0)
    with refused("SerialMalformed", VERRA, "no serial"):
        book.requireBridgeable(PROJECT, start, end, (VERRA, "no serial", RECEIPT), 0)
    with refused("NeighbourWrong", ..., FIRST, 7):
        book.requireBridgeable(PROJECT, start, end, (VERRA, ours, RECEIPT), 7)
    for empty in (start, 0):
        with refused("InvalidField", "periodEnd"):
            book.requireBridgeable(PROJECT, start, empty, (VERRA, ours, RECEIPT), 0)


@pytest.mark.parametrize("days", ["29022020-31122020", "30042020-01052020", "28022021-01032021", "31121999-01012000"])
def test_a_vintage_is_read_to_the_day(book, days):
    """Must take exactly the printed days, over leap days, months and years, as Python's calendar has them (L-5.10)."""
    taken = (VERRA, VERRA_SERIAL.replace("-ET-", "-TH-").replace("01012020-31122020", days), RECEIPT)
    start, end = vintage_of(*taken[:2])
    assert book.requireBridgeable(PROJECT, start, end, taken, 0) == CREDITS
    for shifted in (
        (start + 86_400, end),
        (start - 86_400, end),
        (start, end + 86_400),
        (start, end - 86_400),
        (start + 1, end),
    ):
        if shifted[0] < shifted[1]:
            with refused("VintageMismatch", *shifted, taken[1]):
                book.requireBridgeable(PROJECT, *shifted, taken, 0)


@pytest.mark.parametrize("days", ["30022020-01032020", "29022021-31122021", "00012020-31122020", "01132020-31122020"])
def test_a_day_that_no_calendar_has_is_no_vintage(book, days):
    """Must refuse, whatever the period, what no calendar has: of the days around it too (L-5.10)."""
    taken = (VERRA, VERRA_SERIAL.replace("-ET-", "-TH-").replace("01012020-31122020", days), RECEIPT)
    assert vintage_of(*taken[:2]) is None
    first = 1_577_836_800  # 2020-01-01
    for start in (first + day * 86_400 for day in (-1, 0, 59, 60, 61, 366, 425)):
        end = max(start + 86_400, first + 366 * 86_400)
        with refused("VintageMismatch", start, end, taken[1]):
            book.requireBridgeable(PROJECT, start, end, taken, 0)


def test_a_gold_standard_vintage_is_a_year(book):
    """Must take any period inside the printed year, and none that begins before or ends after it (L-5.10)."""
    taken = (GOLD_STANDARD, GOLD_STANDARD_SERIAL.replace("-IN-", "-TH-"), RECEIPT)
    start, end = vintage_of(*taken[:2])
    for inside in ((start, end), (start + 1, end - 1), (start, start + 1), (end - 1, end)):
        assert book.requireBridgeable(PROJECT, *inside, taken, 0) == 20_000
    for outside in ((start - 1, end), (start, end + 1), (start - 1, start), (end, end + 1)):
        with refused("VintageMismatch", *outside, taken[1]):
            book.requireBridgeable(PROJECT, *outside, taken, 0)


def test_python_agrees_on_every_real_row(book):
    """Must refuse for the same reason, or none, rows of Verra under the vintage that Python reads (L-5.10)."""
    for row in Random(2027).sample(real_verra_blocks(), SAMPLE):
        taken, (start, end) = (VERRA, row.serial, RECEIPT), vintage_of(VERRA, row.serial)
        if row.serial.split("-")[7] == "TH":
            require_agreement(VERRA, row.serial, "TH", start, end)
            assert book.requireBridgeable(PROJECT, start, end, taken, 0) == row.quantity
            continue
        with pytest.raises(Refused) as said:
            require_agreement(VERRA, row.serial, "TH", start, end)
        with refused(said.value.name, *said.value.facts.values()):
            book.requireBridgeable(PROJECT, start, end, taken, 0)


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
