"""The order that a maker signs; fields and order as in ICreditExchange.sol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

ALL_OR_NONE = 1
RETIRE_ON_SETTLEMENT = 2
ANY_COUNTRY = "0x0000"


class Side(IntEnum):
    Buy = 0
    Sell = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`credits` are whole tonnes, `price` payment units per credit, `expiry` Unix seconds of chain time, exclusive.

    A buy order with batch 0 takes any batch that meets its criteria, `kind` to `labels`; 0 there means any.
    `country` is bytes2 as 0x hex, the vintage years are inclusive, of `labels` every bit must be set.
    """

    maker: str
    taker: str
    recipient: str
    batch: int
    kind: int = 0
    standard: int = 0
    country: str = ANY_COUNTRY
    vintage_from: int = 0
    vintage_to: int = 0
    labels: int = 0
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

    @property
    def has_criteria(self) -> bool:
        """True if any of the six criteria is set."""
        numbers = (self.kind, self.standard, self.vintage_from, self.vintage_to, self.labels)
        return any(numbers) or self.country != ANY_COUNTRY
