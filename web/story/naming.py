"""A retirement that names a product's sealed footprint: a kilogram more than the footprint holds is refused."""

from __future__ import annotations

from registry.domain.certificate import UseCase
from registry.domain.records import Certificate
from registry.errors import Refused
from registry.usecases.retire_credits import NamedFootprint, footprint_proof, retire, retirement_terms
from web.story.errors import NotProved
from web.story.record import Chapter, verified
from web.story.stage import Stage
from web.story.trading import FIRST_BATCH

NAMED_KG = 31  # whole kilograms of the coffee's 31.007 kg
DETAILS = {
    "beneficiary": "Demonstration Coffee Exporter (invented for the demonstration)",
    "purpose": "retired against the sealed footprint of one unit",
}


def retire_against_the_footprint(stage: Stage, product_id: str) -> Chapter:
    """Retires the footprint's whole kilograms against it, and sees one more refused."""
    stage.say("retiring against a footprint")
    registry, emitter = stage.registry, stage.cast.emitter
    named = NamedFootprint(stage.passport.footprint(product_id))
    certificate = retire(
        registry.outbox,
        emitter,
        FIRST_BATCH,
        NAMED_KG,
        emitter.address,
        DETAILS,
        stage.book.secret("against"),
        UseCase.Voluntary,
        named,
    )
    registry.follow()
    footprint = registry.projection().footprints[registry.projection().retired_against[certificate.id].footprint]
    refused = _one_more(stage, certificate, named)
    return Chapter(
        "A retirement that names a footprint",
        "The emitter retired the whole kilograms of the coffee's sealed footprint against it, with a proof of its "
        "leaf. One kilogram more is refused by the contract, unless it is flagged as beyond. It was retired after the "
        "SIMULATED loss, which does not touch it.",
        (
            verified("certificate that names the footprint", certificate.id),
            verified("footprint, whole kg", footprint.total_kg),
            verified("retired against it, kg", footprint.retired_kg),
            verified("one kilogram more", refused),
        ),
        {"retired against the footprint": certificate.transaction},
    )


def _one_more(stage: Stage, certificate: Certificate, named: NamedFootprint) -> str:
    """The refusal's name; nothing is sent."""
    emitter, chain = stage.cast.emitter, stage.registry.chain
    terms = retirement_terms(emitter.address, certificate.details_hash, UseCase.Voluntary, named)
    call = (FIRST_BATCH, emitter.address, 1, terms, footprint_proof(named.leaf))
    try:
        chain.prepare(emitter.address, "CarbonCredit", "retireAgainst", call)
    except Refused as refusal:
        if refusal.name == "OverOffset":
            return f"refused: {refusal.name}"
        raise
    raise NotProved("a kilogram above the footprint was not refused")
