"""What the chain said: blocks with their parents, and events with decoded names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ZERO_ADDRESS = "0x" + "0" * 40
ZERO_HASH = "0x" + "0" * 64


@dataclass(frozen=True, slots=True)
class Block:
    """A block header; `time` is Unix seconds of chain time, hashes are lower-case 0x hex."""

    number: int
    hash: str
    parent_hash: str
    time: int


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """One decoded log.

    `contract` is the deployment's name of the emitter, e.g. "CarbonCredit". Arguments: unsigned integers as int,
    addresses and bytes as lower-case 0x hex, structs as dict, arrays as list.
    """

    block: int
    log_index: int
    transaction: str
    contract: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction; `succeeded` is False for a transaction that was mined and reverted."""

    transaction: str
    block: int
    time: int
    succeeded: bool
    gas_used: int
    events: tuple[ChainEvent, ...]

    def event(self, name: str) -> ChainEvent:
        """The only event of this name. Raises LookupError if there is none or more than one."""
        found = [event for event in self.events if event.name == name]
        if len(found) != 1:
            raise LookupError(f"{len(found)} events {name} in transaction {self.transaction}")
        return found[0]
