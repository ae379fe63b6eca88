"""Facts about the door to the chain: reads are pinned, refusals keep their names, calls and events read back."""

from __future__ import annotations

import pytest

from registry.adapters.abi import decode_error, encode_call, load_abi
from registry.adapters.chain import ChainGateway, NodeRefused, node_chain_id
from registry.adapters.chain_engines import ChainOptions
from registry.adapters.deployment import (
    DeploymentMissing,
    deployment_of_addresses,
    load_deployment,
)
from registry.adapters.embedded_chain import open_chain
from registry.adapters.typed_data import attestation_digest, order_digest, report_hash
from registry.domain.events import ZERO_HASH
from registry.domain.report import Layer
from registry.domain.struct import to_struct
from registry.errors import BlockUnavailable, ChainUnavailable, InvalidInput, Refused
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import issue_credits, send
from tests.registry.eip712_vectors import ORDERS, REPORTS
from tests.registry.lying_node import lying_node

ROOT = "0x" + "ab" * 32


def test_a_read_is_pinned_to_its_block(gateway: ChainGateway, characters: Characters) -> None:
    """Must answer with the state of the block that was asked for, not with the newest."""
    before = gateway.head().number
    receipt = send(gateway, characters.sealer, "SealRegistry", "seal", 0, ROOT, 1, "")
    assert gateway.call("SealRegistry", "sealCount", at=before) == 0
    assert gateway.call("SealRegistry", "sealCount", at=receipt.block) == 1
    with pytest.raises(Refused) as refusal:
        gateway.call("SealRegistry", "sealOf", 1, at=before)
    assert (refusal.value.name, refusal.value.facts) == ("SealUnknown", {"seal": "1"})


def test_structs_come_back_by_name(gateway: ChainGateway, characters: Characters) -> None:
    """Must decode a struct as a dict with enums as int, hashes and addresses in lower case, text as text."""
    receipt = send(gateway, characters.sealer, "SealRegistry", "seal", 2, ROOT, 7, "ipfs://ไทย")
    assert gateway.call("SealRegistry", "sealOf", 1, at=receipt.block) == {
        "kind": 2,
        "size": 7,
        "sequence": 1,
        "sealedAt": receipt.time,
        "sealer": characters.sealer.address,
        "root": ROOT,
        "previousRoot": "0x" + "00" * 32,
        "uri": "ipfs://ไทย",
    }


def test_events_of_a_range_of_a_block_and_of_a_receipt_agree(gateway: ChainGateway, characters: Characters) -> None:
    """Must tell the same events whichever way they are asked for, in order of the chain."""
    receipt = send(gateway, characters.sealer, "SealRegistry", "seal", 0, ROOT, 1, "")
    block = gateway.block(receipt.block)
    assert gateway.events(block.number, block.number) == list(receipt.events) == gateway.events_in(block)
    assert [event.name for event in receipt.events] == ["Sealed"]
    every = gateway.events(0, block.number)
    assert every == sorted(every, key=lambda event: (event.block, event.log_index))


def test_structs_in_events_come_back_whole(
    deployed_chain: DeployedChain, gateway: ChainGateway, characters: Characters
) -> None:
    """Must decode the report inside ReportSubmitted to the fields that were signed."""
    issued = issue_credits(deployed_chain, characters)
    assert issued.submitted.event("ReportSubmitted").arguments["report"] == to_struct(issued.report)


def test_a_transaction_reads_back_as_a_call(gateway: ChainGateway, characters: Characters) -> None:
    """Must name contract, function and arguments of a call, and nothing of what is not ours."""
    receipt = send(gateway, characters.sealer, "SealRegistry", "seal", 0, ROOT, 1, "x")
    found = gateway.transaction(receipt.transaction)
    assert found is not None
    assert (found["contract"], found["function"], found["block"]) == ("SealRegistry", "seal", receipt.block)
    assert found["arguments"] == {"kind": 0, "root": ROOT, "size": 1, "uri": "x"}
    assert found["from"] == characters.sealer.address
    assert receipt.transaction in gateway.transactions_in(receipt.block)
    assert gateway.transaction(ROOT) is None
    assert gateway.receipt(ROOT) is None


