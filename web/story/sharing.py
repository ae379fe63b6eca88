"""Three households share the credit of their roof to the kilogram: each part goes to its holder by a proof."""

from __future__ import annotations

from oracle.domain.monitoring_report import MonitoringReport
from web.story.errors import NotProved
from web.story.projects import projects
from web.story.record import Chapter, Figure, verified
from web.story.stage import Stage


def share_the_roof(stage: Stage, monitoring: MonitoringReport) -> Chapter:
    """A stranger brings the proofs of all three members; the kilograms go to the members."""
    stage.say("sharing the roof's credit")
    registry = stage.registry
    roof = next(p for p in projects(stage.cast) if p.number == monitoring.report.project)
    registry.follow()
    batch = registry.projection().claims[monitoring.report_hash].batch
    parts = stage.oracle.members_claims(roof.measured_by, monitoring)
    receipts = [stage.oracle.claim_kilograms(batch, part, stage.cast.stranger) for part in parts]
    registry.follow()
    known = registry.projection().cooperatives[batch]
    if known.claimed_kg != known.total_kg or known.total_kg != monitoring.report.claims_kg:
        raise NotProved(f"{known.claimed_kg} kg were claimed, {monitoring.report.claims_kg} kg were signed")
    figures: list[Figure] = [
        verified("members", known.size),
        verified("signed for the members, kg", known.total_kg),
        *(verified(f"household {part.index + 1}, kg", part.kg) for part in parts),
    ]
    return Chapter(
        "A cooperative takes its kilograms",
        "The roof's credit was minted to the claim contract. Three households (invented; their roof's readings are "
        "real) took their kilograms by proofs under the root that the verifiers had signed; each proof counts once.",
        tuple(figures),
        {
            f"household {part.index + 1} received": receipt.transaction
            for part, receipt in zip(parts, receipts, strict=True)
        },
    )
