"""Runs Brownie's command line with two mends: of transactions that seem dropped, and of coverage that goes missing.

anvil shows the sender's new nonce a moment before the receipt. For a transaction with many traced steps the moment is
long enough for Brownie to see the one without the other, and to say "Tx dropped without known replacement"; between two
looks it also sleeps a whole second.

A contract with immutables never has the code that the compiler printed: with --coverage Brownie would drop its program
map, and with it every line of the oracle, the ledger and the exchange. The tests deploy what they have just compiled.

Run in Brownie's own environment, through `scripts/brownie`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import brownie.network.contract
from brownie._cli.__main__ import main
from brownie.network.transaction import TransactionReceipt
from brownie.network.web3 import web3
from hexbytes import HexBytes
from web3.exceptions import TransactionNotFound

RECEIPT_TIMEOUT_S = 10.0
RECEIPT_POLL_S = 0.01

await_confirmation = TransactionReceipt._await_confirmation


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


if __name__ == "__main__":
    TransactionReceipt._await_confirmation = await_receipt_first
    if "--coverage" in sys.argv:
        brownie.network.contract._verify_deployed_code = lambda *_: True
    sys.exit(main())
