"""The invariants that a projection can be held to by arithmetic; names and words as in docs/spec/08-invariants.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from registry.domain.events import ZERO_HASH
from registry.domain.projection import Projection
from registry.domain.records import Claim
from registry.domain.report import ClaimStatus, Layer, Report, ReportKind
from registry.domain.units import BPS, FEE_BPS


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the audit: the invariant's name, whether it holds, and what was counted or found."""

    name: str
    holds: bool
    sentence: str


def check_all(state: Projection) -> list[Finding]:
    """Every invariant that needs nothing but the events."""
    checks = (
        ("I-1", "projects", len(state.projects), minted_within_verified(state)),
        ("I-2", "claims", len(state.claims), periods_disjoint(state)),
        ("I-3", "batches", len(state.supplies), supply_conserved(state)),
        ("I-4", "certificates", len(state.certificates), retirement_consistent(state)),
        ("I-5", "claims", len(state.claims), quorum_behind_each_mint(state)),
        ("I-6", "moves and freezes", len(state.frozen) + len(state.held_for_loss), frozen_stays(state)),
        ("I-7", "trades", len(state.trades), fee_exact(state)),
        ("I-8", "seals", len(state.seals), seals_chained(state)),
        ("I-15", "losses", len(state.losses), losses_made_up(state)),
        ("I-16", "cooperatives", len(state.cooperatives), claims_within_total(state)),
    )
    return [finding(name, f"{count} {noun}", list(faults)) for name, noun, count, faults in checks]


def finding(name: str, counted: str, faults: list[str]) -> Finding:
    """Holds if nobody found a fault; otherwise the sentence is the faults."""
    return Finding(name, not faults, "; ".join(faults) or f"holds over {counted}")


def minted_within_verified(state: Projection) -> Iterator[str]:
    """I-1: minted per project <= sum of verified lower bounds <= sum of point estimates."""
    for project in state.projects:
        reports = [claim.report for claim in minting_claims(state, project) if claim.report]
        lower, point = sum(r.lower_bound_kg for r in reports), sum(r.point_kg for r in reports)
        minted = sum(
            supply.issued_kg for batch, supply in state.supplies.items() if state.batches[batch].project == project
        )
        if not minted <= lower <= point:
            yield f"project {project}: minted {minted} kg, verified {lower} kg, estimated {point} kg"


def periods_disjoint(state: Projection) -> Iterator[str]:
    """I-2: measured periods of a project, and bridged blocks, are disjoint; none has both, and no root counts twice."""
    standing = [c.report for c in state.claims.values() if c.report and c.status is not ClaimStatus.Void]
    for project in state.projects:
        mine = [report for report in standing if report.project == project]
        periods = sorted((r.period_start, r.period_end) for r in mine if r.kind is ReportKind.Gain)
        for (_, end), (start, _) in pairwise(periods):
            if start < end:
                yield f"project {project}: a period begins at {start}, the one before ends at {end}"
        if periods and any(report.kind is ReportKind.Immobilisation for report in mine):
            yield f"project {project}: measured here and bridged"
    yield from _block_faults(state)
    yield from (f"data root {root} is used twice" for root in _repeated(_roots(standing)))


def _block_faults(state: Projection) -> Iterator[str]:
    """Serials of one namespace of another registry stand here once."""
    blocks = sorted((one.namespace, state.batches[batch].serial_start, batch) for batch, one in state.bridged.items())
    for (space, start, batch), (other, next_start, above) in pairwise(blocks):
        if space == other and next_start < start + state.batches[batch].credits:
            yield f"batch {above} begins at serial {next_start}, inside of batch {batch} ({space})"


def supply_conserved(state: Projection) -> Iterator[str]:
    """I-3: per batch, held + retired + cancelled = issued."""
    for batch, supply in state.supplies.items():
        held = state.held_kg(batch)
        if held + supply.retired_kg + supply.cancelled_kg != supply.issued_kg or supply.held_kg < 0:
            yield (
                f"batch {batch}: held {held} + retired {supply.retired_kg} + cancelled {supply.cancelled_kg} kg, "
                f"issued {supply.issued_kg} kg"
            )


def retirement_consistent(state: Projection) -> Iterator[str]:
    """I-4: certificates of a batch tile [0, retired) without gap; kilograms allotted <= kilograms retired."""
    for batch, supply in state.supplies.items():
        reached = 0
        for certificate in sorted(state.certificates.values(), key=lambda c: (c.kg_start, c.id)):
            if certificate.batch != batch or certificate.id in state.portion_of:
                continue
            if certificate.kg_start != reached:
                yield f"certificate {certificate.id} begins at kg {certificate.kg_start}, expected {reached}"
            reached = certificate.kg_end
        if reached != supply.retired_kg:
            yield f"batch {batch}: certificates reach kg {reached}, retired {supply.retired_kg} kg"
    for certificate in state.certificates.values():
        if state.allotted_kg(certificate.id) > certificate.kg:
            allotted = state.allotted_kg(certificate.id)
            yield f"certificate {certificate.id}: allotted {allotted} kg of {certificate.kg} kg"
    yield from _portion_faults(state)


