"""Reads from the node what of a payment token reached an account, where the registry does not follow its transfers."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.adapters.chain_log import BLOCKS_PER_READ
from registry.adapters.abi import decode_event, load_abi
from registry.adapters.chain import ChainGateway
from registry.domain.events import ChainEvent

TRANSFER = "Transfer"


def token_arrivals(chain: ChainGateway, token: str, account: str, first: int, last: int) -> Iterator[ChainEvent]:
    """Transfers of an ERC-20 to an account in blocks `first` to `last`; their `contract` is the token's address.

    Raises ChainUnavailable, NodeRefused.
    """
    # Every ERC-20 tells a transfer as our own token does.
    topic, entry = next(one for one in load_abi("PaymentToken").events.items() if one[1].name == TRANSFER)
    topics = ["0x" + topic.hex(), None, "0x" + account[2:].lower().rjust(64, "0")]
    for begin in range(first, last + 1, BLOCKS_PER_READ):
        end = min(begin + BLOCKS_PER_READ - 1, last)
        asked = {"fromBlock": hex(begin), "toBlock": hex(end), "address": token, "topics": topics}
        for log in chain.request("eth_getLogs", asked):
            said = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            yield ChainEvent(
                block=int(log["blockNumber"], 16),
                log_index=int(log["logIndex"], 16),
                transaction=log["transactionHash"].lower(),
                contract=token,
                name=TRANSFER,
                arguments=decode_event(entry, said, bytes.fromhex(log["data"][2:])),
            )
