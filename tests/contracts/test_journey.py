"""One credit travels from a sealed reading to a public proof, through all six contracts."""

from __future__ import annotations

import hashlib

from tests.contracts.attestations import EVIDENCE, ZERO32, accredit_quorum, build_report, hash_of, report_hash, submit
from tests.contracts.orders import UNIT, buy, outcomes, sell, trade

PRICE = 1_234_560_000  # 1,234.56 a credit
READINGS = (b'{"meter":"inverter","value":"12.5"}', b'{"meter":"inverter","value":"13.0"}')
CERTIFICATE_SEAL = 4


def test_a_credit_travels_from_reading_to_proof(
    deployed,
    oracle,
    registry,
    credit,
    seals,
    certificates,
    exchange,
    token,
    project,
    absorber,
    emitter,
    treasury,
    sealer,
    admin,
):
    """Must seal, verify, mint, sell for the exact fee, retire, certify and prove, and lose no kilogram on the way."""
    # Evidence: two readings under one root, provable one by one.
    accredit_quorum(deployed)
    first, second = (leaf_hash(reading) for reading in READINGS)
    root = hashlib.sha256(b"\x01" + first + second).digest()
    seals.seal(EVIDENCE, root, 2, "ipfs://readings", {"from": sealer})
    assert seals.verify(seals.sealIdOf(EVIDENCE, root), READINGS[1], 1, [first])

    # Report, quorum, mint.
    report = build_report(deployed, project, 16_600, data_root="0x" + root.hex(), data_size=2)
    minted = submit(deployed, report).events["ReportFinalised"]
    batch = minted["batch"]
    assert (minted["mintedKg"], minted["carriedKg"]) == (16_000, 600)
    assert registry.batchOf(batch).dict()["reportHash"] == report_hash(oracle, report)

    # Trade: 7 credits at 1,234.56 are 8,641.92; 45 basis points of it are 38.88864.
    credit.setApprovalForAll(exchange, True, {"from": absorber})
    token.mint(emitter, 10_000 * UNIT, {"from": admin})
    token.approve(exchange, 10_000 * UNIT, {"from": emitter})
    bid, ask = buy(deployed, batch, 7, PRICE), sell(deployed, batch, 16, PRICE)
    assert outcomes(trade(deployed, bid, ask, 7, PRICE)) == (1, 0)
    assert token.balanceOf(treasury) == 38_888_640
    assert token.balanceOf(absorber) == 8_603_031_360
    assert token.balanceOf(emitter) == 10_000 * UNIT - 8_641_920_000

    # Retirement: 2.5 tonnes, the first of the batch, with a certificate that names their serials.
    details = hash_of("salt and details")
    credit.retire(batch, emitter, 2_500, (emitter, details, 0, ZERO32, False), {"from": emitter})
    facts = certificates.certificate(1).dict()
    assert (facts["kgStart"], facts["kgEnd"], facts["serialEnd"] - facts["serialStart"]) == (0, 2_500, 2)
    assert (facts["detailsHash"], certificates.ownerOf(1)) == (details, emitter)
    assert certificates.certificateOf(batch, facts["serialStart"]) == 1

    # Proof: the certificate is a leaf of a seal that anyone can check on the chain.
    leaf = b'{"certificate":"1"}'
    seals.seal(CERTIFICATE_SEAL, leaf_hash(leaf), 1, "", {"from": sealer})
    assert seals.verify(seals.latestOf(CERTIFICATE_SEAL), leaf, 0, [])
    assert not seals.verify(seals.latestOf(CERTIFICATE_SEAL), leaf + b" ", 0, [])

    # Conservation: issued = held + retired, and no more than was verified.
    assert credit.supplyOf(batch) == (16_000, 2_500, 0)
    assert credit.balanceOf(absorber, batch) + credit.balanceOf(emitter, batch) == credit.heldKg(batch) == 13_500
    assert oracle.verifiedKg(project) == credit.supplyOf(batch)[0] + oracle.carriedKg(project)


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 leaf hash."""
    return hashlib.sha256(b"\x00" + data).digest()
