"""A simulated reversal: it takes the owner's stock, then the pool's, leaves a debt, and impairs what was retired."""

from __future__ import annotations

from oracle.domain.loss_report import LossStatement
from registry.domain.records import Certificate
from registry.domain.reversals import Impairment, Loss, Status
from web.story.cast import verifiers
from web.story.errors import NotProved
from web.story.projects import plant_of
from web.story.record import Chapter, Figure, verified
from web.story.stage import Stage
from web.story.trading import FIRST_BATCH

LOST_KG = 10_000
SOLD_BACK_KG, REPAID_KG = 1_000, 600
REFERENCE = "story"


def reverse_a_batch(stage: Stage, certificate: Certificate) -> tuple[Chapter, Loss]:
    """Reports a loss that did not happen, lets its window pass, and reads from the events whom it hit."""
    stage.say("simulating a reversal")
    registry, oracle, cast = stage.registry, stage.oracle, stage.cast
    report = oracle.report_loss(simulated_loss(stage), REFERENCE, cast.sealer)
    words = [oracle.attest_loss(report, v.layer, v.signer) for v in verifiers(cast)]
    submitted = oracle.submit_loss(report, words, cast.oracle_operator)
    stage.pass_windows([report.report_hash])
    final = oracle.finalise(report.report_hash, cast.stranger)
    registry.follow()
    loss = registry.projection().losses[report.report_hash]
    said = final.event("LossCovered").arguments
    hit = _hit(certificate, said["impairedKg"], said["retiredKg"])
    if loss.owner_kg + loss.pool_kg + loss.debt_kg != LOST_KG or hit == 0:
        raise NotProved(f"a loss of {LOST_KG} kg was covered by {loss}")
    chapter = Chapter(
        "A reversal (SIMULATED)",
        "SIMULATED: nothing was lost, and avoided emissions of a solar plant cannot be. A loss of batch 1 was "
        "reported, signed and became final as a real one would, after its hour, by which the chain's clock was moved. "
        "The owner's stock was held from the report on, then cancelled; the pool gave what it had; the rest is a debt, "
        "written over everything that was retired from the batch.",
        (
            verified("SIMULATED loss, kg CO2e", LOST_KG),
            verified("SIMULATED loss: from the owner's stock, kg", loss.owner_kg),
            verified("SIMULATED loss: from the buffer pool, kg", loss.pool_kg),
            verified("SIMULATED loss: owed by the project, kg", loss.debt_kg),
            verified(f"SIMULATED loss: certificate {certificate.id} impaired by it, kg", hit),
        ),
        {
            "SIMULATED loss reported, owner's stock held": submitted.transaction,
            "SIMULATED loss final": final.transaction,
        },
    )
    return chapter, loss


def repay_a_part(stage: Stage, loss: Loss, certificate: Certificate) -> Chapter:
    """The project's owner gets a credit back from the emitter and pays a part of its debt with it."""
    stage.say("repaying a part of the debt")
    registry, cast = stage.registry, stage.cast
    owner, pool = cast.inverter_owner, registry.chain.address_of("BufferPool")
    handed = ("CarbonCredit", "safeTransferFrom", cast.emitter.address, owner.address, FIRST_BATCH, SOLD_BACK_KG, "0x")
    returned = stage.transact("credit-returned", cast.emitter, *handed)
    stage.transact("pool-approved", owner, "CarbonCredit", "setApprovalForAll", pool, True)
    repaid = stage.transact("repaid", owner, "BufferPool", "repay", loss.report_hash, FIRST_BATCH, REPAID_KG)
    registry.follow()
    hit = registry.projection().impairment_of(certificate.id)
    _compare(stage, certificate, hit)
    figures: list[Figure] = [
        verified("SIMULATED loss: repaid, kg CO2e", REPAID_KG),
        verified("SIMULATED loss: still owed, kg CO2e", repaid.event("DebtRepaid").arguments["outstandingKg"]),
        verified(f"SIMULATED loss: certificate {certificate.id} made good, kg", hit.ever_kg - hit.outstanding_kg),
        verified(f"SIMULATED loss: certificate {certificate.id} still impaired, kg", hit.outstanding_kg),
    ]
    return Chapter(
        "A debt is paid in part",
        "The project's owner got a credit back from the emitter and paid a part of its debt of the SIMULATED loss with "
        "it. Who retired comes first: the certificates are made good in the same proportion.",
        tuple(figures),
        {"credit handed back": returned.transaction, "debt of the SIMULATED loss repaid in part": repaid.transaction},
    )


def simulated_loss(stage: Stage) -> LossStatement:
    """A loss of the first batch that never happened."""
    plant = plant_of(stage.cast)
    return LossStatement(
        project=plant.number,
        batch=FIRST_BATCH,
        vintage_start=plant.period.start_s,
        vintage_end=plant.period.end_s,
        point_kg=LOST_KG,
        upper_kg=LOST_KG,
        cause="An invented reversal.",
        method="No measurement: the figure was chosen so that every step of the waterfall is seen.",
        simulated=True,
    )


def _hit(certificate: Certificate, impaired_kg: int, retired_kg: int) -> int:
    """The certificate's part of a loss of intact kilograms, rounded up."""
    return -(-impaired_kg * certificate.kg // retired_kg)


def _compare(stage: Stage, certificate: Certificate, hit: Impairment) -> None:
    """The contract derives the same status from its own books."""
    chain = stage.registry.chain
    status, kg = chain.call("RetirementCertificate", "statusOf", certificate.id, at=chain.head().number).values()
    if (Status(status), kg) != (hit.status, hit.outstanding_kg) or hit.status is not Status.Impaired:
        raise NotProved(f"the chain says {Status(status).words}, {kg} kg; the events say {hit}")
