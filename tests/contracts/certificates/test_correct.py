"""A correction is appended by the beneficiary; what stood before stays readable."""

from __future__ import annotations

import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import DETAILS
from tests.contracts.refusals import refused


def test_corrections_are_appended(certificates, certificate, emitter):
    """Must keep the original details and every correction in order. L-7.1"""
    first = certificates.appendCorrection(certificate, keccak("first"), {"from": emitter})
    second = certificates.appendCorrection(certificate, keccak("second"), {"from": emitter})

    assert certificates.correctionsOf(certificate) == (keccak("first"), keccak("second"))
    assert certificates.certificate(certificate).dict()["detailsHash"] == DETAILS
    assert dict(first.events["CorrectionAppended"]) == {
        "certificate": certificate,
        "position": 0,
        "detailsHash": keccak("first"),
    }
    assert second.events["CorrectionAppended"]["position"] == 1


def test_only_the_beneficiary_corrects(certificates, certificate, absorber, emitter):
    """Must refuse even the one who retired."""
    with refused("CallerNotBeneficiary", absorber.address, emitter.address):
        certificates.appendCorrection(certificate, keccak("first"), {"from": absorber})


def test_an_empty_correction_is_refused(certificates, certificate, emitter):
    """Must refuse the zero hash."""
    with refused("EmptyDetails"):
        certificates.appendCorrection(certificate, "0x" + "00" * 32, {"from": emitter})


@pytest.mark.parametrize("number", [0, 2])
def test_an_unknown_certificate_is_refused_everywhere(certificates, certificate, emitter, number):
    """Must refuse to read, correct, allot from or call locked what does not exist."""
    attempts = (
        lambda: certificates.certificate(number),
        lambda: certificates.correctionsOf(number),
        lambda: certificates.locked(number),
        lambda: certificates.appendCorrection(number, keccak("first"), {"from": emitter}),
        lambda: certificates.allot(number, keccak("subject"), 1, {"from": emitter}),
    )
    for attempt in attempts:
        with refused("CertificateUnknown", number):
            attempt()
