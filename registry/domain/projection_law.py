"""How the projection takes the events of the law: claims' ends, holds, the buffer pool, cooperatives, rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from registry.domain.events import ChainEvent
from registry.domain.report import ClaimStatus, VoidCause
from registry.domain.reversals import Loss
from registry.domain.undertakings import (
    BulkRetirement,
    Challenge,
    Cooperative,
    ExternalBlock,
    ForcedTransfer,
    MemberClaim,
    NamedFootprint,
    RemnantRound,
    RetiredAgainst,
)

if TYPE_CHECKING:
    from registry.domain.projection import Projection

Arguments = Mapping[str, Any]
Step = Callable[["Projection", ChainEvent, Arguments], None]


# --- registry ---------------------------------------------------------------------------------------------------------


def _labels_set(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.labels[said["batch"]] = said["labels"]


def _block_immobilised(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.bridged[said["batch"]] = ExternalBlock(
        said["batch"], said["namespace"], said["standard"], said["serial"], said["receiptHash"]
    )


def _seal_superseded(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.superseded[said["old"]] = said["by"]


# --- claims -----------------------------------------------------------------------------------------------------------


def _claim_challenged(state: Projection, event: ChainEvent, said: Arguments) -> None:
    _set_status(state, said["reportHash"], ClaimStatus.Challenged)
    state.challenges.append(Challenge(said["reportHash"], said["challenger"], said["groundsHash"], event.transaction))


def _challenge_rejected(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    _set_status(state, said["reportHash"], ClaimStatus.Open, finalisable_at=said["finalisableAt"])
    _rule(state, said["reportHash"], "rejected", said["reasonHash"])


def _claim_voided(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    _set_status(state, said["reportHash"], ClaimStatus.Void)
    _rule(state, said["reportHash"], VoidCause(said["cause"]).name, said["reasonHash"])


def _debt_deducted(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    claim = state.claims[said["reportHash"]]
    state.claims[claim.report_hash] = replace(claim, deducted_kg=said["kg"])


def _verifier_rotated(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    before = state.verifiers[said["verifier"]]
    state.verifiers[said["verifier"]] = replace(before, active=False)
    state.verifiers[said["successor"]] = replace(before, address=said["successor"], active=True)


def _set_status(state: Projection, report_hash: str, status: ClaimStatus, **changes: Any) -> None:
    state.claims[report_hash] = replace(state.claims[report_hash], status=status, **changes)


def _rule(state: Projection, report_hash: str, verdict: str, reason_hash: str) -> None:
    """The open challenge of the claim ends; a claim that nobody disputed has none."""
    for place, challenge in enumerate(state.challenges):
        if challenge.report_hash == report_hash and not challenge.verdict:
            state.challenges[place] = replace(challenge, verdict=verdict, reason_hash=reason_hash)


# --- holds ------------------------------------------------------------------------------------------------------------


def _frozen(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    key = (said["tokenId"], said["account"])
    if said["amount"]:
        state.frozen[key] = said["amount"]
    else:
        state.frozen.pop(key, None)


def _held_for_loss(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    key = (said["batch"], said["account"])
    if said["held"]:
        state.held_for_loss[key] = True
    else:
        state.held_for_loss.pop(key, None)


def _forced_announced(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    made = ForcedTransfer(
        said["from"], said["to"], said["tokenId"], said["amount"], said["reason"], said["documentHash"], said["ripeAt"]
    )
    state.announced[_force_key(said)] = made


def _forced_ended(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.announced.pop(_force_key(said), None)


def _force_key(said: Arguments) -> str:
    return f"{said['from']}:{said['to']}:{said['tokenId']}:{said['amount']}"


# --- buffer pool ------------------------------------------------------------------------------------------------------


def _share_set(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.shares_bps[said["project"]] = said["bps"]


def _buffer_accrued(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.buffer_carried[said["project"]] = said["carriedKg"]
    if said["bufferKg"]:
        state.buffer[said["batch"]] = state.buffer.get(said["batch"], 0) + said["bufferKg"]


def _loss_opened(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.losses[said["reportHash"]] = Loss(
        said["reportHash"], said["project"], said["batch"], said["lossKg"], said["ownerKg"], event.transaction
    )


def _pool_drawn(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    loss = state.losses[said["reportHash"]]
    state.losses[loss.report_hash] = replace(loss, pool_kg=loss.pool_kg + said["kg"])
    state.buffer[said["batch"]] -= said["kg"]
    if state.buffer[said["batch"]] == 0:
        del state.buffer[said["batch"]]


def _loss_covered(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    # Put last: impairments count in the order in which losses are covered, not opened.
    state.losses[said["reportHash"]] = replace(
        state.losses.pop(said["reportHash"]),
        pool_kg=said["poolKg"],
        debt_kg=said["debtKg"],
        impaired_kg=said["impairedKg"],
        retired_kg=said["retiredKg"],
        covered=True,
    )


def _debt_repaid(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    loss = state.losses[said["reportHash"]]
    state.losses[loss.report_hash] = replace(loss, repaid_kg=loss.repaid_kg + said["kg"])


# --- cooperatives and rounds ------------------------------------------------------------------------------------------


def _claims_opened(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.cooperatives[said["batch"]] = Cooperative(
        said["batch"], said["project"], said["root"], said["size"], said["totalKg"]
    )


def _kilograms_claimed(state: Projection, event: ChainEvent, said: Arguments) -> None:
    known = state.cooperatives[said["batch"]]
    made = MemberClaim(said["index"], said["holder"], said["kg"], event.transaction)
    state.cooperatives[known.batch] = replace(known, claimed=(*known.claimed, made))


def _round_opened(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.rounds[said["round"]] = RemnantRound(
        said["round"], said["batch"], said["payment"], said["credits"], said["pricePerCredit"]
    )


def _round_joined(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    known = state.rounds[said["round"]]
    kg = known.members.get(said["member"], 0) + said["kg"]
    state.rounds[known.round] = replace(known, members={**known.members, said["member"]: kg})


def _round_left(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    known = state.rounds[said["round"]]
    members = {member: kg for member, kg in known.members.items() if member != said["member"]}
    state.rounds[known.round] = replace(known, members=members)


def _round_taken(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.rounds[said["round"]] = replace(state.rounds[said["round"]], taker=said["taker"])


# --- certificates -----------------------------------------------------------------------------------------------------


def _bulk_opened(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.bulks[said["certificate"]] = BulkRetirement(said["certificate"], said["root"], said["size"])


def _portion_claimed(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    known = state.bulks[said["certificate"]]
    portions = (*known.portions, said["portion"])
    state.bulks[known.certificate] = replace(known, portions=portions, claimed_kg=said["claimedKg"])
    state.portion_of[said["portion"]] = known.certificate


def _footprint_admitted(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.footprints[said["footprint"]] = NamedFootprint(
        said["footprint"], said["seal"], said["documentHash"], said["totalKg"]
    )


def _retired_against(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    known = state.footprints[said["footprint"]]
    state.footprints[known.leaf_hash] = replace(known, retired_kg=said["retiredKg"])
    state.retired_against[said["certificate"]] = RetiredAgainst(said["footprint"], said["kg"], said["beyond"])


LAW_STEPS: Mapping[tuple[str, str], Step] = {
    ("CreditRegistry", "LabelsSet"): _labels_set,
    ("CreditRegistry", "BlockImmobilised"): _block_immobilised,
    ("SealRegistry", "SealSuperseded"): _seal_superseded,
    ("VerifierSet", "VerifierKeyRotated"): _verifier_rotated,
    ("VerificationOracle", "ClaimChallenged"): _claim_challenged,
    ("VerificationOracle", "ChallengeRejected"): _challenge_rejected,
    ("VerificationOracle", "ClaimVoided"): _claim_voided,
    ("VerificationOracle", "DebtDeducted"): _debt_deducted,
    ("CarbonCredit", "Frozen"): _frozen,
    ("CarbonCredit", "HeldForLoss"): _held_for_loss,
    ("CarbonCredit", "ForcedTransferAnnounced"): _forced_announced,
    ("CarbonCredit", "ForcedTransferWithdrawn"): _forced_ended,
    ("CarbonCredit", "ForcedTransfer"): _forced_ended,
    ("BufferPool", "ShareSet"): _share_set,
    ("BufferPool", "BufferAccrued"): _buffer_accrued,
    ("BufferPool", "LossOpened"): _loss_opened,
    ("BufferPool", "PoolDrawn"): _pool_drawn,
    ("BufferPool", "LossCovered"): _loss_covered,
    ("BufferPool", "DebtRepaid"): _debt_repaid,
    ("CooperativeClaims", "ClaimsOpened"): _claims_opened,
    ("CooperativeClaims", "KilogramsClaimed"): _kilograms_claimed,
    ("RemnantPool", "RoundOpened"): _round_opened,
    ("RemnantPool", "RoundJoined"): _round_joined,
    ("RemnantPool", "RoundLeft"): _round_left,
    ("RemnantPool", "RoundTaken"): _round_taken,
    ("RetirementCertificate", "BulkOpened"): _bulk_opened,
    ("RetirementCertificate", "PortionClaimed"): _portion_claimed,
    ("RetirementCertificate", "FootprintAdmitted"): _footprint_admitted,
    ("RetirementCertificate", "RetiredAgainst"): _retired_against,
}
