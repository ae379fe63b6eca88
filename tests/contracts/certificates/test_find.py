"""Every retired kilogram and serial leads back to its certificate."""

from __future__ import annotations

import pytest

from tests.contracts.refusals import refused

MASSES_KG = (400, 600, 1, 2_999, 1_000, 5_000, 250)


def test_every_retired_kilogram_has_one_certificate(certificates, retire, batch):
    """Must find the certificate at both ends of each of seven ranges. L-7.2"""
    start = 0
    for kg in MASSES_KG:
        number = retire(kg)
        assert certificates.certificateAt(batch, start) == number
        start += kg

    start = 0
    for number, kg in enumerate(MASSES_KG, start=1):
        assert certificates.certificateAt(batch, start) == number
        assert certificates.certificateAt(batch, start + kg - 1) == number
        start += kg


def test_a_kilogram_that_is_not_retired_has_none(certificates, retire, batch):
    """Must refuse the first kilogram above the cursor, with the cursor."""
    with refused("KilogramNotRetired", batch, 0, 0):
        certificates.certificateAt(batch, 0)
    retire(2_500)
    with refused("KilogramNotRetired", batch, 2_500, 2_500):
        certificates.certificateAt(batch, 2_500)


def test_a_serial_leads_to_its_certificate(certificates, retire, batch):
    """Must find the certificate that holds the first kilogram of the tonne. L-7.2"""
    for kg in (1_500, 500, 700):
        retire(kg)
    assert [certificates.certificateOf(batch, serial) for serial in (1, 2, 3)] == [1, 1, 3]


def test_a_serial_of_a_tonne_that_is_not_begun_has_none(certificates, certificate, batch):
    """Must refuse serial 4 after 2,500 kg: its first kilogram is 3,000."""
    with refused("KilogramNotRetired", batch, 3_000, 2_500):
        certificates.certificateOf(batch, 4)


@pytest.mark.parametrize("serial", [0, 17, 2**64 - 1])
def test_a_serial_of_another_batch_is_refused(certificates, certificate, batch, serial):
    """Must name the serials that the batch has."""
    with refused("SerialNotInBatch", batch, serial, 1, 16):
        certificates.certificateOf(batch, serial)


def test_serials_of_an_unknown_batch_are_refused(certificates):
    """Must say that the batch is unknown."""
    with refused("BatchUnknown", 99):
        certificates.certificateOf(99, 1)