def test_hashes_agree_with_the_contracts(gateway: ChainGateway) -> None:
    """Must hash reports, attestations and orders as the deployed contracts do."""
    at = gateway.head().number
    verifiers, exchange = gateway.address_of("VerifierSet"), gateway.address_of("CreditExchange")
    for report in REPORTS:
        hashed, organisation = report_hash(report), "0x" + "07" * 32
        assert gateway.call("VerificationOracle", "hashReport", report, at=at) == "0x" + hashed.hex()
        args = ("0x" + hashed.hex(), int(Layer.Model), organisation)
        expected = attestation_digest(gateway.chain_id, verifiers, hashed, Layer.Model, organisation)
        assert gateway.call("VerifierSet", "attestationDigest", *args, at=at) == "0x" + expected.hex()
    for order in ORDERS:
        expected = order_digest(gateway.chain_id, exchange, order)
        assert gateway.call("CreditExchange", "hashOrder", order, at=at) == "0x" + expected.hex()


def test_code_hashes_are_the_recorded_ones(deployed_chain: DeployedChain) -> None:
    """Must find at each address exactly the code that the deployment recorded."""
    gateway, head = deployed_chain.gateway, deployed_chain.gateway.head().number
    for name, contract in deployed_chain.deployment.contracts.items():
        assert gateway.code_hash(name, head) == contract.runtime_code_hash


def test_a_refusal_keeps_its_name_and_arguments(gateway: ChainGateway, characters: Characters) -> None:
    """Must raise a simulated refusal under the contract's name with arguments by name."""
    retirement = {
        "beneficiary": ROOT[:42], "detailsHash": ROOT, "useCase": 0, "footprint": ZERO_HASH, "beyond": False,
    }  # fmt: skip
    args = (5, characters.stranger.address, 1_000, retirement)
    with pytest.raises(Refused) as refusal:
        gateway.prepare(characters.stranger.address, "CarbonCredit", "retire", args)
    facts = {"holder": characters.stranger.address, "batch": "5", "heldKg": "0", "neededKg": "1000"}
    assert (refusal.value.name, refusal.value.facts) == ("InsufficientCredits", facts)


def test_revert_data_of_every_form_is_decoded() -> None:
    """Must decode a text, a panic, an unknown selector, cut data and no data, and lose nothing."""
    text = decode_error(bytes.fromhex("08c379a0" + f"{32:064x}{5:064x}" + b"sorry".hex().ljust(64, "0")))
    assert (text.name, text.facts) == ("Error", {"message": "sorry"})
    panic = decode_error(bytes.fromhex("4e487b71" + f"{17:064x}"))
    assert (panic.name, panic.facts) == ("Panic", {"code": "17"})
    assert decode_error(bytes.fromhex("deadbeef")).facts == {"data": "0xdeadbeef"}
    assert (decode_error(b"").name, decode_error(b"").facts) == ("Reverted", {})
    seal_of = load_abi("SealRegistry").function("sealOf", 1)
    cut = decode_error(encode_call(seal_of, (1,))[:4])
    assert cut.name == "Reverted"


def test_a_value_that_does_not_fit_is_refused(gateway: ChainGateway) -> None:
    """Must refuse, before anything is sent, a value that does not fit its Solidity type or a struct without a field."""
    with pytest.raises(InvalidInput):
        gateway.prepare(ROOT[:42], "SealRegistry", "seal", (0, ROOT, 2**64, ""))
    with pytest.raises(InvalidInput):
        gateway.prepare(ROOT[:42], "CarbonCredit", "retire", (1, ROOT[:42], 1, {"beneficiary": ROOT[:42]}))
    with pytest.raises(LookupError):
        gateway.prepare(ROOT[:42], "SealRegistry", "mintByHand", ())


