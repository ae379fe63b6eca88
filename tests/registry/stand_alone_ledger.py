"""Deploys the ledger with an account as its oracle, so that a test may issue at will; takes what Brownie compiled."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from registry.adapters.abi import Entry, encode_call
from registry.adapters.chain import ChainGateway
from registry.adapters.deployment import DeployedContract
from registry.adapters.embedded_chain import REPOSITORY
from registry.adapters.signer import LocalSigner
from registry.domain.events import Receipt
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import send

BUILD = REPOSITORY / "build" / "contracts"
PROJECT = 7
METHODOLOGY = "stand-alone v1"
DAY_S = 86_400
RECEIPT_TIMEOUT_S = 30
DEPLOY_GAS = 8_000_000


def deploy_stand_alone(chain: DeployedChain, characters: Characters, *, whole_tonne_only: bool) -> ChainGateway:
    """A gateway to a new registry, ledger and certificates; oracle and buffer pool are `characters.operator`."""
    gateway, admin, oracle = chain.gateway, characters.admin, characters.operator.address
    access, seals = gateway.address_of("RegistryAccess"), gateway.address_of("SealRegistry")
    first = gateway.nonce(admin.address)
    registry, ledger, certificates = (_predicted(admin.address, first + n) for n in range(3))
    _deploy(gateway, admin, "CreditRegistry", access, oracle, True)
    _deploy(gateway, admin, "CarbonCredit", access, registry, oracle, certificates, oracle, "", "")
    _deploy(gateway, admin, "RetirementCertificate", ledger, registry, seals, oracle)
    places = {"CreditRegistry": registry, "CarbonCredit": ledger, "RetirementCertificate": certificates}
    moved = {name: DeployedContract(address) for name, address in places.items()}
    stand_alone = replace(chain.deployment, contracts={**chain.deployment.contracts, **moved})
    alone = ChainGateway(chain.rpc_url, stand_alone)
    _register_project(alone, characters, whole_tonne_only)
    return alone


def open_batch(gateway: ChainGateway, characters: Characters, number: int, credits: int) -> dict[str, int]:
    """The facts of a new batch as its event tells them."""
    vintage = (DAY_S * number, DAY_S * (number + 1))
    hashes = (f"0x{number:064x}", f"0x{number + 1000:064x}")
    receipt = send(gateway, characters.operator, "CreditRegistry", "openBatch", PROJECT, *vintage, credits, *hashes)
    return dict(receipt.event("BatchOpened").arguments)


def _register_project(gateway: ChainGateway, characters: Characters, whole_tonne_only: bool) -> None:
    resolver, document = gateway.address_of("RenewablePower"), "0x" + "01" * 32
    rule = {"resolver": resolver, "validFrom": 0, "validUntil": 2**63, "documentHash": document}
    registered = send(gateway, characters.admin, "CreditRegistry", "registerMethodology", METHODOLOGY, rule)
    facts = {
        "owner": characters.absorber.address,
        "organisation": "0x" + "02" * 32,
        "methodology": registered.event("MethodologyRegistered").arguments["methodology"],
        "country": "0x" + b"TH".hex(),
        "kind": 2,
        "wholeTonneOnly": whole_tonne_only,
        "dailyCapKg": 10_000,
        "startsAt": 1,
        "documentHash": document,
    }
    send(gateway, characters.admin, "CreditRegistry", "registerProject", PROJECT, "A project", facts)


def _deploy(gateway: ChainGateway, admin: LocalSigner, name: str, *args: object) -> None:
    file = BUILD / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"{name} is not compiled: run `make contracts`")
    built = json.loads(file.read_text())
    transaction = {
        "type": 2,
        "chainId": gateway.chain_id,
        "nonce": gateway.nonce(admin.address),
        "value": 0,
        "gas": DEPLOY_GAS,
        "maxFeePerGas": 10**11,
        "maxPriorityFeePerGas": 10**9,
        "data": "0x" + built["bytecode"] + _constructor_arguments(built["abi"], args).hex(),
    }
    sent = gateway.send_raw(admin.sign_transaction(transaction))
    assert wait_for(gateway, sent).succeeded


def wait_for(gateway: ChainGateway, transaction: str) -> Receipt:
    """The receipt, as soon as the chain has mined it."""
    deadline = time.monotonic() + RECEIPT_TIMEOUT_S
    while (receipt := gateway.receipt(transaction)) is None:
        assert time.monotonic() < deadline, f"{transaction} was not mined"
        time.sleep(0.005)
    return receipt


def _constructor_arguments(abi: Sequence[dict[str, object]], args: Sequence[object]) -> bytes:
    inputs = next(item["inputs"] for item in abi if item["type"] == "constructor")
    assert isinstance(inputs, list)
    return encode_call(Entry("constructor", inputs), args)[4:]


def _predicted(sender: str, nonce: int) -> str:
    """Where a contract lands: the last 20 bytes of the hash of its maker and the maker's nonce."""
    packed: bytes = rlp.encode([bytes.fromhex(sender[2:]), nonce])
    return "0x" + keccak(packed)[-20:].hex()
