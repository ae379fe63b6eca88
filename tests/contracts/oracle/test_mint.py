"""A report with its quorum mints by itself: whole credits to the owner, the remainder carried."""

from __future__ import annotations

from dataclasses import astuple, replace

from eth_keys.datatypes import Signature

from tests.contracts.attestations import (
    QUORUM,
    attest,
    build_loss,
    build_report,
    dev_account,
    hash_of,
    mint,
    report_hash,
    sign_report,
    submit,
    submit_loss,
    try_submit,
)
from tests.contracts.refusals import refused

OPEN, FINALISED = 1, 3


def test_a_quorum_of_three_layers_mints_the_whole_credits(deployed, oracle, credit, absorber, project):
    """Must mint 16 credits of a lower bound of 16,600 kg to the project's owner, and carry 600 kg."""
    transaction = submit(deployed, build_report(deployed, project, 16_600))

    finalised = transaction.events["ReportFinalised"]
    batch = finalised["batch"]
    assert (batch, finalised["mintedKg"], finalised["carriedKg"]) == (1, 16_000, 600)
    assert credit.balanceOf(absorber, batch) == 16_000
    assert credit.supplyOf(batch) == (16_000, 0, 0)
    assert oracle.carriedKg(project) == 600
    assert oracle.verifiedKg(project) == 16_600


def test_submission_leaves_its_events_in_order(deployed, oracle, project):
    """Must record report, attestations, batch, finalisation and issue, in that order."""
    report = build_report(deployed, project, 16_600)
    transaction = submit(deployed, report)

    names = [event.name for event in transaction.events]
    wanted = ["ReportSubmitted", "Attested", "Attested", "Attested", "BatchOpened", "ReportFinalised"]
    assert names[: len(wanted)] == wanted
    assert "CreditsIssued" in names[len(wanted) :]
    submitted = transaction.events["ReportSubmitted"]
    assert submitted["reportHash"] == report_hash(oracle, report)
    assert submitted["finalisableAt"] == transaction.timestamp
    assert tuple(submitted["report"])[:4] == astuple(report)[:4]


def test_attested_events_carry_what_a_stranger_needs_to_check(deployed, oracle, project):
    """Must publish each signer, layer, organisation and signature."""
    report = build_report(deployed, project, 16_600)
    transaction = submit(deployed, report)

    published = {
        (event["signer"], event["layer"], str(event["organisation"]), str(event["signature"]))
        for event in transaction.events["Attested"]
    }
    assert published == {
        (signer.address, signer.layer, signer.organisation, sign_report(oracle, report, signer)) for signer in QUORUM
    }


def test_claim_tells_what_was_finalised(deployed, oracle, registry, project):
    """Must keep the claim, the period's end, the next nonce, the data root and the batch's origin readable."""
    report = build_report(deployed, project, 16_600)
    transaction = submit(deployed, report)

    claim = oracle.claimOf(report_hash(oracle, report)).dict()
    assert claim["status"] == FINALISED
    assert claim["project"] == project
    assert (claim["periodStart"], claim["periodEnd"]) == (report.period_start, report.period_end)
    assert (claim["lowerBoundKg"], claim["dataRoot"]) == (16_600, report.data_root)
    assert claim["finalisableAt"] == transaction.timestamp
    assert oracle.lastPeriodEnd(project) == report.period_end
    assert oracle.nextNonce(project) == 1
    assert oracle.isDataRootUsed(report.data_root)
    batch = registry.batchOf(1).dict()
    assert (batch["reportHash"], batch["dataRoot"]) == (report_hash(oracle, report), report.data_root)
    assert (batch["vintageStart"], batch["vintageEnd"]) == (report.period_start, report.period_end)


def test_remainders_below_a_tonne_add_up(deployed, oracle, credit, absorber, project):
    """Must mint one credit when carried 600 kg meet 500 new ones, and carry 100."""
    mint(deployed, project, 16_600)
    second = submit(deployed, build_report(deployed, project, 500))

    finalised = second.events["ReportFinalised"]
    assert (finalised["mintedKg"], finalised["carriedKg"]) == (1_000, 100)
    assert credit.balanceOf(absorber, finalised["batch"]) == 1_000
    assert oracle.verifiedKg(project) == 17_100


