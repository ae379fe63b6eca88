"""The relay of JSON-RPC at /rpc reads our contracts for a page, and does nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from registry.adapters.abi import encode_call, load_abi
from tests.web.told import Told
from web.api.node_relay import INVALID, LARGEST_CALL_BYTES, PARSE, REVERTED, UNKNOWN_METHOD, WRONG_PARAMS

pytestmark = pytest.mark.chain

STRANGER = "0x" + "11" * 20


def ask(browser: TestClient, method: str, *params: Any) -> dict[str, Any]:
    answer = browser.post("/rpc", json={"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)})
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json()
    assert said["id"] == 7
    return said


def test_a_page_reads_a_contract_through_our_own_node(browser: TestClient, told: Told) -> None:
    """Must hand the node's answer on as it is, at the block that was named."""
    ledger = told.registry.chain.address_of("CarbonCredit")
    data = "0x" + encode_call(load_abi("CarbonCredit").function("heldKg", 1), [told.issued.batch]).hex()
    said = ask(browser, "eth_call", {"to": ledger, "data": data}, "latest")
    assert int(said["result"], 16) == told.registry.projection().held_kg(told.issued.batch)
    assert int(ask(browser, "eth_chainId")["result"], 16) == told.registry.deployment.chain_id


def test_what_would_write_or_cost_is_refused_by_its_code(browser: TestClient, told: Told) -> None:
    """Must refuse each method that is not listed, strangers' contracts, senders, whole blocks and endless spans."""
    ledger = told.registry.chain.address_of("CarbonCredit")
    calls: list[tuple[int, str, tuple[Any, ...]]] = [
        (UNKNOWN_METHOD, "eth_sendRawTransaction", ("0x00",)),
        (UNKNOWN_METHOD, "anvil_dumpState", ()),
        (WRONG_PARAMS, "eth_call", ({"to": STRANGER, "data": "0x"}, "latest")),
        (WRONG_PARAMS, "eth_call", ({"to": ledger, "data": "0x", "from": STRANGER}, "latest")),
        (WRONG_PARAMS, "eth_call", ({"to": ledger, "data": "0x"}, "latest", {})),
        (WRONG_PARAMS, "eth_getCode", (STRANGER, "latest")),
        (WRONG_PARAMS, "eth_getBlockByNumber", ("latest", True)),
        (WRONG_PARAMS, "eth_getBlockByHash", ("0x" + "00" * 32, True)),
        (WRONG_PARAMS, "eth_getLogs", ({"address": ledger, "fromBlock": "0x0", "toBlock": "0xffffff"},)),
        (WRONG_PARAMS, "eth_getLogs", ({"fromBlock": "0x0", "toBlock": "0x1"},)),
        (REVERTED, "eth_call", ({"to": ledger, "data": "0xffffffff"}, "latest")),
    ]
    for code, method, params in calls:
        assert ask(browser, method, *params)["error"]["code"] == code, (method, params)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", PARSE), (b"[]", INVALID), (b'{"method": 1}', INVALID), (b" " * (LARGEST_CALL_BYTES + 1), INVALID)],
)
def test_what_is_no_call_is_answered_and_not_relayed(browser: TestClient, body: bytes, code: int) -> None:
    """Must name the fault in JSON-RPC's own words, without a stack or an upstream address."""
    assert browser.post("/rpc", content=body).json()["error"]["code"] == code


def test_a_node_that_is_away_is_said_without_its_address(told: Told) -> None:
    """Must not show an address that may hold a key."""
    with told.without_chain() as client:
        said = ask(client, "eth_blockNumber")
    assert said["error"]["message"] == "our node does not answer"


def test_half_a_character_is_answered(browser: TestClient) -> None:
    """Must answer a call whose id no encoding can write."""
    said = browser.post("/rpc", content=b'{"id":"\\ud800","method":"x"}').json()
    assert (said["id"], said["error"]["code"]) == ("\\ud800", UNKNOWN_METHOD)
