"""Facts about EIP-712 hashes: our encoder, eth-account and the committed vectors agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from registry.adapters import typed_data
from registry.adapters.recovery import recover
from tests.registry import eip712_vectors as vectors

DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def fields_of(kind: str) -> list[dict[str, str]]:
    """The fields of a type string such as `Order(address maker,...)`."""
    inner = kind[kind.index("(") + 1 : -1]
    return [{"type": part.split()[0], "name": part.split()[1]} for part in inner.split(",")]


def by_eth_account(kind: str, name: str, contract: str, message: dict[str, Any]) -> bytes:
    """The digest as an independent library computes it."""
    primary = kind[: kind.index("(")]
    signable = encode_typed_data(
        full_message={
            "types": {"EIP712Domain": DOMAIN, primary: fields_of(kind)},
            "primaryType": primary,
            "domain": {"name": name, "version": "1", "chainId": vectors.CHAIN_ID, "verifyingContract": contract},
            "message": message,
        }
    )
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def as_message(struct: dict[str, str]) -> dict[str, Any]:
    return {key: value if value.startswith("0x") else int(value) for key, value in struct.items()}


def test_the_committed_vectors_are_what_the_code_makes() -> None:
    """Must fail when hash, encoding or signature of any vector moves."""
    assert vectors.FILE.read_text() == vectors.as_text()


@pytest.mark.parametrize("position", range(len(vectors.ORDERS)))
def test_order_digests_agree_with_eth_account(position: int) -> None:
    """Must give the digest that wallets sign, at small and at greatest values."""
    vector = json.loads(vectors.FILE.read_text())["orders"][position]
    message = as_message(vector["order"])
    expected = by_eth_account(typed_data.ORDER_TYPE, typed_data.EXCHANGE_NAME, vectors.EXCHANGE, message)
    assert vector["digest"] == "0x" + expected.hex()


@pytest.mark.parametrize("position", range(len(vectors.REPORTS)))
def test_attestation_digests_agree_with_eth_account(position: int) -> None:
    """Must give the digest that a verifier's wallet signs for each layer."""
    vector = json.loads(vectors.FILE.read_text())["reports"][position]
    for word in vector["attestations"]:
        message = {
            "reportHash": vector["reportHash"],
            "layer": int(word["layer"]),
            "organisation": word["organisation"],
        }
        expected = by_eth_account(typed_data.ATTESTATION_TYPE, typed_data.VERIFIERS_NAME, vectors.VERIFIERS, message)
        assert word["digest"] == "0x" + expected.hex()


@pytest.mark.parametrize("position", range(len(vectors.REPORTS)))
def test_report_hashes_agree_with_eth_account(position: int) -> None:
    """Must be the struct hash: the body that eth-account hashes under the domain."""
    vector = json.loads(vectors.FILE.read_text())["reports"][position]
    signable = encode_typed_data(
        full_message={
            "types": {"EIP712Domain": DOMAIN[:1], "Report": fields_of(typed_data.REPORT_TYPE)},
            "primaryType": "Report",
            "domain": {"name": "any"},
            "message": as_message(vector["report"]),
        }
    )
    assert vector["reportHash"] == "0x" + signable.body.hex()


def test_vectors_recover_to_their_signers() -> None:
    """Must recover the named key from each signature of the vectors."""
    document = json.loads(vectors.FILE.read_text())
    signed = [word for report in document["reports"] for word in report["attestations"]] + document["orders"]
    for entry in signed:
        digest, signature = bytes.fromhex(entry["digest"][2:]), bytes.fromhex(entry["signature"][2:])
        assert recover(digest, signature) == entry["signer"]


def test_another_chain_or_contract_gives_another_digest() -> None:
    """Must bind a signature to one chain and one contract."""
    order = vectors.ORDERS[0]
    digests = {
        typed_data.order_digest(31337, vectors.EXCHANGE, order),
        typed_data.order_digest(1, vectors.EXCHANGE, order),
        typed_data.order_digest(31337, vectors.VERIFIERS, order),
    }
    assert len(digests) == 3
