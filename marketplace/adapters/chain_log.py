"""What the chain says of orders: withdrawn, filled, made void by an epoch; and which batches got other labels."""

from __future__ import annotations

from typing import Any

from registry.adapters.abi import decode_event, load_abi
from registry.adapters.chain import ChainGateway
from registry.domain.events import Block

BLOCKS_PER_READ = 5_000
TOLD = ("OrderCancelled", "EpochRaised", "Trade", "LabelsSet")
EXCHANGE, BATCHES = "CreditExchange", "CreditRegistry"


class ChainLog:
    """Events of exchange and registry up to block `tip`; after a fork they are read anew from the first block."""

    def __init__(self, gateway: ChainGateway) -> None:
        self._gateway = gateway
        self._forget()

    def _forget(self) -> None:
        self.tip: Block | None = None
        self.cancelled: set[str] = set()
        self.filled: dict[str, int] = {}
        self.epochs: dict[str, int] = {}
        self.labelled: dict[int, int] = {}

    def advance(self, head: Block) -> None:
        """Reads up to the head. Raises ChainUnavailable, and then stands where it stood or at the beginning."""
        if self.tip is not None and self.tip.hash == head.hash:
            return
        if self.tip is not None and not self._continues(self.tip, head):
            self._forget()
        first = self._gateway.deployment.first_block if self.tip is None else self.tip.number + 1
        try:
            while first <= head.number:
                last = min(first + BLOCKS_PER_READ - 1, head.number)
                self._read(first, last)
                first = last + 1
        except BaseException:
            self._forget()  # read again from where it stood, fills would count twice
            raise
        self.tip = head

    def _continues(self, tip: Block, head: Block) -> bool:
        if head.number <= tip.number:
            return False
        return head.parent_hash == tip.hash or self._gateway.block(tip.number).hash == tip.hash

    def _read(self, first: int, last: int) -> None:
        addresses = {self._gateway.address_of(name): name for name in (EXCHANGE, BATCHES)}
        asked = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(addresses)}
        for log in self._gateway.request("eth_getLogs", asked):
            contract = addresses[log["address"].lower()]
            topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            entry = load_abi(contract).events.get(topics[0])
            if entry is not None and entry.name in TOLD:
                self._note(entry.name, decode_event(entry, topics, bytes.fromhex(log["data"][2:])))

    def _note(self, name: str, told: dict[str, Any]) -> None:
        if name == "OrderCancelled":
            self.cancelled.add(told["order"])
        elif name == "LabelsSet":
            self.labelled[int(told["batch"])] = int(told["labels"])
        elif name == "EpochRaised":
            self.epochs[told["maker"]] = int(told["epoch"])
        else:
            for order in (told["buyOrder"], told["sellOrder"]):
                self.filled[order] = self.filled.get(order, 0) + int(told["credits"])
