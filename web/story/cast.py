"""Who acts in the story: development keys that everyone has, under the names of their roles. Never for value."""

from __future__ import annotations

from dataclasses import dataclass

from registry.adapters.signer import LocalSigner, dev_signer
from registry.domain.report import Layer


@dataclass(frozen=True, slots=True)
class Cast:
    """The fourteen development accounts, by character."""

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


@dataclass(frozen=True, slots=True)
class Accreditation:
    """A verifier of the demonstration: whose key, which organisation, which layer."""

    signer: LocalSigner
    organisation_name: str
    layer: Layer


def demonstration_cast() -> Cast:
    return Cast(*(dev_signer(index) for index in range(14)))


def verifiers(cast: Cast) -> tuple[Accreditation, ...]:
    return (
        Accreditation(cast.sensor_layer, "Demonstration sensor laboratory", Layer.Sensor),
        Accreditation(cast.model, "Demonstration quantification office", Layer.Model),
        Accreditation(cast.expert, "Demonstration verification body", Layer.Expert),
    )