def test_less_than_a_credit_mints_nothing_and_is_carried(deployed, oracle, registry, project):
    """Must finalise a report of 999 kg with batch 0 and open no batch."""
    transaction = submit(deployed, build_report(deployed, project, 999))

    finalised = transaction.events["ReportFinalised"]
    assert (finalised["batch"], finalised["mintedKg"], finalised["carriedKg"]) == (0, 0, 999)
    assert registry.batchCount() == 0
    assert "CreditsIssued" not in transaction.events
    assert oracle.carriedKg(project) == 999


def test_exactly_one_credit_mints_one(deployed, oracle, project):
    """Must mint 1,000 kg of 1,000 and carry nothing."""
    finalised = submit(deployed, build_report(deployed, project, 1_000)).events["ReportFinalised"]
    assert (finalised["mintedKg"], finalised["carriedKg"]) == (1_000, 0)
    assert oracle.carriedKg(project) == 0


def test_only_the_lower_bound_is_credited(deployed, oracle, project):
    """Must ignore the point estimate above the lower bound."""
    finalised = submit(deployed, build_report(deployed, project, 2_000, point_kg=2_900)).events["ReportFinalised"]
    assert (finalised["mintedKg"], finalised["carriedKg"]) == (2_000, 0)
    assert oracle.verifiedKg(project) == 2_000


def test_a_report_is_never_submitted_twice(deployed, project):
    """Must refuse the same report with the same attestations again."""
    report = build_report(deployed, project, 16_600)
    submit(deployed, report)
    with refused("UnexpectedNonce", project, 1, 0):
        try_submit(deployed, report)


def test_a_finalised_claim_is_not_finalised_again(deployed, oracle, credit, project, stranger):
    """Must mint once: a second finalise is refused and changes nothing."""
    report = build_report(deployed, project, 16_600)
    submit(deployed, report)
    with refused("UnexpectedClaimStatus", report_hash(oracle, report), OPEN, FINALISED):
        oracle.finalise(report_hash(oracle, report), {"from": stranger})
    assert credit.supplyOf(1) == (16_000, 0, 0)


def test_an_unknown_claim_is_not_finalised(deployed, oracle, stranger):
    """Must refuse a report hash that was never submitted."""
    with refused("ClaimUnknown", hash_of("no report")):
        oracle.finalise(hash_of("no report"), {"from": stranger})


def test_hashes_agree_with_eth_account(deployed, oracle, verifiers, project):
    """Must hash report and attestation as an independent EIP-712 implementation does."""
    report = build_report(deployed, project, 16_600)
    assert oracle.hashReport(astuple(report)) == report_hash(oracle, report)
    for address, layer, signature in attest(oracle, report):
        signer = next(signer for signer in QUORUM if signer.address == address)
        digest = verifiers.attestationDigest(report_hash(oracle, report), layer, signer.organisation)
        recovered = dev_account(signer.key)._key_obj.public_key
        assert recovered.verify_msg_hash(bytes(digest), _key_signature(signature))


def test_every_field_of_a_report_changes_its_hash(deployed, oracle, project):
    """Must bind all fifteen fields: changing any one gives another hash."""
    report = build_report(deployed, project, 16_600)
    changed = [replace(report, **{name: _other(getattr(report, name))}) for name in report.__dataclass_fields__]
    hashes = {str(oracle.hashReport(astuple(each))) for each in [report, *changed]}
    assert len(hashes) == 16


def test_the_domain_is_readable(verifiers):
    """Must publish the EIP-712 domain (ERC-5267)."""
    domain = verifiers.eip712Domain()
    assert (domain[1], domain[2], domain[4]) == ("CarboniX VerifierSet", "1", verifiers.address)


def _other(value):
    return value + 1 if isinstance(value, int) else hash_of(f"not {value}")


def _key_signature(signature):
    raw = bytes.fromhex(signature[2:])
    return Signature(raw[:64] + bytes([raw[64] - 27]))


def test_a_loss_without_a_window_is_final_at_once(deployed, oracle, pool, project):
    """Must work down the waterfall inside the submission where challengeWindowS is zero (L-4.5, L-8.2)."""
    assert oracle.challengeWindowS() == 0
    batch = mint(deployed, project, 16_600)
    said = submit_loss(deployed, build_loss(deployed, batch, 1_000), batch).events
    assert (said["ReportFinalised"]["batch"], said["ReportFinalised"]["mintedKg"]) == (batch, 0)
    assert (pool.lostKg(batch), oracle.openClaimOf(project)) == (1_000, "0x" + "00" * 32)
