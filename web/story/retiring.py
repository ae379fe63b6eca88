"""The emitter retires credits and allots kilograms to a product whose footprint stays gross."""

from __future__ import annotations

from pathlib import Path

import passport
from passport.adapters.product_document import read_product_file
from passport.domain.statement import Assessment
from passport.errors import ProductUnknown
from registry.adapters.proof_tools import EthereumProofTools
from registry.domain.certificate import UseCase
from registry.domain.records import Certificate
from registry.usecases.retire_credits import retire
from registry.usecases.seal_certificates import seal_certificates
from web.story.record import Chapter, estimated, verified
from web.story.stage import Stage
from web.story.trading import FIRST_BATCH

RETIRED_KG = 2_000
ALLOTTED_KG = 31  # whole kilograms of the coffee's 31.007 kg: never above the footprint
PRODUCT = "premium-coffee-500g"
COFFEE = Path(passport.__file__).parent / "data" / "example-coffee.json"
TENANT = "demonstration"
DETAILS = {
    "beneficiary": "Demonstration Coffee Exporter (invented for the demonstration)",
    "purpose": "voluntary retirement beside the footprint of an example product",
}


def retire_credits(stage: Stage) -> tuple[Chapter, Certificate]:
    """Retires two credits of the emitter and seals the certificate, so that a stranger can check it."""
    stage.say("retiring")
    registry, emitter = stage.registry, stage.cast.emitter
    salt = stage.book.secret("retirement")
    certificate = retire(
        registry.outbox,
        emitter,
        FIRST_BATCH,
        RETIRED_KG,
        emitter.address,
        DETAILS,
        salt,
        UseCase.Voluntary,
    )
    registry.follow()
    sealed = seal_certificates(
        [certificate.id],
        ledger=registry.projection(),
        chain=registry.chain,
        tools=EthereumProofTools(),
        store=registry.seals,
        evidence=registry.evidence,
        outbox=registry.outbox,
        signer=stage.cast.sealer,
    )
    registry.follow()
    chapter = Chapter(
        "The retirement",
        "The emitter took two credits out of circulation for ever. The certificate is locked to its account, its "
        "details stay off chain behind a salted hash, and its statement is sealed.",
        (
            verified("certificate", certificate.id),
            verified("retired, kg CO2e", certificate.kg),
            verified("serials", f"{certificate.serial_start} to {certificate.serial_end}"),
        ),
        {"credits retired": certificate.transaction, "certificate sealed": sealed.transaction},
    )
    return chapter, certificate


def issue_passport(stage: Stage, certificate: Certificate) -> Chapter:
    """Assesses the example coffee, seals its passport and allots kilograms of the certificate to it."""
    stage.say("sealing a passport")
    product = read_product_file(COFFEE)
    try:
        assessed: Assessment = stage.passport.assess(product.product_id)
    except ProductUnknown:
        assessed = stage.passport.register(product, TENANT)
    sealed = stage.passport.seal(product.product_id, stage.cast.sealer)
    allotted = stage.passport.allot(
        certificate.id, product.product_id, ALLOTTED_KG, stage.cast.emitter, reference="story"
    )
    stage.registry.follow()
    return Chapter(
        "The passport",
        f"{product.name}, the owner's example product with no weight recorded, has a gross footprint. Kilograms of the "
        "retirement stand beside it and are not subtracted.",
        (
            estimated("gross footprint, kg CO2e per unit", kilograms(sealed.statement["totalGrams"])),
            estimated("grade", assessed.footprint.grade.grade),
            verified("kilograms of the certificate allotted to it", ALLOTTED_KG),
        ),
        {"passport sealed": sealed.transaction, "kilograms allotted": allotted.transaction},
    )


def kilograms(grams: str) -> str:
    """Grams as kilograms with three decimals."""
    whole, rest = divmod(int(grams), 1000)
    return f"{whole}.{rest:03d}"
