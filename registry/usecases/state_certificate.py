"""Writes down what a certificate states, as the leaf that is sealed for it; asked again, the bytes are the same."""

from __future__ import annotations

from registry.domain.certificate import certificate_in, country_of, statement_of
from registry.domain.projection import Projection
from registry.ports import ChainReader


def state_certificate(certificate: int, *, ledger: Projection, chain: ChainReader) -> dict[str, str]:
    """The statement of a certificate, from the events and from the contracts at the newest block.

    Raises NotFound("CertificateUnknown") if the events hold no such certificate.
    """
    facts = certificate_in(ledger, certificate)
    newest = chain.head().number
    serials = (facts.batch, facts.serial_start, facts.serial_end)
    batch = chain.call("CreditRegistry", "batchOf", facts.batch, at=newest)
    return statement_of(
        ledger,
        facts,
        chain_id=chain.chain_id,
        contract=chain.address_of("RetirementCertificate"),
        country=country_of(batch["country"]),
        serials=chain.call("CreditRegistry", "serialText", *serials, at=newest),
        retired_at=chain.call("RetirementCertificate", "certificate", certificate, at=newest)["retiredAt"],
    )
