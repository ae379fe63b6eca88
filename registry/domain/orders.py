"""The order that a maker signs; fields and order as in ICreditExchange.sol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

ALL_OR_NONE = 1
RETIRE_ON_SETTLEMENT = 2


class Side(IntEnum):
    Buy = 0
    Sell = 1


@dataclass(frozen=True, slots=True)
class Order:
    """`credits` are whole tonnes, `price` payment units per credit, `expiry` Unix seconds of chain time, exclusive."""

    maker: str
    taker: str
    recipient: str
    batch: int
    payment: str
    side: Side
    credits: int
    price: int
    expiry: int
    epoch: int
    max_fee_bps: int
    flags: int
    min_fill: int
    salt: int
    memo: str
