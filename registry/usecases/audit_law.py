"""What the audit asks the chain about claims, holds, losses, cooperatives and portions, beside the events."""

from __future__ import annotations

from collections.abc import Iterator

from registry.domain.projection import Projection
from registry.ports import ChainReader

EVERYTHING = 2**256 - 1  # what the ledger calls frozen while a loss is claimed


def claims_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    """I-5: the chain's status and signers of each claim are those that the events tell of."""
    for claim in state.claims.values():
        status = chain.call("VerificationOracle", "claimOf", claim.report_hash, at=at)["status"]
        if status != int(claim.status):
            yield f"claim {claim.report_hash}: the oracle says status {status}, the events {int(claim.status)}"
        signers = set(chain.call("VerificationOracle", "signersOf", claim.report_hash, at=at))
        if signers != {word.signer for word in claim.attestations}:
            yield f"claim {claim.report_hash}: the oracle's signers are not those that attested"


def holds_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    """I-6: what is frozen is what the events froze."""
    for batch, account in {**state.frozen, **dict.fromkeys(state.held_for_loss, 0)}:
        held = (batch, account) in state.held_for_loss
        expected = EVERYTHING if held else state.frozen[batch, account]
        found = chain.call("CarbonCredit", "getFrozenTokens", account, batch, at=at)
        if found != expected:
            yield f"batch {batch}: {found} kg of {account} are frozen, the events say {expected} kg"


def losses_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    """I-15: each loss, each project's debt, the pool's stock and each certificate's status."""
    for loss in state.losses.values():
        found = chain.call("BufferPool", "lossOf", loss.report_hash, at=at)
        said = {
            "lossKg": loss.loss_kg,
            "ownerKg": loss.owner_kg,
            "poolKg": loss.pool_kg,
            "debtKg": loss.debt_kg,
            "repaidKg": loss.repaid_kg,
            "impairedKg": loss.impaired_kg,
        }
        if {key: found[key] for key in said} != said:
            yield f"loss {loss.report_hash}: the pool says {found}, the events say {said}"
    yield from _debts(chain, state, at)
    yield from _stock(chain, state, at)
    for number in state.certificates:
        hit = state.impairment_of(number)
        found = chain.call("RetirementCertificate", "statusOf", number, at=at)
        if tuple(found.values()) != (int(hit.status), hit.outstanding_kg):
            yield f"certificate {number}: the chain says {found}, the events {hit}"


def _debts(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    for project in sorted({loss.project for loss in state.losses.values()}):
        owed = sum(loss.outstanding_kg for loss in state.losses.values() if loss.project == project)
        found = chain.call("BufferPool", "outstandingDebtKg", project, at=at)
        if found != owed:
            yield f"project {project}: the pool says {found} kg owed, the events {owed} kg"


def _stock(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    pool = chain.address_of("BufferPool")
    for batch, kg in state.buffer.items():
        # Anybody may add to the pool's account; what it keeps for losses must at least be there.
        held = chain.call("CarbonCredit", "balanceOf", pool, batch, at=at)
        if held < kg:
            yield f"batch {batch}: the pool holds {held} kg, the events say {kg} kg"


def cooperatives_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    """I-16: what members claimed is what the claim contract counts."""
    for known in state.cooperatives.values():
        found = chain.call("CooperativeClaims", "cooperativeOf", known.batch, at=at)
        said = {"root": known.root, "totalKg": known.total_kg, "claimedKg": known.claimed_kg}
        if {key: found[key] for key in said} != said:
            yield f"batch {known.batch}: the claim contract says {found}, the events say {said}"
