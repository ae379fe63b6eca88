"""A certificate never moves (ERC-5192)."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.ledger.conftest import statement
from tests.contracts.ledger.test_interfaces import ERC165, NOTHING, interface_id
from tests.contracts.refusals import refused

ERC721, ERC721_METADATA, ERC5192 = "0x80ac58cd", "0x5b5e139f", "0xb45a3c0e"


def test_a_certificate_is_locked_from_birth(certificates, certificate):
    """Must say so."""
    assert certificates.locked(certificate) is True


@pytest.mark.parametrize("signature", ["transferFrom", "safeTransferFrom", "safeTransferFrom with data"])
def test_a_certificate_is_not_transferred(certificates, certificate, emitter, stranger, signature):
    """Must refuse each of the three transfers, by its own beneficiary too. L-7.1"""
    name, _, extra = signature.partition(" ")
    arguments = (emitter, stranger, certificate, *([b""] if extra else []))
    method = getattr(certificates, name)
    if name == "safeTransferFrom":
        types = ("address", "address", "uint256", *(("bytes",) if extra else ()))
        method = method[types]
    with refused("CertificateLocked", certificate):
        method(*arguments, {"from": emitter})
    assert certificates.ownerOf(certificate) == emitter


def test_a_certificate_is_not_burned_by_a_transfer(certificates, certificate, emitter):
    """Must refuse the zero address as receiver."""
    with refused("ERC721InvalidReceiver", brownie.ZERO_ADDRESS):
        certificates.transferFrom(emitter, brownie.ZERO_ADDRESS, certificate, {"from": emitter})


def test_a_stranger_transfers_nothing(certificates, certificate, emitter, stranger):
    """Must refuse strangers as it refuses the beneficiary."""
    with refused("CertificateLocked", certificate):
        certificates.transferFrom(emitter, stranger, certificate, {"from": stranger})


def test_an_unknown_certificate_is_not_transferred_into_being(certificates, stranger):
    """Must refuse a number that no certificate has."""
    with refused("ERC721NonexistentToken", 9):
        certificates.transferFrom(brownie.ZERO_ADDRESS, stranger, 9, {"from": stranger})


def test_nobody_is_approved(certificates, certificate, emitter, stranger):
    """Must refuse approvals: there is nothing that an approved account could do."""
    with refused("CertificateLocked", certificate):
        certificates.approve(stranger, certificate, {"from": emitter})
    with refused("CertificateLocked", 0):
        certificates.setApprovalForAll(stranger, True, {"from": emitter})


def test_only_the_ledger_issues(certificates, credit, batch, admin):
    """Must refuse even the admin of everything."""
    with refused("CallerNotLedger", admin.address, credit.address):
        certificates.issue(batch, 0, 1_000, admin, statement(admin), {"from": admin})


@pytest.mark.parametrize("standard", [ERC165, ERC721, ERC721_METADATA, ERC5192])
def test_certificates_speak_their_standards(certificates, standard):
    """Must answer yes for ERC-165, ERC-721, its metadata and ERC-5192."""
    assert certificates.supportsInterface(standard)


def test_certificates_name_their_own_interface(certificates):
    """Must answer yes for IRetirementCertificate, and no for the id that ERC-165 forbids."""
    assert certificates.supportsInterface(interface_id(brownie.interface.IRetirementCertificate.abi))
    assert not certificates.supportsInterface(NOTHING)


@pytest.mark.parametrize("name", ["ledger", "registry", "seals", "pool"])
def test_certificates_are_not_born_with_a_zero_address(module_isolation, admin, stranger, name):
    """Must refuse each zero address by its name."""
    given = dict.fromkeys(("ledger", "registry", "seals", "pool"), stranger.address) | {name: brownie.ZERO_ADDRESS}
    with refused("ZeroAddress", name):
        admin.deploy(brownie.RetirementCertificate, *given.values())


def test_certificates_know_their_neighbours(certificates, credit, registry, seals, pool):
    """Must have been born with ledger, registry, seals and buffer pool."""
    born = (certificates.ledger(), certificates.registry(), certificates.seals(), certificates.pool())
    assert born == (credit, registry, seals, pool)
