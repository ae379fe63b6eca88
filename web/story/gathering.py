"""One retirement for many: the guests of an event each may take a locked certificate of their own kilograms."""

from __future__ import annotations

from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.portions import Portion, PortionScope, PortionTree
from registry.usecases.retire_in_bulk import claim_portion, retire_in_bulk
from web.story.cast import event_guests
from web.story.errors import NotProved
from web.story.record import Chapter, verified
from web.story.stage import Stage
from web.story.trading import FIRST_BATCH

GUESTS, GUEST_KG = 5, 600
COMING = (0, 3)  # who claims a certificate
DETAILS = {
    "beneficiary": "Guests of an event (invented for the demonstration)",
    "purpose": "one retirement for five guests",
}


def retire_for_many(stage: Stage) -> Chapter:
    """The emitter retires three credits for five guests; two of them claim their certificates."""
    stage.say("retiring for many")
    registry, tree = stage.registry, guest_tree(stage)
    salt = stage.book.secret("gathering")
    parent = retire_in_bulk(registry.outbox, stage.cast.emitter, FIRST_BATCH, tree, DETAILS, salt, UseCase.Contribution)
    receipts = [claim_portion(registry.outbox, stage.cast.stranger, parent.id, tree, guest) for guest in COMING]
    registry.follow()
    known = registry.projection().bulks[parent.id]
    if known.claimed_kg != len(COMING) * GUEST_KG or parent.kg != GUESTS * GUEST_KG:
        raise NotProved(f"{parent.kg} kg were retired, {known.claimed_kg} kg claimed")
    return Chapter(
        "A retirement for many",
        "The emitter retired for five guests of an event (invented) at once, under one root. Two of them took locked "
        "certificates of their own by a proof; the other three still may.",
        (
            verified("certificate for many", parent.id),
            verified("retired for all, kg CO2e", parent.kg),
            verified("beneficiaries", known.size),
            verified("certificates claimed", len(known.portions)),
            verified("claimed, kg CO2e", known.claimed_kg),
        ),
        {"retired for many": parent.transaction}
        | {f"guest {guest + 1} claimed": receipt.transaction for guest, receipt in zip(COMING, receipts, strict=True)},
    )


def guest_tree(stage: Stage) -> PortionTree:
    """The same portions at every telling: the salts come from the promptbook."""
    chain = stage.registry.chain
    scope = PortionScope(chain.chain_id, chain.address_of("RetirementCertificate"), FIRST_BATCH)
    portions = [
        Portion(place, address, GUEST_KG, details_hash({"guest": str(place + 1)}, stage.book.secret(f"guest:{place}")))
        for place, address in enumerate(event_guests(GUESTS))
    ]
    return PortionTree(scope, portions)
