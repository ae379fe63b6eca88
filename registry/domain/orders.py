"""The order that a maker signs; fields and order as in ICreditExchange.sol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from registry.errors import InvalidInput, OrderInstructions

ALL_OR_NONE = 1
RETIRE_ON_SETTLEMENT = 2
ANY_COUNTRY = "0x0000"

INSTRUCTION_BITS = 16  # the low bits of the salt; the contract has no field for them
NONCE_LIMIT = 1 << (256 - INSTRUCTION_BITS)
TIF_MASK = 0b111
SELF_TRADE_SHIFT = 3
MARKET_BIT = 1 << 5
RESERVED_BITS = 0xFFC0
INSTRUCTION_MASK = (1 << INSTRUCTION_BITS) - 1


class Side(IntEnum):
    Buy = 0
    Sell = 1


class TimeInForce(IntEnum):
    """How long an order wants to live; GTC lives until its signed expiry."""

    GTC = 0
    IOC = 1
    FOK = 2
    POST = 3


class SelfTrade(IntEnum):
    """What happens when an order would meet one of its own maker."""

    CANCEL_NEWEST = 0
    CANCEL_OLDEST = 1
    CANCEL_BOTH = 2
    DECREMENT = 3


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the maker signed inside the salt. A market order takes now (IOC or FOK), down to its signed worst price."""

    tif: TimeInForce = TimeInForce.GTC
    self_trade: SelfTrade = SelfTrade.CANCEL_NEWEST
    market: bool = False


# Every instruction that can be said, by its bits: each order asks for it more than once.
_INSTRUCTIONS = {
    tif | mode << SELF_TRADE_SHIFT | (MARKET_BIT if market else 0): Instructions(tif, mode, market)
    for tif in TimeInForce
    for mode in SelfTrade
    for market in (False, True)
    if not market or tif in (TimeInForce.IOC, TimeInForce.FOK)
}


def salt_of(nonce: int, instructions: Instructions | None = None) -> int:
    """The salt of an order: the nonce in the upper 240 bits, the instructions in the lower 16.

    Raises InvalidInput for a nonce of more than 240 bits, OrderInstructions for what the book would refuse.
    """
    if not 0 <= nonce < NONCE_LIMIT:
        raise InvalidInput("nonce", nonce, "must be a whole number below 2^240")
    told = instructions or Instructions()
    bits = told.tif | told.self_trade << SELF_TRADE_SHIFT | (MARKET_BIT if told.market else 0)
    salt = nonce << INSTRUCTION_BITS | bits
    instructions_of(salt)
    return salt


def instructions_of(salt: int) -> Instructions:
    """The instructions in a salt: bits 0-2 time in force, 3-4 self-trade mode, 5 market, 6-15 zero.

    Raises OrderInstructions if a reserved bit is set, the time in force is unknown, or a market order wants to wait.
    """
    known = _INSTRUCTIONS.get(salt & INSTRUCTION_MASK)
    if known is not None:
        return known
    tif = salt & TIF_MASK
    if salt & RESERVED_BITS:
        raise OrderInstructions(salt, "bits 6 to 15 must be zero")
    if tif > TimeInForce.POST:
        raise OrderInstructions(salt, f"bits 0 to 2 are {tif}, known are 0 gtc, 1 ioc, 2 fok, 3 post")
    raise OrderInstructions(salt, "a market order must be ioc or fok")


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
        numbers = self.kind or self.standard or self.vintage_from or self.vintage_to or self.labels
        return bool(numbers) or self.country != ANY_COUNTRY
