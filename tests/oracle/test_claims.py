"""Facts about claims between their quorum and their end: window, challenge, cooperative, loss, heartbeat."""

from __future__ import annotations

import pytest

from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6
from oracle.domain.claim_basis import OracleProject
from oracle.domain.coverage import BoundOutcome
from oracle.domain.coverage_refusals import IssuanceHeld
from oracle.domain.loss_report import LossStatement
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import Period
from oracle.errors import DocumentDiffers
from oracle.usecases.challenge_claim import challenge_claim, document_hash
from oracle.usecases.finalise_report import finalise_report
from oracle.usecases.keep_heartbeat import keep_heartbeat
from oracle.usecases.release_claim import release_claim
from oracle.usecases.report_loss import attest_loss
from oracle.usecases.rule_claim import rule_claim
from registry.domain.cooperative import Member, Part
from registry.domain.events import Receipt
from registry.domain.report import ClaimStatus
from registry.errors import NotFound, Refused
from tests.oracle.conftest import GROUND, ROOF, Room

pytestmark = pytest.mark.chain

GROUNDS, REASON = b"the inverter was replaced in March", b"the replacement is in the readings"
DAY_S = 86_400


@pytest.fixture
def opened(room: Room) -> MonitoringReport:
    """The roof's claim, in its window."""
    monitoring = room.reported()
    room.submitted(monitoring)
    return monitoring


def status(room: Room, report_hash: str) -> ClaimStatus:
    return ClaimStatus(room.oracle.claim(report_hash)["status"])


def test_a_rejected_challenge_pays_the_owner_and_prolongs_the_window(room: Room, opened: MonitoringReport) -> None:
    """Must give the bond to the project's owner, and add the time of the challenge to the window."""
    cast, before = room.characters, room.oracle.claim(opened.report_hash)["finalisableAt"]
    room.oracle.challenge(opened.report_hash, GROUNDS, cast.stranger)
    assert status(room, opened.report_hash) is ClaimStatus.Challenged
    room.clock.advance_to(room.registry.chain.head().time + 600)
    ruled = room.oracle.rule(opened.report_hash, REASON, cast.arbiter, upheld=False)
    assert ruled.event("ChallengeRejected").arguments["receiver"] == cast.absorber2.address
    assert room.oracle.claim(opened.report_hash)["finalisableAt"] >= before + 600
    paid = room.oracle.withdraw_bonds(opened.report_hash, cast.absorber2).event("BondsWithdrawn").arguments
    assert paid == {"account": cast.absorber2.address, "amount": room.read("VerificationOracle", "bond")}
    assert room.passed(opened.report_hash).event("ReportFinalised").arguments["mintedKg"] == 1_000


def test_bounds_that_miss_the_truth_hold_the_next_report(room: Room) -> None:
    """Must not send a report under a methodology whose bounds lately missed, and leave nothing on chain."""
    monitoring = room.reported()
    attestations = room.attested(monitoring)
    for day in range(2):
        period = Period(day * DAY_S, (day + 1) * DAY_S)
        room.oracle.outcomes.keep(BoundOutcome(monitoring.report.methodology, 1, period, lower_kg=10, truth_kg=9))
    with pytest.raises(IssuanceHeld, match="covered 0 of the last 2 truths"):
        room.oracle.submit(monitoring, attestations, room.characters.operator)
    assert status(room, monitoring.report_hash) is ClaimStatus.Unknown


def test_an_upheld_challenge_frees_the_period_for_a_new_report(room: Room, opened: MonitoringReport) -> None:
    """Must void the claim, return the bond, and let the period be reported anew under the next nonce."""
    cast = room.characters
    registry = room.registry
    parts = {"evidence": registry.evidence, "outbox": registry.outbox}
    challenge_claim(opened.report_hash, GROUNDS, chain=registry.chain, signer=cast.stranger, **parts)
    ruled = rule_claim(opened.report_hash, REASON, upheld=True, signer=cast.arbiter, **parts)
    assert ruled.event("ClaimVoided").arguments["reasonHash"] == document_hash(REASON)
    assert status(room, opened.report_hash) is ClaimStatus.Void
    assert room.read("VerificationOracle", "bondsOf", cast.stranger.address) == 10**17
    again = room.reported()
    assert (again.report_hash != opened.report_hash, again.report.nonce) == (True, 1)
    room.submitted(again)
    assert room.passed(again.report_hash).event("ReportFinalised").arguments["mintedKg"] == 1_000


def test_a_silent_arbiter_voids_the_claim(room: Room, opened: MonitoringReport) -> None:
    """Must refuse a release before the arbiter's time is over, and void the claim after it."""
    cast = room.characters
    room.oracle.challenge(opened.report_hash, GROUNDS, cast.stranger)
    with pytest.raises(Refused) as refused:
        release_claim(opened.report_hash, outbox=room.registry.outbox, signer=cast.stranger)
    assert refused.value.name == "ClaimStands"
    room.clock.advance_to(room.registry.chain.head().time + 3 * DAY_S)
    assert room.oracle.release(opened.report_hash, cast.stranger).event("ClaimVoided").arguments["cause"] == 1


