"""The proof convinces a verifier who knows nothing of us, forgeries fail, the books balance."""

from __future__ import annotations

from random import Random

from registry.adapters.durable_file import READABLE, write_whole
from registry.adapters.proof_tools import EthereumProofTools, node_at
from registry.domain.records import Certificate
from registry.usecases.verify_bundle import verify_bundle
from web.story.errors import NotProved
from web.story.record import Chapter, verified
from web.story.stage import Stage

FORGERIES = 100
FORGERY_SEED = 20_260_101


def prove_it(stage: Stage, certificate: Certificate) -> Chapter:
    """Writes demo/certificate.json, verifies it against the node and offline, and tries to forge it."""
    stage.say("writing and attacking the proof bundle")
    registry, tools = stage.registry, EthereumProofTools()
    bundle = registry.prove(certificate.id, stage.cast.sealer)
    write_whole(stage.folder / "certificate.json", bundle, mode=READABLE)
    online = verify_bundle(bundle, tools=tools, open_chain=node_at(registry.chain.rpc_url))
    unchecked = [step.name for step in online.steps if step.outcome != "pass"]
    if not online.passed or unchecked:
        raise NotProved(f"the bundle is not proved on chain: {online.sentence}")
    root = next(step.inputs["root"] for step in online.steps if step.name == "inclusion")
    if not verify_bundle(bundle, tools=tools, root=root).passed:
        raise NotProved("the bundle is not proved against its root")
    for forgery in forgeries(bundle):
        if verify_bundle(forgery, tools=tools, root=root).passed:
            raise NotProved("a changed bundle was accepted")
    return Chapter(
        "The proof",
        "One file proves the retirement to a stranger: every step passes on chain, and each changed copy fails.",
        (
            verified("size of demo/certificate.json, bytes", len(bundle)),
            verified("steps passed", len(online.steps)),
            verified("copies with one changed byte, all refused", FORGERIES),
            verified("root", root),
        ),
    )


def forgeries(bundle: bytes) -> list[bytes]:
    """Copies of the bundle with one byte changed each, the same ones at every run."""
    random = Random(FORGERY_SEED)
    changed = []
    for _ in range(FORGERIES):
        place = random.randrange(len(bundle))
        other = (bundle[place] + random.randrange(1, 256)) % 256
        changed.append(bundle[:place] + bytes([other]) + bundle[place + 1 :])
    return changed


def balance_the_books(stage: Stage) -> Chapter:
    """Re-reads the chain and holds database and contracts to the invariants."""
    stage.say("auditing")
    findings = stage.registry.audit()
    broken = [f"{finding.name}: {finding.sentence}" for finding in findings if not finding.holds]
    if broken:
        raise NotProved("; ".join(broken))
    return Chapter(
        "The audit",
        "The whole chain was read again, and the books balance.",
        tuple(verified(finding.name, finding.sentence) for finding in findings),
    )
