"""Moves the clock of a demonstration chain forward: what waits a day for people waits a moment in a demonstration."""

from __future__ import annotations

from registry.adapters.chain import ChainGateway
from registry.domain.events import Block


class DemonstrationClock:
    """The clock of a development chain. A public node refuses the request by which it moves: NodeRefused."""

    def __init__(self, gateway: ChainGateway) -> None:
        self._gateway = gateway

    def advance_to(self, time: int) -> Block:
        """The newest block, whose chain time is at least `time` (Unix seconds); nothing happens if it is already."""
        # Not always in one move: after many blocks in one second the chain's own clock is behind its newest block.
        while (head := self._gateway.head()).time < time:
            self._gateway.request("evm_increaseTime", time - head.time)
            self._gateway.request("evm_mine")
        return head