def test_a_claim_is_made_final_once_by_anybody(room: Room, opened: MonitoringReport) -> None:
    """Must refuse inside the window, mint after it, and give the same receipt when it is asked again."""
    outbox, stranger = room.registry.outbox, room.characters.stranger
    with pytest.raises(Refused) as refused:
        finalise_report(opened.report_hash, outbox=outbox, signer=stranger)
    assert refused.value.name == "WindowOpen"
    receipt = room.passed(opened.report_hash)
    assert finalise_report(opened.report_hash, outbox=outbox, signer=stranger) == receipt


def test_a_heartbeat_is_sent_only_when_one_is_due(room: Room) -> None:
    """Must beat once, be silent while the last beat is fresh, and beat again after half of its lifetime."""
    operator = room.characters.operator
    chain, outbox = room.registry.chain, room.registry.outbox
    assert keep_heartbeat(chain, outbox, operator) is not None
    assert keep_heartbeat(chain, outbox, operator) is None
    room.clock.advance_to(chain.head().time + DAY_S // 2)
    assert keep_heartbeat(chain, outbox, operator) is not None


def test_members_of_a_cooperative_take_exactly_what_was_signed(room: Room) -> None:
    """Must mint to the claim contract, and give each of three members its kilograms once, by proof."""
    cast = room.characters
    holders = (cast.emitter, cast.absorber, cast.stranger)
    members = tuple(Member(holder.address, weight) for holder, weight in zip(holders, (5, 3, 1), strict=True))
    roof = OracleProject(ROOF.number, ROOF.meter, members=members)
    room.oracle.import_file(SERF_EAST)
    monitoring = room.oracle.build_report(roof, SERF_EAST.period)
    room.oracle.seal_report(monitoring, cast.sealer, members)
    room.submitted(monitoring)
    batch = room.passed(monitoring.report_hash).event("ReportFinalised").arguments["batch"]
    claims = room.oracle.members_claims(roof, monitoring)
    assert [claim.kg for claim in claims] == [556, 333, 111]
    receipts = [room.oracle.claim_kilograms(batch, claim, cast.guardian) for claim in claims]
    assert [receipt.event("KilogramsClaimed").arguments["kg"] for receipt in receipts] == [556, 333, 111]
    held = [room.read("CarbonCredit", "balanceOf", holder.address, batch) for holder in holders]
    assert held == [556, 333, 111]
    assert room.restarted().oracle.claim_kilograms(batch, claims[0], cast.guardian) == receipts[0]
    with pytest.raises(NotFound):
        room.oracle.claim_kilograms(batch, Part(0, cast.guardian.address, 556), cast.guardian)


def minted(room: Room) -> int:
    monitoring = room.reported(TRIO_27_6, GROUND)
    room.submitted(monitoring)
    return int(room.passed(monitoring.report_hash).event("ReportFinalised").arguments["batch"])


def lost(batch: int, kg: int) -> LossStatement:
    period = TRIO_27_6.period
    return LossStatement(GROUND.number, batch, period.start_s, period.end_s, kg, kg, "a fire", "a count", True)


def report_loss(room: Room, statement: LossStatement) -> tuple[str, Receipt]:
    loss = room.oracle.report_loss(statement, "test", room.characters.sealer)
    words = [room.oracle.attest_loss(loss, layer, signer) for layer, signer in room.verifiers().items()]
    return loss.report_hash, room.oracle.submit_loss(loss, words, room.characters.operator)


def test_a_loss_holds_the_owner_and_then_takes_its_stock(room: Room) -> None:
    """Must freeze what the owner has while the loss is claimed, cancel it when it is final, and be told once."""
    batch, owner = minted(room), room.characters.absorber.address
    report_hash, receipt = report_loss(room, lost(batch, 9_000))
    assert room.read("CarbonCredit", "isHeldForLoss", batch, owner) is True
    final = room.passed(report_hash)
    assert final.event("LossCovered").arguments["ownerKg"] == 9_000
    assert room.read("CarbonCredit", "balanceOf", owner, batch) == 7_000
    again = room.restarted()
    assert report_loss(again, lost(batch, 9_000)) == (report_hash, receipt)


def test_a_loss_whose_document_says_otherwise_is_not_signed(room: Room) -> None:
    """Must refuse to sign kilograms that the document does not state, naming both."""
    batch = minted(room)
    loss = room.oracle.report_loss(lost(batch, 9_000), "test", room.characters.sealer)
    other = room.oracle.report_loss(lost(batch, 8_000), "other", room.characters.sealer)
    layer, signer = next(iter(room.verifiers().items()))
    swapped = type(loss)(loss.report, loss.report_hash, loss.batch, other.document, loss.method)
    with pytest.raises(DocumentDiffers) as refused:
        attest_loss(swapped, layer, signer, chain=room.registry.chain, commitments=room.oracle.commitments)
    assert refused.value.facts["field"] == "pointKg"
