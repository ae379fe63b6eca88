"""Runs Brownie's command line with mends: transactions that seem dropped, coverage that goes missing, and lost time.

anvil shows the sender's new nonce a moment before the receipt. For a transaction with many traced steps the moment is
long enough for Brownie to see the one without the other, and to say "Tx dropped without known replacement"; between two
looks it also sleeps a whole second.

A contract with immutables never has the code that the compiler printed: with --coverage Brownie would drop its program
map, and with it every line of the oracle, the ledger and the exchange. The tests deploy what they have just compiled.

A third of the time of a test went into questions whose answers do not change: who called (Brownie reads the source of
every caller at each snapshot), which chain this is (before every request), which proxies there are (twice a request),
and whether a contract still has code although the chain is longer than when it was made.

Run in Brownie's own environment, through `scripts/brownie`.
"""

from __future__ import annotations

import sys
import time
from types import SimpleNamespace
from typing import Any

import brownie.network.contract
import requests
from brownie._cli.__main__ import main
from brownie.network.contract import ContractContainer
from brownie.network.transaction import TransactionReceipt
from brownie.network.web3 import web3
from hexbytes import HexBytes
from web3.eth import Eth
from web3.exceptions import TransactionNotFound

RECEIPT_TIMEOUT_S = 10.0
RECEIPT_POLL_S = 0.01
CHAIN_ID = "_carbonix_chain_id"

await_confirmation = TransactionReceipt._await_confirmation
make_session = requests.Session.__init__


def await_receipt_first(receipt: Any, *arguments: Any, **options: Any) -> None:
    deadline = time.monotonic() + RECEIPT_TIMEOUT_S
    while time.monotonic() < deadline and not has_receipt(receipt.txid):
        time.sleep(RECEIPT_POLL_S)
    await_confirmation(receipt, *arguments, **options)


def has_receipt(transaction: str) -> bool:
    try:
        return web3.eth.get_transaction_receipt(HexBytes(transaction))["blockHash"] is not None
    except TransactionNotFound:
        return False


def ask_once(eth: Any) -> int:
    """The chain's id; a run sees one chain only."""
    if CHAIN_ID not in vars(eth):
        setattr(eth, CHAIN_ID, eth._chain_id())
    return int(getattr(eth, CHAIN_ID))


def forget_reverted(container: Any, height: int) -> None:
    """Drops the contracts that a revert undid: by the block that made them, or where that is unknown by their code."""
    for contract in [each for each in container._contracts if is_undone(each, height)]:
        container.remove(contract)
        contract._reverted = True


def is_undone(contract: Any, height: int) -> bool:
    if contract.tx is not None and contract.tx.block_number is not None:
        return bool(contract.tx.block_number > height)
    return not web3.eth.get_code(contract.address)


def nearest_callers() -> list[Any]:
    """What `inspect.stack()[1].frame` would be, without the sources of all the others."""
    return [SimpleNamespace(frame=sys._getframe(1)), SimpleNamespace(frame=sys._getframe(2))]


def make_direct_session(session: Any) -> None:
    """A session that asks no proxy: the chain listens on this machine."""
    make_session(session)
    session.trust_env = False


if __name__ == "__main__":
    # By its name among the modules: as an attribute of its package it is hidden by an object.
    sys.modules["brownie.network.rpc"].inspect = SimpleNamespace(stack=nearest_callers)  # type: ignore[attr-defined]
    requests.Session.__init__ = make_direct_session
    Eth.chain_id = property(ask_once)
    ContractContainer._revert = forget_reverted
    TransactionReceipt._await_confirmation = await_receipt_first
    if "--coverage" in sys.argv:
        brownie.network.contract._verify_deployed_code = lambda *_: True
    sys.exit(main())
