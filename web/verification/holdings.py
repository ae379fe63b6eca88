"""Checks what an address holds and what a batch sums to, against the contracts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.domain.units import ONE_CREDIT_KG
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import ChainUnavailable
from web.formatting import plural
from web.front import Front

BATCH = re.compile(r"batch[\s:#]*([0-9]{1,18})", re.IGNORECASE)


def address_steps(front: Front, address: str) -> list[Step]:
    """What the address is here and what it holds; an address proves nothing by itself."""
    ledger, name = front.registry.projection(), front.frame().name_of(address)
    held = {batch: kg for (batch, holder), kg in sorted(ledger.holdings.items()) if holder == address and kg}
    theirs = [one.id for one in ledger.certificates.values() if address in (one.beneficiary, one.retiree)]
    steps: list[Step] = []
    if name:
        steps.append(passed("name", f"This registry publishes this address: {name}.", address=address))
    if theirs:
        sentence = f"It retired or received {plural(len(theirs), 'certificate')}."
        steps.append(passed("certificates", sentence, certificates=", ".join(map(str, theirs))))
    steps += _held_on_chain(front, address, held)
    if not steps:
        sentence = "Nothing of this registry ever belonged to this address, and it is no contract or role of ours."
        return [failed("address", sentence, address=address)]
    return steps


def _held_on_chain(front: Front, address: str, held: dict[int, int]) -> Iterator[Step]:
    """One step for all batches: what we followed against what the ledger answers at the newest block."""
    if not held:
        return
    chain = front.registry.chain
    try:
        at = chain.head().number
        found = {batch: chain.call("CarbonCredit", "balanceOf", address, batch, at=at) for batch in held}
    except ChainUnavailable:
        yield not_checked(
            "holdings", f"By our records it holds {sum(held.values()):,} kg; the chain does not answer now."
        )
        return
    inputs = {f"batch {batch}": f"{kg} kg" for batch, kg in found.items()}
    if found != held:
        yield failed("holdings", "The ledger gives other balances than the events that we followed.", **inputs)
        return
    sentence = (
        f"The ledger gives it {sum(found.values()):,} kg of {plural(len(found), 'batch', 'batches')} at block {at}."
    )
    yield passed("holdings", sentence, **inputs)


def batch_steps(front: Front, number: int) -> list[Step]:
    """Whether the batch exists, and whether issued = held + retired + cancelled on chain."""
    ledger, chain = front.registry.projection(), front.registry.chain
    if number not in ledger.batches:
        count = plural(len(ledger.batches), "batch", "batches")
        return [failed("existence", f"There is no batch {number}; {count} exist.", batch=number)]
    batch = ledger.batches[number]
    sentence = f"Batch {number} of project {batch.project} was opened for {plural(batch.credits, 'credit')}."
    exists = passed("existence", sentence, transaction=batch.transaction, reportHash=batch.report_hash)
    try:
        at = chain.head().number
        supply = chain.call("CarbonCredit", "supplyOf", number, at=at)
        held_kg = int(chain.call("CarbonCredit", "heldKg", number, at=at))
    except ChainUnavailable:
        return [exists, not_checked("supply", "The chain does not answer now, so its sums were not read.")]
    issued_kg, retired_kg, cancelled_kg = (int(supply[key]) for key in ("issuedKg", "retiredKg", "cancelledKg"))
    parts = f"issued {issued_kg:,} kg, held {held_kg:,}, retired {retired_kg:,}, cancelled {cancelled_kg:,}"
    agrees = issued_kg == held_kg + retired_kg + cancelled_kg <= batch.credits * ONE_CREDIT_KG
    judged = passed if agrees else failed
    inputs = {"issuedKg": issued_kg, "heldKg": held_kg, "retiredKg": retired_kg, "cancelledKg": cancelled_kg}
    return [exists, judged("supply", f"At block {at}: {parts}.", **inputs)]