def _portion_faults(state: Projection) -> Iterator[str]:
    """Portions of a bulk certificate take its kilograms from the bottom, without gap, never beyond its end."""
    for bulk in state.bulks.values():
        parent = state.certificates[bulk.certificate]
        reached = parent.kg_start
        for number in bulk.portions:
            portion = state.certificates[number]
            if portion.kg_start != reached or portion.batch != parent.batch:
                yield f"portion {number} begins at kg {portion.kg_start}, expected {reached}"
            reached = portion.kg_end
        if reached > parent.kg_end or reached - parent.kg_start != bulk.claimed_kg:
            yield f"certificate {parent.id}: portions reach kg {reached}, it ends at {parent.kg_end}"


def quorum_behind_each_mint(state: Projection) -> Iterator[str]:
    """I-5: every layer signed each finalised report, by distinct organisations."""
    for claim in state.claims.values():
        if not claim.finalised:
            continue
        layers = {word.layer for word in claim.attestations}
        organisations = [word.organisation for word in claim.attestations]
        if layers != set(Layer):
            yield f"report {claim.report_hash}: signed by {len(layers)} of {len(Layer)} layers"
        if _repeated(organisations):
            yield f"report {claim.report_hash}: an organisation signed twice"
        for key in claim.revoked_signers:
            yield f"report {claim.report_hash}: {key} was revoked before it became final"


def frozen_stays(state: Projection) -> Iterator[str]:
    """I-6: a frozen amount does not move; a forced transfer unfreezes first."""
    yield from state.moved_though_frozen


def fee_exact(state: Projection) -> Iterator[str]:
    """I-7, as far as events of the exchange show it: fee = notional x 45 / 10,000, notional = credits x price."""
    for trade in state.trades:
        if trade.notional != trade.credits * trade.price or trade.fee * BPS != trade.notional * FEE_BPS:
            yield (
                f"trade in {trade.transaction}: {trade.credits} x {trade.price}, notional {trade.notional}, "
                f"fee {trade.fee}"
            )


def seals_chained(state: Projection) -> Iterator[str]:
    """I-8: ids count from 1, and each seal names the root of the previous seal of its kind and its place among them."""
    previous: dict[int, tuple[str, int]] = {}
    for expected, number in enumerate(sorted(state.seals), start=1):
        seal = state.seals[number]
        root, sequence = previous.get(seal.kind, (ZERO_HASH, 0))
        if number != expected or (seal.previous_root, seal.sequence) != (root, sequence + 1):
            said = f"place {seal.sequence} after {seal.previous_root}"
            yield f"seal {number} says {said}, expected {sequence + 1} after {root}"
        previous[seal.kind] = (seal.root, seal.sequence)


def losses_made_up(state: Projection) -> Iterator[str]:
    """I-15: owner + pool + debt = loss, and no more is impaired than is owed and was retired."""
    for loss in state.losses.values():
        given = loss.owner_kg + loss.pool_kg + loss.debt_kg
        if loss.covered and given != loss.loss_kg:
            yield f"loss {loss.report_hash}: {loss.loss_kg} kg lost, {given} kg made up or owed"
        if loss.impaired_kg > min(loss.debt_kg, loss.retired_kg) or loss.repaid_kg > loss.debt_kg:
            yield (
                f"loss {loss.report_hash}: {loss.impaired_kg} kg impaired, {loss.debt_kg} kg owed, "
                f"{loss.repaid_kg} kg repaid, {loss.retired_kg} kg retired"
            )
    for batch, supply in state.supplies.items():
        lost = sum(loss.loss_kg for loss in state.losses.values() if loss.batch == batch)
        if lost > supply.issued_kg:
            yield f"batch {batch}: {lost} kg lost of {supply.issued_kg} kg issued"


def claims_within_total(state: Projection) -> Iterator[str]:
    """I-16: members claim each index once, and together never more than the signed total."""
    for known in state.cooperatives.values():
        indexes = [claim.index for claim in known.claimed]
        if len(set(indexes)) != len(indexes) or any(index >= known.size for index in indexes):
            yield f"batch {known.batch}: claims {indexes} of {known.size}"
        if known.claimed_kg > known.total_kg:
            yield f"batch {known.batch}: {known.claimed_kg} kg claimed of {known.total_kg} kg"


def minting_claims(state: Projection, project: int) -> list[Claim]:
    """Final claims of a project whose kilograms mint: a loss mints nothing."""
    final = [c for c in state.claims.values() if c.finalised and c.report and c.report.project == project]
    return [claim for claim in final if claim.report and claim.report.kind is not ReportKind.Loss]


def _roots(reports: Iterable[Report]) -> list[str]:
    return [report.data_root for report in reports]


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
