"""Auditing promises: each invariant is recomputed from the chain itself and compared with what the database says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.domain.events import ZERO_ADDRESS, ChainEvent
from registry.domain.invariants import Finding, check_all, finding, minting_claims
from registry.domain.projection import Projection
from registry.domain.records import Intent
from registry.domain.struct import to_struct
from registry.errors import NotFound
from registry.ports import AuditedChain, ChainReader, EventStore
from registry.usecases.audit_law import (
    claims_on_chain,
    cooperatives_on_chain,
    holds_on_chain,
    losses_on_chain,
)

BLOCKS_PER_READ = 1_000


def audit(
    chain: AuditedChain, store: EventStore, stored: Projection, intents: Sequence[Intent], *, start: int = 0
) -> list[Finding]:
    """One finding per invariant, at the store's tip; an invariant that is checked twice holds if both checks hold.

    `intents` is everything that the outbox was ever to send. Raises NotFound if nothing was followed yet,
    BlockUnavailable, ChainUnavailable.
    """
    tip = store.tip()
    if tip is None:
        raise NotFound("followed block", f"from {start} on: this chain holds nothing of ours; `make demo` deploys")
    events = list(_events(chain, start, tip.number))
    replayed = Projection()
    for event in events:
        replayed.apply(event)
    on_chain = [
        finding("I-1", "projects", list(_verified_on_chain(chain, replayed, tip.number))),
        finding("I-3", "batches", list(_supply_on_chain(chain, replayed, tip.number))),
        finding("I-4", "certificates", list(_allotted_on_chain(chain, replayed, tip.number))),
        finding("I-5", "claims", list(claims_on_chain(chain, replayed, tip.number))),
        finding("I-6", "holds", list(holds_on_chain(chain, replayed, tip.number))),
        finding("I-7", "trades", list(_money_moved(chain, replayed, events, tip.number))),
        finding("I-8", "seals", list(_seals_on_chain(chain, replayed, tip.number))),
        finding("I-15", "losses", list(losses_on_chain(chain, replayed, tip.number))),
        finding("I-16", "cooperatives", list(cooperatives_on_chain(chain, replayed, tip.number))),
    ]
    spine = [] if chain.block(tip.number).hash == tip.hash else [f"block {tip.number} of the store is not the chain's"]
    same = stored.digest() == replayed.digest()
    digests = [] if same else [f"database {stored.digest()}, chain {replayed.digest()}"]
    replay = finding("I-9", f"{len(events)} events to block {tip.number}", spine + digests)
    sent = [
        finding("I-13", f"{len(intents)} transactions", list(_nonces(chain, intents))),
        finding("I-14", f"{len(intents)} intents", list(_effects(chain, intents))),
    ]
    return [*_joined(check_all(replayed), on_chain), replay, *sent]


def _events(chain: ChainReader, first: int, last: int) -> Iterator[ChainEvent]:
    for begin in range(first, last + 1, BLOCKS_PER_READ):
        yield from chain.events(begin, min(last, begin + BLOCKS_PER_READ - 1))


def _verified_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    for project in state.projects:
        reports = [claim.report for claim in minting_claims(state, project) if claim.report]
        counted = sum(report.lower_bound_kg for report in reports)
        verified = chain.call("VerificationOracle", "verifiedKg", project, at=at)
        if verified != counted:
            yield f"project {project}: the oracle says {verified} kg verified, the reports say {counted} kg"


def _supply_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    for batch, supply in state.supplies.items():
        found = chain.call("CarbonCredit", "supplyOf", batch, at=at)
        if found != to_struct(supply):
            yield f"batch {batch}: the ledger says {found}, the events say {to_struct(supply)}"
        for holder, kg in state.holders(batch).items():
            held = chain.call("CarbonCredit", "balanceOf", holder, batch, at=at)
            if held != kg:
                yield f"batch {batch}: {holder} holds {held} kg, the events say {kg} kg"


def _allotted_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    count = chain.call("RetirementCertificate", "certificateCount", at=at)
    if count != len(state.certificates):
        yield f"the chain counts {count} certificates, the events {len(state.certificates)}"
    for number in state.certificates:
        found = chain.call("RetirementCertificate", "allottedKg", number, at=at)
        if found != state.allotted_kg(number):
            yield f"certificate {number}: {found} kg allotted, the events say {state.allotted_kg(number)} kg"


def _money_moved(chain: ChainReader, state: Projection, events: list[ChainEvent], at: int) -> Iterator[str]:
    """In each settling transaction the treasury receives exactly the fees, and payers pay exactly the notionals."""
    treasury = chain.call("CreditExchange", "treasury", at=at)
    for transaction in sorted({trade.transaction for trade in state.trades}):
        trades = [trade for trade in state.trades if trade.transaction == transaction]
        moved = [e.arguments for e in events if e.transaction == transaction and _is_payment(e)]
        fees, notionals = sum(t.fee for t in trades), sum(t.notional for t in trades)
        to_treasury = sum(m["value"] for m in moved if m["to"] == treasury)
        paid = sum(m["value"] for m in moved)
        if (to_treasury, paid) != (fees, notionals):
            yield f"{transaction}: fees {fees} and {to_treasury} to the treasury, notional {notionals} and {paid} paid"


def _is_payment(event: ChainEvent) -> bool:
    minted = event.arguments.get("from") == ZERO_ADDRESS
    return event.contract == "PaymentToken" and event.name == "Transfer" and not minted


def _seals_on_chain(chain: ChainReader, state: Projection, at: int) -> Iterator[str]:
    count = chain.call("SealRegistry", "sealCount", at=at)
    if count != len(state.seals):
        yield f"the chain counts {count} seals, the events {len(state.seals)}"
    for number, seal in state.seals.items():
        found = chain.call("SealRegistry", "sealOf", number, at=at)
        said = {"kind": seal.kind, "size": seal.size, "sequence": seal.sequence, "root": seal.root}
        if {key: found[key] for key in said} != said or found["previousRoot"] != seal.previous_root:
            yield f"seal {number}: the chain says {found}"


def _nonces(chain: AuditedChain, intents: Sequence[Intent]) -> Iterator[str]:
    """The chain has taken every nonce that was given out, and none was given out twice."""
    for sender in sorted({intent.sender for intent in intents}):
        given, taken = [intent.nonce for intent in intents if intent.sender == sender], chain.nonce(sender)
        if len(set(given)) != len(given):
            yield f"{sender}: a nonce was given out twice"
        if max(given) >= taken:
            yield f"{sender}: nonce {max(given)} was given out, the chain has taken {taken}"


def _effects(chain: AuditedChain, intents: Sequence[Intent]) -> Iterator[str]:
    """Each intent's one transaction is in the block that the outbox remembers."""
    for intent in intents:
        receipt = chain.receipt(intent.transaction)
        place = receipt.block if receipt else None
        if place is None or place != intent.block:
            yield f"{intent.key}: {intent.transaction} is in block {place}, the outbox says {intent.block}"


def _joined(by_events: list[Finding], on_chain: list[Finding]) -> list[Finding]:
    """The events' line of each invariant, with the chain's objection where there is one."""
    objections = {found.name: found for found in on_chain if not found.holds}
    return [_join(line, objections.get(line.name)) for line in by_events]


def _join(line: Finding, objection: Finding | None) -> Finding:
    if objection is None:
        return line
    return objection if line.holds else Finding(line.name, False, f"{line.sentence}; {objection.sentence}")
