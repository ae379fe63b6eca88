"""The golden vectors of EIP-712, which the service reads too, hold for the contracts byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from brownie import Contract, chain, web3

from tests.contracts.attestations import REPORT_TYPE
from tests.contracts.orders import ORDER_TYPE

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "eip712.json").read_text())


@pytest.fixture
def verifiers_of_the_vectors(verifiers):
    return stand_at(verifiers, VECTORS["verifiers"])


@pytest.fixture
def exchange_of_the_vectors(exchange):
    return stand_at(exchange, VECTORS["exchange"])


def test_the_vectors_are_for_this_chain():
    """Must compare under the chain id that the vectors were made for."""
    assert chain.id == int(VECTORS["chainId"])


@pytest.mark.parametrize("vector", VECTORS["reports"])
def test_reports_and_attestations_hash_as_in_the_vectors(oracle, verifiers_of_the_vectors, vector):
    """Must give the report hash and each attestation digest of the file."""
    assert oracle.hashReport(struct(REPORT_TYPE, vector["report"])) == vector["reportHash"]
    for attestation in vector["attestations"]:
        layer, organisation = int(attestation["layer"]), attestation["organisation"]
        digest = verifiers_of_the_vectors.attestationDigest(vector["reportHash"], layer, organisation)
        assert digest == attestation["digest"]


@pytest.mark.parametrize("vector", VECTORS["orders"])
def test_orders_hash_as_in_the_vectors(exchange_of_the_vectors, vector):
    """Must give the order digest of the file."""
    assert exchange_of_the_vectors.hashOrder(struct(ORDER_TYPE, vector["order"])) == vector["digest"]


def struct(types, fields):
    """The Solidity tuple of a vector, whose numbers are decimal strings."""
    numbers = {field["name"] for field in types if field["type"].startswith("uint")}
    return tuple(int(value) if name in numbers else value for name, value in fields.items())


def stand_at(contract, address):
    """The same code at the address of the vectors: the EIP-712 domain follows where the code runs."""
    code = web3.eth.get_code(contract.address).hex()
    code = code if code.startswith("0x") else "0x" + code
    answers = [
        web3.provider.make_request(method, [address, code]) for method in ("anvil_setCode", "evm_setAccountCode")
    ]
    assert any("error" not in answer for answer in answers), answers
    return Contract.from_abi(contract._name, web3.to_checksum_address(address), contract.abi)
