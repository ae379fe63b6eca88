"""Who acts in the story: development keys that everyone has, under the names of their roles. Never for value."""

from __future__ import annotations

from dataclasses import dataclass

from registry.adapters.signer import LocalSigner, dev_signer
from registry.domain.cooperative import Member
from registry.domain.report import Layer

FIRST_GUEST = 20
GROVE_OWNER = 18


@dataclass(frozen=True, slots=True)
class Cast:
    """The development accounts, by character."""

    admin: LocalSigner
    registrar: LocalSigner
    oracle_operator: LocalSigner
    sealer: LocalSigner
    exchange_operator: LocalSigner
    sensor_layer: LocalSigner
    model: LocalSigner
    expert: LocalSigner
    inverter_owner: LocalSigner
    emitter: LocalSigner
    treasury: LocalSigner
    guardian: LocalSigner
    roof_owner: LocalSigner
    stranger: LocalSigner
    compliance: LocalSigner
    arbiter: LocalSigner
    grove_owner: LocalSigner


@dataclass(frozen=True, slots=True)
class Accreditation:
    """A verifier of the demonstration: whose key, which organisation, which layer."""

    signer: LocalSigner
    organisation_name: str
    layer: Layer


def demonstration_cast() -> Cast:
    return Cast(*(dev_signer(index) for index in (*range(16), GROVE_OWNER)))


def roof_members() -> tuple[Member, ...]:
    """The three households that share the roof, in shares of a tenth. They are invented; their roof's readings are not.

    Their accounts never send anything: somebody else brings their proofs.
    """
    return tuple(Member(dev_signer(index).address, tenths) for index, tenths in ((12, 5), (16, 3), (17, 2)))


def event_guests(count: int) -> tuple[str, ...]:
    """Addresses of people for whom something is retired."""
    return tuple(dev_signer(FIRST_GUEST + place).address for place in range(count))


def verifiers(cast: Cast) -> tuple[Accreditation, ...]:
    return (
        Accreditation(cast.sensor_layer, "Demonstration sensor laboratory", Layer.Sensor),
        Accreditation(cast.model, "Demonstration quantification office", Layer.Model),
        Accreditation(cast.expert, "Demonstration verification body", Layer.Expert),
    )
