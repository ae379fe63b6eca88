"""Kilograms of a certificate are allotted to subjects, never above what was retired (I-4)."""

from __future__ import annotations

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

COFFEE, TEA = keccak("passport of a coffee"), keccak("passport of a tea")


def test_kilograms_are_allotted_to_a_subject(certificates, certificate, emitter):
    """Must count per subject and in total, and say both."""
    certificates.allot(certificate, COFFEE, 31, {"from": emitter})
    certificates.allot(certificate, TEA, 9, {"from": emitter})
    transaction = certificates.allot(certificate, COFFEE, 1, {"from": emitter})

    assert certificates.allottedKg(certificate) == 41
    assert (certificates.allottedKgTo(certificate, COFFEE), certificates.allottedKgTo(certificate, TEA)) == (32, 9)
    assert dict(transaction.events["KilogramsAllotted"]) == {
        "certificate": certificate,
        "subject": COFFEE,
        "kg": 1,
        "allottedKg": 41,
    }


def test_everything_that_was_retired_can_be_allotted(certificates, certificate, emitter):
    """Must allow the last kilogram and refuse the next, with all three numbers. L-7.3"""
    certificates.allot(certificate, COFFEE, 2_400, {"from": emitter})
    with refused("AllotmentExceedsRetired", certificate, 2_500, 2_400, 101):
        certificates.allot(certificate, TEA, 101, {"from": emitter})
    certificates.allot(certificate, TEA, 100, {"from": emitter})
    with refused("AllotmentExceedsRetired", certificate, 2_500, 2_500, 1):
        certificates.allot(certificate, TEA, 1, {"from": emitter})


def test_the_largest_mass_does_not_wrap_around(certificates, certificate, emitter):
    """Must refuse a mass that would overflow the sum."""
    certificates.allot(certificate, COFFEE, 1, {"from": emitter})
    with refused("AllotmentExceedsRetired", certificate, 2_500, 1, 2**64 - 1):
        certificates.allot(certificate, COFFEE, 2**64 - 1, {"from": emitter})


def test_only_the_beneficiary_allots(certificates, certificate, absorber, emitter):
    """Must refuse even the one who retired."""
    with refused("CallerNotBeneficiary", absorber.address, emitter.address):
        certificates.allot(certificate, COFFEE, 1, {"from": absorber})


def test_nothing_is_not_allotted(certificates, certificate, emitter):
    """Must refuse 0 kg, and an empty subject."""
    with refused("ZeroKilograms"):
        certificates.allot(certificate, COFFEE, 0, {"from": emitter})
    with refused("EmptySubject"):
        certificates.allot(certificate, "0x" + "00" * 32, 1, {"from": emitter})


def test_allotments_of_two_certificates_are_apart(certificates, certificate, retire, emitter):
    """Must count each certificate on its own."""
    other = retire(10)
    certificates.allot(other, COFFEE, 10, {"from": emitter})
    assert (certificates.allottedKg(certificate), certificates.allottedKg(other)) == (0, 10)