def test_a_node_on_another_chain_is_refused(deployed_chain: DeployedChain) -> None:
    """Must not talk to a chain whose id is not the deployment's."""
    elsewhere = ChainGateway(deployed_chain.rpc_url, deployment_of_addresses(1, {}))
    with pytest.raises(ChainUnavailable) as refusal:
        _ = elsewhere.chain_id
    assert refusal.value.facts == {"expected": "1", "actual": "31337"}
    assert node_chain_id(deployed_chain.rpc_url) == 31337


def test_a_block_that_is_not_there_is_named(gateway: ChainGateway) -> None:
    """Must name the block that was asked for and the node's head."""
    head = gateway.head().number
    with pytest.raises(BlockUnavailable) as refusal:
        gateway.block(head + 9)
    assert refusal.value.facts == {"block": str(head + 9), "head": str(head)}


def test_silence_and_nonsense_are_one_error(deployed_chain: DeployedChain) -> None:
    """Must raise ChainUnavailable where nobody listens, where the answer breaks off, and where the node is gone."""
    with lying_node(deployed_chain.rpc_url) as node:
        gateway = ChainGateway(node.url, deployed_chain.deployment)
        node.lie = lambda _request, _answer: None
        with pytest.raises(ChainUnavailable):
            gateway.head()
        node.lie = lambda _request, answer: {**answer, "result": "0x01"}
        with pytest.raises(ChainUnavailable):
            gateway.call("SealRegistry", "sealCount", at=1)
        node.lie = lambda _request, answer: {"jsonrpc": "2.0", "id": answer["id"], "error": {"message": "tired"}}
        with pytest.raises(NodeRefused) as refusal:
            gateway.head()
        assert refusal.value.facts == {"method": "eth_getBlockByNumber", "message": "tired"}
    with pytest.raises(ChainUnavailable):
        gateway.head()


def test_a_missing_deployment_is_one_sentence(deployed_chain: DeployedChain) -> None:
    """Must say which file is missing for which chain."""
    with pytest.raises(DeploymentMissing) as refusal:
        load_deployment(deployed_chain.deployments_dir, 1)
    assert refusal.value.facts == {"chainId": "1", "file": "1.json"}
    with pytest.raises(LookupError):
        deployed_chain.deployment.address_of("Nothing")


@pytest.mark.chain
def test_refusals_and_blocks_read_the_same_on_ganache(characters: Characters) -> None:
    """Must decode ganache's own way to report a revert, and find events by block hash there."""
    with open_chain("ganache", options=ChainOptions(chain_id=31337)) as engine:
        gateway = ChainGateway(engine.url, deployment_of_addresses(31337, {}))
        engine.mine(2)
        assert gateway.head().number == 2
        assert gateway.events_in(gateway.block(1)) == []
        with pytest.raises(BlockUnavailable):
            gateway.block(9)
        # Init code that returns revert data: PUSH4 SealUnknown-like selector is not needed, an Error(string) will do.
        revert = "0x" + "6308c379a060e01b600052" + "60206004526005602452" + "64736f72727960d81b604452" + "60646000fd"
        call = {"from": characters.admin.address, "data": revert}
        for method in ("eth_call", "eth_estimateGas"):
            with pytest.raises(Refused) as refusal:
                gateway.request(method, call)
            assert (refusal.value.name, refusal.value.facts) == ("Error", {"message": "sorry"}), method


def test_a_node_that_is_away_is_named_in_few_words_and_without_its_key() -> None:
    """Must say the system's own words, and never the path, the user or the query of an address: they may be keys."""
    with pytest.raises(ChainUnavailable) as refusal:
        node_chain_id("http://user:secret@127.0.0.1:1/v3/secret?key=secret")
    expected = "the node at http://127.0.0.1:1 does not answer eth_chainId: Connection refused"
    assert refusal.value.sentence == expected
    assert "secret" not in str(refusal.value.facts)
