"""Checks a certificate by its number, step by step, against the contracts themselves."""

from __future__ import annotations

from registry.adapters.proof_tools import node_at
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import CarbonixError, ChainUnavailable
from registry.usecases.verify_bundle import verify_bundle
from web.front import Front


def certificate_steps(front: Front, text: str) -> list[Step]:
    """First whether it exists; then every step that its own proof bundle would be put through."""
    number = int(text)
    ledger = front.registry.projection()
    if number not in ledger.certificates:
        count = len(ledger.certificates)
        sentence = f"There is no certificate {number}; {count} exist."
        return [failed("existence", sentence, certificate=number, certificates=count)]
    facts = ledger.certificates[number]
    sentence = (
        f"Certificate {number} exists: {facts.kg:,} kg of batch {facts.batch} were retired in block {facts.block}."
    )
    exists = passed("existence", sentence, transaction=facts.transaction, block=facts.block, holder=facts.beneficiary)
    return [exists, *_proof_steps(front, number)]


def _proof_steps(front: Front, number: int) -> list[Step]:
    registry = front.registry
    try:
        bundle = registry.prove(number)
        verdict = verify_bundle(bundle, tools=front.tools, open_chain=node_at(registry.chain.rpc_url))
    except ChainUnavailable as fault:
        return [not_checked("proof", f"The chain does not answer now: {fault.sentence}.")]
    except CarbonixError as error:
        return [not_checked("proof", f"No proof bundle can be written for it here: {error.sentence}.")]
    return list(verdict.steps)
